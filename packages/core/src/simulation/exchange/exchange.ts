import { createSeededRandom } from '../../chance/seeded-random.ts'
import { marketExposure } from '../../limits/exposure.ts'
import type { MarketResult } from '../../market/market-result.ts'
import type { MarketUpdate } from '../../market/market-update.ts'
import { matchedOf } from '../../order/matched.ts'
import type { Cleared } from '../../ports/cleared.ts'
import type {
  AmendOutcome,
  BetList,
  CancelOutcome,
  KnownOrder,
  LookupResult,
  OrderNews,
  PlaceOutcome,
  ReplaceOutcome,
  VenueTraits,
} from '../../ports/venue.ts'
import type { MarketId, OrderRef } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import { after, type Timestamp } from '../../units/timestamp.ts'
import { createDueQueue } from '../due-queue.ts'
import { createNewsLog } from '../news-log.ts'
import { createUndecided } from '../undecided.ts'
import { createChainNames } from './chain-names.ts'
import { createClearing } from './clearing.ts'
import { betPosition, type ExchangeBet, type ExchangeOrder, isAlive, venueBetOf, venueOrderOf } from './exchange-bet.ts'
import {
  drawCancelFate,
  drawLookupFate,
  drawPlaceFate,
  type ExchangeFaults,
  faultsOf,
  type RequestFate,
} from './exchange-faults.ts'
import { createRing } from './exchange-ring.ts'
import { type ExchangeSettings, fullSettings } from './exchange-settings.ts'

/** What comes back to whoever asked an exchange. */
export interface ExchangeReply<Answer> {
  /** What is said; `null` where the connection breaks without an answer. */
  readonly answer: Answer | null
  /** How long that takes, in milliseconds. */
  readonly afterMs: number
}

/**
 * A betting exchange as a plain state machine, with one betting account. Every call says when it happens, and one that is earlier than
 * the last counts as happening with that.
 */
export interface Exchange {
  /** What is true of it, as an adapter would state it. */
  readonly traits: VenueTraits
  readonly settings: Required<Pick<ExchangeSettings, 'venue' | 'clears'>>
  /** Lets time pass: late orders are looked at, and open ones matched. */
  advance(at: Timestamp): void
  /** When something happens by itself next; `null` for never. */
  nextAt(): Timestamp | null
  /** News of a market, prices and all. */
  observe(update: MarketUpdate): void
  /**
   * A market is settled: what is open of it lapses, and its bets are over. How they ended is told where its result is; another result
   * settles them again.
   */
  settle(market: MarketId, at: Timestamp, result?: MarketResult): void
  /** What it has settled at a moment or later. */
  cleared(since: Timestamp, at: Timestamp): ExchangeReply<Cleared>
  place(order: ExchangeOrder, at: Timestamp): ExchangeReply<PlaceOutcome>
  /** Somebody bets by hand on the same account, with no reference; nothing ever goes wrong with that. */
  placeByHand(order: Omit<ExchangeOrder, 'ref'>, at: Timestamp): PlaceOutcome
  cancel(ref: OrderRef, at: Timestamp): ExchangeReply<CancelOutcome>
  /**
   * Cancels what is open of an order and places another for no more than that, shown from then on by the reference that its traits say; here
   * each goes on being asked for by its own. Nothing is placed where nothing was open. What goes wrong is what goes wrong with placing.
   */
  replace(ref: OrderRef, order: ExchangeOrder, at: Timestamp): ExchangeReply<ReplaceOutcome>
  /** Makes an open bet smaller; the same goes wrong with it as with cancelling. */
  amend(ref: OrderRef, stake: Money, at: Timestamp): ExchangeReply<AmendOutcome>
  lookup(refs: readonly OrderRef[], at: Timestamp): ExchangeReply<LookupResult>
  list(since: Timestamp, at: Timestamp): ExchangeReply<BetList>
  /** News of orders with a reference, after a position, at most `limit` pieces. */
  news(after: number, limit: number): readonly OrderNews[]
  /** How many pieces of news there are. */
  newsPosition(): number
  /** Resolves when there is news, or when something is due sooner than all before: whoever waits looks again. */
  stirred(): Promise<void>
  /** What goes wrong from now on; what is left out stays as it is. */
  disturb(faults: Partial<ExchangeFaults>): void
  /** Every bet, as it really is. */
  bets(): readonly ExchangeBet[]
  /** The most that all bets placed with a reference can still lose, worst outcomes together. */
  exposure(): Money
}

