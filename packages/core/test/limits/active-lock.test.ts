import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdingLock, isLockActive, LOCK_REJECTIONS, liftedLock } from '../../src/limits/active-lock.ts'
import type { Lock, LockKind } from '../../src/limits/lock.ts'
import { rejectionMeanings } from '../../src/order/rejection.ts'
import { SAMPLE_TIME, sampleLock } from '../../src/testing/sample-intent.ts'
import { marketId } from '../../src/units/ids.ts'
import { after, MINUTE } from '../../src/units/timestamp.ts'

const minute = (count: number) => after(SAMPLE_TIME, count * MINUTE)

const wishes = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    kind: fc.constantFrom<LockKind>('drawdown', 'cooldown', 'cool-off'),
    strategy: fc.constantFrom(null, 'value'),
    market: fc.constantFrom(null, marketId('m')),
    from: fc.integer({ min: 0, max: 30 }),
    length: fc.option(fc.integer({ min: 1, max: 20 })),
  })
  .map(({ from, length, ...lock }) =>
    sampleLock({ ...lock, from: minute(from), until: length === null ? null : minute(from + length) }),
  )

const scopeOf = ({ kind, strategy, market }: Lock) => `${kind} ${strategy} ${market}`

describe('setting locks', () => {
  test('at most one of a kind holds for a strategy and market, and no cool-off ever ends sooner than it was to', () => {
    fc.assert(
      fc.property(fc.array(wishes, { maxLength: 20 }), (list) => {
        const locks = new Map<string, Lock>()
        // Each is asked for as it begins, as a clock has it.
        for (const wanted of list.toSorted((a, b) => a.from - b.from)) {
          const before = new Map(locks)
          try {
            const { lock, isChanged } = holdingLock(locks.values(), wanted)
            if (isChanged) locks.set(lock.id, lock)
            expect(locks.get(lock.id)).toEqual(lock)
            expect(scopeOf(lock)).toBe(scopeOf(wanted))
            expect(isLockActive(lock, wanted.from)).toBe(true)
          } catch (error) {
            expect(error).toMatchObject({ code: 'INVALID_VALUE' })
          }
          const active = [...locks.values()].filter((lock) => isLockActive(lock, wanted.from))
          expect(new Set(active.map(scopeOf)).size).toBe(active.length)
          for (const [id, lock] of before) {
            if (isLockActive(lock, wanted.from)) expect(locks.get(id)?.kind).toBe(lock.kind)
            if (lock.kind !== 'cool-off') continue
            const { until } = locks.get(id) ?? lock
            expect(until ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(lock.until ?? Number.POSITIVE_INFINITY)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a lock that holds stays, one that has ended makes place', () => {
    const first = sampleLock({ id: 'a', until: minute(10) })
    expect(holdingLock([first], sampleLock({ id: 'b', from: minute(9) }))).toEqual({ lock: first, isChanged: false })
    const next = sampleLock({ id: 'b', from: minute(10) })
    expect(holdingLock([first], next)).toEqual({ lock: next, isChanged: true })
  })

  test('a lock holds until its end, also for what was decided before its start', () => {
    const lock = sampleLock({ from: minute(5), until: minute(10) })
    expect([0, 5, 9, 10].map((count) => isLockActive(lock, minute(count)))).toEqual([true, true, true, false])
    expect(holdingLock([lock], sampleLock({ id: 'b', from: minute(1) }))).toEqual({ lock, isChanged: false })
  })

  test('a cooldown that would end later makes the one that holds longer', () => {
    const first = sampleLock({ kind: 'cooldown', until: minute(10) })
    const later = sampleLock({ id: 'b', kind: 'cooldown', from: minute(5), until: minute(15) })
    expect(holdingLock([first], later)).toEqual({ lock: { ...first, until: minute(15) }, isChanged: true })
    expect(holdingLock([later], first)).toEqual({ lock: later, isChanged: false })
  })

  test('a cool-off without an end is never made one with an end', () => {
    const first = sampleLock({ kind: 'cool-off' })
    const wanted = { ...first, id: 'b', until: minute(10) }
    expect(holdingLock([first], wanted)).toEqual({ lock: first, isChanged: false })
    expect(holdingLock([wanted], first)).toEqual({ lock: { ...wanted, until: null }, isChanged: true })
  })

  test('the id of a lock that holds elsewhere, or of a cool-off, cannot be used', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
    const other = sampleLock({ strategy: 'value', until: minute(10) })
    expect(() => holdingLock([other], sampleLock())).toThrow(invalid)
    expect(holdingLock([other], sampleLock({ from: minute(10) })).isChanged).toBe(true)
    const pause = sampleLock({ kind: 'cool-off', until: minute(10) })
    expect(() => holdingLock([pause], sampleLock({ from: minute(20) }))).toThrow(invalid)
  })
})

describe('lifting a lock', () => {
  test('ends it now, where it has not ended', () => {
    const lock = sampleLock({ until: minute(10) })
    expect(liftedLock(lock, minute(5))).toEqual({ ...lock, until: minute(5) })
    expect(liftedLock(lock, minute(10))).toBeNull()
    expect(liftedLock(undefined, minute(5))).toBeNull()
  })

  test('is refused of a cool-off until it has ended', () => {
    const lock = sampleLock({ kind: 'cool-off', until: minute(10) })
    const fixed = expect.objectContaining({ code: 'LOCK_FIXED' })
    expect(() => liftedLock(lock, minute(5))).toThrow(fixed)
    expect(() => liftedLock({ ...lock, until: null }, minute(5))).toThrow(fixed)
    expect(liftedLock(lock, minute(10))).toBeNull()
  })
})

test('each kind of lock has a reason code that has a meaning', () => {
  for (const code of Object.values(LOCK_REJECTIONS)) expect(rejectionMeanings[code]).toMatch(/\.$/)
  expect(new Set(Object.values(LOCK_REJECTIONS)).size).toBe(Object.keys(LOCK_REJECTIONS).length)
})
