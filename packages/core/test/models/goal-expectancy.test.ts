import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { goalExpectancy } from '../../src/models/goal-expectancy.ts'
import { dixonColesGrid } from '../../src/models/score-grid.ts'
import { matchOutcome } from '../../src/models/score-markets.ts'

const goals = fc.double({ min: 0.2, max: 3.5, noNaN: true })

describe('goalExpectancy', () => {
  test('undoes the grid', () => {
    fc.assert(
      fc.property(goals, goals, fc.constantFrom(0, -0.08, 0.03), (home, away, rho) => {
        const found = goalExpectancy(matchOutcome(dixonColesGrid({ home, away, rho })), { rho })
        expect(found?.home).toBeCloseTo(home, 8)
        expect(found?.away).toBeCloseTo(away, 8)
      }),
    )
  })

  test('finds goals behind any usual prices', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.double({ min: 0.15, max: 0.33, noNaN: true }),
        (part, draw) => {
          const outcome = { home: (1 - draw) * part, draw, away: (1 - draw) * (1 - part) }
          const found = goalExpectancy(outcome)
          if (found === null) return
          const back = matchOutcome(dixonColesGrid({ ...found, rho: 0 }))
          expect(back.home).toBeCloseTo(outcome.home, 8)
          expect(back.draw).toBeCloseTo(outcome.draw, 8)
        },
      ),
    )
  })

  test('0.60, 0.25, 0.15', () => {
    const found = goalExpectancy({ home: 0.6, draw: 0.25, away: 0.15 })
    expect(found?.home).toBeCloseTo(1.5770394071, 8)
    expect(found?.away).toBeCloseTo(0.6427451493, 8)
  })

  test('is null where no grid fits', () => {
    expect(goalExpectancy({ home: 0.499, draw: 0.002, away: 0.499 })).toBeNull()
  })

  test.each([
    ['home', () => goalExpectancy({ home: 0, draw: 0.5, away: 0.5 })],
    ['sum of probabilities', () => goalExpectancy({ home: 0.4, draw: 0.4, away: 0.4 })],
    ['rho', () => goalExpectancy({ home: 0.4, draw: 0.3, away: 0.3 }, { rho: 2 })],
  ])('a bad %s is named', (argument, call) => {
    expect(call).toThrow(InvalidValueError)
    expect(call).toThrow(argument)
  })
})
