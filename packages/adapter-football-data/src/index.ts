/**
 * Season files of football-data.co.uk as input for backtests.
 *
 * @module @betting-advisor/adapter-football-data
 */
export { venueOfPrefix } from './bookmakers.ts'
export type { SeasonDiagnostic, SeasonDiagnosticCode } from './diagnostic.ts'
export { type FootballDataEvent, type FootballDataTerms, footballDataEvents, marketOf } from './events.ts'
export { FootballDataError, type FootballDataFault } from './football-data-error.ts'
export { readSeasons } from './read-seasons.ts'
export type {
  BookmakerPrices,
  FootballMatch,
  FullTimeResult,
  HomeDrawAwayPrices,
  SeasonData,
  SeasonFile,
  SeasonOptions,
  SeasonVenues,
} from './season.ts'
