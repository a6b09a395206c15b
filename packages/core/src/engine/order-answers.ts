import { assertNever } from '../errors/invariant-error.ts'
import type { MarketView } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import { quoteAge, quoteOf } from '../market/quote.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderReason } from '../order/order.ts'
import type { AdvanceResult, BeginResult } from '../ports/store.ts'
import type { PlaceOutcome } from '../ports/venue.ts'
import { LOCK_REJECTIONS } from '../risk/active-lock.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import type { DecisionKey } from '../units/ids.ts'
import { PRICE_SCALE } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { AdviceDesk } from './advice-desk.ts'
import type { EngineContext } from './engine-context.ts'

/** What an engine makes of the answers of its store and its venue. */
export interface OrderAnswers {
  begun(key: DecisionKey, result: BeginResult): void
  placed(key: DecisionKey, outcome: PlaceOutcome): void
  absent(key: DecisionKey, proof: string): void
  /** Takes in the store's version of an order; says whether that is news, and whether the order was live until now. */
  advanced(result: AdvanceResult): { readonly changed: boolean; readonly ended: boolean }
}

/** Hears the answers of one engine's store and venue. */
export function createOrderAnswers(context: EngineContext, advices: AdviceDesk): OrderAnswers {
  const { account, advance, now, emit, tell } = context

  /** The last look before an order leaves: much may have happened while the store recorded it. */
  function send(order: Order): void {
    const refusal = refusalOf(order, context)
    if (refusal === null) emit({ type: 'place', order })
    else advance(order.intent.key, { type: 'not-sent', at: now(), reason: refusal })
  }

  return {
    begun(key, result) {
      advices.answered(key, result)
      switch (result.kind) {
        case 'reserved':
          account().confirm(key)
          account().store(result.order, result.balances, now())
          tell({ type: 'order', order: result.order })
          send(result.order)
          return
        case 'exists': {
          // Another engine has made the same decision; its order counts here, and is its to send.
          account().confirm(key)
          account().store(result.order, null, now())
          const message = `${key} is already recorded as ${result.order.state}`
          tell({ type: 'warning', code: 'DECISION_EXISTS', message })
          return
        }
        case 'denied':
          account().deny(key)
          return
        default:
          assertNever(result)
      }
    },
    placed(key, outcome) {
      const at = now()
      switch (outcome.kind) {
        case 'accepted': {
          const { venueOrderId, matchedStake, averagePrice } = outcome
          advance(key, { type: 'accepted', at, venueOrderId })
          if (matchedStake > 0 && averagePrice !== null) {
            advance(key, { type: 'matched', at, matchedStake, averagePrice })
          }
          return
        }
        case 'rejected':
        case 'not-sent':
        case 'unknown':
          advance(key, { type: outcome.kind, at, reason: outcome.reason })
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
      const changed = result.kind === 'changed'
      const { ended } = account().store(order, changed ? result.balances : null, now())
      if (changed) tell({ type: 'order', order })
      return { changed, ended }
    },
  }
}

/** Why a recorded order must not leave any more, or `null` when it may. */
function refusalOf({ intent }: Order, { account, board, limits, now }: EngineContext): OrderReason | null {
  const at = now()
  const { tradingState, stateReason, locks } = account().risk(at)
  if (tradingState !== 'ACTIVE') return { code: tradingState, message: stateReason ?? 'trading stopped' }
  const [lock] = locks
  if (lock !== undefined) return { code: LOCK_REJECTIONS[lock.kind], message: lock.reason }
  const view = board.get(intent.market)
  if (view === undefined || view.status !== 'open') {
    return { code: 'MARKET_NOT_OPEN', message: `the market is ${view?.status ?? 'over'}` }
  }
  if (view.inPlay || at >= Math.min(intent.startsAt, view.market.event.startsAt)) {
    return { code: 'IN_PLAY', message: 'the event started before the order left' }
  }
  const age = quoteAge(intent.quote, at)
  if (age > limits.maxQuoteAgeMs) {
    return { code: 'QUOTE_STALE', message: `the price was ${age / 1000} s old before the order left` }
  }
  return quoteRefusal(intent, view, at, limits)
}

/** Why what the venue shows by now is no longer what was decided on; `null` while it is, or better. */
function quoteRefusal({ venue, side, selection, price }: Intent, view: MarketView, at: Timestamp, limits: RiskLimits) {
  const shown = quoteOf(view, venue, side, selectionIndex(view.market, selection), at, limits.maxQuoteAgeMs)
  if (shown === null) return { code: 'PRICE_WITHDRAWN', message: 'the venue withdrew its price before the order left' }
  if (shown.kind === 'stale') return { code: 'QUOTE_STALE', message: `${shown.why}, told before the order left` }
  const now = Math.round(shown.price * PRICE_SCALE)
  if (side === 'back' ? now < price : now > price) {
    return { code: 'PRICE_CHANGED', message: `the price became ${shown.price} before the order left` }
  }
  return null
}
