import type { Clock } from '@betting-advisor/core'

/** Keeps a stepped clock still for as long as an operation is doing something real, and lets it go while it only waits. */
export interface ClockHold extends Disposable {
  /** Waits on the clock, which may move meanwhile. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/**
 * Holds `clock` until disposed.
 *
 * @example
 * ```ts
 * const clock = createSteppedClock({ start: timestamp(0) })
 * using hold = holdClock(clock)
 * await hold.sleep(1000, new AbortController().signal)
 * clock.now() // 1000
 * ```
 */
export function holdClock(clock: Clock): ClockHold {
  let hold: Disposable | null = clock.hold()
  let isOver = false
  const letGo = (): void => {
    hold?.[Symbol.dispose]()
    hold = null
  }
  return {
    async sleep(milliseconds, signal) {
      const sleeping = clock.sleep(milliseconds, signal)
      letGo()
      try {
        await sleeping
      } finally {
        // An operation can be given up while a part of it still sleeps: that part must not hold the clock again.
        if (!isOver) hold ??= clock.hold()
      }
    },
    [Symbol.dispose]() {
      isOver = true
      letGo()
    },
  }
}
