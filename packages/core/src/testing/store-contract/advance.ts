import { charged, NO_OTHER_BETS } from '../../ledger/market-commission.ts'
import { newOrder } from '../../order/new-order.ts'
import type { Order, OrderEvent } from '../../order/order.ts'
import { transition } from '../../order/transition.ts'
import type { Store } from '../../ports/store.ts'
import { replayOrder } from '../../store-rules/replay.ts'
import { money } from '../../units/money.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { pathsToStates, sampleEvents } from './sample-events.ts'
import { advanceAll, inOneWallet, lifeOf } from './steps.ts'

async function follow(store: Store, begun: Order, events: readonly OrderEvent[]): Promise<Order> {
  const { intent } = begun
  let expected: Order = { ...newOrder(intent).order, version: begun.version }
  for (const event of events) {
    const next = transition(expected, charged(expected, event, NO_OTHER_BETS))
    const result = await store.advance(intent.key, [event])
    const what = `${event.type} on ${expected.state}`
    if (next.kind === 'changed') {
      expected = { ...next.order, version: expected.version + 1 }
      assertKind(result, 'changed', what)
      assertEqual(result.order, expected, what)
    } else {
      assertEqual(result, { kind: 'ignored', order: expected, detail: next.detail }, what)
    }
  }
  return expected
}

