import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyTransfers, NO_BALANCES } from '../../src/ledger/balances.ts'
import { newOrder } from '../../src/order/new-order.ts'
import type { Order, OrderEvent, OrderState } from '../../src/order/order.ts'
import { isLive, netProfit } from '../../src/order/order-state.ts'
import { reservationOf, transition } from '../../src/order/transition.ts'
import { SAMPLE_TIME, sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates, sampleEvents } from '../../src/testing/store-contract/sample-events.ts'
import { money } from '../../src/units/money.ts'
import { priceUnits } from '../../src/units/price.ts'
import { after, timestamp } from '../../src/units/timestamp.ts'

const claims = [{ limit: 'open-orders', amount: 1, capacity: 10 }]
const events = sampleEvents()
const paths = pathsToStates()
const states = Object.keys(paths) as OrderState[]

function orderIn(state: OrderState, side: 'back' | 'lay' = 'back'): Order {
  return paths[state].reduce(
    (order, event) => {
      const next = transition(order, event)
      return next.kind === 'changed' ? next.order : order
    },
    newOrder(sampleIntent({ side, claims })).order,
  )
}

function stateAfter(state: OrderState, event: OrderEvent): OrderState | 'ignored' {
  const next = transition(orderIn(state), event)
  return next.kind === 'changed' ? next.order.state : 'ignored'
}

/** The whole machine: what each event makes of an order in each state; what is not listed is ignored. */
const MACHINE: Readonly<Record<OrderEvent['type'], Partial<Record<OrderState, OrderState>>>> = {
  accepted: {
    SENDING: 'ACCEPTED',
    PENDING: 'ACCEPTED',
    UNKNOWN: 'ACCEPTED',
    LATE_FOUND: 'ACCEPTED',
    REJECTED: 'LATE_FOUND',
    NOT_SENT: 'LATE_FOUND',
    ABSENT: 'LATE_FOUND',
  },
  pending: { SENDING: 'PENDING', UNKNOWN: 'PENDING', NOT_SENT: 'PENDING', ABSENT: 'PENDING' },
  rejected: { SENDING: 'REJECTED', PENDING: 'REJECTED', UNKNOWN: 'REJECTED' },
  'not-sent': { SENDING: 'NOT_SENT', UNKNOWN: 'NOT_SENT' },
  reset: { UNKNOWN: 'UNKNOWN' },
  unknown: { SENDING: 'UNKNOWN' },
  absent: { UNKNOWN: 'ABSENT' },
  'late-found': { REJECTED: 'LATE_FOUND', NOT_SENT: 'LATE_FOUND', ABSENT: 'LATE_FOUND' },
  matched: {
    SENDING: 'PARTIAL',
    PENDING: 'PARTIAL',
    UNKNOWN: 'PARTIAL',
    ACCEPTED: 'PARTIAL',
    PARTIAL: 'PARTIAL',
    LATE_FOUND: 'PARTIAL',
    REJECTED: 'PARTIAL',
    NOT_SENT: 'PARTIAL',
    ABSENT: 'PARTIAL',
    CANCELLED: 'CANCELLED',
    LAPSED: 'LAPSED',
  },
  // Of those that another holds something for.
  uncovered: {},
  amended: { ACCEPTED: 'ACCEPTED', PARTIAL: 'PARTIAL' },
  cancelled: { ACCEPTED: 'CANCELLED', PARTIAL: 'CANCELLED', LATE_FOUND: 'CANCELLED' },
  lapsed: { ACCEPTED: 'LAPSED', PARTIAL: 'LAPSED', LATE_FOUND: 'LAPSED' },
  'closing-line': Object.fromEntries(states.map((state) => [state, state])),
  settled: { PARTIAL: 'SETTLED', MATCHED: 'SETTLED' },
  voided: { ACCEPTED: 'VOIDED', PARTIAL: 'VOIDED', MATCHED: 'VOIDED', LATE_FOUND: 'VOIDED' },
  corrected: { SETTLED: 'SETTLED', VOIDED: 'SETTLED' },
  'market-charged': { SETTLED: 'SETTLED', VOIDED: 'VOIDED' },
}

