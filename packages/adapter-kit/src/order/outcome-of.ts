import type { CancelOutcome, PlaceOutcome } from '@betting-advisor/core/venue'
import type { AnsweredAttempt, AttemptResult } from './send-once.ts'

/** Failures of a request or of its new connection after which nothing can have left, as long as nothing was written. */
export const NEVER_CONNECTED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ECONNRESET',
  'ETIMEDOUT',
  'CLIENT_TIMEOUT',
  'ABORTED',
  'SEND_DEADLINE',
  'INVALID_REQUEST',
] as const

const neverConnected: ReadonlySet<string> = new Set(NEVER_CONNECTED)

/**
 * What came of an attempt to place an order: not sent only where a new connection failed before anything was written, unknown for every
 * other failure and for an answer that `read` cannot make sense of.
 *
 * @param read - Reads the answer; `null` where it says nothing that is known for certain.
 * @example
 * ```ts
 * placeOutcomeOf({ kind: 'failed', wrote: true, code: 'ECONNRESET', message: 'reset' }, () => null).kind // 'unknown'
 * ```
 */
export function placeOutcomeOf(
  result: AttemptResult,
  read: (answer: AnsweredAttempt) => PlaceOutcome | null,
): PlaceOutcome {
  if (result.kind === 'answered') return said(result, read)
  const reason = { code: result.code, message: result.message }
  return { kind: !result.wrote && neverConnected.has(result.code) ? 'not-sent' : 'unknown', reason }
}

/**
 * What came of an attempt to cancel an order: refused where nothing was written, unknown for every other failure and for an answer
 * that `read` cannot make sense of.
 *
 * @param read - Reads the answer; `null` where it says nothing that is known for certain.
 * @example
 * ```ts
 * cancelOutcomeOf({ kind: 'answered', status: 502, body: '<html>' }, () => null).kind // 'unknown'
 * ```
 */
export function cancelOutcomeOf(
  result: AttemptResult,
  read: (answer: AnsweredAttempt) => CancelOutcome | null,
): CancelOutcome {
  if (result.kind === 'answered') return said(result, read)
  const reason = { code: result.code, message: result.message }
  return { kind: result.wrote ? 'unknown' : 'refused', reason }
}

type Unknown = { readonly kind: 'unknown'; readonly reason: { readonly code: string; readonly message: string } }

function said<Outcome>(answer: AnsweredAttempt, read: (answer: AnsweredAttempt) => Outcome | null): Outcome | Unknown {
  const unreadable = (message: string): Unknown => ({ kind: 'unknown', reason: { code: 'UNREADABLE', message } })
  try {
    return read(answer) ?? unreadable(`an answer with status ${answer.status} that nobody can read`)
  } catch (error) {
    // Whatever is wrong with the reader, the order may have been taken.
    const why = error instanceof Error ? error.message : String(error)
    return unreadable(`an answer with status ${answer.status} that could not be read: ${why}`)
  }
}
