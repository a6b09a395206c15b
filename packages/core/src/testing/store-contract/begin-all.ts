import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { Intent } from '../../order/intent.ts'
import { newOrder } from '../../order/new-order.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import type { Store } from '../../ports/store.ts'
import { accountKey } from '../../units/mode.ts'
import { money } from '../../units/money.ts'
import type { OneOrMore } from '../../units/one-or-more.ts'
import { MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, type SampleIntent, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { inOneWallet } from './steps.ts'

/** Of two orders at most. */
const LIMIT = { limit: 'open-orders', amount: 1, capacity: 2 }

/** Two orders of which each alone has room, and why both have not. */
const SHARED: readonly [what: string, code: RejectionCode, first: SampleIntent, second: SampleIntent][] = [
  ['funds', 'FUNDS_INSUFFICIENT', { stake: 60_000 }, { stake: 60_000 }],
  ['a claim', 'OPEN_BETS_EXCEEDED', { claims: [{ ...LIMIT, amount: 2 }] }, { claims: [{ ...LIMIT, amount: 1 }] }],
  ['the account', 'ACCOUNT_LIMIT', {}, { exposure: { account: money(1999) } }],
  ['a venue', 'VENUE_LIMIT', {}, { exposure: { venue: money(1999) } }],
  ['a strategy', 'STRATEGY_LIMIT', {}, { exposure: { strategy: money(1999) } }],
  ['an event', 'EVENT_LIMIT', { event: 'e1' }, { event: 'e1', exposure: { event: money(1999) } }],
  [
    'a market, under the event of the first',
    'EVENT_LIMIT',
    { market: 'shared', event: 'e1' },
    { market: 'shared', selection: 'Away', event: 'e2', exposure: { event: money(1999) } },
  ],
  [
    'a market',
    'MARKET_LIMIT',
    { market: 'shared' },
    { market: 'shared', selection: 'Away', exposure: { market: money(1999) } },
  ],
  [
    'a selection',
    'SELECTION_LIMIT',
    { market: 'shared' },
    { market: 'shared', entry: 2, exposure: { selection: money(1999) } },
  ],
  ['a day', 'DAY_LOSS_LIMIT', {}, { loss: { day: money(1999) } }],
  ['the rate', 'RATE_EXCEEDED', {}, { rate: { orders: 1, windowMs: MINUTE } }],
]

export const beginAllCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-230',
    title: 'several intents are begun together, and answered in their order',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intents = [
        sampleIntent({ market: 'm2', stake: 1001, claims: [LIMIT] }),
        sampleIntent({ market: 'm1', stake: 500, claims: [LIMIT], at: 1 }),
        sampleIntent({ market: 'm2', selection: 'Away', event: 'under another name', stake: 250 }),
      ] as const
      const [first, second, third] = intents
      const result = await store.beginAll(intents)
      assertKind(result, 'reserved', 'begin')
      const orders = [
        { ...newOrder(first).order, version: 2 },
        { ...newOrder(second).order, version: 3 },
        { ...newOrder({ ...third, event: first.event }).order, version: 4 },
      ]
      assertEqual(result.orders, orders, 'orders')
      const reserved = inOneWallet({ available: 98_249, reserved: 1751, capital: -100_000, result: 0, commission: 0 })
      assertEqual(result.balances, reserved, 'balances')
      assertEqual(await store.balances(SAMPLE_ACCOUNT), reserved, 'balances when asked')
      for (const order of orders) assertEqual(await store.order(order.intent.key), order, 'order when asked')
      const changes = await store.changes({ account: SAMPLE_ACCOUNT, after: 1, at: SAMPLE_TIME, limit: 10 })
      assertEqual(changes.orders, orders, 'changes')
      assertKind(await store.begin(sampleIntent({ market: 'm3', claims: [LIMIT] })), 'denied', 'beyond their claims')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-231',
    title: 'where one of several is denied, none is begun, and nothing is left of them',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      assertKind(await store.begin(sampleIntent({ market: 'm0' })), 'reserved', 'one before')
      const fits = sampleIntent({ market: 'm1', event: 'e1', claims: [LIMIT] })
      const over = sampleIntent({ market: 'm2', event: 'e2', stake: 500, exposure: { market: money(499) } })
      const before = await seen(store)
      for (const intents of [[fits, over] as const, [over, fits] as const]) {
        const result = await store.beginAll(intents)
        assertKind(result, 'denied', 'all')
        assertEqual([result.code, result.key], ['MARKET_LIMIT', over.key], 'why')
        assertEqual(await seen(store), before, 'what is there')
        for (const { key } of intents) assertEqual(await store.order(key), null, 'an order')
      }
      // Their markets were never bet on, their claims never taken.
      const later = [
        sampleIntent({ market: 'm1', event: 'another', claims: [{ ...LIMIT, amount: 2 }] }),
        sampleIntent({ market: 'm2', exposure: { market: money(1000), account: money(3000) } }),
      ] as const
      const begun = await store.beginAll(later)
      assertKind(begun, 'reserved', 'others')
      assertEqual(begun.orders[0].intent.event, later[0].event, 'event')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  ...SHARED.map(
    ([what, code, one, other]): ContractCase<StoreHarness> => ({
      id: `STO-232:${what}`,
      title: `orders that are begun together share the room of ${what}`,
      async run({ store }) {
        await store.startRun(sampleRunStart())
        const first = sampleIntent({ market: 'm1', ...one })
        const second = sampleIntent({ market: 'm2', ...other })
        const before = await seen(store)
        const both = await store.beginAll([first, second])
        assertKind(both, 'denied', 'both')
        assertEqual([both.code, both.key], [code, second.key], 'why')
        assertEqual(await seen(store), before, 'what is there')
        assertKind(await store.beginAll([second]), 'reserved', 'the second alone')
        assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      },
    }),
  ),
  {
    id: 'STO-233',
    title: 'where one of several is recorded already, it is told before any that is denied, and none is begun',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const there = sampleIntent({ market: 'm1' })
      assertKind(await store.begin(there), 'reserved', 'the one')
      assertKind(await store.begin(sampleIntent({ market: 'm1', entry: 2 })), 'reserved', 'the next of its series')
      const before = await seen(store)
      const next = sampleIntent({ market: 'm1', entry: 3 })
      for (const other of [next, sampleIntent({ market: 'm2', stake: 900_000 })]) {
        const result = await store.beginAll([other, there])
        assertKind(result, 'exists', 'all')
        assertEqual(result.key, there.key, 'which')
        assertEqual(result.order, { ...newOrder(there).order, version: 2 }, 'order')
        assertEqual(result.entry, 2, 'the highest entry that is recorded')
        assertEqual(await seen(store), before, 'what is there')
      }
      assertEqual(await store.order(next.key), null, 'the one beside it')
    },
  },
  {
    id: 'STO-234',
    title: 'an order that takes the risk of one before it away is begun with it',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const even = { price: 20_000, stake: 60_000, netting: true, outcomes: 2 }
      const back = sampleIntent(even)
      const lay = sampleIntent({ ...even, side: 'lay', entry: 2 })
      const result = await store.beginAll([back, lay])
      assertKind(result, 'reserved', 'both')
      assertEqual(result.balances.reserved, money(60_000), 'reserved')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-235',
    title: 'what makes no sense together is refused and leaves nothing',
    async run({ store }) {
      const other = accountKey('LIVE', 'main')
      await store.startRun(sampleRunStart())
      await store.startRun(sampleRunStart(other))
      const one = sampleIntent({ market: 'm1' })
      const before = await seen(store)
      const bad: readonly OneOrMore<Intent>[] = [
        [one, one],
        [one, { ...sampleIntent({ market: 'm2' }), ref: one.ref }],
        [one, sampleIntent({ market: 'm2', account: other })],
        [one, { ...sampleIntent({ market: 'm2' }), stake: money(0), liability: money(0) }],
      ]
      for (const [index, intents] of bad.entries()) {
        const { code } = new InvalidValueError('', 0, '')
        await assertRejects(() => store.beginAll(intents), code, `the ${index + 1}th`)
        assertEqual(await seen(store), before, 'what is there')
      }
      const unknown = { ...sampleIntent({ market: 'm2' }), run: sampleRunStart(SAMPLE_ACCOUNT, 9).run.id }
      await assertRejects(() => store.beginAll([one, unknown]), 'UNKNOWN_RUN', 'of an unknown run')
      assertEqual(await seen(store), before, 'what is there after a run that is not')
    },
  },
  {
    id: 'STO-236',
    title: 'of many at once that share an order, one is begun whole',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const shared = sampleIntent({ market: 'shared', claims: [LIMIT] })
      const own = Array.from({ length: 6 }, (_, index) => sampleIntent({ market: `own ${index}`, claims: [LIMIT] }))
      const results = await Promise.all(
        own.map((intent, index) => store.beginAll(index % 2 === 0 ? [shared, intent] : [intent, shared])),
      )
      assertEqual(results.filter(({ kind }) => kind === 'reserved').length, 1, 'begun')
      assertEqual(results.filter(({ kind }) => kind === 'exists').length, 5, 'others')
      assertEqual((await store.orders({ account: SAMPLE_ACCOUNT })).length, 2, 'orders')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, money(2000), 'reserved')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]

/** All of an account that an order could have left something in. */
async function seen(store: Store): Promise<unknown> {
  const account = SAMPLE_ACCOUNT
  return {
    balances: await store.balances(account),
    orders: await store.orders({ account }),
    changes: await store.changes({ account, after: 0, at: SAMPLE_TIME, limit: 100 }),
    events: await store.events({ account, after: 0, limit: 100 }),
    faults: await store.verify(account),
  }
}
