import type { Timestamp } from '../units/timestamp.ts'

/** What everyone may know of a circuit breaker. */
export interface CircuitBreakerSnapshot {
  readonly name: string
  readonly state: 'closed' | 'open' | 'half-open' | 'isolated'
  /** Failures that count towards opening. */
  readonly failures: number
  readonly openedAt: Timestamp | null
  readonly nextProbeAt: Timestamp | null
  readonly lastError: { readonly code: string; readonly message: string; readonly at: Timestamp } | null
  readonly counters: { readonly successes: number; readonly failures: number; readonly rejections: number }
}
