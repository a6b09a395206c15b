import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import {
  bivariatePoissonGrid,
  dixonColesGrid,
  poissonGrid,
  rhoRange,
  type ScoreGrid,
  scoreGrid,
} from '../../src/models/score-grid.ts'
import {
  bothScore,
  correctScore,
  homeHandicap,
  matchOutcome,
  mirrored,
  overTotal,
} from '../../src/models/score-markets.ts'
import type { LineOutcome } from '../../src/value/asian-line.ts'

const goals = fc.double({ min: 0.05, max: 4, noNaN: true })
const raw = { maxGoals: 40, normalise: false }

function marginal(grid: ScoreGrid, side: 'home' | 'away', count: number): number {
  let sum = 0
  for (let other = 0; other <= grid.maxGoals; other++) {
    sum += side === 'home' ? correctScore(grid, count, other) : correctScore(grid, other, count)
  }
  return sum
}

function poisson(mean: number, count: number): number {
  let logarithm = -mean
  for (let k = 1; k <= count; k++) logarithm += Math.log(mean / k)
  return Math.exp(logarithm)
}

describe('dixonColesGrid', () => {
  test('leaves the total and both sides’ goals as they were', () => {
    fc.assert(
      fc.property(goals, goals, fc.double({ min: 0, max: 1, noNaN: true }), (home, away, part) => {
        const [least, most] = rhoRange(home, away)
        const grid = dixonColesGrid({ home, away, rho: Math.min(most, least + part * (most - least)), ...raw })
        expect(grid.total).toBeCloseTo(1, 12)
        for (const count of [0, 1, 2, 5]) {
          expect(marginal(grid, 'home', count)).toBeCloseTo(poisson(home, count), 12)
          expect(marginal(grid, 'away', count)).toBeCloseTo(poisson(away, count), 12)
        }
        for (const cell of grid.cells) expect(cell).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('below 0 there are more draws 0–0 and 1–1', () => {
    const plain = poissonGrid({ home: 1.4, away: 1.1 })
    const drawn = dixonColesGrid({ home: 1.4, away: 1.1, rho: -0.1 })
    expect(correctScore(drawn, 0, 0)).toBeGreaterThan(correctScore(plain, 0, 0))
    expect(correctScore(drawn, 1, 1)).toBeGreaterThan(correctScore(plain, 1, 1))
    expect(correctScore(drawn, 1, 0)).toBeLessThan(correctScore(plain, 1, 0))
    expect(correctScore(drawn, 0, 1)).toBeLessThan(correctScore(plain, 0, 1))
    expect(correctScore(drawn, 2, 1)).toBeCloseTo(correctScore(plain, 2, 1), 12)
  })

  test('corrects 0–1 by the home side’s rate and 1–0 by the away side’s', () => {
    const plain = poissonGrid({ home: 2.7, away: 0.4, normalise: false })
    const grid = dixonColesGrid({ home: 2.7, away: 0.4, rho: -0.12, normalise: false })
    expect(correctScore(grid, 0, 1) / correctScore(plain, 0, 1)).toBeCloseTo(1 - 0.12 * 2.7, 12)
    expect(correctScore(grid, 1, 0) / correctScore(plain, 1, 0)).toBeCloseTo(1 - 0.12 * 0.4, 12)
  })
})

describe('bivariatePoissonGrid', () => {
  test('keeps both sides’ goals Poisson and correlates them by the shared part', () => {
    fc.assert(
      fc.property(goals, goals, fc.double({ min: 0, max: 1, noNaN: true }), (home, away, part) => {
        const shared = part * Math.min(home, away)
        const grid = bivariatePoissonGrid({ home, away, shared, ...raw })
        let product = 0
        for (let i = 0; i <= 40; i++) for (let j = 0; j <= 40; j++) product += i * j * correctScore(grid, i, j)
        expect(grid.total).toBeCloseTo(1, 12)
        expect(marginal(grid, 'home', 2)).toBeCloseTo(poisson(home, 2), 12)
        expect(product - home * away).toBeCloseTo(shared, 9)
      }),
      { numRuns: 30 },
    )
  })

  test('without a shared part is independent', () => {
    const grid = bivariatePoissonGrid({ home: 1.4, away: 1.1, shared: 0 })
    expect([...grid.cells]).toEqual([...poissonGrid({ home: 1.4, away: 1.1 }).cells])
  })
})

describe('markets of a grid', () => {
  test('add up', () => {
    fc.assert(
      fc.property(goals, goals, fc.integer({ min: -12, max: 24 }), (home, away, quarters) => {
        const grid = poissonGrid({ home, away })
        const line = quarters / 4
        const sum = ({ win, halfWin, push, halfLoss, loss }: LineOutcome) => win + halfWin + push + halfLoss + loss
        const outcome = matchOutcome(grid)
        expect(outcome.home + outcome.draw + outcome.away).toBeCloseTo(1, 12)
        expect(sum(homeHandicap(grid, line))).toBeCloseTo(1, 12)
        if (line >= 0) expect(sum(overTotal(grid, line))).toBeCloseTo(1, 12)
        expect(homeHandicap(grid, -0.5).win).toBeCloseTo(outcome.home, 12)
        expect(homeHandicap(grid, 0).push).toBeCloseTo(outcome.draw, 12)
        expect(bothScore(grid)).toBeCloseTo((1 - marginal(grid, 'home', 0)) * (1 - marginal(grid, 'away', 0)), 6)
      }),
    )
  })

  test('swapping the sides swaps the markets', () => {
    fc.assert(
      fc.property(goals, goals, fc.integer({ min: -12, max: 12 }), (home, away, quarters) => {
        const there = homeHandicap(poissonGrid({ home, away }), quarters / 4)
        const back = mirrored(homeHandicap(poissonGrid({ home: away, away: home }), -quarters / 4))
        for (const key of ['win', 'halfWin', 'push', 'halfLoss', 'loss'] as const)
          expect(back[key]).toBeCloseTo(there[key], 12)
      }),
    )
  })

  test('a quarter line is half a stake on each neighbour', () => {
    const grid = poissonGrid({ home: 1.6, away: 1.1 })
    const pays = ({ win, halfWin, halfLoss, loss }: LineOutcome) => win + halfWin / 2 - halfLoss / 2 - loss
    for (const line of [0.25, 0.75, 1.25, 2.25, 2.75]) {
      expect(pays(overTotal(grid, line))).toBeCloseTo(
        (pays(overTotal(grid, line - 0.25)) + pays(overTotal(grid, line + 0.25))) / 2,
        12,
      )
      expect(pays(homeHandicap(grid, -line))).toBeCloseTo(
        (pays(homeHandicap(grid, -line - 0.25)) + pays(homeHandicap(grid, -line + 0.25))) / 2,
        12,
      )
    }
    expect(overTotal(grid, 2.25).halfLoss).toBeCloseTo(overTotal(grid, 2).push, 12)
  })

  test('a table of one’s own', () => {
    const grid = scoreGrid([
      [1, 1],
      [2, 4],
    ])
    expect(grid.total).toBe(8)
    expect(matchOutcome(grid)).toEqual({ home: 0.25, draw: 0.625, away: 0.125 })
    expect(bothScore(grid)).toBe(0.5)
    expect(correctScore(grid, 7, 0)).toBe(0)
  })
})

test.each([
  ['home', () => poissonGrid({ home: -1, away: 1 })],
  ['away', () => poissonGrid({ home: 1, away: Number.NaN })],
  ['rho', () => dixonColesGrid({ home: 2, away: 2, rho: 0.3 })],
  ['rho', () => dixonColesGrid({ home: 2, away: 2, rho: -0.6 })],
  ['shared', () => bivariatePoissonGrid({ home: 1, away: 2, shared: 1.1 })],
  ['maxGoals', () => poissonGrid({ home: 1, away: 1, maxGoals: 0 })],
  ['maxGoals', () => poissonGrid({ home: 1, away: 1, maxGoals: 101 })],
  ['rows[1]', () => scoreGrid([[1, 1], [1]])],
  [
    'rows[0][1]',
    () =>
      scoreGrid([
        [1, -1],
        [1, 1],
      ]),
  ],
  [
    'total of the grid',
    () =>
      scoreGrid([
        [0, 0],
        [0, 0],
      ]),
  ],
  ['line', () => overTotal(poissonGrid({ home: 1, away: 1 }), -0.5)],
  ['line', () => homeHandicap(poissonGrid({ home: 1, away: 1 }), 0.3)],
  ['away', () => correctScore(poissonGrid({ home: 1, away: 1 }), 1, 0.5)],
])('a bad %s is named', (argument, call) => {
  expect(call).toThrow(InvalidValueError)
  expect(call).toThrow(argument)
})

test.each([
  ['home', Number.NaN, 1],
  ['away', 1, -1],
  ['home', Number.POSITIVE_INFINITY, 1],
])('rhoRange names a mean of %s that is none', (argument, home, away) => {
  expect(() => rhoRange(home, away)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', argument }))
})
