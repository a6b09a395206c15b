import type { Clock } from '../clock/clock.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Timestamp } from '../units/timestamp.ts'
import type { CircuitBreakerSnapshot } from './circuit-breaker-snapshot.ts'
import type { Logger } from './logger.ts'

/** What a source is given to work with. */
export interface SourceContext {
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** To be called when the status has changed without any news being told. */
  readonly changed?: () => void
}

/** How a feed is doing. */
export interface FeedStatus {
  readonly name: string
  readonly state: 'starting' | 'ok' | 'failing' | 'exhausted' | 'ended'
  readonly lastMessageAt: Timestamp | null
  /** The last fault, without secrets; `null` when all is well. */
  readonly fault: { readonly code: string; readonly message: string; readonly at: Timestamp } | null
  /** When the next attempt is due, where one is planned. */
  readonly nextAttemptAt: Timestamp | null
  /** For people, such as the credits left. */
  readonly detail: string | null
}

/** Something that tells prices. */
export interface PriceSource {
  readonly specification: 1
  readonly name: string
  /** Whether it shows the real world: only real venues count towards a paper-trading record. */
  readonly world: 'venue' | 'emulator' | 'recording'
  /**
   * Batches of news until `context.signal` aborts (it then ends without an error) or a fault that waiting cannot cure is thrown.
   * Passing faults are retried inside and shown in {@link PriceSource.status}.
   */
  updates(context: SourceContext): AsyncIterable<readonly MarketUpdate[]>
  status(): FeedStatus
  /** The circuit breakers it goes through, for the monitor. */
  readonly breakers?: readonly { snapshot(): CircuitBreakerSnapshot }[]
}
