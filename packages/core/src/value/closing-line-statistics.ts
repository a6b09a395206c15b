import { checkNumber } from '../units/check.ts'

/** What closing line values say together. */
export interface ClosingLineStatistics {
  readonly count: number
  /** `null` where there are no bets. */
  readonly mean: number | null
  /** Sample standard deviation (divisor n − 1); `null` below two bets. */
  readonly deviation: number | null
  /** mean/(deviation/√n), with n − 1 degrees of freedom; `null` where the deviation is unknown or 0. */
  readonly t: number | null
  /** Share of bets whose value is above 0, in [0, 1]; `null` where there are no bets. */
  readonly shareBeating: number | null
}

/**
 * Mean, deviation, t and share beating the close of closing line values, all in the same form.
 *
 * The t takes bets for independent: several on one match make it too large.
 *
 * @param values - Closing line values, finite.
 * @throws InvalidValueError `INVALID_VALUE` when one is not finite.
 * @example
 * ```ts
 * closingLineStatistics([0.02, 0.04, -0.01, 0.03]).mean // 0.02
 * ```
 */
export function closingLineStatistics(values: Iterable<number>): ClosingLineStatistics {
  let count = 0
  let mean = 0
  let squares = 0
  let beating = 0
  for (const value of values) {
    checkNumber(`values[${count}]`, value)
    count += 1
    // Welford (1962): one pass, nothing cancels.
    const difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
    if (value > 0) beating += 1
  }
  if (count === 0) return { count, mean: null, deviation: null, t: null, shareBeating: null }
  const deviation = count < 2 ? null : Math.sqrt(squares / (count - 1))
  const t = deviation === null || deviation === 0 ? null : (mean * Math.sqrt(count)) / deviation
  return { count, mean, deviation, t, shareBeating: beating / count }
}
