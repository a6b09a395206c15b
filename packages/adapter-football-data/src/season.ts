import type { Price, Timestamp, VenueId } from '@betting-advisor/core'

/** A season file as it was read from wherever it was. */
export interface SeasonFile {
  /** For people: its path or name. */
  readonly name: string
  readonly text: string
}

/** Which prices to read, by the prefixes of their columns. */
export interface SeasonOptions {
  /** The reference price before the close. @default 'PS' (Pinnacle) */
  readonly sharp?: string
  /** The price to bet at, before the close. @default 'B365' (bet365) */
  readonly book?: string
  /** The price at the close, for closing line value; `null` for none. @default 'PSC' (Pinnacle) */
  readonly close?: string | null
  /** When a match without a `Time` starts, in UK wall time. @default '15:00' */
  readonly defaultKickOff?: string
}

/** Prices of home win, draw and away win. */
export type HomeDrawAwayPrices = readonly [home: Price, draw: Price, away: Price]

/** Who won: the home team, nobody or the away team. */
export type FullTimeResult = 'H' | 'D' | 'A'

/** One match of a season, with the prices that were asked for; `null` where the file has none. */
export interface FootballMatch {
  readonly file: string
  readonly line: number
  /** The division's key, such as `E0`. */
  readonly division: string
  /** The day of the match in the United Kingdom, `yyyy-mm-dd`. */
  readonly date: string
  readonly home: string
  readonly away: string
  /** 00:00 Europe/London of the match day, when the prices before the close are taken as known. */
  readonly decidedAt: Timestamp
  readonly kickOff: Timestamp
  readonly homeGoals: number
  readonly awayGoals: number
  readonly result: FullTimeResult
  readonly sharp: HomeDrawAwayPrices | null
  readonly book: HomeDrawAwayPrices | null
  readonly close: HomeDrawAwayPrices | null
}

/** Something in a file that is not as it should be. */
export interface SeasonDiagnostic {
  readonly file: string
  /** Counted from 1, the heading included. */
  readonly line: number
  readonly code:
    | 'BLANK_ROW'
    | 'SHORT_ROW'
    | 'INVALID_ROW'
    | 'RESULT_CONTRADICTED'
    | 'DUPLICATE_MATCH'
    | 'DATE_FORMATS_MIXED'
    | 'PRICES_INCOMPLETE'
    | 'PRICES_INVALID'
  readonly message: string
  /** What is left out because of it: the whole row, one bookmaker's prices in it, or nothing. */
  readonly skipped: 'row' | 'prices' | 'nothing'
}

/** What was read from season files. */
export interface SeasonData {
  /** In file order. */
  readonly matches: readonly FootballMatch[]
  readonly diagnostics: readonly SeasonDiagnostic[]
  /** Which venue each kind of price belongs to. */
  readonly venues: { readonly sharp: VenueId; readonly book: VenueId; readonly close: VenueId | null }
}
