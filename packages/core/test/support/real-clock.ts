import { after, type Clock } from '@betting-advisor/core'
import type { SteppedClock } from '@betting-advisor/core/simulation'

/** A clock that passes for the system's, and whose time is that of a stepped one; it can be set. */
export interface RealClock extends Clock {
  readonly kind: 'real'
  /** How far the time of day is off, in milliseconds: durations do not see it. */
  skew: number
}

/** Time that a test moves on, as a process on a machine sees it. */
export function realClock(stepped: SteppedClock): RealClock {
  const start = stepped.now()
  return {
    kind: 'real',
    skew: 0,
    now() {
      return after(stepped.now(), this.skew)
    },
    monotonic: () => stepped.now() - start,
    sleep: (milliseconds, signal) => stepped.sleep(milliseconds, signal),
    hold: () => stepped.hold(),
  }
}
