import type { Clock, Timestamp } from '@betting-advisor/core'

/** Counts the requests of each key within the last second of the clock. */
export interface RequestWindow {
  /** Takes note of a request; `false` when it is one too many. */
  take(key: string): boolean
}

/** A window that lets `most` requests a second through. */
export function createRequestWindow(clock: Clock, most: number): RequestWindow {
  const times = new Map<string, Timestamp[]>()
  return {
    take(key) {
      const now = clock.now()
      const recent = (times.get(key) ?? []).filter((at) => Math.abs(now - at) < 1000)
      times.set(key, recent)
      if (recent.length >= most) return false
      recent.push(now)
      return true
    },
  }
}
