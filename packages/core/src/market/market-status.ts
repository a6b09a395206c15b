/** Whether a market takes bets. */
export type MarketStatus = 'open' | 'suspended' | 'closed'

/** What has become of a runner at its venue. */
export type RunnerStatus = 'active' | 'removed' | 'hidden' | 'winner' | 'loser' | 'placed'
