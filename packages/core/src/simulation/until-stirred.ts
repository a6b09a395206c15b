import type { Clock } from '../clock/clock.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Why a sleep is not slept to its end; nobody hears of it. */
const WOKEN = new Error('what was waited for has come')

/** Something that happens at a moment it knows, unless something else comes before. */
export interface Stirring {
  /** When; `null` for never. */
  nextAt(): Timestamp | null
  /** Resolves when that is not to be waited for any more. */
  stirred(): Promise<void>
}

/** Waits for something to stir, for the moment at which it does something by itself, or for `signal`. */
export async function untilStirred(what: Stirring, clock: Clock, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController()
  const ended = Promise.withResolvers<void>()
  const end = () => {
    ended.resolve()
    waiting.abort(signal.reason)
  }
  if (signal.aborted) return
  signal.addEventListener('abort', end, { once: true })
  const dueAt = what.nextAt()
  const waits = [what.stirred(), ended.promise]
  if (dueAt !== null) waits.push(clock.sleep(Math.max(0, dueAt - clock.now()), waiting.signal))
  try {
    await Promise.race(waits.map((wait) => wait.catch(() => undefined)))
  } finally {
    signal.removeEventListener('abort', end)
    waiting.abort(WOKEN)
  }
}
