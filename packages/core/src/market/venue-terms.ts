import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkInteger } from '../units/check.ts'
import type { Currency, Money } from '../units/money.ts'
import type { PriceLadder } from './price-ladder.ts'

/**
 * What a venue takes in one market, and what it keeps of it. What is `null` here is as the venue's own traits have it, and where they
 * say nothing, without limit. Amounts are minor units of the account's currency.
 */
export interface VenueTerms {
  /** What it keeps of net winnings in the market, in [0, 1). */
  readonly commission: number
  /** The prices that it takes; `null` where it takes any. */
  readonly ladder: PriceLadder | null
  readonly minStake: Money | null
  /** Stakes are whole multiples of this. */
  readonly stakeStep: Money | null
  /** A stake below the least is taken all the same where stake × price comes to this; `null`: never. */
  readonly minPayout: Money | null
  /** The most that stake × price may come to. */
  readonly maxPayout: Money | null
  /** The least liability of an order for the starting price. */
  readonly minLiability: Money | null
  /** The most that one order may lose. */
  readonly maxLiability: Money | null
  /** Whether bets on this market are set off against each other. */
  readonly netting: boolean | null
  /** That of what is shown to be offered or allowed; `null`: the account's. */
  readonly currency: Currency | null
  /** Whether it has a starting price. */
  readonly startingPrice: boolean | null
  /** Whether it goes on when its event has started. */
  readonly turnsInPlay: boolean | null
}

/** Terms that say nothing. */
export const NO_TERMS: VenueTerms = Object.freeze({
  commission: 0,
  ladder: null,
  minStake: null,
  stakeStep: null,
  minPayout: null,
  maxPayout: null,
  minLiability: null,
  maxLiability: null,
  netting: null,
  currency: null,
  startingPrice: null,
  turnsInPlay: null,
})

const AMOUNTS = ['minStake', 'minPayout', 'maxPayout', 'minLiability', 'maxLiability'] as const

/**
 * Terms of which only those are known that are given. They are made once and told with every update: what says the same is the same object.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a commission is not in [0, 1), or an amount is no whole number of minor units.
 * @example
 * ```ts
 * const terms = venueTerms({ commission: 0.05, ladder: betfairClassic, minStake: money(100) })
 * terms.maxPayout // null
 * ```
 */
export function venueTerms(known: Partial<VenueTerms>): VenueTerms {
  const terms = Object.freeze({ ...NO_TERMS, ...known })
  checkTerms('terms', terms)
  return terms
}

/** Whether an object can be terms of a venue. @throws InvalidValueError `INVALID_VALUE` naming what is wrong. */
export function checkTerms(of: string, terms: VenueTerms): void {
  checkCommission(`commission of ${of}`, terms.commission)
  for (const name of AMOUNTS) {
    const amount = terms[name]
    if (amount !== null) checkInteger(`${name} of ${of}`, amount, 0)
  }
  if (terms.stakeStep !== null) checkInteger(`stakeStep of ${of}`, terms.stakeStep, 1)
  const { ladder } = terms
  if (ladder !== null && !(ladder.size > 0 && ladder.scale > 0 && ladder.bands.length > 0)) {
    throw new InvalidValueError(`ladder of ${of}`, ladder.name, 'one that createPriceLadder has made')
  }
}
