import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger, checkNumber } from '../units/check.ts'

/** Probabilities of the scores of a match. */
export interface ScoreGrid {
  /** The most goals of a side that the grid knows. */
  readonly maxGoals: number
  /** Probability of home × away goals at `home × (maxGoals + 1) + away`. */
  readonly cells: Float64Array
  /** What the cells added up to before they were normalised: what is missing to 1 lies beyond `maxGoals`. */
  readonly total: number
}

/** What every grid can be asked for. */
export interface ScoreGridSettings {
  /** The most goals of a side, 1 to 100; 15 by default. */
  readonly maxGoals?: number
  /** Whether cells are divided by their sum; true by default. */
  readonly normalise?: boolean
}

/** Independent Poisson goals. */
export interface PoissonGoals extends ScoreGridSettings {
  /** Expected goals of the home side, in [0, 100]. */
  readonly home: number
  /** Expected goals of the away side, in [0, 100]. */
  readonly away: number
}

/** Poisson goals whose low scores depend on each other. */
export interface DixonColesGoals extends PoissonGoals {
  /** Dependence ρ, in [max(−1/home, −1/away), min(1, 1/(home × away))]; below 0 there are more draws 0–0 and 1–1. */
  readonly rho: number
}

/** Poisson goals with a shared part. */
export interface BivariatePoissonGoals extends PoissonGoals {
  /** Expected goals of the shared part, the covariance of the sides, in [0, min(home, away)]. */
  readonly shared: number
}

/**
 * Scores when both sides score independently at constant rates (Maher 1982).
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * matchOutcome(poissonGrid({ home: 1.85, away: 0.98 })) // { home: 0.5777…, draw: 0.2254…, away: 0.1968… }
 * ```
 */
export function poissonGrid(goals: PoissonGoals): ScoreGrid {
  return dixonColesGrid({ ...goals, rho: 0 })
}

/**
 * Scores with the low-score correction of Dixon and Coles (1997).
 *
 * τ(0,0) = 1 − λμρ, τ(0,1) = 1 + λρ, τ(1,0) = 1 + μρ, τ(1,1) = 1 − ρ for home × away goals with λ expected of the home side:
 * the total stays 1 and each side's goals stay Poisson.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * matchOutcome(dixonColesGrid({ home: 1.4, away: 1.1, rho: -0.05 })).draw > matchOutcome(poissonGrid({ home: 1.4, away: 1.1 })).draw // true
 * ```
 */
export function dixonColesGrid({ home, away, rho, ...settings }: DixonColesGoals): ScoreGrid {
  checkGoals(home, away)
  const [least, most] = rhoRange(home, away)
  checkNumber('rho', rho, least, most)
  return build(settings, (size) => {
    const homePmf = poisson(home, size)
    const awayPmf = poisson(away, size)
    const cells = new Float64Array(size * size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) cells[i * size + j] = (homePmf[i] ?? 0) * (awayPmf[j] ?? 0)
    if (rho !== 0) {
      scale(cells, 0, 1 - home * away * rho)
      scale(cells, 1, 1 + home * rho)
      scale(cells, size, 1 + away * rho)
      scale(cells, size + 1, 1 - rho)
    }
    return cells
  })
}

/**
 * Scores when a shared Poisson number of goals is added to both sides' own (Karlis and Ntzoufras 2003).
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * matchOutcome(bivariatePoissonGrid({ home: 1.4, away: 1.1, shared: 0.05 })).draw // 0.2727…
 * ```
 */
export function bivariatePoissonGrid({ home, away, shared, ...settings }: BivariatePoissonGoals): ScoreGrid {
  checkGoals(home, away)
  checkNumber('shared', shared, 0, Math.min(home, away))
  return build(settings, (size) => {
    const homePmf = poisson(home - shared, size)
    const awayPmf = poisson(away - shared, size)
    const sharedPmf = poisson(shared, size)
    const cells = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0
        for (let k = 0; k <= Math.min(i, j); k++)
          sum += (sharedPmf[k] ?? 0) * (homePmf[i - k] ?? 0) * (awayPmf[j - k] ?? 0)
        cells[i * size + j] = sum
      }
    }
    return cells
  })
}

/**
 * Scores from a table of your own: `rows[home][away]`, square, not negative.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the table is not square, has a negative number or only zeros.
 * @example
 * ```ts
 * bothScore(scoreGrid([[0.3, 0.2], [0.2, 0.3]])) // 0.3
 * ```
 */
export function scoreGrid(
  rows: readonly (readonly number[])[],
  settings: Pick<ScoreGridSettings, 'normalise'> = {},
): ScoreGrid {
  const size = rows.length
  for (const [home, row] of rows.entries()) {
    if (row.length !== size)
      throw new InvalidValueError(`rows[${home}]`, row.length, `as long as there are rows (${size})`)
    for (const [away, value] of row.entries()) checkNumber(`rows[${home}][${away}]`, value, 0)
  }
  return build({ ...settings, maxGoals: size - 1 }, () => Float64Array.from(rows.flat()))
}

/**
 * The ρ for which all four corrections are probabilities (Dixon and Coles 1997).
 *
 * @param home - Mean goals of the home side, at least 0.
 * @param away - Mean goals of the away side, at least 0.
 * @throws InvalidValueError `INVALID_VALUE` when one is negative or not finite.
 * @example
 * ```ts
 * rhoRange(2, 1.25) // [-0.5, 0.4]
 * ```
 */
export function rhoRange(home: number, away: number): readonly [least: number, most: number] {
  const [ours, theirs] = [checkNumber('home', home, 0), checkNumber('away', away, 0)]
  return [Math.max(-1 / ours, -1 / theirs), Math.min(1, 1 / (ours * theirs))]
}

function build(
  { maxGoals = 15, normalise = true }: ScoreGridSettings,
  fill: (size: number) => Float64Array,
): ScoreGrid {
  checkInteger('maxGoals', maxGoals, 1, 100)
  const cells = fill(maxGoals + 1)
  let total = 0
  for (const cell of cells) total += cell
  if (!(total > 0)) throw new InvalidValueError('total of the grid', total, 'above 0')
  if (normalise) for (const [index, cell] of cells.entries()) cells[index] = cell / total
  return { maxGoals, cells, total }
}

function checkGoals(home: number, away: number): void {
  checkNumber('home', home, 0, 100)
  checkNumber('away', away, 0, 100)
}

/** By recurrence, which neither overflows nor needs factorials. */
function poisson(mean: number, size: number): Float64Array {
  const pmf = new Float64Array(size)
  let term = Math.exp(-mean)
  for (let goals = 0; goals < size; goals++) {
    pmf[goals] = term
    term *= mean / (goals + 1)
  }
  return pmf
}

function scale(cells: Float64Array, index: number, factor: number): void {
  // At the ends of its range ρ makes a factor 0, which rounding may take just below.
  cells[index] = (cells[index] ?? 0) * Math.max(0, factor)
}
