import type { Clock } from './clock.ts'

/**
 * Milliseconds that have passed on a clock since some fixed moment, never going back.
 *
 * A real clock is asked for its monotonic time. A virtual one has none of its own (that time is always real), so its steps forward
 * are added up and a step back counts as nothing.
 *
 * @example
 * ```ts
 * const clock = createSteppedClock({ start: timestamp(0) })
 * const elapsed = createElapsed(clock)
 * await clock.sleep(250)
 * elapsed() // 250
 * ```
 */
export function createElapsed(clock: Clock): () => number {
  if (clock.kind === 'real') return () => clock.monotonic()
  let last = clock.now()
  let elapsed = 0
  return () => {
    const now = clock.now()
    elapsed += Math.max(0, now - last)
    last = now
    return elapsed
  }
}
