import type { OrderChange } from '../account/account.ts'
import { assertNever } from '../errors/invariant-error.ts'
import { LOCK_REJECTIONS } from '../limits/active-lock.ts'
import { locksOut } from '../limits/denial.ts'
import type { MarketView } from '../market/board.ts'
import { conditionAt, runnerAt } from '../market/condition.ts'
import { selectionIndex } from '../market/market.ts'
import { quoteAge, quoteOf } from '../market/quote.ts'
import type { Intent } from '../order/intent.ts'
import { LEG_WITHDRAWN, type Order, type OrderReason } from '../order/order.ts'
import { isGivenUp, isLive } from '../order/order-state.ts'
import type { AdvanceResult, BeginResult } from '../ports/store/orders.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import { hasStarted, oldestQuote } from '../risk/in-play.ts'
import { isPlayerProtection } from '../risk/player-protection.ts'
import type { DecisionKey } from '../units/ids.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AdviceDesk, Recorded } from './advice-desk.ts'
import type { BetAnomalies } from './bet-anomalies.ts'
import type { CancelDesk } from './cancel-desk.ts'
import type { EngineContext } from './engine-context.ts'
import type { KillSwitch } from './kill-switch.ts'
import type { MatchedNews } from './matched-news.ts'

/** What an engine makes of the answers of its store and its venue. */
export interface EffectResults {
  begun(key: DecisionKey, result: BeginResult): void
  placed(key: DecisionKey, outcome: PlaceOutcome): void
  absent(key: DecisionKey, proof: string): void
  /** Takes in the store's version of an order. */
  advanced(result: AdvanceResult): OrderChange
}

/** The parts of an engine that answers of its store and venue reach. */
export interface EffectResultParts {
  readonly advices: AdviceDesk
  readonly cancels: Pick<CancelDesk, 'placeOf' | 'replaceAnew'>
  readonly kill: KillSwitch
  readonly matched: MatchedNews
  readonly watch: BetAnomalies
}

/** Hears the answers of one engine's store and venue. */
export function createEffectResults(context: EngineContext, parts: EffectResultParts): EffectResults {
  const { account, advance, now, emit, tell } = context
  const { advices, cancels, kill, matched, watch } = parts

  /** The last look before orders leave: much may have happened while the store recorded them. Of several legs, all leave or none. */
  function send(recorded: readonly Recorded[], legs: number): void {
    // One that is not here: somebody else has taken it for that of a dead process, and will find out that it never left.
    const here = recorded.filter(({ order }) => account().order(order.intent.key)?.state === 'SENDING')
    const refusals = here.map(({ order, waits }) => lastLook(order, waits, context))
    const [first, ...others] = here.map(({ order }) => order)
    if (first === undefined) return
    if (here.length === legs && refusals.every((refusal) => refusal === null)) {
      if (legs === 1) sendOne(first)
      else emit({ type: 'place-all', orders: [first, ...others] })
      return
    }
    if (legs === 1) cancels.replaceAnew(first.intent.key)
    const fallen = refusals.findIndex((refusal) => refusal !== null)
    const reason = legWithdrawn(here[fallen]?.order, refusals[fallen] ?? null)
    for (const [index, { order }] of here.entries()) {
      advance(order.intent.key, { type: 'not-sent', at: now(), reason: refusals[index] ?? reason })
    }
  }

  /** An order that comes in the place of one that is open waits for nothing else, or is not wanted any more. */
  function sendOne(order: Order): void {
    const { key } = order.intent
    const place = cancels.placeOf(order)
    if (place === 'its-own') emit({ type: 'place', order })
    else if (place === 'gone') {
      const reason = { code: 'NOT_REPLACED', message: 'nothing is open any more of the order that it was to replace' }
      advance(key, { type: 'not-sent', at: now(), reason })
    } else emit({ type: 'replace', order: place, by: order })
  }

  /** A venue that protects its customer is the last to be asked: nothing goes elsewhere instead. */
  function protect(key: DecisionKey, { code, message }: OrderReason): void {
    tell({ type: 'alert', code: 'PLAYER_PROTECTION', key, message: `the venue refused ${key}: ${code}, ${message}` })
    kill.pull(`the venue protects its customer: ${code}`)
  }

  function refused(key: DecisionKey, { reason, venueOrderId }: Extract<PlaceOutcome, { kind: 'rejected' }>): void {
    const named = venueOrderId ?? null
    if (!watch.isOwn(key, named)) return
    advance(key, { type: 'rejected', at: now(), reason, ...(named === null ? {} : { venueOrderId: named }) })
    if (named !== null) {
      const message = `${key}: ${reason.code}, ${reason.message}; but it is bet ${named} there, which is being looked for`
      tell({ type: 'warning', code: 'REFUSED_WITH_BET', message })
    }
    if (isPlayerProtection(reason)) protect(key, reason)
  }

  return {
    begun(key, result) {
      const begun = advices.answered(key, result)
      switch (result.kind) {
        case 'reserved':
          account().confirm(key)
          account().store(result.order, result.balances, now())
          tell({ type: 'order', order: result.order })
          break
        case 'exists': {
          // Another engine has made the same decision; its order counts here, and is its to send.
          account().exists(key, result.order, result.entry, now())
          const message = `${key} is already recorded as ${result.order.state}`
          tell({ type: 'warning', code: 'DECISION_EXISTS', message })
          cancels.replaceAnew(key)
          break
        }
        case 'denied':
          account().deny(key)
          cancels.replaceAnew(key)
          break
        default:
          assertNever(result)
      }
      if (begun.recorded !== null) send(begun.recorded, begun.legs)
    },
    placed(key, outcome) {
      const at = now()
      switch (outcome.kind) {
        case 'accepted': {
          const { venueOrderId } = outcome
          if (!watch.isOwn(key, venueOrderId)) return
          advance(key, { type: 'accepted', at, venueOrderId })
          matched.hear(key, outcome, false)
          return
        }
        case 'pending': {
          const { venueOrderId, until } = outcome
          if (watch.isOwn(key, venueOrderId)) advance(key, { type: 'pending', at, venueOrderId, until })
          return
        }
        case 'rejected':
          refused(key, outcome)
          return
        case 'not-sent':
        case 'unknown':
          advance(key, { type: outcome.kind, at, reason: outcome.reason })
          if (outcome.kind === 'unknown' && outcome.resetAt !== undefined) {
            advance(key, { type: 'reset', at: outcome.resetAt })
          }
          return
        default:
          assertNever(outcome)
      }
    },
    absent(key, proof) {
      advance(key, { type: 'absent', at: now(), reason: { code: 'ABSENT', message: proof } })
    },
    advanced(result) {
      const { order } = result
      const { key } = order.intent
      const news = account().store(order, result.kind === 'changed' ? result.balances : null, now())
      watch.answered(order)
      if (result.kind !== 'changed') return news
      tell({ type: 'order', order })
      if (result.uncovered !== undefined) {
        account().store(result.uncovered, null, now())
        tell({ type: 'order', order: result.uncovered })
      }
      if (order.state === 'LATE_FOUND' || (isGivenUp({ state: result.from }) && isLive(order))) {
        const message = `the venue has ${key}, which was given up`
        tell({ type: 'alert', code: 'LATE_FOUND', key, message })
        kill.pull(message)
      }
      return news
    },
  }
}

