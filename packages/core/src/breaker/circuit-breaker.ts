import type { Clock } from '../clock/clock.ts'
import { createElapsed } from '../clock/elapsed.ts'
import { isAdvisorError } from '../errors/advisor-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { CircuitBreakerSnapshot } from '../ports/circuit-breaker-snapshot.ts'
import { type Logger, silentLogger } from '../ports/logger.ts'
import { after, type Timestamp } from '../units/timestamp.ts'
import { createFailureCount, type FailureCount, type FailureMode } from './failure-count.ts'
import { ServiceUnavailableError } from './service-unavailable-error.ts'

/** How a circuit breaker behaves. */
export interface CircuitBreakerSettings {
  /** Names the service in errors, metrics and on the monitor, such as `theodds:read`. */
  readonly name: string
  readonly clock: Clock
  /** Failures that open it, an integer of at least 1; 5 by default. */
  readonly maxFailures?: number
  /** In mode `window`, how long a failure counts, in milliseconds; 60 000 by default. */
  readonly windowMs?: number
  /** How long it stays open before one call may probe, in milliseconds; 60 000 by default. */
  readonly resetTimeoutMs?: number
  /** Whether failures count within a rolling window (the default) or in an unbroken row, however far apart. */
  readonly mode?: FailureMode
  /** Whether an error says that the service is ill; all do by default. Aborts by the caller never count, whatever this says. */
  readonly trips?: (error: unknown) => boolean
  /** Hears of listeners that throw. */
  readonly logger?: Logger
}

/** Stops calling a service that keeps failing, and probes it now and then until it is well. */
export interface CircuitBreaker {
  readonly name: string
  /**
   * Runs `call` and judges the service by its result. While half open, one call is let through and all others are rejected at once.
   *
   * @throws ServiceUnavailableError `SERVICE_UNAVAILABLE` without running `call` while open, isolated, or being probed.
   */
  execute<Result>(call: (signal: AbortSignal | undefined) => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /**
   * Asks whether calls go through, without taking the probe: for calls that must never be a probe, such as placing a bet.
   *
   * @returns The epoch, to hand to {@link CircuitBreaker.recordSuccess} or {@link CircuitBreaker.recordFailure} with the result.
   * @throws ServiceUnavailableError `SERVICE_UNAVAILABLE` unless closed.
   */
  check(): number
  /** Notes a success of a call outside `execute`; ignored when the state has changed since `epoch`. */
  recordSuccess(epoch?: number): void
  /** Notes a failure of a call outside `execute`, if it is one that trips; ignored when the state has changed since `epoch`. */
  recordFailure(error: unknown, epoch?: number): void
  /** Rejects every call until {@link CircuitBreaker.reset}. */
  isolate(reason: string): void
  /** Closes it by hand and forgets the failures. */
  reset(): void
  snapshot(): CircuitBreakerSnapshot
  /** Tells of every change of state. */
  onChange(listener: (snapshot: CircuitBreakerSnapshot) => void): Disposable
}

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly since: Timestamp; readonly openedAt: number }
  | { readonly kind: 'half-open'; readonly since: Timestamp; readonly probeStartedAt: number | null }
  | { readonly kind: 'isolated'; readonly since: Timestamp }

class StateMachine implements CircuitBreaker {
  readonly name: string
  readonly #clock: Clock
  readonly #elapsed: () => number
  readonly #resetTimeoutMs: number
  readonly #trips: (error: unknown) => boolean
  readonly #logger: Logger
  readonly #count: FailureCount
  readonly #listeners = new Set<(snapshot: CircuitBreakerSnapshot) => void>()
  #state: State = { kind: 'closed' }
  /** Rises with every change of state and every probe, so that a result which comes late is known to be late. */
  #epoch = 0
  #lastError: CircuitBreakerSnapshot['lastError'] = null
  #successes = 0
  #failures = 0
  #rejections = 0

  constructor(settings: CircuitBreakerSettings) {
    const { name, clock, maxFailures = 5, windowMs = 60_000, resetTimeoutMs = 60_000, mode = 'window' } = settings
    if (!Number.isInteger(maxFailures) || maxFailures < 1) {
      throw new InvalidValueError('maxFailures', maxFailures, 'an integer of at least 1')
    }
    if (!(windowMs > 0)) throw new InvalidValueError('windowMs', windowMs, 'above 0')
    if (!(resetTimeoutMs > 0)) throw new InvalidValueError('resetTimeoutMs', resetTimeoutMs, 'above 0')
    this.name = name
    this.#clock = clock
    this.#elapsed = createElapsed(clock)
    this.#resetTimeoutMs = resetTimeoutMs
    this.#trips = settings.trips ?? (() => true)
    this.#logger = settings.logger ?? silentLogger
    this.#count = createFailureCount(mode, maxFailures, windowMs)
  }

  async execute<Result>(
    call: (signal: AbortSignal | undefined) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    signal?.throwIfAborted()
    const epoch = this.#enter()
    let result: Result
    try {
      result = await call(signal)
    } catch (error) {
      if (signal?.aborted === true) this.#withdraw(epoch)
      else this.recordFailure(error, epoch)
      throw error
    }
    this.recordSuccess(epoch)
    return result
  }

