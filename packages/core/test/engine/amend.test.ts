import { type Desk, money, type Order, type Strategy } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import type { OrderRoute } from '../../src/engine/order-route.ts'
import type { Amendment } from '../../src/order/amendment.ts'
import type { AmendOutcome } from '../../src/ports/venue.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { orderSignal } from '../support/strategies.ts'

const EVENS = { book: [2, 2] }
const none = { matchedStake: money(0), averagePrice: null }

const route: Partial<OrderRoute> = {
  traits: {
    sides: ['back'],
    orders: { kinds: ['limit', 'limit-on-close'], persistence: ['lapse', 'persist'], fillOrKill: true },
    minStake: money(10),
    stakeStep: money(10),
    netting: true,
  },
  doAmend: () => Promise.reject(new Error('an engine only looks whether it is there')),
}

/** A back of 10.00 that waits, and what its strategy and its venue then make of it. */
function waiting(answer: (order: Order, change: Amendment) => AmendOutcome, matched = 0, way = route) {
  let desk: Desk | undefined
  const asked: Amendment[] = []
  const strategy: Strategy = {
    name: 'amends',
    version: '1',
    onMarket(view, own) {
      desk = own
      if (own.orders(view.market.id).length === 0) own.signal(orderSignal(view, 1000))
      for (const call of calls.splice(0)) call(own)
    },
  }
  const calls: ((desk: Desk) => void)[] = []
  const session = createSession({
    strategies: [strategy],
    route: way,
    place: ({ intent }) => ({
      kind: 'accepted',
      venueOrderId: '1',
      matchedStake: money(matched),
      averagePrice: matched > 0 ? intent.price : null,
    }),
    amend(order, change) {
      asked.push(change)
      return answer(order, change)
    },
  })
  session.market(news(matchOdds(), NOON, EVENS))
  const key = session.orders()[0]?.intent.key
  if (key === undefined || desk === undefined) throw new Error('no order')
  return {
    session,
    asked,
    order: () => session.orders()[0],
    amend(change: Amendment): boolean {
      let said = false
      calls.push((own) => {
        said = own.amend(key, change)
      })
      session.market(news(matchOdds(), NOON, EVENS))
      return said
    },
  }
}

describe('amending an order', () => {
  it('makes it smaller where it stands, and frees what it asks for no more', () => {
    const { amend, order, asked } = waiting(() => ({ kind: 'amended', ...none }))
    expect(amend({ stake: money(600) })).toBe(true)
    expect(asked).toEqual([{ stake: 600, persistence: 'lapse' }])
    expect(order()).toMatchObject({ state: 'ACCEPTED', amendedStake: 600, cancelledStake: 400, reserved: 600 })
  })

  it('changes how it persists', () => {
    const { amend, order } = waiting(() => ({ kind: 'amended', ...none }))
    expect(amend({ persistence: 'persist' })).toBe(true)
    expect(order()).toMatchObject({ amendedStake: 1000, amendedPersistence: 'persist', reserved: 1000 })
    expect(amend({ persistence: 'persist' })).toBe(false)
  })

  it('takes in what was matched until then', () => {
    const fill = { matchedStake: money(600), averagePrice: null }
    const { amend, order } = waiting(() => ({ kind: 'amended', ...fill }), 300)
    expect(amend({ stake: money(500) })).toBe(true)
    expect(order()).toMatchObject({ state: 'MATCHED', matchedStake: 600, cancelledStake: 400, reserved: 600 })
  })

  it.each<[string, AmendOutcome['kind'], string]>([
    ['refuses', 'refused', 'AMEND_REFUSED'],
    ['does not answer', 'unknown', 'AMEND_UNKNOWN'],
  ])('changes nothing here where its venue %s, and may be asked for again', (_, kind, code) => {
    const reason = { code: 'BET_TAKEN_OR_LAPSED', message: 'nothing is open' }
    const { amend, order, session } = waiting(() => (kind === 'amended' ? { kind, ...none } : { kind, reason }))
    expect(amend({ stake: money(600) })).toBe(true)
    expect(order()).toMatchObject({ state: 'ACCEPTED', amendedStake: null, reserved: 1000 })
    expect(session.events.filter(({ type }) => type === 'warning')).toMatchObject([{ code }])
    expect(amend({ stake: money(600) })).toBe(true)
  })

  it.each<[string, Amendment, number]>([
    ['make it larger', { stake: money(1010) }, 0],
    ['leave it as it is', { stake: money(1000) }, 0],
    ['leave nothing to be matched', { stake: money(300) }, 300],
    ['leave the steps of its venue', { stake: money(605) }, 0],
    ['have it persist as its venue does not offer', { persistence: 'market-on-close' }, 0],
  ])('asks for nothing that would %s', (_, change, matched) => {
    const { amend, asked } = waiting(() => ({ kind: 'amended', ...none }), matched)
    expect(amend(change)).toBe(false)
    expect(asked).toEqual([])
  })

  it('asks no venue that cannot amend', () => {
    const { doAmend: _, ...way } = route
    expect(waiting(() => ({ kind: 'amended', ...none }), 0, way).amend({ stake: money(600) })).toBe(false)
  })
})
