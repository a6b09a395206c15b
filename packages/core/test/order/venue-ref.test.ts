import { money, type Order } from '@betting-advisor/core'
import { newOrder } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { ownerOf, venueRefOf } from '../../src/order/venue-ref.ts'

const first = newOrder(sampleIntent()).order.intent

function order(entry: number, state: Order['state'], venueOrderId: string | null): Order {
  const intent = entry === 1 ? first : sampleIntent({ entry, venueRef: first.ref })
  return { ...newOrder(intent).order, state, venueOrderId, matchedStake: money(0) }
}

describe('a bet under the reference of a chain of orders', () => {
  it.each<[string, string | null, readonly Order[], number | null]>([
    ['that of its name', '1', [order(1, 'CANCELLED', '1'), order(2, 'UNKNOWN', null)], 1],
    ['the one without a name', '2', [order(1, 'CANCELLED', '1'), order(2, 'UNKNOWN', null)], 2],
    ['that on which nobody has decided', null, [order(1, 'ACCEPTED', '1'), order(2, 'PENDING', null)], 2],
    [
      'that which may be there, and not one called absent',
      '3',
      [order(3, 'ABSENT', null), order(2, 'SENDING', null)],
      2,
    ],
    ['one called absent, and not one that never left', '3', [order(2, 'ABSENT', null), order(3, 'NOT_SENT', null)], 2],
    ['the last of those called absent', '3', [order(3, 'ABSENT', null), order(2, 'ABSENT', null)], 3],
    ['nobody’s, where all have other names', '9', [order(1, 'CANCELLED', '1'), order(2, 'ACCEPTED', '2')], null],
  ])('is of %s', (_, name, chain, entry) => {
    expect(ownerOf(name, chain)?.intent.entry ?? null).toBe(entry)
    expect(ownerOf(name, chain.toReversed())?.intent.entry ?? null).toBe(entry)
    for (const { intent } of chain) expect(venueRefOf(intent)).toBe(first.ref)
  })
})
