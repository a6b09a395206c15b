import type { Intent } from '../order/intent.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import { add, type Money, money, subtract, ZERO } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The rate of an order's market, and when it was known. */
export interface KnownRate {
  /** In [0, 1). */
  readonly rate: number
  readonly at: Timestamp
}

/** What all orders of one account on one market at one venue have come to, but for the one in question. */
export interface MarketBets {
  /** Before commission. */
  readonly profit: Money
  /** What was posted of it so far. */
  readonly commission: Money
  /** By the newest of them; `null` where there is no other. */
  readonly rate: KnownRate | null
  /** The version of the venue's last word on what it charges for the market; `null` where it gave none. */
  readonly word: number | null
}

/** An order that is alone on its market. */
export const NO_OTHER_BETS: MarketBets = { profit: ZERO, commission: ZERO, rate: null, word: null }

/** Rates are counted in millionths, so that what is due is the same integer wherever it is worked out. */
const RATE_SCALE = 1_000_000

/**
 * What a venue keeps of what a market has brought there: a share of its net winnings, nothing of a loss, to the nearest minor unit with
 * halves up.
 *
 * @param profit - Of all bets on the market at that venue, in minor units, before commission.
 * @param rate - In [0, 1), of which six digits count.
 * @example
 * ```ts
 * commissionDue(money(100), 0.05) // 5
 * commissionDue(money(-100), 0.05) // 0
 * ```
 */
export function commissionDue(profit: Money, rate: number): Money {
  const millionths = Math.round(rate * RATE_SCALE)
  if (profit <= 0 || millionths === 0) return ZERO
  const product = profit * millionths
  if (Number.isSafeInteger(2 * product)) return money(Math.floor((2 * product + RATE_SCALE) / (2 * RATE_SCALE)))
  const scale = BigInt(RATE_SCALE)
  return money(Number((2n * BigInt(profit) * BigInt(millionths) + scale) / (2n * scale)))
}

/**
 * The one of two rates that holds: the one that was known later; of two of one moment the higher.
 *
 * @example
 * ```ts
 * laterRate({ rate: 0.05, at: timestamp(1) }, { rate: 0.02, at: timestamp(2) }).rate // 0.02
 * ```
 */
export function laterRate(one: KnownRate | null, other: KnownRate): KnownRate {
  if (one === null || other.at > one.at) return other
  return one.at === other.at && other.rate > one.rate ? other : one
}

/** The rate that an order was decided by. */
export function rateOf({ commission, decidedAt }: Pick<Intent, 'commission' | 'decidedAt'>): KnownRate {
  return { rate: commission, at: decidedAt }
}

/**
 * An event of an order with what it changes of its market's commission, where it settles, returns or corrects a bet; any other event as
 * it is.
 *
 * Commission is taken from what a market has won on balance, so no bet has one of its own: what a bet's end changes of it is posted with
 * that bet, and is negative where a loss takes back what winners before it were charged. Over all bets of the market it adds up to what
 * is due. Once the venue has said what it charges, that is due, whatever the rate makes of it, until it says something else.
 *
 * @param others - The other orders of its account on its market at its venue.
 * @example
 * ```ts
 * const others = { profit: money(2000), commission: money(100), rate: { rate: 0.05, at }, word: null }
 * charged(order, { type: 'settled', at, outcome: 'lost', profit: money(-500) }, others).commission // -25
 * ```
 */
export function charged(order: Order, event: OrderEvent, others: MarketBets): OrderEvent {
  switch (event.type) {
    case 'settled':
      return { ...event, commission: commissionChange(order, event.profit, others) }
    case 'corrected':
      return { ...event, commission: commissionChange(order, event.outcome === 'void' ? ZERO : event.profit, others) }
    case 'voided':
      return { ...event, commission: commissionChange(order, ZERO, others) }
    case 'market-charged':
      return withCharge(order, event, others)
    default:
      return event
  }
}

/** Whether an event can change what is due of a market. */
export function isCharged({ type }: Pick<OrderEvent, 'type'>): boolean {
  return type === 'settled' || type === 'voided' || type === 'corrected' || type === 'market-charged'
}

/** By how much more is due of a market when an order has brought so much. */
function commissionChange(order: Order, profit: Money, others: MarketBets): Money {
  if (wordOf(order, others) !== null) return ZERO
  const { rate } = laterRate(others.rate, rateOf(order.intent))
  const due = commissionDue(add(others.profit, profit), rate)
  return subtract(due, add(others.commission, order.commission ?? ZERO))
}

/** The version of the venue's last word on the market, this order's own included. */
function wordOf({ chargeVersion }: Order, { word }: MarketBets): number | null {
  return word === null || chargeVersion === null ? (word ?? chargeVersion) : Math.max(word, chargeVersion)
}

/** Changes nothing, and says so, where a word of that version or a later one is known. */
function withCharge(
  order: Order,
  { commission: _, ...event }: Extract<OrderEvent, { type: 'market-charged' }>,
  others: MarketBets,
): OrderEvent {
  const word = wordOf(order, others)
  if (word !== null && event.venueVersion <= word) return event
  return { ...event, commission: subtract(event.amount, add(others.commission, order.commission ?? ZERO)) }
}
