/** What is not as it should be, or had to be assumed. */
export type SeasonDiagnosticCode =
  /** A row without anything in it. */
  | 'BLANK_ROW'
  /** A row that ends before its prices, or before what every match needs. */
  | 'SHORT_ROW'
  /** A row with more in it than its heading names: its prices can't be told apart. */
  | 'LONG_ROW'
  /** A row that says nothing usable of a match. */
  | 'INVALID_ROW'
  /** A match without a result: not played yet, or never. */
  | 'NO_RESULT'
  /** The result does not go with the goals. */
  | 'RESULT_CONTRADICTED'
  /** A match that stands there already. */
  | 'DUPLICATE_MATCH'
  /** A further heading: what follows is read by it. */
  | 'HEADING_REPEATED'
  /** A further heading that lacks what every match needs: what follows is left out. */
  | 'HEADING_UNUSABLE'
  /** One name for several columns, or several prefixes for one bookmaker. */
  | 'COLUMN_REPEATED'
  /** Not in UTF-8, and without a mark that says what else it is. */
  | 'ENCODING_ASSUMED'
  /** Characters were lost before or while the file was read. */
  | 'CHARACTERS_LOST'
  /** Numbers are written with a decimal comma. */
  | 'DECIMAL_COMMA'
  /** Nothing shows whether days or months come first. */
  | 'DATE_ORDER_ASSUMED'
  /** Months come before days, as rows with a day after the twelfth show. */
  | 'DATE_ORDER_AMERICAN'
  /** Some dates have the day first, others the month. */
  | 'DATE_ORDERS_MIXED'
  /** A date that could be two days, in a file where both orders are found. */
  | 'DATE_AMBIGUOUS'
  /** Dates are written in several ways. */
  | 'DATE_FORMATS_MIXED'
  /** Matches without a time are taken to start at `defaultKickOff`. */
  | 'KICK_OFF_ASSUMED'
  /** The file does not say when its prices were shown: they are taken for prices before the close. */
  | 'PRICE_TIME_ASSUMED'
  /** A prefix of prices that the notes of football-data.co.uk do not explain and nobody asked for. */
  | 'BOOKMAKER_UNKNOWN'
  | 'PRICES_INCOMPLETE'
  | 'PRICES_INVALID'
  /** No reference was named and there is no Pinnacle: another bookmaker takes its place. */
  | 'REFERENCE_ASSUMED'
  /** No match of the file has prices of the reference before the close. */
  | 'REFERENCE_MISSING'
  /** No match of the file has the closing prices that bets are measured by: they get no closing line value. */
  | 'CLOSE_MISSING'
  /** Bets at an exchange are reckoned without its commission. */
  | 'COMMISSION_LEFT_OUT'

/** Something in a file that is not as it should be, or that had to be assumed. */
export interface SeasonDiagnostic {
  readonly file: string
  /** Counted from 1, the heading included: the row it is about, or the first of several. */
  readonly line: number
  readonly code: SeasonDiagnosticCode
  readonly message: string
  /** What is left out because of it: the whole row, prices, or nothing. */
  readonly skipped: 'row' | 'prices' | 'nothing'
}

/** Notes a diagnostic of the file that is being read. */
export type Report = (
  code: SeasonDiagnosticCode,
  line: number,
  message: string,
  skipped?: SeasonDiagnostic['skipped'],
) => void
