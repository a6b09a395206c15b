import type { VenueId } from '../units/ids.ts'
import type { Price } from '../units/price.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** A league of a simulated world. */
export interface WorldCompetition {
  /** As The Odds API spells it, such as `soccer_epl`. */
  readonly key: string
  readonly title: string
}

/** A bookmaker of a simulated world. */
export interface WorldBookmaker {
  readonly key: VenueId
  readonly title: string
  /** Average overround, as a fraction. */
  readonly overround: number
  /** How far its prices trail the sharp ones, in milliseconds; 0 for the sharp one. */
  readonly lag: number
}

/** A football match of a simulated world. */
export interface WorldFixture {
  /** 32 hexadecimal digits. */
  readonly id: string
  readonly competition: string
  readonly home: string
  readonly away: string
  readonly startsAt: Timestamp
}

/** Home, draw, away. */
export type HomeDrawAway<Value> = readonly [home: Value, draw: Value, away: Value]

/** What a bookmaker of the world shows for a fixture. */
export interface WorldPrices {
  readonly prices: HomeDrawAway<Price | null>
  /** When the bookmaker was last seen to show them. */
  readonly quotedAt: Timestamp
}

/** A score as far as it has come. */
export interface WorldScore {
  readonly home: number
  readonly away: number
  readonly completed: boolean
  readonly updatedAt: Timestamp
}

/** A simulated football world: everything in it is a function of its seed and a moment, so it can be left and entered anywhere. */
export interface World {
  readonly seed: string
  readonly competitions: readonly WorldCompetition[]
  readonly bookmakers: readonly WorldBookmaker[]
  /** The sharp one of {@link World.bookmakers}. */
  readonly sharp: VenueId
  /** Fixtures that start in [from, to), by start and then id. */
  fixtures(from: Timestamp, to: Timestamp): readonly WorldFixture[]
  /** What a bookmaker shows at `at`; `null` before it opens the market, after the final whistle, or while it shows nothing. */
  prices(fixture: WorldFixture, bookmaker: VenueId, at: Timestamp): WorldPrices | null
  /** What a bookmaker showed last before the start. */
  closingPrices(fixture: WorldFixture, bookmaker: VenueId): WorldPrices | null
  /** The true probabilities at the close: what settles the result, known to nobody in the world. */
  trueProbabilities(fixture: WorldFixture): HomeDrawAway<number>
  /** The score at `at`; `null` before the start. */
  score(fixture: WorldFixture, at: Timestamp): WorldScore | null
}
