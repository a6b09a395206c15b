import { AdvisorError } from './advisor-error.ts'

/** A promise of this code to itself is broken: a bug. It is never caught and repaired, only reported. */
export class InvariantError extends AdvisorError {
  readonly code = 'INVARIANT_BROKEN'
}

/**
 * Marks a branch that the types rule out.
 *
 * @example
 * ```ts
 * switch (market.status) {
 *   case 'open':
 *   case 'suspended':
 *   case 'closed':
 *     break
 *   default:
 *     assertNever(market.status)
 * }
 * ```
 */
export function assertNever(value: never): never {
  throw new InvariantError(`Unexpected ${JSON.stringify(value)}.`)
}
