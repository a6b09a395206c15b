import { after, SECOND, selectionId, type Venue, venueId } from '@betting-advisor/core'
import { createLadderBook } from '@betting-advisor/core/book'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { createSendGate } from '../../src/advisor/send-gate.ts'
import { createOrderRoutes } from '../../src/engine/order-route.ts'
import { GBP, matchOdds, NOON, news } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

/** An order at the price of a book that is about to leave. */
function leaving(kind: 'real' | 'virtual' = 'virtual') {
  const market = matchOdds()
  const exchange = venueId('exchange')
  const book = createLadderBook({ venue: exchange, market: market.id, feed: 'stream', currency: GBP, depth: 'raw' })
  book.begin(NOON)
  book.setState({ status: 'open', inPlay: false, version: 1, betDelayMs: 0, winners: 1, startingPrice: 'none' })
  book.setPrice('back', book.addRunner(selectionId('Home')), 20_000, 1_000)
  book.end()
  const session = createSession({
    strategies: [backHome(1000, { venue: 'exchange' })],
    books: new Map([[market.id, book]]),
  })
  session.market(news(market, NOON, {}))
  session.hear({ type: 'feed', at: NOON, feed: 'stream', asOf: NOON, changed: [market.id], bytes: null })
  const [order] = session.sent
  if (order === undefined) throw new Error('nothing was sent')
  const stepped = createSteppedClock({ start: NOON })
  let passed = 0
  const now = () => after(NOON, passed)
  const clock = { kind, now, monotonic: now, sleep: stepped.sleep, hold: stepped.hold }
  const gate = createSendGate(
    {
      engine: session.engine,
      venues: createOrderRoutes<Venue>([]),
      clock,
      delivery: { path: 'direct', sendDeadlineMs: SECOND, orphanDeliveryMs: 0, maxQuoteAgeMs: 5 * SECOND },
    },
    { oldestQuoteMs: () => 5 * SECOND, ending: () => null, refusal: () => null },
  )
  gate.decided(order.intent)
  const pass = (milliseconds: number) => {
    passed += milliseconds
  }
  return { session, gate, intent: order.intent, pass }
}

describe('an order at the price of a book', () => {
  it('leaves while the feed of the book is heard of', () => {
    const { gate, intent } = leaving()
    expect(gate.leave([intent])).toBeNull()
  })

  it('does not leave when that was lost in the last moment, though its quote is young', () => {
    const { session, gate, intent } = leaving()
    session.hear({ type: 'feed', at: after(NOON, 1), feed: 'stream', asOf: null, changed: [], bytes: null })
    expect(gate.leave([intent])).toMatchObject({ code: 'QUOTE_STALE' })
    expect(gate.hasLeft(intent.key)).toBe(false)
  })
})

describe('a leg', () => {
  it('has as long from when its turn has come as another order from its decision, and its price is as old as it is', () => {
    const { gate, intent, pass } = leaving('real')
    pass(2 * SECOND)
    expect(gate.heldBack([intent])).toMatchObject({ code: 'SEND_DEADLINE' })
    gate.turn([intent.key])
    expect(gate.heldBack([intent])).toBeNull()
    pass(SECOND + 1)
    expect(gate.heldBack([intent])).toMatchObject({ code: 'SEND_DEADLINE' })
    pass(3 * SECOND)
    gate.turn([intent.key])
    expect(gate.heldBack([intent])).toMatchObject({ code: 'QUOTE_STALE' })
  })

  it('has no turn any more once it was given up', () => {
    const { gate, intent } = leaving('real')
    gate.forget(intent.key)
    gate.turn([intent.key])
    expect(gate.heldBack([intent])).toMatchObject({ code: 'SEND_DEADLINE' })
  })
})
