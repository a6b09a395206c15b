import type { RunId } from '../units/ids.ts'
import { SECOND, type Timestamp } from '../units/timestamp.ts'

/** A run that was not heard of for longer than this, in milliseconds, is taken for dead. */
export const PEER_TIMEOUT = 15 * SECOND

/** A run that is alive: not ended, and heard of lately by the clock of the store. */
export interface Peer {
  readonly run: RunId
  readonly startedAt: Timestamp
}

/** Who does for an account what only one engine should do: reconciling, settling, alerting. */
export interface Leadership {
  readonly leader: RunId
  /** Rises with every change of leader, and never falls. */
  readonly epoch: number
}

/** A leader's pass: a store refuses what comes with one that is not valid any more (`FENCED`). */
export type Fence = Leadership
