import { InvalidValueError, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRateBudget } from '../src/index.ts'

const START = timestamp(0)

function open(perSecond: number, burst?: number) {
  const clock = createSteppedClock({ start: START, limit: START })
  const budget = createRateBudget({ clock, perSecond, ...(burst === undefined ? {} : { burst }) })
  return { budget, pass: (milliseconds: number) => clock.until(timestamp(clock.now() + milliseconds)) }
}

const ANY_WAIT = Number.POSITIVE_INFINITY

describe('rate budget', () => {
  test('spaces requests evenly', () => {
    const { budget } = open(10)
    expect([1, 2, 3].map(() => budget.reserve(ANY_WAIT))).toEqual([0, 100, 200])
  })

  test('lets a burst through after a rest', async () => {
    const { budget, pass } = open(10, 3)
    expect([1, 2, 3, 4].map(() => budget.reserve(ANY_WAIT))).toEqual([0, 0, 0, 100])
    await pass(250)
    expect(budget.reserve(ANY_WAIT)).toBe(0)
    await pass(10_000)
    expect([1, 2, 3, 4].map(() => budget.reserve(ANY_WAIT))).toEqual([0, 0, 0, 100])
  })

  test('denies what would wait too long, and reserves nothing for it', () => {
    const { budget } = open(1)
    expect(budget.reserve(0)).toBe(0)
    expect(budget.reserve(0)).toBeNull()
    expect(budget.reserve(999)).toBeNull()
    expect(budget.reserve(1000)).toBe(1000)
  })

  test('a pause delays everyone, and a shorter one does not end it', () => {
    const { budget } = open(10)
    budget.pause(5000)
    budget.pause(1000)
    expect(budget.reserve(4999)).toBeNull()
    expect([budget.reserve(ANY_WAIT), budget.reserve(ANY_WAIT)]).toEqual([5000, 5100])
  })

  test('never gives out more than the rate allows, in any window', async () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(400)), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 5 }),
        steps,
        async (perSecond, burst, all) => {
          const { budget, pass } = open(perSecond, burst)
          const sent: number[] = []
          let now = 0
          for (const [requests, milliseconds] of all) {
            for (let request = 0; request < requests; request++)
              sent.push(now + (budget.reserve(ANY_WAIT) ?? Number.NaN))
            await pass(milliseconds)
            now += milliseconds
          }
          for (const [index, from] of sent.entries()) {
            for (const [later, to] of sent.slice(index).entries()) {
              expect(later + 1).toBeLessThanOrEqual(burst + ((to - from) / 1000) * perSecond + 1e-6)
            }
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test.each([
    [0, 1],
    [Number.NaN, 1],
    [1, 0],
  ])('%d a second with bursts of %d is refused', (perSecond, burst) => {
    expect(() => open(perSecond, burst)).toThrow(InvalidValueError)
  })
})
