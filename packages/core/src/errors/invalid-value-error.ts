import { AdvisorError } from './advisor-error.ts'
import { described } from './described.ts'

/** An argument is outside its range, or of another type. */
export class InvalidValueError extends AdvisorError {
  readonly code = 'INVALID_VALUE'
  // Declared, not defined: what the constructor assigns at once need not be in every bundle twice.
  /** Which argument. */
  declare readonly argument: string
  /** What it was. */
  declare readonly value: unknown
  /** What it may be, in words. */
  declare readonly allowed: string

  constructor(argument: string, value: unknown, allowed: string) {
    super(`${argument} must be ${allowed}, was ${described(value)}.`)
    this.argument = argument
    this.value = value
    this.allowed = allowed
  }
}
