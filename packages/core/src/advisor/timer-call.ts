import { MINUTE } from '../units/timestamp.ts'
import type { RunContext } from './run-context.ts'

/** Tells an engine when the time has come that its strategies asked for. */
export interface TimerCall {
  /** The engine has decided something: it may ask for another time now. */
  lookAgain(): void
}

/** How long a real clock is slept on at most: it may be set meanwhile. */
const LONGEST_SLEEP_MS = MINUTE

const MOVED = new Error('another timer is due first')

/** The timer call of one run; when that ends, no timer fires any more. */
export function createTimerCall({
  engine,
  clock,
  signal,
  hear,
  failed,
}: Pick<RunContext, 'engine' | 'clock' | 'signal' | 'hear' | 'failed'>): TimerCall {
  const longestMs = clock.kind === 'real' ? LONGEST_SLEEP_MS : Number.POSITIVE_INFINITY
  let due: number | null = null
  let sleeping = new AbortController()
  signal.addEventListener('abort', () => sleeping.abort(signal.reason), { once: true })

  async function callAt(time: number, moved: AbortSignal): Promise<void> {
    for (let left = time - clock.now(); left > 0; left = time - clock.now()) {
      await clock.sleep(Math.min(left, longestMs), moved)
    }
    // What is due at once is told when the present input is decided on.
    await Promise.resolve()
    if (moved.aborted) return
    due = null
    hear({ type: 'timer', at: clock.now() })
    lookAgain()
  }

  function lookAgain(): void {
    const next = engine.nextTimer
    if (next === due || signal.aborted) return
    sleeping.abort(MOVED)
    due = next
    if (next === null) return
    const own = new AbortController()
    sleeping = own
    callAt(next, own.signal).catch((error: unknown) => {
      if (!own.signal.aborted) failed(error)
    })
  }

  return { lookAgain }
}