/** Why a leg does not leave that could. */
function legWithdrawn(fallen: Order | undefined, reason: OrderReason | null): OrderReason {
  const why = reason === null ? 'another leg is no longer there to be sent' : `${reason.code}, ${reason.message}`
  return { code: LEG_WITHDRAWN, message: fallen === undefined ? why : `leg ${fallen.intent.key}: ${why}` }
}

/** Why a recorded order must not leave any more, or `null` when it may. */
function lastLook(
  order: Order,
  waits: boolean,
  { account, board, limits, now, routes, seats }: EngineContext,
): OrderReason | null {
  const { intent } = order
  const at = now()
  const { tradingState, stateReason } = account().tradingState(at, routes.of(intent.venue)?.name)
  const mayLeave = tradingState === 'ACTIVE' || (tradingState === 'REDUCING' && account().changeOf(order) <= 0)
  if (!mayLeave) return { code: tradingState, message: stateReason ?? 'trading stopped' }
  const lock = account().locks.find((holding) => locksOut(holding, intent))
  if (lock !== undefined) return { code: LOCK_REJECTIONS[lock.kind], message: lock.reason }
  const view = board.get(intent.market)
  if (view === undefined) return { code: 'MARKET_NOT_OPEN', message: 'the market is over' }
  const { status } = conditionAt(view, intent.venue)
  if (status !== 'open') return { code: 'MARKET_NOT_OPEN', message: `the market is ${status}` }
  const runner = runnerAt(view, intent.venue, selectionIndex(view.market, intent.selection))
  if (runner !== 'active') return { code: 'SELECTION_WITHDRAWN', message: `the selection is ${runner} at the venue` }
  const { inPlay } = seats.get(intent.strategy)?.strategy ?? {}
  const oldest = oldestQuote(inPlay, hasStarted(view, intent.venue, at, intent.startsAt), limits.maxQuoteAgeMs)
  if (oldest === null) {
    return { code: 'IN_PLAY', message: 'the event started before the order left' }
  }
  const age = quoteAge(intent.quote, at)
  if (age > oldest) {
    return { code: 'QUOTE_STALE', message: `the price was ${age / 1000} s old before the order left` }
  }
  return quoteRefusal(intent, waits, view, at, oldest)
}

/** Why what the venue shows by now is no longer what was decided on; `null` while it is, or better, or need not be. */
function quoteRefusal(intent: Intent, waits: boolean, view: MarketView, at: Timestamp, oldestMs: number) {
  const { venue, side, selection, price } = intent
  const shown = quoteOf(view, venue, side, selectionIndex(view.market, selection), at, oldestMs)
  if (shown === null && waits) return null
  if (shown === null) return { code: 'PRICE_WITHDRAWN', message: 'the venue withdrew its price before the order left' }
  if (shown.kind === 'stale') return { code: 'QUOTE_STALE', message: `${shown.why}, told before the order left` }
  if (waits) return null
  const now = Math.round(shown.price * PRICE_SCALE)
  if (side === 'back' ? now < price : now > price) {
    return { code: 'PRICE_CHANGED', message: `the price became ${shown.price} before the order left` }
  }
  return null
}
