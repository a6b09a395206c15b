import { askedBy } from '../order/amendment.ts'
import { unmatchedStake } from '../order/open-part.ts'
import type { Order, OrderReason } from '../order/order.ts'
import { isAtVenue, isLive, isOpen } from '../order/order-state.ts'
import { isSizedByLiability, type OrderTerms, type Persistence } from '../order/order-terms.ts'
import type { CancelOutcome } from '../ports/venue.ts'
import type { DecisionKey } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import { fromPriceUnits, type Price } from '../units/price.ts'
import { after, MINUTE, SECOND, type Timestamp } from '../units/timestamp.ts'
import type { EngineContext } from './engine-context.ts'
import type { MatchedNews } from './matched-news.ts'
import type { Signal } from './strategy.ts'

/** Takes back what is open of orders, and puts others in their place. */
export interface CancelDesk {
  /** `false` when nothing of it is open, it is not ours, or its venue cannot cancel. */
  cancel(order: Order, reason: string): boolean
  /** Everything of ours that is open. */
  cancelAll(reason: string): void
  /**
   * The same as {@link cancel} for an order that must not stay open: one that could not be cancelled is asked for again, ever more rarely.
   */
  mustEnd(order: Order, reason: string): boolean
  /** While the account is halted, nothing stays open that can be cancelled. */
  lookAgain(): void
  /**
   * Puts another in its place: by the venue's own operation where that can do it and both can be held at once, and then the other is begun
   * first. Else the same as {@link cancel}, and when nothing of it is open any more, what was not matched is asked for anew.
   */
  replace(order: Order, change: { readonly price?: Price; readonly stake?: Money }): boolean
  /**
   * Where an order goes that was recorded: to its venue by itself, or in the place of the order that is given; `gone` when it was to come in
   * the place of one of which nothing is open any more, or that is being cancelled.
   */
  placeOf(order: Order): Order | 'its-own' | 'gone'
  /** An order that was to come in the place of another could not be sent: that one is cancelled, and then asked for anew. */
  replaceAnew(by: DecisionKey): void
  /** The venue has answered what was to put another in the place of this order. */
  replaced(key: DecisionKey): void
  /** What came of asking the venue. */
  answered(key: DecisionKey, outcome: CancelOutcome): void
  /** An order has changed. */
  orderChanged(order: Order): void
  /** The venue shows that more of the order can be matched. */
  shownOpen(key: DecisionKey): void
  /** Why an order was cancelled, where that was asked for here. */
  reasonOf(key: DecisionKey): OrderReason
}

/** What an order is changed to by another in its place. */
type Replacement = { readonly price?: Price; readonly stake?: Money }

/** An order that comes in the place of one that is open. */
interface Beside {
  readonly by: DecisionKey
  readonly change: Replacement
  /** Whether the venue is asked. */
  isSent: boolean
}

interface Asked {
  /** Wanted until the venue is known to have the order; then asked; and `unknown` when nobody knows what came of that. */
  stage: 'wanted' | 'asked' | 'unknown'
  readonly reason: string
}

/** A refusal by this code: the venue was asked since, and still shows the order open. */
export const CANCEL_NOT_DONE = 'CANCEL_NOT_DONE'

/** How long an order that could not be cancelled is left alone, at first and at most. */
const FIRST_PAUSE_MS = 5 * SECOND
const LONGEST_PAUSE_MS = MINUTE
/** How often orders are gone through while the account is halted. */
const LOOK_AGAIN_MS = SECOND

