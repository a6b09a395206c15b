/** Why a signal does not become an order. Stable; documented in docs/rejections.md. */
export type RejectionCode =
  | 'HALTED'
  | 'RECONCILING'
  | 'REDUCING'
  | 'LOSS_STREAK_LOCK'
  | 'DRAWDOWN_LOCK'
  | 'DAY_LOSS_LOCK'
  | 'DAY_LOSS_LIMIT'
  | 'MARKET_NOT_OPEN'
  | 'IN_PLAY'
  | 'SIDE_NOT_OFFERED'
  | 'VENUE_UNAVAILABLE'
  | 'QUOTE_STALE'
  | 'PRICE_BELOW_MIN'
  | 'PRICE_ABOVE_MAX'
  | 'EDGE_BELOW_MIN'
  | 'STAKE_BELOW_MIN'
  | 'STAKE_ABOVE_MAX'
  | 'STAKE_FRACTION_EXCEEDED'
  | 'FUNDS_INSUFFICIENT'
  | 'OPEN_BETS_EXCEEDED'
  | 'RATE_EXCEEDED'
  | 'ALREADY_BET'
  | 'LIMIT_EXCEEDED'

/** What one control said of one signal. */
export interface Verdict {
  /** Which control, by its file's name. */
  readonly control: string
  /** `null` when it passes. */
  readonly code: RejectionCode | null
  /** For people, with the figures: `edge 0.031 ≥ 0.01`. */
  readonly detail: string
}
