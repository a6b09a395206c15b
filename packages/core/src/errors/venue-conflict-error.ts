import { AdvisorError } from './advisor-error.ts'

/** Two venues of one bot have the same name, or take orders for the same venue id: nobody could say where an order goes. */
export class VenueConflictError extends AdvisorError {
  readonly code = 'VENUE_CONFLICT'
  /** The names of the two, which may be the same. */
  readonly venues: readonly [string, string]

  constructor(venues: readonly [string, string], what: string, remedy: string) {
    super(`The venues ${venues[0]} and ${venues[1]} ${what}.`, { remedy })
    this.venues = venues
  }
}
