import { describe, expect, test } from 'vitest'
import { isAdvisorError } from '../../src/errors/advisor-error.ts'
import {
  applyTransfers,
  capitalChange,
  capitalTransfer,
  equityChange,
  equityOf,
  NO_BALANCES,
} from '../../src/ledger/balances.ts'
import { equityCurve } from '../../src/ledger/equity.ts'
import { reservation } from '../../src/ledger/reservation.ts'
import type { CapitalCause } from '../../src/order/transfer.ts'
import { walletOf } from '../../src/order/wallet-of.ts'
import { moveTransfers } from '../../src/store-rules/wallet-moves.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent } from '../../src/testing/sample-intent.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

const paid = (amount: number, cause: CapitalCause = 'owner') =>
  capitalTransfer({ account: SAMPLE_ACCOUNT, wallet: SAMPLE_WALLET, cause, amount: money(amount), at: SAMPLE_TIME })
const deposit = paid(5000)

describe('balances', () => {
  test('follow transfers and always add up to zero', () => {
    const reserving = reservation(sampleIntent(), 1000, SAMPLE_TIME)
    const balances = applyTransfers(NO_BALANCES, [deposit, ...reserving])
    expect(balances).toEqual({
      available: 4000,
      reserved: 1000,
      capital: -5000,
      result: 0,
      commission: 0,
      wallets: { [SAMPLE_WALLET]: { available: 4000, reserved: 1000 } },
    })
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
    const most = paid(Number.MAX_SAFE_INTEGER)
    const full = applyTransfers(NO_BALANCES, [most])
    expect(() => applyTransfers(full, [deposit])).toThrow(
      expect.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE')),
    )
  })

  test('are kept by venue as well', () => {
    const balances = applyTransfers(NO_BALANCES, [
      deposit,
      ...moveTransfers(SAMPLE_ACCOUNT, SAMPLE_WALLET, 'exchange', money(2000), SAMPLE_TIME),
      { ...paid(-300, 'adjustment'), wallet: 'exchange' },
    ])
    expect(balances).toEqual({
      available: 4700,
      reserved: 0,
      capital: -5000,
      result: 300,
      commission: 0,
      wallets: {
        [SAMPLE_WALLET]: { available: 3000, reserved: 0 },
        exchange: { available: 1700, reserved: 0 },
      },
    })
    expect(walletOf(balances, 'toString')).toEqual({ available: 0, reserved: 0 })
  })

  test('change equity by what is paid in or out or put right, not by what is reserved or taken elsewhere', () => {
    expect(equityChange(deposit)).toBe(5000)
    expect(equityChange(paid(-70, 'adjustment'))).toBe(-70)
    expect(equityChange(paid(-70, 'move'))).toBe(0)
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
  expect(paid(-1).kind).toBe('withdrawal')
  expect(() => paid(0)).toThrow('not zero')
})

test.each(['owner', 'move', 'adjustment'] as const)(
  'what changed without an order can be read off its transfer: %s',
  (cause) => {
    const change = { account: SAMPLE_ACCOUNT, wallet: 'shop', cause, amount: money(-40), at: SAMPLE_TIME }
    expect(capitalChange(capitalTransfer(change))).toEqual(change)
  },
)

test.each([
  ['nothing', 'a', 'b', 0],
  ['less than nothing', 'a', 'b', -5],
  ['from a venue to itself', 'a', 'a', 5],
])('a transfer between venues is refused of %s', (_, from, to, amount) => {
  expect(() => moveTransfers(SAMPLE_ACCOUNT, from, to, money(amount), SAMPLE_TIME)).toThrow(
    expect.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE')),
  )
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