describe('the life of an order', () => {
  const pairs = states.flatMap((state) => Object.values(events).map((event) => [event.type, state, event] as const))

  test.each(pairs)('%s on %s', (type, state, event) => {
    expect(orderIn(state).state).toBe(state)
    expect(stateAfter(state, event)).toBe(MACHINE[type][state] ?? 'ignored')
  })

  test('an event delivered again is ignored, in whatever state it was first applied', () => {
    for (const state of states) {
      for (const event of Object.values(events)) {
        const first = transition(orderIn(state), event)
        if (first.kind === 'ignored') continue
        const again = transition(first.order, event)
        // The acceptance of an order thought dead first brings it back, then accepts it.
        const expected = event.type === 'accepted' && first.order.state === 'LATE_FOUND' ? 'changed' : 'ignored'
        expect(again.kind, `${event.type} twice on ${state}`).toBe(expected)
      }
    }
  })
})

describe('an order that its venue has not decided on', () => {
  const at = (seconds: number) => after(SAMPLE_TIME, 1000 * seconds)
  const said = (until: number, venueOrderId: string | null = null): OrderEvent => ({
    type: 'pending',
    at: at(1),
    venueOrderId,
    until: at(until),
  })
  const unknown = (seconds: number): OrderEvent => ({ ...events.unknown, at: at(seconds) })
  const named = (order: Order): OrderEvent => ({ ...events.rejected, at: order.updatedAt, venueOrderId: 'b7' })

  test('keeps its whole reservation, and has no name until its venue gives it one', () => {
    const order = orderIn('PENDING', 'lay')
    expect(order).toMatchObject({
      venueOrderId: null,
      reserved: order.intent.liability,
      pendingUntil: at(6),
      reason: null,
    })
    expect(transition(order, said(6, 'b7'))).toMatchObject({ order: { state: 'PENDING', venueOrderId: 'b7' } })
    expect(transition(order, said(5)).kind).toBe('ignored')
    expect(transition(order, said(9))).toMatchObject({ order: { state: 'PENDING', pendingUntil: at(9) } })
  })

  test('is unknown when the time is up and not before, and pending again only until a later time', () => {
    const order = orderIn('PENDING')
    expect(transition(order, unknown(5)).kind).toBe('ignored')
    const doubted = transition(order, unknown(6))
    expect(doubted).toMatchObject({ order: { state: 'UNKNOWN', reserved: 1000, pendingUntil: at(6) }, transfers: [] })
    if (doubted.kind !== 'changed') return
    expect(transition(doubted.order, said(6)).kind).toBe('ignored')
    expect(transition(doubted.order, said(7))).toMatchObject({ order: { state: 'PENDING', pendingUntil: at(7) } })
    expect(transition(doubted.order, events.absent)).toMatchObject({ order: { state: 'ABSENT', reserved: 0 } })
  })

  test('gets its reservation and claims back where it was given up, and is no less refused where it was refused', () => {
    const revived = transition(orderIn('ABSENT'), said(9))
    expect(revived).toMatchObject({ order: { state: 'PENDING', reserved: 1000 }, claimed: claims })
    expect(transition(orderIn('REJECTED'), said(9)).kind).toBe('ignored')
  })

  test('a refusal that names a bet leaves it unknown under that name, with all its money', () => {
    for (const state of ['SENDING', 'UNKNOWN'] as const) {
      const order = orderIn(state)
      const next = transition(order, named(order))
      expect(next).toMatchObject({ order: { state: 'UNKNOWN', venueOrderId: 'b7', reserved: 1000 }, released: [] })
      if (next.kind !== 'changed') return
      // What the venue shows afterwards is evidence.
      expect(transition(next.order, events.rejected)).toMatchObject({ order: { state: 'REJECTED', reserved: 0 } })
      expect(transition(next.order, events.accepted).kind).toBe('ignored')
      expect(transition(next.order, { ...events.accepted, venueOrderId: 'b7' })).toMatchObject({
        order: { state: 'ACCEPTED', venueOrderId: 'b7', reserved: 1000 },
      })
    }
    const pending = orderIn('PENDING')
    expect(transition(pending, named(pending))).toMatchObject({ order: { state: 'PENDING', venueOrderId: 'b7' } })
  })
})

