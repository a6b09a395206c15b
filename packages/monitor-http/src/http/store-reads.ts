import { isAdvisorError } from '@betting-advisor/core'
import { clientGone, Problem } from './problem.ts'

/** How long a request waits for the store, in milliseconds. */
const STORE_DEADLINE = 5_000
/** Reads that may be at the store at once, also those that nobody waits for any more. */
const MOST_READS = 64

/**
 * What the store answers, or a problem when it fails or takes too long: a request never hangs on a database. `read` gets a signal
 * that ends when it is too late or whoever asked is gone, and asks the store for nothing more then.
 *
 * @throws Problem `STORE_UNAVAILABLE`, `NOT_STARTED`, `TOO_BUSY`, `CLIENT_GONE`
 */
export type StoreReads = <Answer>(
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<Answer>,
  deadline?: number,
) => Promise<Answer>

/** Reads of one monitor's store. */
export function createStoreReads(): StoreReads {
  let pending = 0
  return async (signal, read, deadline = STORE_DEADLINE) => {
    if (pending >= MOST_READS) {
      throw new Problem(503, 'TOO_BUSY', 'The store is asked for as much at once as this monitor allows.', {
        headers: { 'retry-after': '1' },
      })
    }
    const ending = new AbortController()
    const leave = () => ending.abort(clientGone())
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    const timer = setTimeout(() => ending.abort(new Error(`no answer within ${deadline} ms`)), deadline)
    pending += 1
    const answer = read(ending.signal).finally(() => {
      pending -= 1
    })
    try {
      return await Promise.race([answer, whenAborted(ending.signal)])
    } catch (cause) {
      throw cause instanceof Problem ? cause : storeProblem(cause)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function storeProblem(cause: unknown): Problem {
  const headers = { 'retry-after': '5' }
  if (isAdvisorError(cause, 'UNKNOWN_ACCOUNT')) {
    return new Problem(503, 'NOT_STARTED', 'The advisor has not opened its account yet.', { headers, cause })
  }
  const detail = 'The store does not answer. Trading goes on or stops by its own rules.'
  return new Problem(503, 'STORE_UNAVAILABLE', detail, { headers, cause })
}
