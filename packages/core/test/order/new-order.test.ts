import { describe, expect, test } from 'vitest'
import { newOrder } from '../../src/order/new-order.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'
import { money } from '../../src/units/money.ts'

const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })

describe('a new order', () => {
  test('has its liability at risk and no version yet', () => {
    const { order } = newOrder(sampleIntent({ side: 'lay', stake: 1001, price: 25_000 }))
    expect(order).toMatchObject({ state: 'SENDING', reserved: 1502, version: 0 })
  })

  test.each([
    ['no stake', { stake: money(0), liability: money(0) }],
    ['another liability', { liability: money(999) }],
    ['a claim without a name', { claims: [{ limit: '', amount: 1, capacity: 1 }] }],
    ['a claim on exposure', { claims: [{ limit: 'exposure:account', amount: 1, capacity: 1 }] }],
    ['a negative claim', { claims: [{ limit: 'a', amount: -1, capacity: 1 }] }],
    ['a claim without a capacity', { claims: [{ limit: 'a', amount: 1, capacity: Number.POSITIVE_INFINITY }] }],
    ['two claims on one limit', { claims: [1, 2].map((amount) => ({ limit: 'a', amount, capacity: 9 })) }],
  ])('is not made with %s', (_, damage) => {
    expect(() => newOrder({ ...sampleIntent(), ...damage })).toThrow(invalid)
  })
})