describe('a settlement', () => {
  test('that was worked out for another matched stake pays nothing', () => {
    const order = orderIn('PARTIAL')
    const { settled } = events
    expect(transition(order, { ...settled, matchedStake: money(200) })).toEqual({
      kind: 'ignored',
      detail: '300 is matched, it settles 200',
    })
    expect(transition(order, { ...settled, matchedStake: money(300) }).kind).toBe('changed')
    expect(transition(order, settled).kind).toBe('changed')
  })
})

describe('what is matched', () => {
  const match = (matchedStake: number, averagePrice = 21_000): OrderEvent => {
    const at = timestamp(0)
    return { type: 'matched', at, matchedStake: money(matchedStake), averagePrice: priceUnits(averagePrice) }
  }

  test('never falls, and a repeated amount changes nothing but the price', () => {
    const order = orderIn('PARTIAL')
    expect(transition(order, match(299)).kind).toBe('ignored')
    expect(transition(order, match(300, 21_500)).kind).toBe('ignored')
    expect(transition(order, match(300, 22_000))).toMatchObject({ order: { matchedStake: 300, averagePrice: 22_000 } })
  })

  test('completes the order at its stake, also after a cancel that came too late', () => {
    expect(stateAfter('PARTIAL', match(1000))).toBe('MATCHED')
    expect(stateAfter('CANCELLED', match(1000))).toBe('MATCHED')
    expect(stateAfter('SENDING', match(1000))).toBe('MATCHED')
  })

  test('puts an order that had ended at risk again, with its claims', () => {
    const next = transition(orderIn('CANCELLED'), match(400))
    if (next.kind === 'ignored') throw new Error(next.detail)
    expect(next.order.reserved).toBe(400)
    expect(next.claimed).toEqual(claims)
    expect(next.transfers).toEqual([])
  })

  test('keeps the rest reserved at the asked price until it is closed', () => {
    const lay = transition(orderIn('ACCEPTED', 'lay'), match(400, 20_000))
    if (lay.kind === 'ignored') throw new Error(lay.detail)
    expect(lay.order.reserved).toBe(400 + 660)
    const lapsed = transition(lay.order, events.lapsed)
    if (lapsed.kind === 'ignored') throw new Error(lapsed.detail)
    expect(lapsed.order.reserved).toBe(400)
    expect(lapsed.released).toEqual([])
  })

  test('beyond the stake cannot be so', () => {
    const over = transition(orderIn('ACCEPTED'), match(1200))
    expect(over).toEqual({ kind: 'ignored', detail: '1200 matched, and 1000 was asked' })
  })
})

describe('replies that come late', () => {
  test('only tell the venue’s id when the order stream was first', () => {
    const streamed = transition(orderIn('SENDING'), events.matched)
    if (streamed.kind === 'ignored') throw new Error(streamed.detail)
    const next = transition(streamed.order, events.accepted)
    expect(next).toMatchObject({
      kind: 'changed',
      order: { state: 'PARTIAL', venueOrderId: '31242604945' },
      transfers: [],
    })
  })

  test('under another id of the venue are not believed', () => {
    const next = transition(orderIn('ACCEPTED'), { type: 'accepted', at: timestamp(0), venueOrderId: 'another' })
    expect(next).toMatchObject({ kind: 'ignored', detail: 'known to the venue as 31242604945, not as another' })
  })
})

describe('settlement', () => {
  test('pays what was won, less what it changes of the commission', () => {
    const next = transition(orderIn('PARTIAL'), events.settled)
    if (next.kind === 'ignored') throw new Error(next.detail)
    expect(next.transfers.map(({ kind, entries }) => [kind, ...entries.map(({ amount }) => amount)])).toEqual([
      ['settle', 437, -460, 23],
    ])
    expect(next.released).toEqual(claims)
  })

  test('is ignored where nothing was matched', () => {
    expect(transition(orderIn('ACCEPTED'), events.settled)).toEqual({
      kind: 'ignored',
      detail: 'ACCEPTED, and nothing of it was matched',
    })
  })

  test('is written down also where it pays nothing, but without a commission of nothing', () => {
    const settled = { ...events.settled, outcome: 'lost' as const, profit: money(-1000), commission: money(0) }
    const next = transition(orderIn('MATCHED'), settled)
    if (next.kind === 'ignored') throw new Error(next.detail)
    expect(next.transfers).toHaveLength(1)
    expect(next.transfers[0]?.entries).toEqual([
      { ledgerAccount: 'available', amount: -1000 },
      { ledgerAccount: 'result', amount: 1000 },
    ])
    const voided = transition(orderIn('MATCHED'), events.voided)
    expect(voided).toMatchObject({ transfers: [{ kind: 'settle', entries: [{ amount: 0 }, { amount: 0 }] }] })
  })
})

