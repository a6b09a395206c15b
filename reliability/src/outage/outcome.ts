/** What came of one decision while the network was down. */
export interface OutageOutcome {
  readonly wentDown: boolean
  /** How many bets the exchange has. */
  readonly bets: number
  /** The states of the engine's orders. */
  readonly orders: readonly string[]
}
