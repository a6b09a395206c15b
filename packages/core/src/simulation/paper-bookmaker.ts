import { createBoard } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import { matchedOf } from '../order/matched.ts'
import type { OrderReason } from '../order/order.ts'
import type { OrdersTaken } from '../order/order-terms.ts'
import type { KnownOrder, PlaceOutcome, VenueOrder } from '../ports/venue.ts'
import type { MarketId, OrderRef } from '../units/ids.ts'
import { valueOfFills } from '../units/matched-value.ts'
import { type Money, money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import { type Complete, optional } from '../units/shape.ts'
import { anAmount } from '../units/shape-of-units.ts'
import type { Timestamp } from '../units/timestamp.ts'
import { createDueQueue } from './due-queue.ts'
import { createOrderMemory } from './order-memory.ts'
import { createUndecided } from './undecided.ts'

/** The least and the most that simulated bookmakers take on one bet. */
export interface PaperLimits {
  /** The least stake taken, in minor units. @default 10 */
  readonly minStake?: Money
  /** The most staked on one bet; more is refused. @default no limit */
  readonly maxStake?: Money
}

/** How the limits of simulated bookmakers are checked. */
export const paperLimits = {
  minStake: optional(anAmount),
  maxStake: optional(anAmount),
} satisfies Complete<PaperLimits>

/** Simulated bookmakers as a plain state machine: what they show, and the bets they took. */
export interface PaperBookmaker {
  readonly minStake: Money
  /** News of a market: what its bookmakers show from now on. */
  observe(update: MarketUpdate): void
  /** The market is over: a day later its bets are forgotten. */
  close(market: MarketId, at: Timestamp): void
  /** Takes or refuses a bet at once, as of `at`; the same bet twice is the same answer. */
  decide(order: Intent, at: Timestamp): PlaceOutcome
  /** Holds a bet that it takes or refuses then; the same bet twice is the same answer. */
  hold(order: Intent, until: Timestamp): PlaceOutcome
  /** Decides on the bets that are due by then, on what was shown when they were. */
  advance(at: Timestamp): void
  /** When the next of them is due; `null` where none is held. */
  nextAt(): Timestamp | null
  find(ref: OrderRef): KnownOrder | undefined
}

/** A bet is matched in full or refused, whichever of the two was asked for. */
export const PAPER_ORDERS: OrdersTaken = { kinds: ['limit'], persistence: ['lapse'], fillOrKill: true }

/**
 * Bookmakers that match a bet in full, at the price asked, when they show that price or a better one as they look at it.
 *
 * @param decided - Hears what became of each bet that was held.
 */
export function createPaperBookmaker(
  { minStake = money(10), maxStake = money(Number.MAX_SAFE_INTEGER) }: PaperLimits,
  decided?: (order: KnownOrder) => void,
): PaperBookmaker {
  const board = createBoard()
  const taken = new Map<OrderRef, VenueOrder>()
  const undecided = createUndecided()
  const memory = createOrderMemory((ref) => {
    taken.delete(ref)
    undecided.forget(ref)
  })
  const starts = createDueQueue(() => {})
  const held = new Map<OrderRef, { readonly order: Intent; readonly until: Timestamp }>()

  function declined(order: Intent, at: Timestamp): OrderReason | null {
    const view = board.get(order.market)
    if (view === undefined || view.status !== 'open' || view.inPlay || at >= view.market.event.startsAt) {
      return { code: 'MARKET_SUSPENDED', message: 'the market takes no bets' }
    }
    if (order.stake < minStake) return { code: 'STAKE_TOO_SMALL', message: `the least stake is ${minStake}` }
    if (order.stake > maxStake) return { code: 'STAKE_TOO_LARGE', message: `the most on one bet is ${maxStake}` }
    if (order.side !== 'back') return { code: 'SIDE_NOT_OFFERED', message: 'a bookmaker takes no lay bets' }
    const shown = view.prices(order.venue, order.side)?.prices[selectionIndex(view.market, order.selection)] ?? null
    if (shown === null) return { code: 'SELECTION_WITHDRAWN', message: 'the bookmaker shows no price' }
    if (Math.round(shown * PRICE_SCALE) < order.price)
      return { code: 'PRICE_CHANGED', message: `the price is ${shown} now` }
    return null
  }

  function decide(order: Intent, at: Timestamp): PlaceOutcome {
    const before = taken.get(order.ref)
    if (before !== undefined) return accepted(before)
    const refusal = declined(order, at)
    if (refusal !== null) return { kind: 'rejected', reason: refusal }
    const bet: VenueOrder = {
      ref: order.ref,
      state: 'matched',
      venueOrderId: `paper-${order.ref.slice(0, 12)}`,
      matchedStake: order.stake,
      averagePrice: order.price,
      matchedValue: valueOfFills([order]),
    }
    taken.set(order.ref, bet)
    memory.note(order.market, order.ref)
    return accepted(bet)
  }

  function advance(at: Timestamp): void {
    if (held.size === 0) return
    for (const [ref, { order, until }] of held) {
      if (until > at) continue
      held.delete(ref)
      undecided.take(ref)
      const outcome = decide(order, until)
      if (outcome.kind === 'rejected') {
        undecided.refuse(ref, outcome.reason)
        memory.note(order.market, ref)
      }
      const known = find(ref)
      if (known !== undefined) decided?.(known)
    }
  }

  function nextAt(): Timestamp | null {
    if (held.size === 0) return null
    let next: Timestamp | null = null
    for (const { until } of held.values()) if (next === null || until < next) next = until
    return next
  }

  /** Many a source says nothing any more of what has started. */
  function start(id: MarketId): void {
    const startsAt = board.get(id)?.market.event.startsAt
    if (startsAt === undefined) return
    if (startsAt <= starts.now) board.remove(id)
    else expectStart(id, startsAt)
  }

  function expectStart(id: MarketId, startsAt: Timestamp): void {
    starts.add(startsAt, () => start(id))
  }

  function find(ref: OrderRef): KnownOrder | undefined {
    return taken.get(ref) ?? undecided.find(ref)
  }

  return {
    minStake,
    decide,
    advance,
    nextAt,
    hold(order, until) {
      const { ref } = order
      const before = taken.get(ref)
      if (before !== undefined) return accepted(before)
      const word = undecided.find(ref)
      if (word?.state === 'rejected') return { kind: 'rejected', reason: word.reason }
      if (word === undefined) held.set(ref, { order, until })
      return { kind: 'pending', venueOrderId: null, until: word?.until ?? undecided.wait(ref, until).until }
    },
    observe(update) {
      advance(update.receivedAt)
      starts.runTo(update.receivedAt)
      // Nothing can be bet once an event has started, so nothing of it needs to be kept.
      const { id, event } = update.market
      const over = update.status === 'closed' || update.receivedAt >= event.startsAt
      if (over) {
        board.remove(id)
        return
      }
      const { size } = board
      board.apply(update)
      if (board.size > size) expectStart(id, event.startsAt)
    },
    close(market, at) {
      board.remove(market)
      memory.over(market, at)
    },
    find,
  }
}

function accepted(bet: VenueOrder): PlaceOutcome {
  return { kind: 'accepted', venueOrderId: bet.venueOrderId, ...matchedOf(bet) }
}
