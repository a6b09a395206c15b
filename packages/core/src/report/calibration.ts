import { checkInteger, checkProbability } from '../units/check.ts'

/** Forecasts whose probability fell into one bin. */
export interface CalibrationBin {
  /** The bin holds probabilities in [from, to); the last one also holds 1. */
  readonly from: number
  readonly to: number
  readonly forecasts: number
  /** Mean probability of the bin's forecasts. */
  readonly meanProbability: number
  /** Share of them that happened. */
  readonly frequency: number
}

/** How well probabilities match frequencies. The errors depend on the bins and lean upwards when there are few forecasts. */
export interface CalibrationCurve {
  readonly forecasts: number
  /** Bins without forecasts are left out. */
  readonly bins: readonly CalibrationBin[]
  /** Expected calibration error: Σ share of bin × |mean probability − frequency|, in [0, 1]. */
  readonly expectedError: number
  /** Maximum calibration error over the bins, in [0, 1]. */
  readonly maximumError: number
  /** Parts of the Brier score: brier = reliability − resolution + uncertainty + withinBins, exactly (Murphy 1973; Stephenson et al. 2008). */
  readonly reliability: number
  readonly resolution: number
  readonly uncertainty: number
  readonly withinBins: number
}

/** Collects probabilities and what happened, in bounded memory. */
export interface Calibration {
  /** @throws InvalidValueError `INVALID_VALUE` when `probability` is not in [0, 1]. */
  add(probability: number, happened: boolean): void
  /** `null` while empty. */
  curve(): CalibrationCurve | null
}

interface Bin {
  forecasts: number
  sum: number
  squares: number
  happened: number
  sumHappened: number
}

/**
 * Starts to compare probabilities with what happened, in bins of equal width (Naeini et al. 2015).
 *
 * @param binCount - How many bins, 1 to 1000.
 * @throws InvalidValueError `INVALID_VALUE` when `binCount` is out of range.
 * @example
 * ```ts
 * const calibration = createCalibration()
 * calibration.add(0.75, true)
 * calibration.curve()?.expectedError // 0.25
 * ```
 */
export function createCalibration(binCount = 10): Calibration {
  checkInteger('binCount', binCount, 1, 1000)
  const bins = Array.from(
    { length: binCount },
    (): Bin => ({ forecasts: 0, sum: 0, squares: 0, happened: 0, sumHappened: 0 }),
  )
  return {
    add(probability, happened) {
      checkProbability('probability', probability)
      const bin = bins[Math.min(Math.floor(probability * binCount), binCount - 1)]
      if (bin === undefined) return
      bin.forecasts += 1
      bin.sum += probability
      bin.squares += probability * probability
      if (!happened) return
      bin.happened += 1
      bin.sumHappened += probability
    },
    curve: () => curveOf(bins),
  }
}

function curveOf(bins: readonly Bin[]): CalibrationCurve | null {
  let forecasts = 0
  let happened = 0
  for (const bin of bins) {
    forecasts += bin.forecasts
    happened += bin.happened
  }
  if (forecasts === 0) return null
  const base = happened / forecasts
  const used: CalibrationBin[] = []
  let expectedError = 0
  let maximumError = 0
  let reliability = 0
  let resolution = 0
  let withinBins = 0
  for (const [index, bin] of bins.entries()) {
    if (bin.forecasts === 0) continue
    const meanProbability = bin.sum / bin.forecasts
    const frequency = bin.happened / bin.forecasts
    const share = bin.forecasts / forecasts
    const error = Math.abs(meanProbability - frequency)
    used.push({
      from: index / bins.length,
      to: (index + 1) / bins.length,
      forecasts: bin.forecasts,
      meanProbability,
      frequency,
    })
    expectedError += share * error
    maximumError = Math.max(maximumError, error)
    reliability += share * error * error
    resolution += share * (frequency - base) ** 2
    const variance = bin.squares / bin.forecasts - meanProbability ** 2
    const covariance = bin.sumHappened / bin.forecasts - meanProbability * frequency
    withinBins += share * (variance - 2 * covariance)
  }
  return {
    forecasts,
    bins: used,
    expectedError,
    maximumError,
    reliability,
    resolution,
    uncertainty: base * (1 - base),
    withinBins,
  }
}
