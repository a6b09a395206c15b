import { AdvisorError } from '../errors/advisor-error.ts'
import { MINUTE, SECOND, timestamp } from '../units/timestamp.ts'
import type { Clock } from './clock.ts'

/** How much slower than real time it goes while it waits for a clock that was put back. */
const CATCH_UP = 0.002
/** How far it may be ahead of the machine's clock: catching up takes 500 times as long, and until then fresh quotes look old. */
const MOST_AHEAD_MS = MINUTE

/** The machine's clock was put back so far that waiting for it is no answer. */
export class ClockAheadError extends AdvisorError {
  readonly code = 'CLOCK_AHEAD'
  readonly aheadMs: number

  constructor(aheadMs: number) {
    super(
      `The time of this run is ${Math.round(aheadMs / SECOND)} s ahead of the machine's clock, which was put back.`,
      {
        remedy: 'See that the clock is right now, and start again: a new run goes by it.',
      },
    )
    this.aheadMs = aheadMs
  }
}

/** What is wrong when a steady clock is further ahead of the one below it than it could catch up with soon; `null` while it is not. */
export function clockFault(steady: Clock, machine: Clock): ClockAheadError | null {
  const aheadMs = steady.now() - machine.now()
  return aheadMs > MOST_AHEAD_MS ? new ClockAheadError(aheadMs) : null
}

/**
 * A clock that never goes back, so that what it has seen never gets younger: where the machine's clock is put back, it goes on by the
 * time that really passes, a little slower until the machine's clock has caught up; where that is put forward, it follows at once.
 *
 * A virtual clock is never put back and is given back as it is.
 */
export function createSteadyClock(clock: Clock): Clock {
  if (clock.kind === 'virtual') return clock
  let last: number = clock.now()
  let lastMonotonic = clock.monotonic()
  return {
    kind: clock.kind,
    now() {
      const monotonic = clock.monotonic()
      const passed = Math.max(0, monotonic - lastMonotonic)
      lastMonotonic = monotonic
      last = Math.max(clock.now(), last + passed * (1 - CATCH_UP))
      return timestamp(Math.floor(last))
    },
    monotonic: () => clock.monotonic(),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    hold: () => clock.hold(),
  }
}
