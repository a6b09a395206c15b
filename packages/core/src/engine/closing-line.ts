import { answerOf } from '../errors/async-answer-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { MarketView } from '../market/board.ts'
import { selectionIndex } from '../market/market.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { ClosingBook, Yardstick } from '../ports/yardstick.ts'
import { believableOverround } from '../risk/believable-overround.ts'
import type { RiskLimits } from '../risk/risk-limits.ts'
import { checkProbability } from '../units/check.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** When a bet is measured. */
export interface Close {
  /** When the event began, as far as known. */
  readonly start: Timestamp
  readonly at: Timestamp
  readonly known: NonNullable<Yardstick['known']>
}

/**
 * The event that notes an order's closing line, or `null` where the yardstick has none for it: its prices must have been seen after the
 * decision, at most `closeWithinMs` before the start, and add up to what a bookmaker shows. Those that are shown before the start must not
 * have been seen after it; what becomes known with the start is of the start, and then the decision must lie before it and before the time it
 * was announced for, and it be told at most `closeWithinMs` after it. A bet in play has no close, and neither has one each way, of which a
 * probability to win says too little.
 */
export function closingLineEvent(
  order: Order,
  yardstick: Yardstick | null,
  view: MarketView,
  { start, at, known }: Close,
  limits: RiskLimits,
): OrderEvent | null {
  const { intent } = order
  // What was found at a venue is nobody's decision.
  if (yardstick === null || intent.origin !== 'decided' || intent.eachWay !== undefined) return null
  const isInTime =
    known === 'before-start'
      ? (seenAt: Timestamp) => seenAt <= start
      : () => intent.decidedAt < Math.min(start, view.market.event.startsAt) && at <= start + limits.closeWithinMs
  const counts = ({ seenAt, overround }: ClosingBook): boolean =>
    seenAt > intent.decidedAt &&
    seenAt >= start - limits.closeWithinMs &&
    isInTime(seenAt) &&
    believableOverround(overround, view.market, limits.referenceOverround).believed
  const book = answerOf(yardstick.closingBook(view, counts), `yardstick ${yardstick.name}`, 'closingBook')
  if (book === null) return null
  if (typeof book !== 'object' || !Array.isArray(book.probabilities)) {
    throw new InvalidValueError(`closing book of ${yardstick.name}`, book, 'null or one with probabilities')
  }
  if (!counts(book)) return null
  const closingProbability = book.probabilities[selectionIndex(view.market, intent.selection)]
  if (closingProbability === undefined || closingProbability === order.closingProbability) return null
  checkProbability(`closing probability of ${yardstick.name}`, closingProbability)
  return { type: 'closing-line', at, closingProbability }
}
