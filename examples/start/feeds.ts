import type { Clock, PriceSource, ResultSource, Strategy, Timestamp, Venue } from '@betting-advisor/core'
import type { BookFeed, ExchangeRates } from '@betting-advisor/core/venue'
import type { ProgramSettings } from './program-settings.ts'

/** Where prices and results come from, and the time that passes there. */
export interface Feeds {
  /** The settings that fit this world. */
  readonly settings: ProgramSettings
  readonly clock: Clock
  readonly sources: readonly PriceSource[]
  readonly results: readonly ResultSource[]
  /** Feeds that keep books. @default none */
  readonly books?: readonly BookFeed[]
  /** Where bets go. @default a paper bookmaker */
  readonly venues?: readonly Venue[]
  /** What currencies are worth, where books are in another than the account. @default nobody tells */
  readonly rates?: ExchangeRates
  /** What the bot does. @default value betting */
  readonly strategies?: readonly Strategy[]
  /** For people: what world this is, where it is not told by its span. */
  readonly world?: string
  /** What people should know of it besides. */
  readonly notes?: readonly string[]
  /** The bookmaker whose prices are the reference. */
  readonly sharp: string
  /** The simulated fortnight; `null` where it goes on for ever. */
  readonly span: Span | null
  /** Lets time run to the end of the span, where there is one. */
  finish(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** A stretch of time with an end. */
export interface Span {
  /** For people: `fortnight 3`. */
  readonly name: string
  readonly start: Timestamp
  readonly end: Timestamp
}
