/** Why a signal does not become an order: every code, stable, with its meaning for people. docs/rejections.md lists them. */
export const rejectionMeanings = {
  HALTED: 'The kill switch is on: nothing is placed until someone resumes trading.',
  RECONCILING: 'Orders of an earlier run are still being looked for; trading begins when venue and ledger agree.',
  PAUSED:
    'The venue is paused by hand or takes no orders, its stream of orders is down, or events cannot be kept: nothing new is ordered until that is over.',
  REDUCING: 'Only orders that lessen what is at risk are taken.',
  LOSS_STREAK_LOCK: 'Too many losses in a row (CONSECUTIVE_LOSS_LIMIT): locked for LOSS_STREAK_LOCK_HOURS.',
  DRAWDOWN_LOCK:
    'Equity fell too far below its peak (MAX_DRAWDOWN_FRACTION): locked until someone lifts it, in demos and backtests for DRAWDOWN_LOCK_DAYS.',
  DAY_LOSS_LOCK: 'Too much was lost today (DAILY_LOSS_LIMIT): locked until midnight in TIME_ZONE.',
  COOLDOWN_LOCK: 'The strategy has just lost a bet (COOLDOWN_MINUTES): it pauses.',
  LOW_CLV_LOCK:
    'The latest bets of the strategy were worse than the closing line by more than LOW_CLV_LIMIT: it is locked.',
  COOL_OFF_LOCK: 'The owner of the account asked for a break; it cannot be shortened.',
  SELECTION_LIMIT: 'The orders on this selection could lose more than MAX_SELECTION_EXPOSURE.',
  MARKET_LIMIT: 'The orders on this market could lose more than MAX_MARKET_EXPOSURE.',
  EVENT_LIMIT: 'The orders on this event could lose more than MAX_EVENT_EXPOSURE.',
  STRATEGY_LIMIT: 'The orders of this strategy could lose more than MAX_STRATEGY_EXPOSURE.',
  VENUE_LIMIT: 'The orders at this venue could lose more than MAX_VENUE_EXPOSURE.',
  ACCOUNT_LIMIT: 'All open orders together could lose more than MAX_ACCOUNT_EXPOSURE.',
  WEEK_LOSS_LIMIT: 'If every open bet lost, this one included, the week would lose more than WEEKLY_LOSS_LIMIT.',
  MONTH_LOSS_LIMIT: 'If every open bet lost, this one included, the month would lose more than MONTHLY_LOSS_LIMIT.',
  DAY_LOSS_LIMIT: 'If every open bet lost, this one included, the day would lose more than DAILY_LOSS_LIMIT.',
  MARKET_NOT_OPEN: 'The market is suspended or closed at the venue.',
  SELECTION_WITHDRAWN: 'The selection does not run at the venue: it was removed or is hidden, or its race is over.',
  LINE_MARKET: 'Bets on this market are on the value of a line, at evens: it is shown, and not bet on.',
  IN_PLAY: 'The event has started, and the strategy does not bet in play.',
  SIDE_NOT_OFFERED: 'The venue takes no bets on this side, or shows no price for the selection.',
  ORDER_KIND_NOT_OFFERED:
    'The venue takes no orders of this kind: on close, that persist into play, or that fill or kill.',
  VENUE_UNAVAILABLE: 'No venue takes orders for this bookmaker.',
  QUOTE_STALE: 'The price is older than MAX_QUOTE_AGE_SECONDS, comes from a cache, or is delayed.',
  PRICE_BELOW_MIN: 'The price is below MIN_ODDS.',
  PRICE_ABOVE_MAX: 'The price is above MAX_ODDS.',
  PRICE_OFF_LADDER: 'The price lies beyond the end of the ladder of prices that the venue takes.',
  REFERENCE_IMPLAUSIBLE:
    'The prices behind the fair probability add up to less than REFERENCE_MIN_OVERROUND or more than REFERENCE_MAX_OVERROUND allows.',
  EACH_WAY_NOT_PRICED:
    'Bets on this market are each way, and a probability to win does not say what they are worth: ask for an order with a stake of its own.',
  EDGE_BELOW_MIN: 'The expected profit per unit staked is below MIN_EDGE.',
  EDGE_ABOVE_MAX: 'The expected profit per unit staked is above MAX_EDGE: too good to be true, a palpable error.',
  FX_RATE_UNKNOWN: "What is offered is told in another currency than the account's, and nobody told a rate.",
  SIZE_NOT_OFFERED: 'The order is to be filled at once or killed, and less than that is offered at its price.',
  STAKE_BELOW_MIN: 'After all caps, and with no more than is offered, the stake is below what the venue takes.',
  STAKE_ABOVE_MAX: 'The order would risk more than MAX_STAKE_ABSOLUTE.',
  STAKE_FRACTION_EXCEEDED: 'The order would risk more of the bankroll than MAX_STAKE_FRAC.',
  FUNDS_INSUFFICIENT: 'The order would risk more than is available.',
  OPEN_BETS_EXCEEDED: 'MAX_OPEN_BETS orders are open already.',
  RATE_EXCEEDED: 'RATE_LIMIT_PER_MINUTE orders were decided within RATE_LIMIT_WINDOW_SECONDS.',
  ALREADY_BET: 'The strategy has entered this market as often as it may.',
  LIMIT_EXCEEDED: 'A shared limit in the store has no room for the order.',
  STORE_UNAVAILABLE: 'The store did not answer when the order was to be recorded; it was not sent.',
  RUN_SILENT:
    'The store had not heard of this run for so long that another may have started with other settings; it bets again once it is heard of.',
  REPLACED_CHANGED:
    'The order that it was to replace has changed since, or is being replaced already: that is cancelled first, and then it is asked for anew.',
  LEG_REJECTED:
    'It was to be bet together with others or not at all, and another leg was refused; its verdict says which and why.',
  CONTROL_REFUSED: 'A risk control that was added to the standard ones refused the order; its verdict says why.',
} as const

/** Why a signal does not become an order. */
export type RejectionCode = keyof typeof rejectionMeanings

/** What one control said of one signal. */
export interface Verdict {
  /** Which control. */
  readonly control: string
  /** `null` when it passes. */
  readonly code: RejectionCode | null
  /** For people, with the figures: `edge 0.031 ≥ 0.01`. */
  readonly detail: string
}