const SUSPECT = { code: 'TIMEOUT', message: 'the exchange gave up waiting for itself: it may be placed all the same' }
const DUPLICATE = { code: 'DUPLICATE_TRANSACTION', message: 'an order with this reference has come before' }
const NOTHING_OPEN = { code: 'BET_TAKEN_OR_LAPSED', message: 'nothing is open of the order that it was to replace' }
const REFUSED = { code: 'MARKET_SUSPENDED', message: 'the market is being suspended just now' }
const PROTECTED = {
  code: 'LOSS_LIMIT_EXCEEDED',
  message: 'a limit that the player has set with the exchange is reached',
}

/**
 * Makes a simulated exchange: the same seed and calls give the same answers, bet for bet.
 *
 * It does what real ones are known for: a reference is remembered only for a while, an order whose answer was lost may be accepted
 * later, bets show in lookups and listings only after a lag, orders match in parts and over time, and what is open lapses when its
 * market is suspended, turns in play or closes. What goes wrong, and how often, is data.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const exchange = createExchange({ seed: '2026', faults: { loseAnswer: 0.08 } })
 * exchange.observe(update)
 * exchange.bets().length // 0
 * ```
 */
export function createExchange(given: ExchangeSettings): Exchange {
  const news = createNewsLog()
  const random = createSeededRandom(`${given.seed}|requests`)
  const newsRandom = createSeededRandom(`${given.seed}|news`)
  const settings = fullSettings({ ...given, changed })
  const { venue, dedupeWindowMs, lateAcceptMs, visibilityLagMs, lookupHorizonMs, latencyMs, netting } = settings
  let { faults } = settings
  const due = createDueQueue(news.stir)
  const undecided = createUndecided()
  const ring = createRing(settings, createSeededRandom(`${given.seed}|matching`), due)
  const clearing = createClearing(venue)
  /** When a reference came that was taken, or may be yet. */
  const arrivals = new Map<OrderRef, Timestamp>()
  const names = createChainNames()

  function changed(bet: ExchangeBet): void {
    if (bet.ref !== null && bet.settledAt === null) announce(venueOrderOf(bet.ref, bet))
    given.changed?.(bet)
  }

  function announce(order: KnownOrder): void {
    const isLost = newsRandom() < faults.newsGap
    const shown = { ...order, ref: names.of(order.ref) }
    news.add(isLost ? { kind: 'gap', reason: 'the stream was interrupted' } : { kind: 'order', order: shown })
  }

  function shownRef(ref: OrderRef | null): OrderRef | null {
    return ref === null ? null : names.of(ref)
  }

  function late(most: number): number {
    return Math.ceil(random() * most)
  }

  function acceptNow(order: ExchangeOrder): PlaceOutcome {
    const refusal = ring.refusal(order)
    if (refusal !== null) {
      arrivals.delete(order.ref)
      return { kind: 'rejected', reason: refusal }
    }
    return acceptedAs(ring.accept(order, order.ref))
  }

  /** Takes or refuses an order at once, or says that it does so later. */
  function consider(order: ExchangeOrder): PlaceOutcome {
    if (settings.betDelayMs === 0) return acceptNow(order)
    const { ref } = order
    const { until } = undecided.wait(ref, after(due.now, settings.betDelayMs))
    due.add(until, () => {
      undecided.take(ref)
      const outcome = acceptNow(order)
      if (outcome.kind === 'rejected') announce(undecided.refuse(ref, outcome.reason))
    })
    return { kind: 'pending', venueOrderId: null, until }
  }

  function acceptLater(order: ExchangeOrder): void {
    due.add(due.now + late(lateAcceptMs), () => void acceptNow(order))
  }

  function reply<Answer>(answer: Answer | null, extraMs = 0): ExchangeReply<Answer> {
    return { answer, afterMs: latencyMs + extraMs }
  }

  /** What comes of an order that has got there. */
  function arrive(order: ExchangeOrder, fate: Exclude<RequestFate, 'drop'>): ExchangeReply<PlaceOutcome> {
    const arrivedAt = arrivals.get(order.ref)
    if (arrivedAt !== undefined && due.now - arrivedAt < dedupeWindowMs) {
      return reply<PlaceOutcome>({ kind: 'unknown', reason: DUPLICATE })
    }
    if (fate === 'refused-named') return reply<PlaceOutcome>(refusedAs(`${order.ref.slice(0, 8)}-refused`))
    if (fate === 'reject') return reply<PlaceOutcome>({ kind: 'rejected', reason: REFUSED })
    if (fate === 'protect') return reply<PlaceOutcome>({ kind: 'rejected', reason: PROTECTED })
    arrivals.set(order.ref, due.now)
    switch (fate) {
      case 'clean':
        return reply(consider(order))
      case 'late-answer': {
        const extraMs = late(settings.lateAnswerMs)
        return reply(consider(order), extraMs)
      }
      case 'lose-answer':
        consider(order)
        return reply<PlaceOutcome>(null)
      case 'late-accept':
        acceptLater(order)
        return reply<PlaceOutcome>(null)
      case 'refused-taken': {
        const outcome = acceptNow(order)
        return reply(outcome.kind === 'accepted' ? refusedAs(outcome.venueOrderId) : outcome)
      }
      case 'timeout-placed':
        acceptLater(order)
        return reply<PlaceOutcome>({ kind: 'unknown', reason: SUSPECT })
      case 'timeout':
        return reply<PlaceOutcome>({ kind: 'unknown', reason: SUSPECT })
    }
  }

  function isShown(bet: ExchangeBet): boolean {
    return bet.visibleAt <= due.now
  }

  /** All of something, a part of it or nothing, as the drawn fault has it. */
  function shown<Item>(items: readonly Item[]): { readonly complete: boolean; readonly items: readonly Item[] } | null {
    const fate = drawLookupFate(faults, random)
    if (fate === 'fail') return null
    if (fate === 'truncate') return { complete: false, items: items.slice(0, Math.floor(items.length / 2)) }
    return { complete: true, items }
  }

  return {
    settings: { venue, clears: settings.clears },
    traits: {
      origin: 'simulated',
      sides: ['back', 'lay'],
      minStake: settings.minStake,
      stakeStep: settings.stakeStep,
      isRemote: true,
      lateAcceptMs,
      visibilityLagMs,
      lookupHorizonMs,
      netting,
      ...(settings.replaces !== null && { replaces: { stake: 'open', ref: settings.replaces } }),
    },
    advance: due.runTo,
    nextAt: () => due.nextAt,

    observe(update) {
      due.runTo(update.receivedAt)
      ring.observe(update)
    },

    settle(market, at, result) {
      due.runTo(at)
      ring.settle(market)
      if (result === undefined) return
      const bets = [...ring.bets()].filter((bet) => bet.market.id === market)
      clearing.settle(result, bets, due.now)
    },

    cleared(since, at) {
      due.runTo(at)
      const isWhole = drawLookupFate(faults, random) === 'clean'
      if (!isWhole) return reply<Cleared>(null)
      const { orders, markets } = clearing.since(since)
      return reply({ markets, orders: orders.map((word) => ({ ...word, ref: shownRef(word.ref) })) })
    },

    place(order, at) {
      due.runTo(at)
      const fate = drawPlaceFate(faults, random)
      if (fate === 'drop') return reply<PlaceOutcome>(null)
      return arrive(order, fate)
    },

    replace(ref, order, at) {
      due.runTo(at)
      const fate = drawPlaceFate(faults, random)
      if (fate === 'drop') return reply<ReplaceOutcome>(null)
      const bets = ring.byRef(ref)
      const open = money(bets.reduce((sum, bet) => sum + openStake(bet), 0))
      const cancelledNow = cancelled(bets.map(ring.cancel))
      if (open === 0) return reply({ cancelled: cancelledNow, placed: { kind: 'rejected', reason: NOTHING_OPEN } })
      const stake = money(Math.min(open, order.stake))
      if (settings.replaces === 'former') names.follow(ref, order.ref)
      const { answer: placed, afterMs } = arrive({ ...order, stake }, fate)
      if (placed === null) return { answer: null, afterMs }
      return { answer: { cancelled: cancelledNow, placed, ...(stake < order.stake ? { stake } : {}) }, afterMs }
    },

    placeByHand(order, at) {
      due.runTo(at)
      const refusal = ring.refusal(order)
      if (refusal !== null) return { kind: 'rejected', reason: refusal }
      return acceptedAs(ring.accept(order, null))
    },

    cancel(ref, at) {
      due.runTo(at)
      const fate = drawCancelFate(faults, random)
      if (fate === 'drop') return reply<CancelOutcome>(null)
      const answer = cancelled(ring.byRef(ref).map(ring.cancel))
      if (fate === 'lose-answer') return reply<CancelOutcome>(null)
      return reply(answer, fate === 'late-answer' ? late(settings.lateAnswerMs) : 0)
    },

    amend(ref, stake, at) {
      due.runTo(at)
      const fate = drawCancelFate(faults, random)
      if (fate === 'drop') return reply<AmendOutcome>(null)
      const [bet] = ring.byRef(ref)
      const answer = amended(bet, bet === undefined ? undefined : ring.reduce(bet, stake))
      if (fate === 'lose-answer') return reply<AmendOutcome>(null)
      return reply(answer, fate === 'late-answer' ? late(settings.lateAnswerMs) : 0)
    },

    lookup(refs, at) {
      due.runTo(at)
      const from = lookupHorizonMs === null ? Number.NEGATIVE_INFINITY : due.now - lookupHorizonMs
      const found = [...new Set(refs)].flatMap((name) =>
        names.under(name).flatMap((ref): readonly KnownOrder[] => {
          const word = undecided.find(ref)
          if (word !== undefined) return [{ ...word, ref: name }]
          const bets = ring.byRef(ref).filter((bet) => isShown(bet) && (isAlive(bet) || bet.placedAt >= from))
          return bets.map((bet) => venueOrderOf(name, bet))
        }),
      )
      const part = shown(found)
      return reply(part === null ? null : { complete: part.complete, orders: part.items })
    },

    list(since, at) {
      due.runTo(at)
      const listed = [...ring.bets()].filter((bet) => isShown(bet) && (isAlive(bet) || bet.placedAt >= since))
      const bets = listed.map((bet) => ({ ...venueBetOf(bet, venue), ref: shownRef(bet.ref) }))
      const part = shown(bets)
      return reply(part === null ? null : { complete: part.complete, bets: part.items })
    },

    news: (after, limit) => news.after(after, limit).news,
    newsPosition: () => news.position,
    stirred: news.stirred,

    disturb(changes) {
      faults = faultsOf(changes, faults)
    },

    bets: () => [...ring.bets()],

    exposure() {
      const markets = Map.groupBy(
        [...ring.alive()].filter(({ ref }) => ref !== null),
        ({ market }) => market.id,
      )
      let total = 0
      for (const bets of markets.values()) {
        total += marketExposure(bets.map((bet) => betPosition(bet, venue, netting)))
      }
      return money(total)
    },
  }
}

