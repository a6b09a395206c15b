import { type Clock, DAY, type Timestamp, timestamp } from '@betting-advisor/core'

/** How far behind the world it begins: a store refuses what is stamped ahead of its own clock, which runs no faster than the world. */
const BEHIND_MS = 365 * DAY

/** A clock that runs faster than the world, the same in every process, so that an engine's patience is as short as a test's. */
export interface FastClock extends Clock {
  /** What this clock shows at a moment of the real one. */
  shown(realMs: number): Timestamp
  /** The moment of the real one at which this clock shows that. */
  real(shown: Timestamp): number
}

/** A clock that has run `speed` times as fast as the world since `epoch`. */
export function createFastClock(epoch: number, speed: number): FastClock {
  const beginning = epoch - BEHIND_MS
  const shown = (realMs: number): Timestamp => timestamp(Math.floor(beginning + (realMs - epoch) * speed))
  return {
    kind: 'real',
    now: () => shown(Date.now()),
    monotonic: () => performance.now() * speed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const abort = (): void => {
          clearTimeout(timer)
          reject(signal?.reason)
        }
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }, milliseconds / speed)
        signal?.addEventListener('abort', abort, { once: true })
      }),
    hold: () => ({ [Symbol.dispose]() {} }),
    shown,
    real: (at) => Math.floor(epoch + (at - beginning) / speed),
  }
}
