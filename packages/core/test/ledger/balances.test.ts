import { describe, expect, test } from 'vitest'
import { isAdvisorError } from '../../src/errors/advisor-error.ts'
import { applyTransfers, capitalTransfer, equityChange, equityOf, NO_BALANCES } from '../../src/ledger/balances.ts'
import { equityCurve } from '../../src/ledger/equity.ts'
import { reservation } from '../../src/ledger/reservation.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

const deposit = capitalTransfer(SAMPLE_ACCOUNT, money(5000), SAMPLE_TIME)

describe('balances', () => {
  test('follow transfers and always add up to zero', () => {
    const reserving = reservation(sampleIntent(), 1000, SAMPLE_TIME)
    const balances = applyTransfers(NO_BALANCES, [deposit, ...reserving])
    expect(balances).toEqual({ available: 4000, reserved: 1000, capital: -5000, result: 0, commission: 0 })
    expect(equityOf(balances)).toBe(5000)
    expect(NO_BALANCES.available).toBe(0)
  })

  test('refuse a transfer that is out of balance', () => {
    const crooked = { ...deposit, entries: deposit.entries.slice(0, 1) }
    expect(() => applyTransfers(NO_BALANCES, [crooked])).toThrow(
      expect.toSatisfy((error) => isAdvisorError(error, 'INVARIANT_BROKEN')),
    )
  })

  test('refuse to leave the range of money', () => {
    const most = capitalTransfer(SAMPLE_ACCOUNT, money(Number.MAX_SAFE_INTEGER), SAMPLE_TIME)
    const full = applyTransfers(NO_BALANCES, [most])
    expect(() => applyTransfers(full, [deposit])).toThrow(
      expect.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE')),
    )
  })

  test('change equity by what is paid in or out, not by what is reserved', () => {
    expect(equityChange(deposit)).toBe(5000)
    expect(reservation(sampleIntent(), 1000, SAMPLE_TIME).map(equityChange)).toEqual([0])
  })
})

test('a reservation follows what a market can lose: more, less, or neither', () => {
  const moved = (change: number) =>
    reservation(sampleIntent(), change, SAMPLE_TIME).map(({ kind, entries }) => [
      kind,
      ...entries.map(({ ledgerAccount, amount }) => `${ledgerAccount} ${amount}`),
    ])
  expect(moved(1502)).toEqual([['reserve', 'available -1502', 'reserved 1502']])
  expect(moved(-1502)).toEqual([['release', 'available 1502', 'reserved -1502']])
  expect(moved(0)).toEqual([])
})

test('money paid in is a deposit, money paid out a withdrawal, and nothing is neither', () => {
  expect(deposit.kind).toBe('deposit')
  expect(capitalTransfer(SAMPLE_ACCOUNT, money(-1), SAMPLE_TIME).kind).toBe('withdrawal')
  expect(() => capitalTransfer(SAMPLE_ACCOUNT, money(0), SAMPLE_TIME)).toThrow('not zero')
})

describe('the equity curve', () => {
  const change = (at: number, amount: number) => ({ at: timestamp(at), change: money(amount) })

  test('starts with the equity just before it', () => {
    expect(equityCurve([change(1, 100), change(2, -30), change(3, 5)], timestamp(2))).toEqual([
      { at: 2, equity: 100 },
      { at: 2, equity: 70 },
      { at: 3, equity: 75 },
    ])
  })

  test('puts what was posted late in its place', () => {
    expect(equityCurve([change(1, 100), change(5, 10), change(3, -20)], timestamp(2))).toEqual([
      { at: 2, equity: 100 },
      { at: 3, equity: 80 },
      { at: 5, equity: 90 },
    ])
  })

  test('is one point where nothing has happened since, and zero where nothing ever has', () => {
    expect(equityCurve([change(1, 100)], timestamp(2))).toEqual([{ at: 2, equity: 100 }])
    expect(equityCurve([], timestamp(2))).toEqual([{ at: 2, equity: 0 }])
  })
})
