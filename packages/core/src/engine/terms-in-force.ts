import { NO_TERMS, type VenueTerms } from '../market/venue-terms.ts'
import type { VenueTraits } from '../ports/venue.ts'
import type { Money } from '../units/money.ts'

/** What a venue takes in a market, wherever that was said. */
export interface TermsInForce extends VenueTerms {
  readonly minStake: Money
  readonly stakeStep: Money
  readonly netting: boolean
}

/** What terms say, and where they do not, the traits of their venue. */
export function termsInForce(
  terms: VenueTerms = NO_TERMS,
  traits: Pick<VenueTraits, 'minStake' | 'stakeStep' | 'netting'>,
): TermsInForce {
  const { minStake, stakeStep, netting } = terms
  return {
    ...terms,
    minStake: minStake ?? traits.minStake,
    stakeStep: stakeStep ?? traits.stakeStep,
    netting: netting ?? traits.netting,
  }
}
