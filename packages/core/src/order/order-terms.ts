import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Side } from '../market/market-update.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE, type PriceUnits } from '../units/price.ts'

/**
 * What becomes of the part of a limit order that nothing was matched of when its event turns in play: it lapses, stays, or goes into the
 * auction at the starting price with what it can lose.
 */
export type Persistence = 'lapse' | 'persist' | 'market-on-close'

/** An order for a stake at its price or a better one. */
export interface LimitTerms {
  readonly kind: 'limit'
  readonly persistence: Persistence
  /**
   * Fill or kill: at least so much of its stake is matched at once or nothing is, and what is left over is cancelled at once; the stake
   * itself where it is all or nothing. `null`: the order may wait.
   */
  readonly minFill: Money | null
}

/** An order for its liability at the starting price, if that is its price or a better one. */
export interface LimitOnCloseTerms {
  readonly kind: 'limit-on-close'
}

/** An order for its liability at the starting price, whatever that is; the price of its intent is what was shown when it was decided. */
export interface MarketOnCloseTerms {
  readonly kind: 'market-on-close'
}

/** What is asked of a venue: how price, stake and liability of an intent are meant. */
export type OrderTerms = LimitTerms | LimitOnCloseTerms | MarketOnCloseTerms

/** The kinds of orders. */
export type OrderKind = OrderTerms['kind']

/** A limit order that may wait, and lapses when its event turns in play. */
export const PLAIN_LIMIT: LimitTerms = { kind: 'limit', persistence: 'lapse', minFill: null }

/** Which orders a venue takes. */
export interface OrdersTaken {
  readonly kinds: readonly OrderKind[]
  /** Of limit orders. */
  readonly persistence: readonly Persistence[]
  /** Whether a limit order may be fill or kill. */
  readonly fillOrKill: boolean
}

/** What a venue takes that says nothing else: limit orders that lapse. */
export const PLAIN_ORDERS: OrdersTaken = { kinds: ['limit'], persistence: ['lapse'], fillOrKill: false }

/**
 * What of these terms a venue does not take, for people; `null` where it takes them.
 *
 * @example
 * ```ts
 * notTaken({ kind: 'market-on-close' }, { kinds: ['limit'], persistence: ['lapse'], fillOrKill: false }) // 'no market-on-close orders'
 * ```
 */
export function notTaken(terms: OrderTerms, { kinds, persistence, fillOrKill }: OrdersTaken): string | null {
  if (!kinds.includes(terms.kind)) return `no ${terms.kind} orders`
  if (terms.kind !== 'limit') return null
  if (terms.minFill !== null) return fillOrKill ? null : 'no orders that fill or kill'
  return persistence.includes(terms.persistence) ? null : `no orders of persistence ${terms.persistence}`
}

/** What of an intent tells how much of it is asked. */
export interface SizedIntent {
  readonly side: Side
  readonly terms: OrderTerms
}

/**
 * Whether an order asks for a liability, so that only the starting price tells its stake: a lay that does, or may, go into the auction.
 * The stake of such a back is its liability.
 */
export function isSizedByLiability({ side, terms }: SizedIntent): boolean {
  return side === 'lay' && (terms.kind !== 'limit' || terms.persistence === 'market-on-close')
}

/** The backer's stake that a liability comes to at a price, rounded down: that of an order on close, should the starting price be this. */
export function stakeOfLiability(side: Side, liability: Money, price: PriceUnits): Money {
  if (side === 'back') return liability
  return money(Number((BigInt(liability) * BigInt(PRICE_SCALE)) / BigInt(price - PRICE_SCALE)))
}

/**
 * Refuses terms that contradict themselves or their stake.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a fill-or-kill order is to stay, or its least fill is not above zero and at most its stake.
 */
export function checkOrderTerms(terms: OrderTerms, stake: Money): void {
  if (terms.kind !== 'limit' || terms.minFill === null) return
  if (terms.persistence !== 'lapse') {
    throw new InvalidValueError('persistence', terms.persistence, '`lapse`, for an order that fills or is killed')
  }
  if (!(terms.minFill > ZERO && terms.minFill <= stake)) {
    throw new InvalidValueError('minFill', terms.minFill, `above zero and at most the stake ${stake}`)
  }
}
