import type { Timestamp } from '../units/timestamp.ts'

/** Where time comes from. Live it is the system's; in a demo it is stepped; in a backtest it is the events'. */
export interface Clock {
  /** Whether this is the system's time or a virtual one. */
  readonly kind: 'real' | 'virtual'
  now(): Timestamp
  /** Milliseconds since some fixed moment, never going back, always real: for deadlines and durations. */
  monotonic(): number
  /** Resolves `milliseconds` later on this clock; rejects with `signal.reason` when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Keeps a stepped clock still until disposed, while something real is pending; does nothing on a real one. */
  hold(): Disposable
}
