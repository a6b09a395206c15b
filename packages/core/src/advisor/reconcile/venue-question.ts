import type { Clock } from '../../ports/clock.ts'
import { VENUE_SILENCE_MS } from '../venue-desk.ts'

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
  const over = new AbortController()
  const asking = new AbortController()
  try {
    return await Promise.race([ask(asking.signal), stopped(signal, over.signal), silence(clock, over.signal)])
  } finally {
    over.abort()
    asking.abort(signal.aborted ? signal.reason : new Error('the question was given up'))
  }
}

async function stopped(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over })
  })
}

/** Virtual time may stand still or run ahead while a venue works: only on a real clock does silence mean anything. */
async function silence(clock: Clock, over: AbortSignal): Promise<never> {
  if (clock.kind === 'virtual') return new Promise(() => undefined)
  await clock.sleep(VENUE_SILENCE_MS, over)
  throw new Error(`the venue gave no answer within ${VENUE_SILENCE_MS / 1000} s`)
}