export const advanceCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-20',
    title: 'every event on every state does what the rules of orders say, and the ledger stays sound',
    async run({ store }) {
      await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(10_000_000) } })
      const claims = [{ limit: 'count', amount: 1, capacity: 1000 }]
      for (const [state, path] of Object.entries(pathsToStates())) {
        for (const [index, event] of Object.values(sampleEvents()).entries()) {
          const market = `${state} ${event.type}`
          const intent = sampleIntent({ market, side: index % 2 === 0 ? 'back' : 'lay', claims })
          const begun = await store.begin(intent)
          assertKind(begun, 'reserved', market)
          const order = await follow(store, begun.order, [...path, event])
          assertEqual(await store.order(intent.key), order, market)
        }
      }
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-21',
    title: 'an event of an order that is not there is an error',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { key } = sampleIntent()
      await assertRejects(() => store.advance(key, [{ type: 'voided', at: SAMPLE_TIME }]), 'UNKNOWN_ORDER', 'advance')
      await assertRejects(() => store.history(key), 'UNKNOWN_ORDER', 'history')
      assertEqual(await store.order(key), null, 'order')
    },
  },
  {
    id: 'STO-22',
    title: 'the history of an order is every event that changed it, in order',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      await store.begin(intent)
      const life = lifeOf(intent, { at: 1000, profit: 1100 })
      for (const event of life) {
        await store.advance(intent.key, [event])
        await store.advance(intent.key, [event])
      }
      assertEqual(await store.history(intent.key), life, 'history')
    },
  },
  {
    id: 'STO-23',
    title: 'claims are given back exactly once, when the order ends',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const claims = [{ limit: 'open-orders', amount: 1, capacity: 1 }]
      const first = sampleIntent({ market: 'm1', claims })
      await store.begin(first)
      const life = lifeOf(first, { at: 1000, profit: -1000 })
      await advanceAll(store, first, life.slice(0, 2))
      assertKind(await store.begin(sampleIntent({ market: 'm2', claims })), 'denied', 'while it is live')
      await advanceAll(store, first, life.slice(2))
      await store.advance(first.key, [{ type: 'voided', at: SAMPLE_TIME }])
      assertKind(await store.begin(sampleIntent({ market: 'm3', claims })), 'reserved', 'when it has ended')
      assertKind(await store.begin(sampleIntent({ market: 'm4', claims })), 'denied', 'no second place came free')
    },
  },
  {
    id: 'STO-24',
    title: 'an order found late takes its money and claims again, even beyond the limit',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const claims = [{ limit: 'open-orders', amount: 1, capacity: 1 }]
      const lost = sampleIntent({ market: 'm1', stake: 60_000, claims })
      await store.begin(lost)
      const event = sampleEvents()
      await advanceAll(store, lost, [event.unknown, event.absent])
      assertKind(
        await store.begin(sampleIntent({ market: 'm2', stake: 50_000, claims })),
        'reserved',
        'the place and the money are free',
      )
      const found = await advanceAll(store, lost, [event['late-found']])
      const owed = inOneWallet({ available: -10_000, reserved: 110_000, capital: -100_000, result: 0, commission: 0 })
      assertEqual(found?.balances, owed, 'balances')
      assertEqual(found?.order.state, 'LATE_FOUND', 'state')
      const wide = [{ limit: 'open-orders', amount: 0, capacity: 1 }]
      assertKind(
        await store.begin(sampleIntent({ market: 'm3', stake: 1, claims: wide })),
        'denied',
        'nothing new goes in',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-144',
    title: 'an order is called absent by hand while it is unknown, and no other',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const lost = sampleIntent({ market: 'm1' })
      await store.begin(lost)
      const event = sampleEvents()
      assertKind(await store.callAbsent(lost.key, 'seen there', event.unknown.at), 'ignored', 'while it is being sent')
      await advanceAll(store, lost, [event.unknown, event.reset])
      const called = await store.callAbsent(lost.key, 'it is not there', event.unknown.at)
      assertKind(called, 'changed', 'of one that is unknown')
      assertEqual(called.order.state, 'ABSENT', 'state')
      assertEqual(called.order.resetAt, event.reset.at, 'time of the reset')
      assertEqual(called.order.reason, { code: 'ABSENT_BY_HAND', message: 'it is not there' }, 'reason')
      assertEqual(called.balances.reserved, 0, 'reserved')
      assertKind(await store.callAbsent(lost.key, 'again', event.unknown.at), 'ignored', 'of one that is absent')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-180',
    title: 'an order whose refusal names a bet keeps its money under that name until there is evidence',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const event = sampleEvents()
      const refused: OrderEvent = { ...event.rejected, venueOrderId: 'b7' }
      const [taken, absent] = [sampleIntent({ market: 'm1' }), sampleIntent({ market: 'm2' })]
      for (const intent of [taken, absent]) {
        await store.begin(intent)
        const result = await store.advance(intent.key, [refused])
        assertKind(result, 'changed', 'the refusal')
        assertEqual([result.order.state, result.order.venueOrderId], ['UNKNOWN', 'b7'], 'order')
        assertEqual(result.order.reserved, intent.liability, 'reserved')
      }
      await advanceAll(store, taken, [{ ...event.accepted, venueOrderId: 'b7' }])
      await advanceAll(store, absent, [event.absent])
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, taken.liability, 'reserved in the end')
      assertEqual(await store.history(taken.key), [refused, { ...event.accepted, venueOrderId: 'b7' }], 'history')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-181',
    title: 'an order that its venue has not decided on keeps its money and the time of the decision, through a restart',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const event = sampleEvents()
      const intent = sampleIntent()
      await store.begin(intent)
      const said = await advanceAll(store, intent, [event.pending])
      assertEqual(said?.order.pendingUntil, event.pending.until, 'time of the decision')
      const { live, balances } = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(
        live.map(({ state, pendingUntil, venueOrderId }) => [state, pendingUntil, venueOrderId]),
        [['PENDING', event.pending.until, null]],
        'what is restored',
      )
      assertEqual(balances.reserved, intent.liability, 'reserved')
      assertKind(await store.advance(intent.key, [event.pending]), 'ignored', 'the same word again')
      assertEqual((await store.orders({ account: SAMPLE_ACCOUNT, states: ['PENDING'] })).length, 1, 'orders')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-25',
    title: 'of one event delivered many times at once, one changes the order',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      await store.begin(intent)
      const life = lifeOf(intent, { at: 1000, profit: 1100 })
      for (const event of life) {
        const results = await Promise.all(Array.from({ length: 5 }, () => store.advance(intent.key, [event])))
        assertEqual(results.filter(({ kind }) => kind === 'changed').length, 1, event.type)
      }
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).available, 101_100, 'available')
      assertEqual(await store.history(intent.key), life, 'history')
    },
  },
  {
    id: 'STO-26',
    title: 'what one answer brings is one change of order, money and account, of which only what is news is kept',
    async run({ store }) {
      await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(10_000_000) } })
      const claims = [{ limit: 'count', amount: 1, capacity: 1000 }]
      for (const [state, path] of Object.entries(pathsToStates())) {
        const intent = sampleIntent({ market: state, claims, commission: 0.05 })
        const begun = await store.begin(intent)
        assertKind(begun, 'reserved', state)
        // The last of them twice: of what is told again, nothing is kept.
        const result = await store.advance(intent.key, [...path, ...path.slice(-1)])
        assertEqual(result.kind, path.length === 0 ? 'ignored' : 'changed', state)
        const version = begun.order.version + (path.length === 0 ? 0 : 1)
        assertEqual(result.order, { ...replayOrder(intent, path).order, version }, state)
        assertEqual(await store.order(intent.key), result.order, state)
        assertEqual(await store.history(intent.key), path, `${state}: the history`)
      }
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
