import type { Secret } from '@betting-advisor/core'
import type { Random } from '@betting-advisor/core/simulation'
import type { ConnectionLimits, StreamEndpoint } from './connection.ts'
import { type ConnectionBudget, createConnectionBudget } from './connection-budget.ts'
import type { ReconnectPatience } from './reconnect-delay.ts'

/** Session tokens, for whoever connects. */
export interface SessionTokens {
  /** The token in force; logs in where there is none. @throws AdvisorError when there is no logging in. */
  token(signal: AbortSignal): Promise<Secret>
  /** The venue has refused this one: the next that is asked for is another. */
  refused?(token: Secret): void
}

/** How a stream is connected to. */
export interface StreamAccess {
  readonly endpoint: StreamEndpoint
  readonly appKey: Secret
  readonly session: SessionTokens
  /** Shared by all streams of the application key in this process. @default as many as this stream needs */
  readonly budget?: ConnectionBudget
  /** @default `Math.random` */
  readonly random?: Random
  readonly limits?: Partial<StreamLimits>
}

/** What a stream keeps to. */
export interface StreamLimits extends ConnectionLimits, ReconnectPatience {
  /** How often the venue says that it lives where nothing changes, in milliseconds from 500 to 5,000. */
  readonly heartbeatMs: number
  /** How long the first image may take, in milliseconds. */
  readonly imageTimeoutMs: number
}

const MEBIBYTE = 1_048_576

/** The longest line seen had 608,460 bytes: an image of 200 markets. */
const STANDARD: StreamLimits = {
  maxLineBytes: 64 * MEBIBYTE,
  maxBacklogBytes: 4 * MEBIBYTE,
  whenFull: 'conflate',
  connectTimeoutMs: 10_000,
  heartbeatMs: 1_000,
  imageTimeoutMs: 30_000,
  firstMs: 100,
  longestMs: 600,
  refusedMs: 5_000,
}

/** The same with everything that was left out. */
export interface CompleteAccess extends Required<Omit<StreamAccess, 'limits'>> {
  readonly limits: StreamLimits
}

export function completeAccess({ limits, budget, random, ...access }: StreamAccess): CompleteAccess {
  return {
    ...access,
    budget: budget ?? createConnectionBudget(1),
    random: random ?? Math.random,
    limits: { ...STANDARD, ...limits },
  }
}
