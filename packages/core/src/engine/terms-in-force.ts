import type { MarketView } from '../market/board.ts'
import { canNet } from '../market/market.ts'
import type { VenueTerms } from '../market/venue-terms.ts'
import { NO_TERMS } from '../market/venue-terms.ts'
import type { VenueTraits } from '../ports/venue.ts'
import type { VenueId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'

/** What a venue takes in a market, wherever that was said. */
export interface TermsInForce extends VenueTerms {
  readonly minStake: Money
  readonly stakeStep: Money
  readonly netting: boolean
}

/** What a venue has told of a market, and where it has not, its traits say. */
export function termsInForce(
  view: MarketView,
  venue: VenueId,
  traits: Pick<VenueTraits, 'minStake' | 'stakeStep' | 'netting'>,
): TermsInForce {
  const terms = view.terms(venue) ?? NO_TERMS
  const { minStake, stakeStep } = terms
  return {
    ...terms,
    minStake: minStake ?? traits.minStake,
    stakeStep: stakeStep ?? traits.stakeStep,
    netting: netsAt(view, venue, traits),
  }
}

/** Whether a venue sets off bets on a market against each other. */
export function netsAt(view: MarketView, venue: VenueId, traits: Pick<VenueTraits, 'netting'>): boolean {
  const isEachWay = (view.at(venue)?.eachWay ?? null) !== null
  return (view.terms(venue)?.netting ?? traits.netting) && canNet(view.market) && !isEachWay
}
