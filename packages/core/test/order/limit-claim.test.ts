import { describe, expect, test } from 'vitest'
import { claimDetail, inLockOrder, rejectionOfLimit } from '../../src/order/limit-claim.ts'

const claim = (limit: string) => ({ limit, amount: 1, capacity: 2 })

describe('a limit that is used up', () => {
  test.each([
    ['open-orders', 'OPEN_BETS_EXCEEDED'],
    ['position:value|m|s|back', 'ALREADY_BET'],
    ['open-orders-of-mine', 'LIMIT_EXCEEDED'],
    ['event:e', 'LIMIT_EXCEEDED'],
    ['constructor', 'LIMIT_EXCEEDED'],
    ['', 'LIMIT_EXCEEDED'],
  ])('%s → %s', (limit, code) => {
    expect(rejectionOfLimit(limit)).toBe(code)
  })

  test('is told with its figures', () => {
    expect(claimDetail(claim('open-orders'), 2)).toBe('open-orders: 2 used + 1 > 2')
  })
})

test('claims are taken in one order, whatever order they come in', () => {
  const sorted = ['a', 'b', 'c'].map(claim)
  expect(inLockOrder(['c', 'a', 'b'].map(claim))).toEqual(sorted)
  expect(inLockOrder(sorted)).toEqual(sorted)
  expect(inLockOrder([])).toEqual([])
})
