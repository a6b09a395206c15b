import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { EachWayTerms } from '../market/market-at-venue.ts'
import type { OrderTerms } from './order-terms.ts'

/** A bet of which every part is one bet. */
const ONE: readonly [bigint, bigint] = [1n, 1n]

/**
 * How often the winnings of the price a bet pays when its selection wins: once, or each way 1 + 1 / divisor times. A fraction, its
 * denominator above 0.
 */
export function winningsPaid(eachWay: EachWayTerms | undefined): readonly [numerator: bigint, denominator: bigint] {
  if (eachWay === undefined) return ONE
  const hundredths = hundredthsOf(eachWay)
  return [hundredths + 100n, hundredths]
}

/** What part of the winnings of the price a place is paid. */
export function placePaid(eachWay: EachWayTerms): readonly [numerator: bigint, denominator: bigint] {
  return [100n, hundredthsOf(eachWay)]
}

/** Of how many bets a stake is the stake of each. */
export function stakesOf(eachWay: EachWayTerms | undefined): 1 | 2 {
  return eachWay === undefined ? 1 : 2
}

function hundredthsOf({ divisor }: EachWayTerms): bigint {
  return BigInt(Math.round(divisor * 100))
}

/** The terms of an order that a bet each way cannot have, for people; `null` where it can have these: at no starting price it is known what it loses. */
export function notEachWay(terms: OrderTerms): string | null {
  if (terms.kind !== 'limit') return `no ${terms.kind} orders each way`
  return terms.persistence === 'market-on-close' ? 'no orders each way that go into the auction' : null
}

/** @throws InvalidValueError `INVALID_VALUE` for terms that a bet each way cannot have. */
export function checkEachWayOrder(terms: OrderTerms): void {
  if (notEachWay(terms) !== null)
    throw new InvalidValueError('terms', terms.kind, 'a limit order that lapses or stays, each way')
}
