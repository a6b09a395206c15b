import { after, isAdvisorError, type Timestamp } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimers, MOST_TIMERS } from '../../src/engine/timers.ts'
import { NOON } from '../support/markets.ts'

const at = (milliseconds: number): Timestamp => after(NOON, milliseconds)

type Step =
  | { readonly kind: 'set'; readonly strategy: string; readonly name: string; readonly time: number | null }
  | { readonly kind: 'due'; readonly pass: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    strategy: fc.constantFrom('a', 'b'),
    name: fc.constantFrom('one', 'two', 'three', 'four'),
    time: fc.option(fc.integer({ min: -5, max: 30 })),
  }),
  fc.record({ kind: fc.constant('due' as const), pass: fc.integer({ min: 0, max: 12 }) }),
)

describe('timers', () => {
  it('are due in the order of time, then of request, as in a list that is sorted each time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const timers = createTimers()
        let list: { strategy: string; name: string; time: number; request: number }[] = []
        let now = 0
        for (const [request, each] of steps.entries()) {
          if (each.kind === 'set') {
            const { strategy, name, time } = each
            timers.set(strategy, name, time === null ? null : at(now + time), at(now))
            list = list.filter((timer) => timer.strategy !== strategy || timer.name !== name)
            if (time !== null) list.push({ strategy, name, time: now + Math.max(1, time), request })
          } else {
            now += each.pass
            list.sort((a, b) => a.time - b.time || a.request - b.request)
            const due = list.filter(({ time }) => time <= now)
            list = list.filter(({ time }) => time > now)
            const called = [...timers.due(at(now))].map(({ strategy, name }) => `${strategy} ${name}`)
            expect(called).toEqual(due.map(({ strategy, name }) => `${strategy} ${name}`))
          }
          const next = list.length === 0 ? null : at(Math.min(...list.map(({ time }) => time)))
          expect(timers.next).toBe(next)
        }
      }),
    )
  })

  it('that are cancelled or moved while others are called are not called', () => {
    const timers = createTimers()
    for (const name of ['first', 'second', 'third']) timers.set('a', name, at(1), at(0))
    const called: string[] = []
    for (const { name } of timers.due(at(1))) {
      called.push(name)
      timers.set('a', 'second', null, at(1))
      timers.set('a', 'third', at(0), at(1))
    }
    expect(called).toEqual(['first'])
    expect(timers.next).toBe(at(2))
  })

  it('are bounded for each strategy by itself', () => {
    const timers = createTimers()
    for (let n = 0; n < MOST_TIMERS; n += 1) timers.set('a', `timer ${n}`, at(n), at(0))
    const fault = errorOf(() => timers.set('a', 'one more', at(1), at(0)))
    expect(isAdvisorError(fault, 'TOO_MANY_TIMERS')).toBe(true)
    expect(String(fault)).toContain(`The strategy a has ${MOST_TIMERS} timers waiting`)
    timers.set('b', 'one', at(1), at(0))
    timers.set('a', 'timer 7', at(2), at(0)) // moved, not one more
    timers.set('a', 'timer 8', null, at(0))
    timers.set('a', 'one more', at(1), at(0))
  })

  it.each([
    ['no name', '', at(1)],
    ['a name that is too long', 'x'.repeat(201), at(1)],
    ['a time that is no time', 'x', Number.NaN],
    ['a time that never comes', 'x', Number.POSITIVE_INFINITY],
  ])('refuse %s', (_, name, time) => {
    const fault = errorOf(() => createTimers().set('a', name, time as Timestamp, at(0)))
    expect(isAdvisorError(fault, 'INVALID_VALUE')).toBe(true)
  })
})

function errorOf(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return expect.fail('nothing was thrown')
}