describe('a correction', () => {
  const correct = (outcome: 'won' | 'lost' | 'void', profit: number, commission = 0): OrderEvent => {
    const at = timestamp(2_000_000_000_000)
    return { type: 'corrected', at, outcome, profit: money(profit), commission: money(commission) }
  }
  const corrected = (order: Order, event: OrderEvent) => {
    const next = transition(order, event)
    if (next.kind === 'ignored') throw new Error(next.detail)
    return next
  }
  const entriesOf = ({ transfers }: ReturnType<typeof corrected>) =>
    transfers.map(({ kind, entries }) => [
      kind,
      ...entries.map(({ ledgerAccount, amount }) => `${ledgerAccount} ${amount}`),
    ])

  test('takes back what was paid and pays what should have been', () => {
    const won = orderIn('SETTLED')
    expect(won).toMatchObject({ outcome: 'won', profit: 460, commission: 23 })
    const lost = corrected(won, correct('lost', -1000, -23))
    expect(lost.order).toMatchObject({ state: 'SETTLED', outcome: 'lost', profit: -1000, commission: 0, reserved: 0 })
    expect(entriesOf(lost)).toEqual([['correct', 'available -1437', 'result 1460', 'commission -23']])
    const voided = corrected(lost.order, correct('void', 0))
    expect(voided.order).toMatchObject({ state: 'VOIDED', outcome: 'void', profit: 0, commission: 0 })
    expect(entriesOf(voided)).toEqual([['correct', 'available 1000', 'result -1000']])
    const wonAgain = corrected(voided.order, correct('won', 460, 23))
    expect(wonAgain.order).toMatchObject({ state: 'SETTLED', outcome: 'won', profit: 460, commission: 23 })
    expect(entriesOf(wonAgain)).toEqual([['correct', 'available 437', 'result -460', 'commission 23']])
  })

  test('leaves the time of the settlement, and moves that of the last change', () => {
    const won = orderIn('SETTLED')
    const { order } = corrected(won, correct('lost', -1000))
    expect([order.settledAt, order.updatedAt]).toEqual([won.settledAt, 2_000_000_000_000])
  })

  test('to a void pays nothing, whatever it says it pays', () => {
    expect(corrected(orderIn('SETTLED'), correct('void', 5, -23)).order).toMatchObject({ profit: 0, commission: 0 })
    expect(transition(orderIn('VOIDED'), correct('void', 5)).kind).toBe('ignored')
  })

  test('of the outcome alone moves nothing', () => {
    const next = corrected(orderIn('VOIDED'), correct('won', 0))
    expect(next).toMatchObject({ order: { state: 'SETTLED', outcome: 'won' }, transfers: [] })
  })

  test('that says what is known, or comes before the settlement, is ignored', () => {
    expect(transition(orderIn('SETTLED'), correct('won', 460, 23)).kind).toBe('ignored')
    expect(transition(orderIn('MATCHED'), correct('won', 460, 23)).kind).toBe('ignored')
  })

  test('cannot make a bet win of which nothing was matched', () => {
    const voided = corrected(orderIn('ACCEPTED'), events.voided)
    expect(transition(voided.order, correct('won', 100))).toEqual({
      kind: 'ignored',
      detail: 'VOIDED, and nothing of it was matched',
    })
  })

  test('takes no claims, and gives none back', () => {
    expect(corrected(orderIn('SETTLED'), correct('lost', -1000))).toMatchObject({ released: [], claimed: [] })
  })
})

test('a reset counts once, of an order whose outcome is unknown, and never from before its decision', () => {
  const order = orderIn('UNKNOWN')
  const { decidedAt } = order.intent
  const reset = (at: number) => transition(order, { type: 'reset', at: timestamp(at) })
  expect(reset(decidedAt - 1)).toMatchObject({ kind: 'ignored' })
  expect(reset(decidedAt)).toMatchObject({ kind: 'changed', order: { state: 'UNKNOWN', resetAt: decidedAt } })
  const next = reset(decidedAt + 5)
  if (next.kind !== 'changed') throw new Error('it counts')
  expect(transition(next.order, { type: 'reset', at: timestamp(decidedAt + 1) })).toMatchObject({ kind: 'ignored' })
})

