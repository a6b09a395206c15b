import type { Timestamp } from '@betting-advisor/core'

/** When to ask for everything anew because something could not be used: at once, but not again and again. */
export interface Repairs {
  readonly isNeeded: boolean
  need(): void
  /** Whether it is to be done now; done with this. */
  isDue(now: Timestamp): boolean
  /** Everything has been told. */
  done(): void
}

const FIRST_MS = 10_000
const LONGEST_MS = 600_000

export function createRepairs(): Repairs {
  let isNeeded = false
  let lastAt = Number.NEGATIVE_INFINITY
  let intervalMs = FIRST_MS
  return {
    get isNeeded() {
      return isNeeded
    },
    need() {
      isNeeded = true
    },
    isDue(now) {
      if (!isNeeded || now - lastAt < intervalMs) return false
      // Where it helps, the next is a long way off; where it does not, it is asked for less and less.
      intervalMs = now - lastAt > LONGEST_MS ? FIRST_MS : Math.min(intervalMs * 2, LONGEST_MS)
      lastAt = now
      isNeeded = false
      return true
    },
    done() {
      isNeeded = false
    },
  }
}
