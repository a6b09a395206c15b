import type { Clock } from '../clock/clock.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import { aClock } from '../ports/part-checks.ts'
import type { Venue } from '../ports/venue.ts'
import { type Complete, checkOptions, optional } from '../units/shape.ts'
import {
  aDuration,
  type BookmakerModelSettings,
  bookmakerModelSettings,
  createBookmakerModel,
} from './bookmaker-model.ts'
import { simulatedVenue } from './simulated-venue.ts'

/** How simulated bookmakers take bets. */
export interface PaperVenueSettings extends BookmakerModelSettings {
  /** @default the system's clock */
  readonly clock?: Clock
  /** How long a bet takes to be looked at, in milliseconds of the clock; a price that falls meanwhile refuses it. @default 0 */
  readonly delayMs?: number
}

/** A venue that exists on paper: it sees the same prices as everyone, and its bets are not real. */
export interface PaperVenue extends Venue {
  /** News of a market: what its bookmakers show from now on. */
  observe(update: MarketUpdate): void
}

const members = {
  ...bookmakerModelSettings,
  clock: optional(aClock),
  delayMs: optional(aDuration),
} satisfies Complete<PaperVenueSettings>

/**
 * Makes simulated bookmakers: a bet is matched in full at the price asked when its bookmaker shows that price or a better one at the
 * moment it looks, and refused otherwise. No such fill is guaranteed with a real bookmaker.
 *
 * What they remember is lost with the process, and a lookup then says truthfully that they know of nothing.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong; UnknownOptionError `UNKNOWN_OPTION`.
 * @example
 * ```ts
 * const venue = createPaperVenue({ minStake: money(100) })
 * ```
 */
export function createPaperVenue(settings: PaperVenueSettings = {}): PaperVenue {
  checkOptions('createPaperVenue', settings, members)
  const { clock, delayMs = 0, ...model } = settings
  return simulatedVenue(createBookmakerModel(model), { delayMs, ...(clock === undefined ? {} : { clock }) })
}
