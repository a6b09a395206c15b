import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkNumber } from '../units/check.ts'
import { dixonColesGrid, rhoRange } from './score-grid.ts'
import { type MatchOutcome, matchOutcome } from './score-markets.ts'

/** Expected goals behind the prices of a match. */
export interface GoalExpectancy {
  readonly home: number
  readonly away: number
}

/** What the search assumes. */
export interface GoalExpectancySettings {
  /** Dependence of low scores, see {@link dixonColesGrid}; 0 by default. */
  readonly rho?: number
  /** The most goals of a side that the grid knows; 15 by default. */
  readonly maxGoals?: number
}

/**
 * The expected goals at which a score grid gives these probabilities of home win, draw and away win.
 *
 * Two equations in two unknowns, by Newton's method on their logarithms with a step that must come closer.
 *
 * @param outcome - Fair probabilities, each in (0, 1), adding up to 1 within 1e-6.
 * @returns The expected goals, or `null` where no grid has such probabilities.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * goalExpectancy({ home: 0.6, draw: 0.25, away: 0.15 }) // { home: 1.5770…, away: 0.6427… }
 * ```
 */
export function goalExpectancy(outcome: MatchOutcome, settings: GoalExpectancySettings = {}): GoalExpectancy | null {
  const { rho = 0, maxGoals = 15 } = settings
  checkNumber('rho', rho, -1, 1)
  let total = 0
  for (const key of ['home', 'draw', 'away'] as const) {
    const value = outcome[key]
    if (!(typeof value === 'number' && value > 0 && value < 1))
      throw new InvalidValueError(key, value, 'a number in (0, 1)')
    total += value
  }
  if (Math.abs(total - 1) > 1e-6) throw new InvalidValueError('sum of probabilities', total, '1 within 1e-6')
  const wanted = [outcome.home / total, outcome.away / total] as const
  // Outside ρ's range there is no grid: infinitely far off.
  const miss = (logHome: number, logAway: number): readonly [number, number] | null => {
    const home = Math.exp(logHome)
    const away = Math.exp(logAway)
    const [least, most] = rhoRange(home, away)
    if (!(home <= 100 && away <= 100 && rho >= least && rho <= most)) return null
    const found = matchOutcome(dixonColesGrid({ home, away, rho, maxGoals }))
    return [found.home - wanted[0], found.away - wanted[1]]
  }
  let x = Math.log(1.35) + (wanted[0] - wanted[1]) * 0.8
  let y = Math.log(1.35) - (wanted[0] - wanted[1]) * 0.8
  let current = miss(x, y)
  for (let step = 0; step < 100 && current !== null; step++) {
    const [f, g] = current
    const distance = Math.hypot(f, g)
    if (distance < 1e-15) break
    const width = 1e-6
    const [alongX, againstX] = [miss(x + width, y), miss(x - width, y)]
    const [alongY, againstY] = [miss(x, y + width), miss(x, y - width)]
    if (alongX === null || againstX === null || alongY === null || againstY === null) break
    const a = (alongX[0] - againstX[0]) / (2 * width)
    const b = (alongY[0] - againstY[0]) / (2 * width)
    const c = (alongX[1] - againstX[1]) / (2 * width)
    const d = (alongY[1] - againstY[1]) / (2 * width)
    const determinant = a * d - b * c
    if (determinant === 0) break
    let part = Math.min(1, 1 / Math.hypot((d * f - b * g) / determinant, (a * g - c * f) / determinant))
    const found = current
    let closer: readonly [number, number] | null = null
    for (; part > 1e-10; part /= 2) {
      closer = miss(x - (part * (d * f - b * g)) / determinant, y - (part * (a * g - c * f)) / determinant)
      if (closer !== null && Math.hypot(closer[0], closer[1]) < distance) break
      closer = null
    }
    if (closer === null) break
    x -= (part * (d * found[0] - b * found[1])) / determinant
    y -= (part * (a * found[1] - c * found[0])) / determinant
    current = closer
  }
  if (current === null || Math.hypot(current[0], current[1]) > 1e-9) return null
  return { home: Math.exp(x), away: Math.exp(y) }
}
