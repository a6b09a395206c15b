/** Which failures count together: those within a rolling window, or those in an unbroken row. */
export type FailureMode = 'consecutive' | 'window'

/** Counts failures towards a limit. */
export interface FailureCount {
  /** Adds a failure at `elapsed` milliseconds; `true` when the limit is reached. */
  failure(elapsed: number): boolean
  success(): void
  clear(): void
  /** How many count at `elapsed` milliseconds. */
  value(elapsed: number): number
}

/** A count of failures in a row, which a success ends. */
function createRow(limit: number): FailureCount {
  let failures = 0
  const clear = () => {
    failures = 0
  }
  return { failure: () => ++failures >= limit, success: clear, clear, value: () => failures }
}

/** A count of failures within a rolling window; a success does not shorten it. */
function createWindow(limit: number, windowMs: number): FailureCount {
  const times: number[] = []
  const value = (elapsed: number) => {
    while (times[0] !== undefined && elapsed - times[0] >= windowMs) times.shift()
    return times.length
  }
  return {
    failure(elapsed) {
      times.push(elapsed)
      return value(elapsed) >= limit
    },
    success() {},
    clear() {
      times.length = 0
    },
    value,
  }
}

export function createFailureCount(mode: FailureMode, limit: number, windowMs: number): FailureCount {
  return mode === 'consecutive' ? createRow(limit) : createWindow(limit, windowMs)
}
