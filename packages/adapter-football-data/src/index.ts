/**
 * Season files of football-data.co.uk as input for backtests.
 *
 * @module @betting-advisor/adapter-football-data
 */
export { type FootballDataEvent, footballDataEvents, marketOf } from './events.ts'
export { FootballDataError, type FootballDataFault } from './football-data-error.ts'
export { readSeasons } from './read-seasons.ts'
export type {
  FootballMatch,
  FullTimeResult,
  HomeDrawAwayPrices,
  SeasonData,
  SeasonDiagnostic,
  SeasonFile,
  SeasonOptions,
} from './season.ts'
export { venueOfPrefix } from './venues.ts'
