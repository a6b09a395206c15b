import {
  type AdvisorEvent,
  after,
  money,
  price,
  runId,
  SECOND,
  type Store,
  type Strategy,
  selectionId,
  venueId,
} from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { createEventBuffer, MOST_DROPPED, MOST_WAITING } from '../../src/advisor/event-buffer.ts'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'
import { ACCOUNT } from '../support/session.ts'

const event = (type: 'warning' | 'halted', message = ''): AdvisorEvent => {
  const base = { at: NOON, account: ACCOUNT, run: runId('run') }
  return type === 'warning' ? { ...base, type, code: 'A_TEST', message } : { ...base, type, reason: message }
}

describe('a buffer of events', () => {
  it('keeps them in order up to a bound, then counts what it drops, and never drops what stops trading', () => {
    const overflows: number[] = []
    const buffer = createEventBuffer({ overflowed: (dropped) => void overflows.push(dropped) })
    for (let n = 0; n < MOST_WAITING + 10; n += 1) buffer.add(event('warning', String(n)))
    buffer.add(event('halted', 'enough'))
    expect(buffer).toMatchObject({ waiting: MOST_WAITING + 1, dropped: 10 })
    expect(overflows).toEqual([])
    const taken = buffer.take()
    expect(taken.at(0)).toMatchObject({ message: '0' })
    expect(taken.at(-1)).toMatchObject({ reason: 'enough' })
    expect(buffer.waiting).toBe(0)
    expect(buffer.kept()).toBe(10)
    expect(buffer.kept()).toBe(0)
    expect(buffer.dropped).toBe(10)
  })

  it('says once when too many were dropped in a row', () => {
    const overflows: number[] = []
    const buffer = createEventBuffer({ overflowed: (dropped) => void overflows.push(dropped) })
    for (let n = 0; n < MOST_WAITING + 2 * MOST_DROPPED; n += 1) buffer.add(event('warning'))
    expect(overflows).toEqual([MOST_DROPPED])
    expect(buffer.waiting).toBe(MOST_WAITING)
  })
})

describe('an advisor whose store hangs when events are appended', () => {
  /** How often it asks with each piece of news, for too little and at too low a price in turn: each time is an event, and nothing is asked of the store. */
  const ASKS = 200
  let seen = 0
  const asking: Strategy = {
    name: 'asking',
    version: '1',
    onMarket({ market }, desk) {
      seen += 1
      const bet = { kind: 'order', market: market.id, selection: selectionId('Home'), side: 'back' } as const
      for (let n = 0; n < ASKS; n += 2) {
        desk.signal({ ...bet, venue: venueId('exchange'), stake: money(1) })
        desk.signal({ ...bet, venue: venueId('exchange'), stake: money(1000), price: price(1.001) })
      }
    },
  }

  it('holds no more than a bound in memory, hears all news, stops betting beyond a second one, and says so when the store is back', async () => {
    const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
    const inner = world.store()
    const hanging = Promise.withResolvers<void>()
    const mind: { isHanging: boolean } = { isHanging: false }
    const store: Store = {
      ...inner,
      async append(events) {
        if (mind.isHanging) await hanging.promise
        return inner.append(events)
      },
    }
    const steps = 2 * Math.ceil((MOST_WAITING + MOST_DROPPED) / ASKS / 2) + 20
    const prices = Array.from({ length: steps }, (_, step) => quotes(after(NOON, (5 + step) * SECOND)))
    // Its time goes on while it waits for the store, as that of a real machine does.
    const clock = { ...realClock(world.clock), hold: () => ({ [Symbol.dispose]() {} }) }
    const { advisor, running } = await world.start({ store, clock, strategies: [asking], prices })
    await world.pass(4 * SECOND)
    mind.isHanging = true
    await world.pass((steps / 2) * SECOND)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE' })
    await world.pass(steps * SECOND)
    expect(seen).toBe(steps)
    const { events, tradingState, haltReason } = advisor.status()
    expect(events.waiting).toBeLessThanOrEqual(MOST_WAITING + 10)
    expect(events.dropped).toBeGreaterThanOrEqual(MOST_DROPPED)
    expect({ tradingState, haltReason }).toEqual({
      tradingState: 'PAUSED',
      haltReason: `${MOST_DROPPED} events could not be kept and were dropped`,
    })
    mind.isHanging = false
    hanging.resolve()
    await world.pass(SECOND)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', events: { waiting: 0 } })
    const told = await inner.events({
      account: world.account,
      after: 0,
      limit: 10_000,
      types: ['alert', 'alert-resolved', 'warning'],
    })
    expect(told.map(({ event: { type } }) => type)).toEqual(['alert', 'warning', 'alert-resolved'])
    expect(told.find(({ event: { type } }) => type === 'warning')?.event).toMatchObject({
      code: 'EVENTS_DROPPED',
      message: `${events.dropped} events could not be kept and were dropped`,
    })
    await advisor.stop('the test is over')
    await world.pass(20 * SECOND)
    await running
  })
})
