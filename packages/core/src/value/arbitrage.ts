import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkPrice } from '../units/check.ts'
import { checkTotal, splitStake } from './stakes.ts'

/** What one outcome can be backed at. */
export interface Offer {
  /** Decimal odds, finite and above 1. */
  readonly price: number
  /** Share of winnings that the venue keeps, in [0, 1); 0 by default. */
  readonly commission?: number
}

/** How far below 1 a sum must be to be more than rounding: ten prices of 10 add up to 1 − 1.1e-16. */
const ROUNDING = 1e-9

/** What backing every outcome comes to. */
export interface Arbitrage {
  /** Whether all outcomes together pay more than they cost. */
  readonly exists: boolean
  /** Σ 1/price, after commission. */
  readonly booksum: number
  /** Share of the total stake on each outcome that makes all payouts equal; adds up to 1. */
  readonly shares: readonly number[]
  /** Profit per unit staked in all, whichever outcome wins: 1/booksum − 1; negative where there is no arbitrage. */
  readonly profit: number
}

/** An arbitrage in whole stakes. */
export interface RoundedArbitrage {
  /** Whether every outcome makes a profit after rounding. */
  readonly exists: boolean
  /** Stake on each outcome, a multiple of the step; together the total. */
  readonly stakes: readonly number[]
  /** Profit when each outcome wins, in whole minor units rounded down. */
  readonly profits: readonly number[]
  /** The least of the profits. */
  readonly guaranteed: number
}

/**
 * The best offer for each outcome from several books, by price after commission.
 *
 * @param books - One row for each book, one offer for each outcome; `null` where a book has none.
 * @throws InvalidValueError `INVALID_VALUE` for bad offers, rows of different length, or an outcome without an offer.
 * @example
 * ```ts
 * bestOffers([[{ price: 2.1 }, { price: 1.85 }], [{ price: 1.95 }, { price: 2 }]]).map(({ price }) => price) // [2.1, 2]
 * ```
 */
export function bestOffers(books: readonly (readonly (Offer | null)[])[]): readonly Offer[] {
  const outcomes = books[0]?.length ?? 0
  checkOutcomes(outcomes)
  const best: Offer[] = []
  for (const [row, book] of books.entries()) {
    if (book.length !== outcomes) {
      throw new InvalidValueError(`books[${row}].length`, book.length, `as in the first book, ${outcomes}`)
    }
  }
  for (let outcome = 0; outcome < outcomes; outcome += 1) {
    const offers = books.map((book) => book[outcome] ?? null).filter((offer) => offer !== null)
    const [first, ...others] = offers
    if (first === undefined) throw new InvalidValueError(`offers for outcome ${outcome}`, 0, 'at least 1')
    best.push(others.reduce((a, b) => (netPrice(b, outcome) > netPrice(a, outcome) ? b : a), first))
  }
  return best
}

/**
 * Backing all outcomes of an event so that every result pays the same.
 *
 * The outcomes must exclude each other and be all there are: where a match can be drawn, the draw is one of them.
 *
 * @param offers - One for each outcome; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for offers outside their range.
 * @example
 * ```ts
 * arbitrage([{ price: 2.1 }, { price: 2 }]).profit // 0.02439…
 * ```
 */
export function arbitrage(offers: readonly Offer[]): Arbitrage {
  checkOutcomes(offers.length)
  const implied = offers.map((offer, index) => 1 / netPrice(offer, index))
  const booksum = implied.reduce((sum, value) => sum + value, 0)
  return {
    exists: booksum < 1 - ROUNDING,
    booksum,
    shares: implied.map((value) => value / booksum),
    profit: 1 / booksum - 1,
  }
}

/**
 * An arbitrage in stakes that can be placed: whole multiples of a step that add up to the total, with the profits that are left after rounding.
 *
 * Thin arbitrages vanish here. Payouts are rounded down to whole minor units.
 *
 * @param offers - One for each outcome, the draw included; two or more.
 * @param total - What all stakes add up to: an integer of minor units, a positive multiple of `step`.
 * @param step - What each stake is a multiple of, in minor units; 1 by default.
 * @throws InvalidValueError `INVALID_VALUE` for arguments outside their range.
 * @example
 * ```ts
 * roundedArbitrage([{ price: 2.1 }, { price: 2 }], 10_000, 100).stakes // [4900, 5100]
 * ```
 */
export function roundedArbitrage(offers: readonly Offer[], total: number, step = 1): RoundedArbitrage {
  checkTotal(total, step)
  const { shares } = arbitrage(offers)
  const stakes = splitStake(total, shares, step)
  const profits = offers.map((offer, index) => floor((stakes[index] ?? 0) * netPrice(offer, index)) - total)
  const guaranteed = Math.min(...profits)
  return { exists: guaranteed > 0, stakes, profits, guaranteed }
}

/** Rounds down, but not what only a number's last digits keep below a whole one. */
function floor(value: number): number {
  return Math.floor(value * (1 + 4e-16))
}

function checkOutcomes(count: number): void {
  if (!(count >= 2 && count <= 10_000)) throw new InvalidValueError('number of outcomes', count, 'from 2 to 10000')
}

function netPrice({ price, commission = 0 }: Offer, index: number): number {
  checkPrice(`offers[${index}].price`, price)
  checkCommission(`offers[${index}].commission`, commission)
  return 1 + (price - 1) * (1 - commission)
}
