import type { Intent } from '../../order/intent.ts'
import type { TwinTerms, Venue } from '../../ports/venue.ts'

/** A venue under test. Every case gets a harness of its own and leaves the closing to whoever made it. */
export interface VenueHarness {
  readonly venue: Venue
  /** Lets so much time pass at the venue, in milliseconds. */
  pass(milliseconds: number): Promise<void>
  /** An order that the venue takes, another one each time. */
  acceptable(): Intent
  /** An order that it refuses for certain, another one each time. */
  refusable(): Intent
  /** An order that it holds for so long before it decides on it, another one each time; absent where it decides at once. */
  held?(): { readonly order: Intent; readonly forMs: number }
  /** An order that it refuses in an answer that names a bet, another one each time; absent where none can be had. */
  refusedByName?(): Intent
  /**
   * Settles the market of an order that was matched, so that the order ends so; or settles it again. Absent where the venue does not tell
   * how orders ended.
   */
  ends?(order: Intent, outcome: 'won' | 'lost' | 'void'): void | Promise<void>
  /** From now on requests may arrive and answers never do; absent where nothing lies between. */
  silence?(): void
  /**
   * An order so large that the other side, which stops reading in its middle, cannot have it whole before it is given up; `stopped`
   * resolves when it does. Absent where nothing lies between.
   */
  oversized?(): Promise<OversizedOrder>
  /** An order that it takes and of which nothing is matched for now, another one each time; absent where none waits or is amended. */
  waits?(): Intent
  /** What its twin on paper is made for; absent where it has none. */
  twin?(): TwinTerms
  /**
   * An order that it takes and of which nothing is matched for now, and one that takes its place, others each time; absent where it has no
   * operation of its own for that.
   */
  replaces?(): { readonly order: Intent; readonly by: Intent }
  /** Values that must never be seen. */
  readonly secrets: readonly string[]
}

/** An order that is given up while it is being written. */
export interface OversizedOrder {
  readonly order: Intent
  readonly stopped: Promise<void>
  /** How it ended for the other side, once that has read on for as long as anything comes. */
  ended(): Promise<'whole' | 'closed' | 'reset'>
}
