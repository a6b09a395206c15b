import type { Price, Timestamp, VenueId } from '@betting-advisor/core'
import type { SeasonDiagnostic } from './diagnostic.ts'

/** A season file: its bytes as they are, or its text where something else has decoded it. */
export type SeasonFile = {
  /** For people: its path or name. */
  readonly name: string
} & ({ readonly bytes: Uint8Array; readonly text?: undefined } | { readonly text: string; readonly bytes?: undefined })

/** Which prices a backtest uses, by the prefixes of their columns; all are read whatever is said here. */
export interface SeasonOptions {
  /** The reference before the close. @default 'PS' (Pinnacle), or where no file has it the bookmaker with the lowest overround */
  readonly sharp?: string
  /** The prices to bet at, before the close. @default those of every bookmaker but the reference; no exchange, no average or maximum */
  readonly bookmakers?: readonly string[]
  /** The prices at the close, for closing line value; `null` for none. @default those of every bookmaker, and the reference's to measure by */
  readonly close?: string | null
  /** When a match without a `Time` starts, in UK wall time. @default '15:00' */
  readonly defaultKickOff?: string
}

/** Prices of home win, draw and away win. */
export type HomeDrawAwayPrices = readonly [home: Price, draw: Price, away: Price]

/** Who won: the home team, nobody or the away team. */
export type FullTimeResult = 'H' | 'D' | 'A'

/** What one bookmaker offered on a match. */
export interface BookmakerPrices {
  /** The prefix of the columns, such as `B365` or `PSC`. */
  readonly prefix: string
  readonly venue: VenueId
  readonly prices: HomeDrawAwayPrices
}

/** One match of a season, with all prices that the file has for it. */
export interface FootballMatch {
  readonly file: string
  readonly line: number
  /** The division's key, such as `E0`; country and league in files of many seasons. */
  readonly division: string
  /** The day of the match in the United Kingdom, `yyyy-mm-dd`. */
  readonly date: string
  readonly home: string
  readonly away: string
  /** When the prices before the close are taken as known: 00:00 Europe/London of the match day, or an hour before kick-off where that is earlier. */
  readonly decidedAt: Timestamp
  readonly kickOff: Timestamp
  readonly homeGoals: number
  readonly awayGoals: number
  readonly result: FullTimeResult
  /** Before the close, one entry a venue, ordered by venue. */
  readonly before: readonly BookmakerPrices[]
  /** At the close, one entry a venue, ordered by venue. */
  readonly closing: readonly BookmakerPrices[]
}

/** Whose prices a backtest uses. */
export interface SeasonVenues {
  /** The reference before the close. */
  readonly sharp: VenueId
  /** Whom to bet with. */
  readonly bookmakers: readonly VenueId[]
  /** Whose closing prices bets are measured by; `null` where there are none, or none were wanted. */
  readonly close: VenueId | null
  /** All whose closing prices are shown. */
  readonly closing: readonly VenueId[]
}

/** What was read from season files. */
export interface SeasonData {
  /** In file order. */
  readonly matches: readonly FootballMatch[]
  /** In file order, and by line. */
  readonly diagnostics: readonly SeasonDiagnostic[]
  readonly venues: SeasonVenues
}
