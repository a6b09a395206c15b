import { after, type Clock, type Timestamp } from '@betting-advisor/core'
import { START } from './items.ts'

/** A clock that goes when it is told to, and for whoever sleeps on it. */
export interface ByHandClock extends Clock {
  pass(milliseconds: number): void
}

export function createByHandClock(): ByHandClock {
  let now: Timestamp = START
  const pass = (milliseconds: number) => {
    now = after(now, milliseconds)
  }
  return {
    kind: 'virtual',
    now: () => now,
    monotonic: () => performance.now(),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      pass(milliseconds)
    },
    hold: () => ({ [Symbol.dispose]() {} }),
    pass,
  }
}
