import type { Venue, VenueTraits } from '../ports/venue.ts'
import type { VenueId } from '../units/ids.ts'

/** Where orders can go, as far as a decision needs to know. */
export interface OrderRoute {
  readonly traits: Pick<VenueTraits, 'sides' | 'orders' | 'minStake' | 'stakeStep' | 'netting'>
  takes(venue: VenueId): boolean
  /** Present where what is open of an order can be cancelled; an engine only looks whether it is there. */
  readonly doCancel?: Venue['doCancel']
}
