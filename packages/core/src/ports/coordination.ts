import type { RunId } from '../units/ids.ts'
import { SECOND, type Timestamp } from '../units/timestamp.ts'

/** A run that was not heard of for longer than this, in milliseconds, is taken for dead. */
export const PEER_TIMEOUT = 15 * SECOND

/** A run that is alive: not ended, and heard of lately by the clock of the store. */
export interface Peer {
  readonly run: RunId
  readonly startedAt: Timestamp
}

/**
 * The lease of a leader: who does for an account what only one engine should do, which is reconciling, settling and alerting. Shown
 * with a write it fences it: a store refuses what comes with a lease that is not valid any more (`FENCED`).
 */
export interface Lease {
  readonly leader: RunId
  /** Rises with every change of leader, and never falls. */
  readonly epoch: number
}
