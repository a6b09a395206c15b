import type { MarketView } from '../market/board.ts'
import { canNet } from '../market/market.ts'
import type { EachWayTerms } from '../market/market-at-venue.ts'
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
  /** Where every bet is one each way. */
  readonly eachWay: EachWayTerms | null
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
    eachWay: eachWayAt(view, venue),
  }
}

/** Whether a venue sets off bets on a market against each other. */
export function netsAt(view: MarketView, venue: VenueId, traits: Pick<VenueTraits, 'netting'>): boolean {
  return (view.terms(venue)?.netting ?? traits.netting) && canNet(view.market) && eachWayAt(view, venue) === null
}

function eachWayAt(view: MarketView, venue: VenueId): EachWayTerms | null {
  return view.at(venue)?.eachWay ?? null
}
