import { HOUR, MINUTE, type Timestamp, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { createPollPlan } from '../../src/feed/poll-plan.ts'

const at = (milliseconds: number): Timestamp => timestamp(HOUR + milliseconds)
const START = at(0)

function open(starts: Readonly<Record<string, readonly Timestamp[]>> = {}, closingMs: number | null = MINUTE) {
  return createPollPlan({
    parts: ['a', 'b'],
    start: START,
    intervalMs: 10 * MINUTE,
    closingMs,
    startTimes: (part) => (part === undefined ? Object.values(starts).flat() : (starts[part] ?? [])),
  })
}

describe('poll plan', () => {
  test('everyone at the start, then at the interval', () => {
    const plan = open()
    expect(plan.due(START)).toEqual(['a', 'b'])
    plan.asked('a', START)
    expect(plan.due(START)).toEqual(['b'])
    plan.asked('b', at(MINUTE))
    expect(plan.nextAt()).toBe(at(10 * MINUTE))
    expect(plan.due(at(10 * MINUTE))).toEqual(['a'])
    expect(plan.due(at(11 * MINUTE))).toEqual(['a', 'b'])
  })

  test('shortly before a start, once, without moving the interval', () => {
    const plan = open({ a: [at(5 * MINUTE), at(5 * MINUTE)] })
    plan.asked('a', START)
    plan.asked('b', START)
    expect(plan.nextAt()).toBe(at(4 * MINUTE))
    expect(plan.due(at(4 * MINUTE))).toEqual(['a'])
    plan.asked('a', at(4 * MINUTE))
    expect(plan.due(at(4 * MINUTE))).toEqual([])
    expect(plan.nextAt()).toBe(at(5 * MINUTE))
    expect(plan.due(at(10 * MINUTE))).toEqual(['a', 'b'])
  })

  test('not for a start that was seen too late, nor where it is switched off', () => {
    const late = open({ a: [at(MINUTE / 2)] })
    late.asked('a', START)
    expect(late.due(START)).toEqual(['b'])
    const off = open({ a: [at(5 * MINUTE)] }, null)
    off.asked('a', START)
    off.asked('b', START)
    expect(off.due(at(4 * MINUTE))).toEqual([])
  })

  test('after a failure when it is told to, not sooner', () => {
    const plan = open({ a: [at(5 * MINUTE)] })
    plan.asked('b', START)
    plan.failed('a', at(6 * MINUTE))
    expect(plan.due(at(4 * MINUTE))).toEqual([])
    expect(plan.due(at(6 * MINUTE))).toEqual(['a'])
  })

  test('a step of the clock back in time costs an interval at most', () => {
    const plan = open()
    plan.asked('a', START)
    plan.asked('b', START)
    expect(plan.due(timestamp(0))).toEqual([])
    expect(plan.due(timestamp(10 * MINUTE))).toEqual(['a', 'b'])
  })
})
