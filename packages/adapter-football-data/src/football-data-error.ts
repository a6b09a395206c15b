import { AdvisorError } from '@betting-advisor/core'
import type { AdvisorErrorOptions } from '@betting-advisor/core/errors'

/** What is wrong with a file or with what was asked of it. */
export type FootballDataFault =
  /** It is no CSV that can be read. */
  | 'FOOTBALL_DATA_MALFORMED'
  /** It lacks columns that every match needs, or no file has the prices asked for. */
  | 'FOOTBALL_DATA_COLUMNS_MISSING'
  /** Not one of its rows is a match with a result. */
  | 'FOOTBALL_DATA_NO_MATCHES'
  /** There are matches, and no prices to bet at before they start. */
  | 'FOOTBALL_DATA_NO_PRICES'
  /** Closing prices were asked for as if they were known before the match, or the other way round. */
  | 'FOOTBALL_DATA_LOOK_AHEAD'

/** A season file as a whole can't be used. */
export class FootballDataError extends AdvisorError {
  readonly code: FootballDataFault
  readonly file: string

  constructor(code: FootballDataFault, file: string, message: string, options?: AdvisorErrorOptions) {
    super(`${file}: ${message}`, options)
    this.code = code
    this.file = file
  }
}
