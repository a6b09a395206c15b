import type { Currency, Money } from '@betting-advisor/core'
import { InvalidValueError, moneyFromMajor } from '@betting-advisor/core'
import type { Jurisdiction } from '../session/hosts.ts'

/** The least that the exchange takes, in an account's currency. */
export interface Minimums {
  readonly stake: Money
  /** A stake below the least is taken where stake × price comes to this; `null`: never. */
  readonly payout: Money | null
  /** Of an order for the starting price. */
  readonly liability: Money
  /** The most that stake × price may come to; `null`: any. */
  readonly mostPayout: Money | null
}

/** Least stake, payout and liability at the starting price, by the venue's documentation of July 2026. */
const table: Readonly<Record<string, readonly [stake: number, payout: number, liability: number]>> = {
  GBP: [1, 10, 10],
  EUR: [1, 20, 10],
  USD: [1, 20, 20],
  HKD: [10, 125, 125],
  AUD: [1, 30, 30],
  CAD: [2, 30, 30],
  DKK: [15, 150, 150],
  NOK: [10, 150, 150],
  SEK: [15, 150, 150],
  SGD: [2, 30, 30],
  RON: [5, 50, 50],
  BRL: [5, 50, 50],
  MXN: [30, 300, 300],
  PEN: [5, 50, 50],
  HUF: [400, 4000, 4000],
  ISK: [350, 1750, 1750],
  NZD: [2, 10, 10],
  ARS: [100, 500, 500],
  GEL: [10, 50, 50],
}

/** An Italian backs in steps of this, from this much, and wins at most so much with the stake. */
const ITALIAN = { stake: 2, step: 0.5, payout: 10_000 } as const

/**
 * The least that the exchange takes of an account.
 *
 * @throws InvalidValueError `INVALID_VALUE` for a currency that the exchange keeps no accounts in.
 */
export function minimumsOf(currency: Currency, jurisdiction: Jurisdiction): Minimums {
  const row = table[currency.code]
  if (row === undefined) throw new InvalidValueError('currency', currency.code, Object.keys(table).join(', '))
  const amount = (major: number): Money => moneyFromMajor(major, currency)
  const [stake, payout, liability] = row
  const isWhole = jurisdiction === 'italy' || jurisdiction === 'spain'
  return {
    stake: amount(jurisdiction === 'italy' ? ITALIAN.stake : stake),
    payout: isWhole ? null : amount(payout),
    liability: amount(liability),
    mostPayout: jurisdiction === 'italy' ? amount(ITALIAN.payout) : null,
  }
}

/** What stakes are multiples of. */
export function stakeStepOf(currency: Currency, jurisdiction: Jurisdiction): Money {
  return moneyFromMajor(jurisdiction === 'italy' ? ITALIAN.step : 10 ** -currency.exponent, currency)
}
