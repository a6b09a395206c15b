import type { AccountKey } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Which trading breaker set a lock. */
export type LockKind = 'loss-streak' | 'drawdown' | 'day-loss'

/** A trading breaker has fired: no new bets on this account until it ends or someone lifts it. */
export interface Lock {
  readonly id: string
  readonly account: AccountKey
  readonly kind: LockKind
  /** For people, with the figures. */
  readonly reason: string
  readonly from: Timestamp
  /** `null`: until a person lifts it. */
  readonly until: Timestamp | null
}
