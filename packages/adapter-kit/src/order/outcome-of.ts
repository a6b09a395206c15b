import type { CancelOutcome, OneOrMore, PlaceOutcome } from '@betting-advisor/core/venue'
import type { AnsweredAttempt, AttemptResult, FailedAttempt } from './attempt.ts'

/** A whole answer, whatever it says. */
export type Answer = Omit<AnsweredAttempt, 'kind'>

/** Reads what an answer says of each order, in their order; `null` where it says nothing that is known for certain. */
export type PlaceReader = (answer: Answer) => OneOrMore<PlaceOutcome> | null

/** Reads what an answer says of a request to cancel; `null` where it says nothing that is known for certain. */
export type CancelReader = (answer: Answer) => CancelOutcome | null

/** Makes an attempt; an answer that is not clear resets its connection. */
export type Attempted = (isClear: (answer: Answer) => boolean) => Promise<AttemptResult>

/**
 * What came of an attempt to place orders: not sent only where certainly no byte has left, unknown for every other failure and for an answer
 * that `read` cannot make sense of or that speaks of another number of orders.
 */
export async function placeOutcomesOf(
  attempted: Attempted,
  count: number,
  read: PlaceReader,
): Promise<OneOrMore<PlaceOutcome>> {
  let said: OneOrMore<PlaceOutcome> | null = null
  let why = 'an answer that nobody can read'
  const result = await attempted((answer) => {
    try {
      said = read(answer)
      if (said !== null && said.length !== count) {
        why = `an answer for ${said.length} orders, ${count} were sent`
        said = null
      }
    } catch (error) {
      // Whatever is wrong with the reader, the orders may have been taken.
      why = `an answer that could not be read: ${error instanceof Error ? error.message : String(error)}`
    }
    return said?.every(({ kind }) => kind !== 'unknown') === true
  })
  return placed(result, said, why, count)
}

function placed(
  result: AttemptResult,
  said: OneOrMore<PlaceOutcome> | null,
  why: string,
  count: number,
): OneOrMore<PlaceOutcome> {
  const failed = result.kind === 'failed' ? result : null
  const reset = failed?.resetAt == null ? {} : { resetAt: failed.resetAt }
  if (said !== null) {
    const [first, ...others]: OneOrMore<PlaceOutcome> = said
    const withReset = (outcome: PlaceOutcome): PlaceOutcome =>
      outcome.kind === 'unknown' ? { ...outcome, ...reset } : outcome
    return [withReset(first), ...others.map(withReset)]
  }
  const outcome: PlaceOutcome =
    failed !== null && !failed.wrote
      ? { kind: 'not-sent', reason: reasonOf(failed, why) }
      : { kind: 'unknown', reason: reasonOf(failed, why), ...reset }
  return [outcome, ...Array.from({ length: count - 1 }, () => outcome)]
}

/**
 * What came of an attempt to cancel an order: refused where certainly no byte has left, unknown for every other failure and for an answer
 * that `read` cannot make sense of.
 */
export async function cancelOutcomeOf(attempted: Attempted, read: CancelReader): Promise<CancelOutcome> {
  let said: CancelOutcome | null = null
  let why = 'an answer that nobody can read'
  const result = await attempted((answer) => {
    try {
      said = read(answer)
    } catch (error) {
      why = `an answer that could not be read: ${error instanceof Error ? error.message : String(error)}`
    }
    return said !== null && said.kind !== 'unknown'
  })
  if (said !== null) return said
  const failed = result.kind === 'failed' ? result : null
  return { kind: failed !== null && !failed.wrote ? 'refused' : 'unknown', reason: reasonOf(failed, why) }
}

function reasonOf(failed: FailedAttempt | null, why: string): { readonly code: string; readonly message: string } {
  if (failed === null || failed.code === 'UNREADABLE') return { code: 'UNREADABLE', message: why }
  return { code: failed.code, message: failed.message }
}
