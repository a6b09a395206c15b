import { type Clock, HOUR, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSteadyClock } from '../../src/clock/steady-clock.ts'
import { NOON } from '../support/markets.ts'

/** A machine whose clock runs by `rate`, and can be set. */
function machine() {
  const real = { passed: 0, wall: Number(NOON) }
  const clock: Clock = {
    ...createSteppedClock({ start: NOON }),
    kind: 'real',
    now: () => timestamp(Math.round(real.wall)),
    monotonic: () => real.passed,
  }
  return {
    clock,
    pass(milliseconds: number, rate = 1) {
      real.passed += milliseconds
      real.wall += milliseconds * rate
    },
    set(by: number) {
      real.wall += by
    },
    wall: () => Math.round(real.wall),
  }
}

test('it follows a clock that is put forward at once, and goes on by real time where one is put back', () => {
  const { clock, pass, set, wall } = machine()
  const steady = createSteadyClock(clock)
  set(HOUR)
  expect(steady.now()).toBe(wall())
  set(-2000)
  pass(1000)
  const ahead = steady.now() - wall()
  expect(ahead).toBeGreaterThan(1990)
  expect(ahead).toBeLessThanOrEqual(2000)
  for (let second = 0; second < 1000; second += 1) {
    pass(1000)
    steady.now()
  }
  expect(steady.now()).toBe(wall())
})

test('it keeps to a clock that drifts by 5 s an hour, or smears a leap second over a day, either way', () => {
  for (const drift of [5 / 3600, -5 / 3600, 1 / 86_400, -1 / 86_400]) {
    const { clock, pass, wall } = machine()
    const steady = createSteadyClock(clock)
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      pass(60_000, 1 + drift)
      expect(Math.abs(steady.now() - wall())).toBeLessThanOrEqual(1)
    }
  }
})

test('whatever is done to a clock, it never goes back, and what passes on it is never less than 99.8 % of what really passes', () => {
  const steps = fc.array(fc.tuple(fc.nat(5000), fc.oneof(fc.constant(0), fc.integer({ min: -HOUR, max: HOUR }))), {
    maxLength: 50,
  })
  fc.assert(
    fc.property(steps, (all) => {
      const { clock, pass, set } = machine()
      const steady = createSteadyClock(clock)
      for (const [passed, by] of all) {
        const before = steady.now()
        pass(passed)
        set(by)
        expect(steady.now() - before).toBeGreaterThanOrEqual(Math.floor(passed * 0.998) - 1)
      }
    }),
  )
})

test('a virtual clock stays as it is', () => {
  const clock = createSteppedClock({ start: NOON })
  expect(createSteadyClock(clock)).toBe(clock)
})
