import { AdvisorError } from '@betting-advisor/core'

/** Which markets are meant cannot be told to the exchange. */
export class MarketQueryError extends AdvisorError {
  /**
   * A sport or a competition that the exchange does not have; a part of the query that can be asked for and not subscribed to; or a value
   * that would mean something else to the exchange.
   */
  readonly code: 'UNKNOWN_SPORT' | 'UNKNOWN_COMPETITION' | 'NOT_ON_STREAM' | 'INVALID_QUERY'

  constructor(code: MarketQueryError['code'], message: string, remedy: string) {
    super(message, { remedy })
    this.code = code
  }
}
