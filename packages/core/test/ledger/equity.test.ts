import { expect, test } from 'vitest'
import { equityCurve } from '../../src/ledger/equity.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

test('what is posted late takes its place by its own time', () => {
  const changes = [
    { at: timestamp(10), change: money(100) },
    { at: timestamp(30), change: money(-20) },
    { at: timestamp(20), change: money(5) },
  ]
  expect(equityCurve(changes, timestamp(15))).toEqual([
    { at: 15, equity: 100 },
    { at: 20, equity: 105 },
    { at: 30, equity: 85 },
  ])
  expect(equityCurve(changes, timestamp(40))).toEqual([{ at: 40, equity: 85 }])
  expect(equityCurve([], timestamp(1))).toEqual([{ at: 1, equity: 0 }])
})
