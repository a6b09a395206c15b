import { isAdvisorError } from '@betting-advisor/core'
import type { Database } from './database.ts'

/** What became of an operation. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Runs operations in turn, each all or nothing, and commits them together: one flush of the disk for all of them. When this
 * returns, every outcome stands; nobody may be told of one before.
 *
 * An operation that fails undoes itself alone. Where something takes the whole transaction down, such as a disk without room,
 * nothing of it was kept, and each is done again in a transaction of its own, so that each hears of its own fault. Only where the
 * disk failed during the commit does nobody know: then all of them say so, and none is done again.
 */
export function commitTogether(database: Database, operations: readonly (() => unknown)[]): readonly Outcome[] {
  if (operations.length === 1) return operations.map(outcomeOf)
  const outcomes: Outcome[] = []
  try {
    database.together(() => {
      for (const operation of operations) {
        outcomes.push(outcomeOf(operation))
        if (!database.inTransaction()) throw new TransactionLost()
      }
    })
    return outcomes
  } catch (error) {
    // Before the first of them there was no transaction: what is in the way of one is in the way of each.
    const none = outcomes.length === 0
    if (none || isAdvisorError(error, 'OUTCOME_UNKNOWN')) return operations.map(() => ({ error }))
    return operations.map(outcomeOf)
  }
}

class TransactionLost extends Error {}

/** Does something, and tells what became of it. */
export function outcomeOf(operation: () => unknown): Outcome {
  try {
    return { value: operation() }
  } catch (error) {
    return { error }
  }
}
