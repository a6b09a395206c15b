import type { Clock } from '../../clock/clock.ts'
import { VENUE_SILENCE_MS } from '../venue-desk.ts'

/** Ends what waited beside an answer; made once, since most questions end with it. */
const ANSWERED = new Error('the question was answered')

/**
 * Asks a venue something that changes nothing there, and waits no longer than for an order: whatever waits behind the question must not
 * wait for ever. A question that is given up is aborted.
 *
 * @throws `signal.reason` when aborted, whether the venue listens or not; an error when it kept silent.
 */
export async function askVenue<Answer>(
  clock: Clock,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted()
  const asking = new AbortController()
  const stopped = Promise.withResolvers<never>()
  const stop = () => stopped.reject(signal.reason)
  stopped.promise.catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  let isAnswered = false
  try {
    const answer = await Promise.race([ask(asking.signal), stopped.promise, silence(clock, asking.signal)])
    isAnswered = true
    return answer
  } finally {
    signal.removeEventListener('abort', stop)
    if (isAnswered) asking.abort(ANSWERED)
    else asking.abort(signal.aborted ? signal.reason : new Error('the question was given up'))
  }
}

/** Virtual time may stand still or run ahead while a venue works: only on a real clock does silence mean anything. */
async function silence(clock: Clock, over: AbortSignal): Promise<never> {
  if (clock.kind === 'virtual') return new Promise(() => undefined)
  await clock.sleep(VENUE_SILENCE_MS, over)
  throw new Error(`the venue gave no answer within ${VENUE_SILENCE_MS / 1000} s`)
}
