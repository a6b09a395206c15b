import { type Currency, formatMoney, type Money } from '../units/money.ts'

/** An amount for people, in its currency where that is known and in minor units otherwise. */
export function amountText(amount: Money, currency: Currency | undefined): string {
  return currency === undefined ? `${amount} minor units` : formatMoney(amount, currency)
}

/** A fraction in per cent, for people. */
export function percentText(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`
}