test('the time of sending is the first moment at which the order may have left, and none where it did not', () => {
  expect(orderIn('SENDING').sentAt).toBeNull()
  expect(orderIn('NOT_SENT').sentAt).toBeNull()
  for (const state of ['UNKNOWN', 'ACCEPTED', 'REJECTED', 'ABSENT', 'LATE_FOUND', 'SETTLED'] as const) {
    expect(orderIn(state).sentAt, state).not.toBeNull()
  }
})

describe('whatever happens to an order', () => {
  const at = fc.integer({ min: 0, max: 1000 }).map(timestamp)
  const reason = fc.constant({ code: 'R', message: 'm' })
  const anyEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
    fc.record({ type: fc.constant('accepted' as const), at, venueOrderId: fc.constantFrom('1', '2') }),
    fc.record({
      type: fc.constantFrom('rejected', 'not-sent', 'unknown', 'absent', 'cancelled', 'lapsed'),
      at,
      reason,
    }),
    fc.record({ type: fc.constant('late-found' as const), at, venueOrderId: fc.constant('1') }),
    fc.record({
      type: fc.constant('matched' as const),
      at,
      matchedStake: fc.integer({ min: 0, max: 1100 }).map(money),
      averagePrice: fc.integer({ min: 15_000, max: 30_000 }).map(priceUnits),
    }),
    fc.record({ type: fc.constant('closing-line' as const), at, closingProbability: fc.constantFrom(0.4, 0.5) }),
    fc.record({
      type: fc.constant('settled' as const),
      at,
      outcome: fc.constantFrom('won' as const, 'lost' as const),
      profit: fc.integer({ min: -3000, max: 3000 }).map(money),
      commission: fc.integer({ min: 0, max: 50 }).map(money),
    }),
    fc.record({ type: fc.constant('voided' as const), at }),
    fc.record({
      type: fc.constant('corrected' as const),
      at,
      outcome: fc.constantFrom('won' as const, 'lost' as const, 'void' as const),
      profit: fc.integer({ min: -3000, max: 3000 }).map(money),
      commission: fc.integer({ min: 0, max: 50 }).map(money),
    }),
  ) as fc.Arbitrary<OrderEvent>
  const lives = fc.array(anyEvent, { maxLength: 14 })

  test('money adds up, what is reserved is what it can lose, and claims are held exactly while it lives', () => {
    fc.assert(
      fc.property(fc.constantFrom('back' as const, 'lay' as const), lives, (side, life) => {
        const { order: first } = newOrder(sampleIntent({ side, price: 27_777, claims }))
        let order = first
        let balances = NO_BALANCES
        let held = 1
        for (const event of life) {
          const next = transition(order, event)
          if (next.kind === 'ignored') {
            expect(next.detail).not.toBe('')
            continue
          }
          balances = applyTransfers(balances, next.transfers)
          held += next.claimed.length - next.released.length
          expect(next.order.matchedStake).toBeGreaterThanOrEqual(order.matchedStake)
          expect(next.order.updatedAt).toBeGreaterThanOrEqual(order.updatedAt)
          expect(next.order.intent).toBe(order.intent)
          order = next.order
          expect(order.reserved).toBe(reservationOf(order))
          // What is reserved follows its market: its store knows by how much.
          expect(balances.reserved).toBe(0)
          expect(held).toBe(isLive(order) ? 1 : 0)
          expect(balances.available).toBe(netProfit(order))
        }
        const { available, reserved, capital, result, commission } = balances
        expect(available + reserved + capital + result + commission).toBe(0)
      }),
      { numRuns: 3000 },
    )
  })

  test('an order that was settled or voided changes only by a correction, but for its closing line', () => {
    fc.assert(
      fc.property(fc.constantFrom('SETTLED' as const, 'VOIDED' as const), anyEvent, (state, event) => {
        fc.pre(event.type !== 'closing-line' && event.type !== 'corrected')
        expect(transition(orderIn(state), event).kind).toBe('ignored')
      }),
    )
  })
})
