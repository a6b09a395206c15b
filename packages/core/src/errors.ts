/**
 * What goes wrong in code rather than in the world, and what errors of your own are made of.
 *
 * @module @betting-advisor/core/errors
 */
export type { AdvisorErrorOptions } from './errors/advisor-error.ts'
export { AsyncAnswerError } from './errors/async-answer-error.ts'
export { AsyncStrategyError } from './errors/async-strategy-error.ts'
export { assertNever, InvariantError } from './errors/invariant-error.ts'
export { TooManyTimersError } from './errors/too-many-timers-error.ts'
export { UnknownOptionError } from './errors/unknown-option-error.ts'
export { VenueConflictError } from './errors/venue-conflict-error.ts'
