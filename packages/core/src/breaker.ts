/**
 * A circuit breaker for services, on an injected clock.
 *
 * @module @betting-advisor/core/breaker
 */
export { type CircuitBreaker, type CircuitBreakerSettings, createCircuitBreaker } from './breaker/circuit-breaker.ts'
export type { FailureMode } from './breaker/failure-count.ts'
export { ServiceUnavailableError } from './breaker/service-unavailable-error.ts'
export type { CircuitBreakerSnapshot } from './ports/circuit-breaker-snapshot.ts'