/** The cancel desk of one engine. */
export function createCancelDesk(
  { account, advance, board, emit, now, routes, seats, tell }: EngineContext,
  matched: MatchedNews,
): CancelDesk {
  const asked = new Map<DecisionKey, Asked>()
  const replacements = new Map<DecisionKey, Replacement>()
  /** By the order that is replaced. */
  const besides = new Map<DecisionKey, Beside>()
  /** Those that come in the place of others, until they leave or are given up. */
  const unsent = new Set<DecisionKey>()

  const failures = new Map<DecisionKey, { readonly pauseMs: number; readonly until: Timestamp }>()
  let lookFrom = 0

  function warn(code: string, key: DecisionKey, why: string): void {
    tell({ type: 'warning', code, message: `${key}: ${why}` })
  }

  function drop(key: DecisionKey, why: string): void {
    if (replacements.delete(key)) warn('REPLACEMENT_DROPPED', key, why)
  }

  function cancel(order: Order, reason: string): boolean {
    const { key, origin, venue } = order.intent
    if (routes.of(venue)?.doCancel === undefined || origin === 'foreign' || origin === 'reported' || !isOpen(order))
      return false
    if (besides.get(key)?.isSent === true) return true
    // Nothing has left of what was to replace it: now it is to end instead.
    besides.delete(key)
    const before = asked.get(key)
    if (before !== undefined && before.stage !== 'unknown') return true
    const atVenue = isAtVenue(order)
    asked.set(key, { stage: atVenue ? 'asked' : 'wanted', reason })
    if (atVenue) emit({ type: 'cancel', order })
    return true
  }

  function mustEnd(order: Order, reason: string): boolean {
    const failed = failures.get(order.intent.key)
    if (failed !== undefined && now() < failed.until) return true
    return cancel(order, reason)
  }

  function endUnderHalt(order: Order): void {
    const reason = account().halt
    if (reason !== null) mustEnd(order, `halted: ${reason}`)
  }

  function failed(key: DecisionKey): void {
    if (account().order(key) === undefined) return
    const before = failures.get(key)
    const pauseMs = before === undefined ? FIRST_PAUSE_MS : Math.min(2 * before.pauseMs, LONGEST_PAUSE_MS)
    failures.set(key, { pauseMs, until: after(now(), pauseMs) })
  }

  function reasonOf(key: DecisionKey): OrderReason {
    return { code: 'CANCELLED', message: asked.get(key)?.reason ?? 'it was cancelled at the venue' }
  }

  /** What asks for another in the place of an order. */
  function signalFor(order: Order, { stake = unmatchedStake(order), price }: Replacement): Signal {
    const { market, selection, venue, side, terms } = order.intent
    const limit = price ?? fromPriceUnits(order.intent.price)
    return { kind: 'order', market, selection, venue, side, stake, price: limit, ...kept(terms) }
  }

  /** Whether the venue's own operation makes this change of an order. */
  function replacesItself(order: Order, { stake }: Replacement): boolean {
    const { terms, venue, origin } = order.intent
    const route = routes.of(venue)
    const how = route?.doReplace === undefined ? undefined : route.traits.replaces
    if (
      how === undefined ||
      how.ref === 'unpromised' ||
      origin !== 'decided' ||
      !isAtVenue(order) ||
      asked.has(order.intent.key)
    )
      return false
    const isSame = stake === undefined || stake === unmatchedStake(order)
    const isPlain = terms.kind === 'limit' && terms.minFill === null && order.amendedPersistence === null
    return isPlain && unmatchedStake(order) > 0 && (isSame || how.stake === 'any')
  }

  /** Whether another may be in its place already, such as one that was sent by a process that has died since. */
  function isBeingReplaced({ intent: { key, market } }: Order): boolean {
    return account()
      .ordersIn(market)
      .some((other) => other.intent.replaces === key && isLive(other))
  }

  /** Begins another beside an order that is open. */
  function begunBeside(order: Order, change: Replacement): boolean {
    const { key, strategy, market } = order.intent
    if (!replacesItself(order, change) || board.get(market) === undefined) return false
    const by = seats.get(strategy)?.replaceOpen(signalFor(order, change), order) ?? null
    if (by === null) return false
    besides.set(key, { by, change, isSent: false })
    unsent.add(by)
    return true
  }

  function cancelAndReplace(order: Order, change: Replacement): boolean {
    if (!cancel(order, 'to be replaced')) return false
    replacements.set(order.intent.key, change)
    return true
  }

  /** Nothing of the order is open any more: now another may take its place. */
  function replaceNow(order: Order): void {
    const { intent, state } = order
    const change = replacements.get(intent.key)
    if (change === undefined) return
    if (state !== 'CANCELLED' && state !== 'LAPSED') {
      drop(intent.key, `nothing is left to be replaced, the order is ${state}`)
      return
    }
    const seat = seats.get(intent.strategy)
    if (seat === undefined || board.get(intent.market) === undefined) {
      drop(intent.key, 'the market is over')
      return
    }
    replacements.delete(intent.key)
    seat.replace(signalFor(order, change), order)
  }

  return {
    cancel,
    mustEnd,
    lookAgain() {
      if (account().halt === null || now() < lookFrom) return
      lookFrom = now() + LOOK_AGAIN_MS
      for (const order of account().liveOrders()) endUnderHalt(order)
    },
    cancelAll(reason) {
      for (const order of account().liveOrders()) cancel(order, reason)
    },
    replace(order, change) {
      if (order.intent.terms.kind !== 'limit') return false
      if (besides.has(order.intent.key) || isBeingReplaced(order)) return false
      return begunBeside(order, change) || cancelAndReplace(order, change)
    },
    placeOf({ intent: { key, replaces } }) {
      const beside = replaces === null ? undefined : besides.get(replaces)
      // One that was begun when nothing of the other was open any more is alone.
      if (replaces === null || !unsent.delete(key)) return 'its-own'
      const order = account().order(replaces)
      if (beside?.by !== key || order === undefined || !isAtVenue(order)) return 'gone'
      beside.isSent = true
      return order
    },
    replaceAnew(by) {
      unsent.delete(by)
      for (const [key, beside] of besides) {
        if (beside.by !== by || beside.isSent) continue
        besides.delete(key)
        const order = account().order(key)
        if (order !== undefined) cancelAndReplace(order, beside.change)
        return
      }
    },
    replaced(key) {
      besides.delete(key)
    },
    answered(key, outcome) {
      switch (outcome.kind) {
        case 'cancelled': {
          const order = account().order(key)
          matched.hear(key, outcome, true)
          if (order === undefined || outcome.matchedStake < order.intent.stake || isSizedByLiability(askedBy(order))) {
            advance(key, { type: 'cancelled', at: now(), reason: reasonOf(key) })
          }
          return
        }
        case 'refused':
          warn('CANCEL_REFUSED', key, `${outcome.reason.code}, ${outcome.reason.message}`)
          asked.delete(key)
          failed(key)
          drop(key, 'the order it was to replace could not be cancelled')
          return
        case 'unknown': {
          warn('CANCEL_UNKNOWN', key, `${outcome.reason.code}, ${outcome.reason.message}`)
          const before = asked.get(key)
          if (before !== undefined) before.stage = 'unknown'
          failed(key)
        }
      }
    },
    orderChanged(order) {
      const { key } = order.intent
      if (!isOpen(order)) {
        besides.delete(key)
        replaceNow(order)
        asked.delete(key)
        failures.delete(key)
        return
      }
      const before = asked.get(key)
      if (before?.stage === 'wanted' && isAtVenue(order)) {
        before.stage = 'asked'
        emit({ type: 'cancel', order })
      }
      endUnderHalt(order)
    },
    shownOpen(key) {
      const order = account().order(key)
      if (asked.get(key)?.stage === 'unknown') {
        asked.delete(key)
        drop(key, 'the order it was to replace is still open')
      }
      if (order !== undefined) endUnderHalt(order)
    },
    reasonOf,
  }
}

/** What takes the place of an order persists as that did; one that fills or is killed leaves nothing to be replaced. */
function kept(terms: OrderTerms): { readonly persistence?: Persistence } {
  return terms.kind === 'limit' ? { persistence: terms.persistence } : {}
}
