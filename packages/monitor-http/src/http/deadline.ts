import { isAdvisorError } from '@betting-advisor/core'
import { Problem } from './problem.ts'

/** How long a request waits for the store, in milliseconds. */
const STORE_DEADLINE = 5_000

/**
 * What the store answers, or a problem when it fails or takes too long: a request never hangs on a database.
 *
 * @throws Problem `STORE_UNAVAILABLE`, `NOT_STARTED`
 */
export async function fromStore<Answer>(answer: Promise<Answer>, deadline = STORE_DEADLINE): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadline} ms`)), deadline)
  })
  try {
    return await Promise.race([answer, late])
  } catch (cause) {
    const headers = { 'retry-after': '5' }
    if (isAdvisorError(cause, 'UNKNOWN_ACCOUNT')) {
      throw new Problem(503, 'NOT_STARTED', 'The advisor has not opened its account yet.', { headers, cause })
    }
    throw new Problem(
      503,
      'STORE_UNAVAILABLE',
      'The store does not answer. Trading goes on or stops by its own rules.',
      {
        headers: { 'retry-after': '5' },
        cause,
      },
    )
  } finally {
    clearTimeout(timer)
  }
}
