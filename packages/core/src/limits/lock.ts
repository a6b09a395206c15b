import type { AccountKey, MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What set a lock: a trading breaker, the owner who wants a break (`cool-off`), or a person who stops one venue (`pause`). */
export type LockKind = 'loss-streak' | 'drawdown' | 'day-loss' | 'cooldown' | 'low-clv' | 'cool-off' | 'pause'

/**
 * No new bets on this account, or on a part of it, until it ends or someone lifts it; a `cool-off` nobody can lift or shorten. Of each
 * kind at most one holds for the same strategy, market and venue.
 */
export interface Lock {
  readonly id: string
  readonly account: AccountKey
  readonly kind: LockKind
  /** The only strategy it stops; `null`: every one. */
  readonly strategy: string | null
  /** The only market it stops; `null`: every one. */
  readonly market: MarketId | null
  /** The name of the only venue at which it stops them. @default at every one */
  readonly venue?: string
  /** For people, with the figures. */
  readonly reason: string
  readonly from: Timestamp
  /** `null`: until a person lifts it. Of a `cool-off` and a `cooldown` the latest end that was asked for. */
  readonly until: Timestamp | null
}
