import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger } from '../units/check.ts'
import type { LineOutcome } from '../value/asian-line.ts'
import type { ScoreGrid } from './score-grid.ts'

/** Probabilities of the three results of a match. */
export interface MatchOutcome {
  readonly home: number
  readonly draw: number
  readonly away: number
}

/**
 * Home win, draw, away win.
 *
 * @example
 * ```ts
 * matchOutcome(poissonGrid({ home: 1.5, away: 1.5 })).draw // 0.2430…
 * ```
 */
export function matchOutcome(grid: ScoreGrid): MatchOutcome {
  let home = 0
  let draw = 0
  let away = 0
  for (const [index, cell] of grid.cells.entries()) {
    const difference = homeGoals(grid, index) - awayGoals(grid, index)
    if (difference > 0) home += cell
    else if (difference < 0) away += cell
    else draw += cell
  }
  return { home, draw, away }
}

/**
 * A bet on more goals than `line` in all; a bet on fewer is its mirror image.
 *
 * @param line - A multiple of 0.25, at least 0: 2.5, or 2 (exactly two is a push), or 2.25 (exactly two loses half).
 * @throws InvalidValueError `INVALID_VALUE` when `line` is not such a number.
 * @example
 * ```ts
 * overTotal(poissonGrid({ home: 1.85, away: 0.98 }), 2.5).win // 0.5376…
 * ```
 */
export function overTotal(grid: ScoreGrid, line: number): LineOutcome {
  if (!(typeof line === 'number' && line >= 0))
    throw new InvalidValueError('line', line, 'a multiple of 0.25 of at least 0')
  return lineOutcome(grid, (home, away) => home + away, -line)
}

/**
 * A bet on the home side with `line` goals added to its score; a bet on the away side with −`line` is its mirror image.
 *
 * @param line - A multiple of 0.25: −0.5 wins when home wins, 0 pushes on a draw.
 * @throws InvalidValueError `INVALID_VALUE` when `line` is not such a number.
 * @example
 * ```ts
 * homeHandicap(poissonGrid({ home: 1.85, away: 0.98 }), -1).push // 0.2429…: home wins by one
 * ```
 */
export function homeHandicap(grid: ScoreGrid, line: number): LineOutcome {
  return lineOutcome(grid, (home, away) => home - away, line)
}

/**
 * The same line from the other side.
 *
 * @example
 * ```ts
 * mirrored({ win: 0.5, halfWin: 0, push: 0.2, halfLoss: 0, loss: 0.3 }) // { win: 0.3, halfWin: 0, push: 0.2, halfLoss: 0, loss: 0.5 }
 * ```
 */
export function mirrored({ win, halfWin, push, halfLoss, loss }: LineOutcome): LineOutcome {
  return { win: loss, halfWin: halfLoss, push, halfLoss: halfWin, loss: win }
}

/**
 * The probability that both sides score.
 *
 * @example
 * ```ts
 * bothScore(poissonGrid({ home: 1.85, away: 0.98 })) // 0.5264…
 * ```
 */
export function bothScore(grid: ScoreGrid): number {
  let sum = 0
  for (const [index, cell] of grid.cells.entries())
    if (homeGoals(grid, index) > 0 && awayGoals(grid, index) > 0) sum += cell
  return sum
}

/**
 * The probability of one score, 0 beyond the grid.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a number of goals is not a whole number of at least 0.
 * @example
 * ```ts
 * correctScore(poissonGrid({ home: 1.85, away: 0.98 }), 1, 0) // 0.1091…
 * ```
 */
export function correctScore(grid: ScoreGrid, home: number, away: number): number {
  checkInteger('home', home, 0)
  checkInteger('away', away, 0)
  if (home > grid.maxGoals || away > grid.maxGoals) return 0
  return grid.cells[home * (grid.maxGoals + 1) + away] ?? 0
}

function lineOutcome(grid: ScoreGrid, margin: (home: number, away: number) => number, line: number): LineOutcome {
  if (typeof line !== 'number' || !Number.isInteger(line * 4))
    throw new InvalidValueError('line', line, 'a multiple of 0.25')
  const outcome = { win: 0, halfWin: 0, push: 0, halfLoss: 0, loss: 0 }
  // On a quarter line the two halves of the stake stand a quarter to either side.
  const spread = Number.isInteger(line * 2) ? 0 : 0.25
  for (const [index, cell] of grid.cells.entries()) {
    const difference = margin(homeGoals(grid, index), awayGoals(grid, index)) + line
    const halves = Math.sign(difference - spread) + Math.sign(difference + spread)
    outcome[HALVES[halves + 2] ?? 'push'] += cell
  }
  return outcome
}

const HALVES = ['loss', 'halfLoss', 'push', 'halfWin', 'win'] as const

function homeGoals(grid: ScoreGrid, index: number): number {
  return Math.floor(index / (grid.maxGoals + 1))
}

function awayGoals(grid: ScoreGrid, index: number): number {
  return index % (grid.maxGoals + 1)
}
