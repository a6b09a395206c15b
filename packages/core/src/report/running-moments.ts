/** Count, mean and spread of a stream of numbers, without keeping them. */
export interface RunningMoments {
  readonly count: number
  /** 0 while empty. */
  readonly mean: number
  /** Sample standard deviation (divisor n − 1), or `null` below two numbers. */
  readonly deviation: number | null
  /** mean / (deviation / √n), or `null` where the deviation is unknown or 0. */
  readonly t: number | null
  add(value: number): void
}

/** Starts an empty stream (Welford 1962: no cancellation, whatever the mean). */
export function createRunningMoments(): RunningMoments {
  let count = 0
  let mean = 0
  let squares = 0
  const deviation = () => (count < 2 ? null : Math.sqrt(squares / (count - 1)))
  return {
    get count() {
      return count
    },
    get mean() {
      return mean
    },
    get deviation() {
      return deviation()
    },
    get t() {
      const spread = deviation()
      return spread === null || spread === 0 ? null : (mean / spread) * Math.sqrt(count)
    },
    add(value) {
      count += 1
      const difference = value - mean
      mean += difference / count
      squares += difference * (value - mean)
    },
  }
}
