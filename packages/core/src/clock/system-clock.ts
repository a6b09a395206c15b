import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { timestamp } from '../units/timestamp.ts'
import type { Clock } from './clock.ts'
import type { System } from './system.ts'

/** Timers of every runtime count in 32 signed bits and fire at once beyond. */
const LONGEST_TIMER = 2_147_483_647

/** The real machine: the one place in this package that reads the time and sets timers. */
export const machine: System = {
  monotonic: () => performance.now(),
  after(milliseconds, callback) {
    const due = performance.now() + milliseconds
    let timer: ReturnType<typeof setTimeout>
    const arm = (left: number): void => {
      timer = left > LONGEST_TIMER ? setTimeout(rearm, LONGEST_TIMER) : setTimeout(callback, Math.max(0, left))
    }
    const rearm = (): void => arm(due - performance.now())
    arm(milliseconds)
    return () => clearTimeout(timer)
  },
  defer(callback) {
    // Browsers have no setImmediate; their shortest timer is slower and keeps the same promise.
    if (typeof setImmediate === 'function') setImmediate(callback)
    else setTimeout(callback, 0)
  },
}

const nothingHeld: Disposable = { [Symbol.dispose]() {} }

/**
 * The system's clock: real time, sleeps of any length.
 *
 * @example
 * ```ts
 * const clock = createSystemClock()
 * await clock.sleep(250)
 * ```
 */
export function createSystemClock(): Clock {
  return {
    kind: 'real',
    now: () => timestamp(Date.now()),
    monotonic: machine.monotonic,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY)) {
          throw new InvalidValueError('sleep', milliseconds, 'a finite number of milliseconds, at least 0')
        }
        signal?.throwIfAborted()
        const abort = (): void => {
          cancel()
          reject(signal?.reason)
        }
        const cancel = machine.after(milliseconds, () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        })
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    hold: () => nothingHeld,
  }
}
