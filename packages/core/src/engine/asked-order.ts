import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { OrderTerms, Persistence } from '../order/order-terms.ts'
import { type LimitTerms, PLAIN_LIMIT, stakeOfLiability } from '../order/order-terms.ts'
import { type Money, money, ZERO } from '../units/money.ts'
import { PRICE_SCALE, type Price, priceUnits } from '../units/price.ts'
import type { Signal } from './strategy.ts'

type OrderSignal = Extract<Signal, { kind: 'order' }>

/** A signal that asks for a liability at the starting price. */
export type OnCloseSignal = Extract<Signal, { order: 'limit-on-close' | 'market-on-close' }>

/** Whether a signal asks for a liability at the starting price. */
export function isOnClose(signal: Signal): signal is OnCloseSignal {
  return signal.kind === 'order' && signal.order !== undefined && signal.order !== 'limit'
}

/** The price that a signal names itself; `null` where it takes what the venue shows. */
export function ownPrice(signal: Signal): Price | null {
  return signal.kind === 'order' && signal.order !== 'market-on-close' ? (signal.price ?? null) : null
}

/** Whether a signal asks for an order that is matched at once, or not at all. */
export function isFillOrKill(signal: Signal): boolean {
  if (signal.kind !== 'order' || isOnClose(signal)) return false
  return signal.fillOrKill === true || signal.minFill !== undefined
}

/** Whether an order of this signal need not be matched by what the venue shows now. */
export function mayWait(signal: Signal): boolean {
  if (isOnClose(signal)) return true
  return ownPrice(signal) !== null && termsOf(signal, ZERO).minFill === null
}

/**
 * The terms of a signal whose stake was decided.
 *
 * @throws InvalidValueError `INVALID_VALUE` when it asks to fill or be killed and to stay, or for a least fill that is not above zero and at
 * most the stake it names.
 */
export function termsOf(signal: Exclude<Signal, OnCloseSignal>, stake: Money): LimitTerms
export function termsOf(signal: Signal, stake: Money): OrderTerms
export function termsOf(signal: Signal, stake: Money): OrderTerms {
  if (signal.kind === 'value') return PLAIN_LIMIT
  if (isOnClose(signal)) return { kind: signal.order }
  const { persistence = 'lapse', fillOrKill = false, minFill } = signal
  if (!fillOrKill && minFill === undefined) return persistence === 'lapse' ? PLAIN_LIMIT : waiting(persistence)
  if (persistence !== 'lapse') {
    throw new InvalidValueError('signal.persistence', persistence, '`lapse`, for an order that fills or is killed')
  }
  return { kind: 'limit', persistence, minFill: leastFill(signal, stake) }
}

function waiting(persistence: Persistence): LimitTerms {
  return { kind: 'limit', persistence, minFill: null }
}

/** Caps and steps may have left less of the stake than was to be filled at the least. */
function leastFill({ minFill, ...signal }: OrderSignal & { readonly order?: 'limit' }, stake: Money): Money {
  if (minFill === undefined) return stake
  if (!(minFill > 0 && minFill <= signal.stake)) {
    throw new InvalidValueError('signal.minFill', minFill, `above zero and at most the stake ${signal.stake}`)
  }
  return money(Math.min(minFill, stake))
}

/** What the liability of an order on close comes to in stake, at a price that an order may name. */
export function stakeOnClose(
  { side, liability }: Pick<Signal, 'side'> & { readonly liability: Money },
  price: number,
): Money {
  if (!(liability > 0)) return ZERO
  const units = Math.round(price * PRICE_SCALE)
  if (side === 'back') return liability
  return units > PRICE_SCALE && Number.isSafeInteger(units)
    ? money(Math.max(1, stakeOfLiability(side, liability, priceUnits(units))))
    : ZERO
}
