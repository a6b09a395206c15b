import { averagePriceOf, isMatchedValue, NO_VALUE } from '../units/matched-value.ts'
import type { Money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
import { askedBy } from './amendment.ts'
import type { Intent } from './intent.ts'
import type { Matched, ValueBasis } from './matched.ts'
import type { Order } from './order.ts'
import { isSizedByLiability } from './order-terms.ts'

/** What is known of an order's matched part. */
export type MatchedPart = Pick<Order, 'matchedStake' | 'voidedStake' | 'matchedValue' | 'valueBasis' | 'averagePrice'>

/** What a venue's word makes of an order's matched part. */
export type HeardMatched =
  | { readonly kind: 'news'; readonly part: MatchedPart }
  /** It says no more than is known, or was said before what is known. */
  | { readonly kind: 'old'; readonly detail: string }
  /** It cannot be so. */
  | { readonly kind: 'impossible'; readonly detail: string }

const RANK = { asked: 0, average: 1, fills: 2 } as const

/**
 * Holds a venue's word on an order's matched part against what is known.
 *
 * More matched or more voided is news, and so is a better word on the price of the same: fills win over an average, an average over
 * nothing, and of two words of one kind the later one.
 *
 * @param isLast - Whether the venue says it of an order that nothing more can be matched of: then less than is known cannot be so.
 */
export function hearMatched(order: Order, told: Matched, isLast = false): HeardMatched {
  const { stake } = order.intent
  const { matchedStake } = told
  const known = order.matchedStake + order.voidedStake
  if (told.voidedStake === undefined && order.voidedStake > 0 && matchedStake <= known) {
    return old(`${order.voidedStake} was voided, of which this word knows nothing`)
  }
  const voidedStake = told.voidedStake ?? order.voidedStake
  const filled = matchedStake + voidedStake
  if (matchedStake < 0 || voidedStake < 0) return impossible(`${matchedStake} matched and ${voidedStake} voided`)
  const bySize = isSizedByLiability(order.intent) || isSizedByLiability(askedBy(order))
  if (filled > stake && !bySize) return impossible(`${filled} matched, and ${stake} was asked`)
  if (filled < known || voidedStake < order.voidedStake) {
    const detail = `${known} was matched and ${order.voidedStake} of it voided, ${filled} and ${voidedStake} is less`
    return isLast ? impossible(detail) : old(detail)
  }
  const [value, valueBasis] = worthOf(order, told)
  if (!isMatchedValue(value) || value < matchedStake * PRICE_SCALE) {
    return impossible(`${matchedStake} matched at a value of ${value} ten-thousandths`)
  }
  if (bySize && isBeyond(order, matchedStake, value)) {
    return impossible(
      `${matchedStake} matched at a value of ${value} ten-thousandths, and ${order.intent.liability} was to be lost`,
    )
  }
  if (filled === known && voidedStake === order.voidedStake) {
    if (valueBasis === null || order.valueBasis === null) return old('nothing is matched')
    const isBetter = RANK[valueBasis] > RANK[order.valueBasis]
    const isOther = RANK[valueBasis] === RANK[order.valueBasis] && value !== order.matchedValue
    if (!isBetter && !isOther) return old(`${matchedStake} is matched already, at no better known price`)
  }
  const averagePrice = averagePriceOf(order.intent.side, matchedStake, value)
  return { kind: 'news', part: { matchedStake, voidedStake, matchedValue: value, valueBasis, averagePrice } }
}

/** In ten-thousandths of a minor unit, not checked yet. */
function worthOf(order: Order, told: Matched): readonly [number, ValueBasis | null] {
  const { matchedStake, averagePrice } = told
  if (matchedStake === 0) return [NO_VALUE, null]
  if (told.matchedValue !== undefined) return [told.matchedValue, 'fills']
  if (averagePrice !== null) return [matchedStake * averagePrice, 'average']
  return [valueAsked(order, matchedStake), 'asked']
}

/**
 * What is matched in addition is taken to be so at the price asked, or at the worst there is where none was; what was voided, to be at the
 * average of all.
 */
function valueAsked(order: Order, matchedStake: Money): number {
  const { intent, matchedStake: before, matchedValue: value } = order
  if (matchedStake >= before) return worst(intent, matchedStake, value + (matchedStake - before) * priceAsked(intent))
  const product = BigInt(value) * BigInt(matchedStake)
  const divisor = BigInt(before)
  const up = intent.side === 'lay' && product % divisor !== 0n ? 1n : 0n
  return Number(product / divisor + up)
}

/** The price of a back at whatever the starting price is promises nothing. */
function priceAsked({ side, terms, price }: Intent): number {
  return side === 'back' && terms.kind === 'market-on-close' ? PRICE_SCALE + 1 : price
}

/** A starting price may be worse than the price asked, but never costs more than the liability. */
function worst(intent: Intent, matchedStake: Money, value: number): number {
  if (!isSizedByLiability(intent)) return value
  const most = (matchedStake + intent.liability) * PRICE_SCALE
  return intent.terms.kind === 'market-on-close' ? most : Math.min(value, most)
}

/** Whether even a minor unit of stake less would lose more than was asked: venues round the stake that a liability comes to. */
function isBeyond({ intent }: Order, matchedStake: Money, value: number): boolean {
  if (matchedStake === 0) return false
  const lost = value - matchedStake * PRICE_SCALE
  return lost - lost / matchedStake > intent.liability * PRICE_SCALE
}

function old(detail: string): HeardMatched {
  return { kind: 'old', detail }
}

function impossible(detail: string): HeardMatched {
  return { kind: 'impossible', detail }
}
