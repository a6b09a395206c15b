import { AdvisorError } from './advisor-error.ts'

/** A promise of this code to itself is broken: a bug. It is never caught and repaired, only reported. */
export class InvariantError extends AdvisorError {
  readonly code = 'INVARIANT_BROKEN'
}

/** Marks a branch that the types rule out. */
export function assertNever(value: never): never {
  throw new InvariantError(`Unexpected ${JSON.stringify(value)}.`)
}
