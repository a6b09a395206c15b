import { printableLines } from './one-line.ts'

/** What every error of these packages carries. */
export interface AdvisorErrorOptions {
  /** What went wrong underneath. */
  readonly cause?: unknown
  /** What the reader can do about it. */
  readonly remedy?: string
}

const marker = Symbol.for('betting-advisor.error')

/**
 * The base of every error that these packages throw on purpose: a stable `code`, a message that says what happened, a remedy
 * that says what to do.
 *
 * Recognise it with {@link isAdvisorError}, which also works across two copies of the package.
 */
export abstract class AdvisorError extends Error {
  /** Stable, machine-readable name of the fault, such as `INVALID_SETTINGS`. */
  abstract readonly code: string
  /** What the reader can do about it; already part of the message. */
  readonly remedy: string | undefined
  readonly [marker] = true

  constructor(message: string, { cause, remedy }: AdvisorErrorOptions = {}) {
    // Part of it may come from outside, and wherever it is shown it must be able to do nothing there.
    super(
      printableLines(remedy === undefined ? message : `${message} ${remedy}`),
      cause === undefined ? undefined : { cause },
    )
    this.name = new.target.name
    this.remedy = remedy && printableLines(remedy)
  }
}

/**
 * Whether `value` is an {@link AdvisorError}, whichever copy of the package made it; with `code`, whether it is that one.
 *
 * @example
 * ```ts
 * isAdvisorError(new InvalidValueError('price', 1, 'above 1'), 'INVALID_VALUE') // true
 * ```
 */
export function isAdvisorError(value: unknown, code?: string): value is AdvisorError {
  return (
    typeof value === 'object' &&
    value !== null &&
    marker in value &&
    (code === undefined || (value as AdvisorError).code === code)
  )
}