function openStake({ state, stake, matchedStake }: ExchangeBet): number {
  return state === 'open' ? stake - matchedStake : 0
}

function refusedAs(venueOrderId: string): PlaceOutcome {
  const reason = { code: 'ERROR_IN_ORDER', message: 'the order failed, and names a bet' }
  return { kind: 'rejected', reason, venueOrderId }
}

function acceptedAs(bet: ExchangeBet): PlaceOutcome {
  return { kind: 'accepted', venueOrderId: bet.id, ...matchedOf(bet) }
}

/** What is said of the bets of one reference that were to be cancelled, each as it is now. */
function cancelled(bets: readonly ExchangeBet[]): CancelOutcome {
  const [bet] = bets
  if (bet === undefined) {
    return { kind: 'refused', reason: { code: 'BET_NOT_FOUND', message: 'there is no bet with this reference' } }
  }
  const { state } = bet
  if (state === 'matched') {
    return { kind: 'refused', reason: { code: 'BET_TAKEN_OR_LAPSED', message: 'nothing of it is open any more' } }
  }
  return { kind: 'cancelled', ...matchedOf(bet) }
}

/** What is said of a bet that was to be made smaller. */
function amended(before: ExchangeBet | undefined, bet: ExchangeBet | undefined): AmendOutcome {
  if (before === undefined || bet === undefined) {
    return { kind: 'refused', reason: { code: 'BET_NOT_FOUND', message: 'there is no bet with this reference' } }
  }
  if (bet !== before) return { kind: 'amended', ...matchedOf(bet) }
  const code = before.state === 'open' ? 'BET_ACTION_ERROR' : 'BET_TAKEN_OR_LAPSED'
  return { kind: 'refused', reason: { code, message: 'nothing of it could be taken back' } }
}