  check(): number {
    if (this.#state.kind !== 'closed') throw this.#rejection(this.#state)
    return this.#epoch
  }

  recordSuccess(epoch = this.#epoch): void {
    this.#successes++
    if (epoch !== this.#epoch) return
    if (this.#state.kind === 'closed') this.#count.success()
    else if (this.#state.kind === 'half-open' && this.#state.probeStartedAt !== null) this.#close()
  }

  recordFailure(error: unknown, epoch = this.#epoch): void {
    if (!this.#trips(error)) {
      this.#withdraw(epoch)
      return
    }
    this.#failures++
    if (epoch !== this.#epoch) return
    this.#lastError = { ...described(error), at: this.#clock.now() }
    if (this.#state.kind === 'closed') {
      if (this.#count.failure(this.#elapsed())) this.#open(this.#clock.now())
    } else if (this.#state.kind === 'half-open' && this.#state.probeStartedAt !== null) {
      this.#open(this.#state.since)
    }
  }

  isolate(reason: string): void {
    const now = this.#clock.now()
    this.#lastError = { code: 'ISOLATED', message: reason, at: now }
    this.#become({ kind: 'isolated', since: now })
  }

  reset(): void {
    this.#close()
  }

  snapshot(): CircuitBreakerSnapshot {
    const state = this.#state
    return {
      name: this.name,
      state: state.kind,
      failures: this.#count.value(this.#elapsed()),
      openedAt: state.kind === 'closed' ? null : state.since,
      nextProbeAt: this.#nextProbeAt(state) ?? null,
      lastError: this.#lastError,
      counters: { successes: this.#successes, failures: this.#failures, rejections: this.#rejections },
    }
  }

  onChange(listener: (snapshot: CircuitBreakerSnapshot) => void): Disposable {
    // A wrapper of its own, so that one function can listen twice and leave twice.
    const entry = (snapshot: CircuitBreakerSnapshot) => listener(snapshot)
    this.#listeners.add(entry)
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) }
  }

  /** Lets a call in and returns its epoch; a call let in while not closed is the probe. */
  #enter(): number {
    const state = this.#state
    if (state.kind === 'closed') return this.#epoch
    if (state.kind === 'isolated' || !this.#mayProbe(state)) throw this.#rejection(state)
    this.#become({ kind: 'half-open', since: state.since, probeStartedAt: this.#elapsed() })
    return this.#epoch
  }

  /** A probe that never answers is given up after the reset timeout, or it would keep everyone out for ever. */
  #mayProbe(state: Extract<State, { kind: 'open' | 'half-open' }>): boolean {
    const start = state.kind === 'open' ? state.openedAt : state.probeStartedAt
    return start === null || this.#elapsed() - start >= this.#resetTimeoutMs
  }

  /** Takes a call out again that has proved nothing: aborted, or failed in a way that says nothing about the service. */
  #withdraw(epoch: number): void {
    if (epoch !== this.#epoch || this.#state.kind !== 'half-open') return
    this.#state = { ...this.#state, probeStartedAt: null }
  }

  #open(since: Timestamp): void {
    this.#become({ kind: 'open', since, openedAt: this.#elapsed() })
  }

  #close(): void {
    this.#count.clear()
    this.#become({ kind: 'closed' })
  }

  #become(state: State): void {
    const changed = state.kind !== this.#state.kind
    this.#epoch++
    this.#state = state
    if (!changed) return
    const snapshot = this.snapshot()
    for (const listener of [...this.#listeners]) {
      try {
        listener(snapshot)
      } catch (error) {
        this.#logger.error({ breaker: this.name, error }, 'A listener of a circuit breaker failed.')
      }
    }
  }

  #rejection(state: Exclude<State, { kind: 'closed' }>): ServiceUnavailableError {
    this.#rejections++
    const cause = this.#lastError === null ? undefined : `${this.#lastError.code}: ${this.#lastError.message}`
    return new ServiceUnavailableError(this.name, state.since, this.#nextProbeAt(state), cause)
  }

  #nextProbeAt(state: State): Timestamp | undefined {
    if (state.kind === 'closed' || state.kind === 'isolated') return undefined
    const start = state.kind === 'open' ? state.openedAt : state.probeStartedAt
    const wait = start === null ? 0 : Math.max(0, start + this.#resetTimeoutMs - this.#elapsed())
    return after(this.#clock.now(), Math.ceil(wait))
  }
}

function described(error: unknown): { code: string; message: string } {
  if (isAdvisorError(error)) return { code: error.code, message: error.message }
  if (error instanceof Error) return { code: error.name, message: error.message }
  return { code: 'UNKNOWN', message: String(error) }
}

/**
 * A circuit breaker: after `maxFailures` it stops calling a service for `resetTimeoutMs`, then lets one call through to probe it.
 *
 * Time is measured so that neither a stepped clock nor a step of the system's clock back in time can hold it open.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is out of range.
 * @example
 * ```ts
 * const breaker = createCircuitBreaker({ name: 'theodds:read', clock })
 * const odds = await breaker.execute((signal) => fetchOdds(signal), signal)
 * ```
 */
export function createCircuitBreaker(settings: CircuitBreakerSettings): CircuitBreaker {
  return new StateMachine(settings)
}
