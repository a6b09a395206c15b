import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  LIMIT_NAMES,
  limitNamed,
  limitsAt,
  NO_STORED_LIMITS,
  sameLimits,
  withLimits,
} from '../../src/limits/account-limits.ts'
import type { AccountLimits, StoredLimits } from '../../src/limits/limits-set.ts'
import { NO_LIMITS } from '../../src/limits/no-limits.ts'
import { type Money, money } from '../../src/units/money.ts'
import { DAY, HOUR, timestamp } from '../../src/units/timestamp.ts'

const start = timestamp(0)
const limit: fc.Arbitrary<Money | null> = fc.option(fc.integer({ min: 0, max: 9 }).map(money))
const limits: fc.Arbitrary<AccountLimits> = fc.record({
  exposure: fc.record({
    selection: limit,
    market: limit,
    event: limit,
    strategy: limit,
    venue: limit,
    account: limit,
  }),
  loss: fc.record({ day: limit, week: limit, month: limit }),
})
const settings = fc.array(
  fc.record({ wanted: limits, wait: fc.integer({ min: 0, max: 2 * DAY }), delay: fc.constantFrom(0, HOUR, DAY) }),
  { minLength: 1, maxLength: 8 },
)

const strictness = (amount: Money | null) => amount ?? Number.POSITIVE_INFINITY

describe('limits that an account sets itself', () => {
  test('are never looser than the last setting asked for, nor looser than before sooner than their delay', () => {
    fc.assert(
      fc.property(settings, (list) => {
        let stored: StoredLimits = NO_STORED_LIMITS
        let at = start
        for (const { wanted, wait, delay } of list) {
          at = timestamp(at + wait)
          const before = limitsAt(stored, at)
          stored = withLimits(stored, wanted, at, delay)
          const end = limitsAt(stored, timestamp(at + 9 * DAY))
          expect(end).toEqual({ limits: wanted, raises: [] })
          for (const name of LIMIT_NAMES) {
            const now = limitNamed(limitsAt(stored, at).limits, name)
            const was = limitNamed(before.limits, name)
            if (delay > 0) expect(strictness(now), name).toBeLessThanOrEqual(strictness(was))
            else expect(now, name).toBe(limitNamed(wanted, name))
          }
          // Whatever waits is due within the delay: nothing is put off by asking for it again, or for less of it.
          for (const raise of stored.raises) expect(raise.at).toBeLessThanOrEqual(timestamp(at + delay))
          expect(withLimits(stored, wanted, at, delay)).toEqual(stored)
          expect(sameLimits(stored, stored)).toBe(true)
        }
      }),
    )
  })

  test('come into force one by one, each from its own moment on', () => {
    const raises = [
      { limit: 'exposure:event' as const, to: money(5), at: timestamp(10) },
      { limit: 'loss:week' as const, to: null, at: timestamp(20) },
    ]
    const kept = {
      exposure: { ...NO_LIMITS.exposure, event: money(1) },
      loss: { ...NO_LIMITS.loss, week: money(2) },
    }
    const stored = { limits: kept, raises }
    const read = (at: number) => {
      const { limits, raises } = limitsAt(stored, timestamp(at))
      return [limits.exposure.event, limits.loss.week, raises.length]
    }
    expect(limitsAt(stored, timestamp(9))).toBe(stored)
    expect([9, 10, 19, 20].map(read)).toEqual([
      [1, 2, 2],
      [5, 2, 1],
      [5, 2, 1],
      [5, null, 0],
    ])
  })

  test('are the same only with the same raises', () => {
    const raise = { limit: 'loss:day' as const, to: money(9), at: timestamp(5) }
    const of = (...raises: StoredLimits['raises']) => ({ ...NO_STORED_LIMITS, raises })
    expect(sameLimits(of(raise), of(raise))).toBe(true)
    expect(sameLimits(of(raise), of())).toBe(false)
    expect(sameLimits(of(raise), of({ ...raise, to: null }))).toBe(false)
    expect(sameLimits(of(raise), of({ ...raise, at: timestamp(6) }))).toBe(false)
    const lower = { ...NO_STORED_LIMITS.limits, loss: { ...NO_LIMITS.loss, day: money(1) } }
    expect(sameLimits(NO_STORED_LIMITS, { limits: lower, raises: [] })).toBe(false)
  })

  test('are whole amounts, and their delay is a time', () => {
    const negative = { ...NO_STORED_LIMITS.limits, loss: { ...NO_LIMITS.loss, month: money(-1) } }
    const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
    expect(() => withLimits(NO_STORED_LIMITS, negative, start, 0)).toThrow(invalid)
    for (const delay of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => withLimits(NO_STORED_LIMITS, NO_STORED_LIMITS.limits, start, delay)).toThrow(invalid)
    }
  })

  test('have names, each of its own', () => {
    const named = (name: string) => {
      const [kind = '', scope = ''] = name.split(':')
      return { ...NO_STORED_LIMITS.limits, [kind]: { ...NO_LIMITS.exposure, ...NO_LIMITS.loss, [scope]: 7 } }
    }
    expect(new Set(LIMIT_NAMES).size).toBe(9)
    for (const name of LIMIT_NAMES) {
      expect(LIMIT_NAMES.filter((each) => limitNamed(named(name), each) === 7)).toEqual([name])
    }
  })
})
