import { coverOf } from '../../order/cover.ts'
import type { Intent } from '../../order/intent.ts'
import type { Order, OrderEvent } from '../../order/order.ts'
import type { Store } from '../../ports/store.ts'
import { money } from '../../units/money.ts'
import { after, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, type SampleIntent, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

const AT = after(SAMPLE_TIME, MINUTE)
const reason = { code: 'CANCELLED', message: 'to be replaced' }
const cancelled: OrderEvent = { type: 'cancelled', at: AT, reason }

/** What is open, and what is to come in its place; what of the two is held together, and what of the second alone. */
const PAIRS: readonly {
  readonly what: string
  readonly first: SampleIntent
  readonly second: SampleIntent
  readonly both: number
  readonly alone: number
}[] = [
  { what: 'backs', first: { stake: 1000 }, second: { stake: 1000, price: 25_000 }, both: 1000, alone: 1000 },
  // A minor unit more: each lay is rounded up by itself.
  {
    what: 'lays at a dearer price',
    first: { side: 'lay', stake: 1000, price: 20_000 },
    second: { side: 'lay', stake: 1000, price: 23_000 },
    both: 1301,
    alone: 1300,
  },
  {
    what: 'lays at a cheaper price',
    first: { side: 'lay', stake: 1000, price: 23_000 },
    second: { side: 'lay', stake: 1000, price: 20_000 },
    both: 1301,
    alone: 1000,
  },
]

async function openOrder(store: Store, intent: Intent): Promise<Order> {
  assertKind(await store.begin(intent), 'reserved', 'the first')
  const result = await store.advance(intent.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' }])
  assertKind(result, 'changed', 'accepted')
  return result.order
}

function beside(open: Order, sample: SampleIntent): Intent {
  const plain = sampleIntent({ ...sample, entry: 2, replaces: open.intent.key })
  const covers = coverOf(open, plain)
  return covers === null ? plain : { ...plain, covers }
}

async function reserved(store: Store): Promise<number> {
  return (await store.balances(SAMPLE_ACCOUNT)).reserved
}

export const coverCases: readonly ContractCase<StoreHarness>[] = [
  ...[false, true].flatMap((netting, group) =>
    PAIRS.map(
      ({ what, first, second, both, alone }, index): ContractCase<StoreHarness> => ({
        id: `STO-${260 + 3 * group + index}`,
        title: `of ${what}, one in the place of the other, the larger is held${netting ? ' where bets are set off' : ''}`,
        async run({ store }) {
          await store.startRun(sampleRunStart())
          const open = await openOrder(store, sampleIntent({ ...first, netting }))
          const limited = { ...second, netting, exposure: { market: money(both) } }
          const intent = beside(open, limited)
          assertKind(await store.begin(intent), 'reserved', 'within the limit that is as large')
          assertEqual(await reserved(store), both, 'both together')
          const result = await store.advance(open.intent.key, [cancelled])
          assertKind(result, 'changed', 'the first is cancelled')
          assertEqual(
            [result.uncovered?.intent.key, result.uncovered?.covered],
            [intent.key, 0],
            'the other holds its own',
          )
          assertEqual([await reserved(store), result.balances.reserved], [alone, alone], 'the second alone')
          const types = (await store.history(intent.key)).map(({ type }) => type)
          assertEqual(types, ['uncovered'], 'its history')
          assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
        },
      }),
    ),
  ),
  {
    id: 'STO-266',
    title: 'one that was not placed gives back no more than it held beside the other',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent({ side: 'lay', price: 20_000 }))
      const intent = beside(open, { side: 'lay', price: 23_000 })
      assertKind(await store.begin(intent), 'reserved', 'beside')
      assertKind(await store.advance(intent.key, [{ type: 'not-sent', at: AT, reason }]), 'changed', 'not sent')
      assertEqual(await reserved(store), 1000, 'the first alone')
      // Found after all, it holds all of its own.
      assertKind(
        await store.advance(intent.key, [{ type: 'late-found', at: AT, venueOrderId: '2' }]),
        'changed',
        'found',
      )
      assertEqual(await reserved(store), 2300, 'both, each its own')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
    },
  },
  {
    id: 'STO-267',
    title: 'what is matched of the order that is replaced raises nothing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent({ stake: 1000 }))
      const intent = beside(open, { stake: 1000, price: 25_000 })
      assertKind(await store.begin(intent), 'reserved', 'beside')
      const some: OrderEvent = { type: 'matched', at: AT, matchedStake: money(400), averagePrice: null }
      assertKind(await store.advance(open.intent.key, [some]), 'changed', 'matched in part')
      assertEqual(await reserved(store), 1000, 'as much as before')
      const placed: readonly OrderEvent[] = [
        { type: 'accepted', at: AT, venueOrderId: '2' },
        { type: 'amended', at: AT, stake: money(600), persistence: 'lapse' },
      ]
      assertKind(await store.advance(intent.key, placed), 'changed', 'placed for what was left')
      assertKind(await store.advance(open.intent.key, [cancelled]), 'changed', 'the first is cancelled')
      assertEqual(await reserved(store), 1000, 'what was matched and what is open')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
    },
  },
  {
    id: 'STO-270',
    title: 'of a lay at a dearer price that was made smaller, no more is held by the first than that asks for',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent({ side: 'lay', stake: 1000, price: 30_000 }))
      const intent = beside(open, { side: 'lay', stake: 1000, price: 50_000 })
      assertKind(await store.begin(intent), 'reserved', 'beside')
      assertEqual(await reserved(store), 4001, 'the larger')
      const placed: readonly OrderEvent[] = [
        { type: 'accepted', at: AT, venueOrderId: '2' },
        { type: 'amended', at: AT, stake: money(500), persistence: 'lapse' },
      ]
      assertKind(await store.advance(intent.key, placed), 'changed', 'placed for what was left')
      // 2000 of the first, and 2000 of the second less half of the 1999 that the first holds for it.
      assertEqual(await reserved(store), 3001, 'before the first has ended')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger in between')
      const some: OrderEvent = { type: 'matched', at: AT, matchedStake: money(500), averagePrice: null }
      assertKind(await store.advance(open.intent.key, [some, cancelled]), 'changed', 'the first is cancelled')
      assertEqual(await reserved(store), 3000, 'what was matched and what is open')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
    },
  },
  {
    id: 'STO-271',
    title: 'of a lay at a dearer price that has ended matched in part, no more is held by the first than that part',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent({ side: 'lay', stake: 1000, price: 30_000 }))
      const intent = beside(open, { side: 'lay', stake: 1000, price: 50_000 })
      assertKind(await store.begin(intent), 'reserved', 'beside')
      const heard: readonly OrderEvent[] = [
        { type: 'matched', at: AT, matchedStake: money(500), averagePrice: null },
        { type: 'lapsed', at: AT, reason },
      ]
      assertKind(await store.advance(intent.key, heard), 'changed', 'matched and lapsed')
      assertEqual(await reserved(store), 3001, 'while the first is believed to be open')
      assertKind(await store.advance(open.intent.key, [cancelled]), 'changed', 'the first is cancelled')
      assertEqual(await reserved(store), 2000, 'what was matched of the second')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
    },
  },
  {
    id: 'STO-272',
    title: 'keeps by which reference a venue knows an order, which stays another’s own',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent())
      const intent = { ...beside(open, { price: 25_000 }), venueRef: open.intent.ref }
      assertKind(await store.begin(intent), 'reserved', 'beside')
      const named: OrderEvent = { type: 'accepted', at: AT, venueOrderId: '2' }
      assertKind(await store.advance(intent.key, [named]), 'changed', 'accepted')
      const listed = await store.orders({ account: SAMPLE_ACCOUNT })
      assertEqual(
        listed.map(({ intent: { ref, venueRef }, venueOrderId }) => [ref, venueRef, venueOrderId]),
        [
          [intent.ref, open.intent.ref, '2'],
          [open.intent.ref, undefined, '1'],
        ],
        'what is listed',
      )
      // A found bet is known by the reference that is an order's own.
      const found = { ...sampleIntent({ entry: 3, origin: 'adopted' }), ref: open.intent.ref }
      const known = await store.adopt(found, [named])
      assertEqual([known.kind, known.order.intent.key], ['exists', open.intent.key], 'what is known')
    },
  },
  {
    id: 'STO-268',
    title: 'nothing is begun beside an order that has changed since, or is being replaced already',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = await openOrder(store, sampleIntent())
      const intent = beside(open, { price: 25_000 })
      const some: OrderEvent = { type: 'matched', at: AT, matchedStake: money(400), averagePrice: null }
      const moved = await store.advance(open.intent.key, [some])
      assertKind(moved, 'changed', 'matched in part')
      const denied = await store.begin(intent)
      assertEqual([denied.kind, 'code' in denied && denied.code], ['denied', 'REPLACED_CHANGED'], 'by an older version')
      const first = beside(moved.order, { stake: 600, price: 25_000 })
      assertKind(await store.begin(first), 'reserved', 'by what it is')
      const second = { ...beside(moved.order, { stake: 600, price: 26_000 }), ...renamed() }
      const again = await store.begin(second)
      assertEqual([again.kind, 'code' in again && again.code], ['denied', 'REPLACED_CHANGED'], 'a second one')
      assertEqual(await reserved(store), 1000, 'what is held')
      await assertRejects(() => store.beginAll([second]), 'INVALID_VALUE', 'together with others')
    },
  },
  {
    id: 'STO-269',
    title:
      'an order that ends and one that is begun to replace it at the same time hold neither too little nor for ever',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      for (let entry = 1; entry <= 8; entry += 1) {
        const market = `m${entry}`
        const open = await openOrder(store, sampleIntent({ market }))
        const intent = beside(open, { market, price: 25_000 })
        const [begun] = await Promise.all([store.begin(intent), store.advance(open.intent.key, [cancelled])])
        const held = begun.kind === 'reserved' ? 1000 : 0
        assertEqual(await reserved(store), held, begun.kind)
        if (begun.kind === 'reserved') await store.advance(intent.key, [{ type: 'not-sent', at: AT, reason }])
        assertEqual(await reserved(store), 0, 'once both have ended')
      }
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'the ledger')
    },
  },
]

function renamed(): Pick<Intent, 'key' | 'ref' | 'entry'> {
  const { key, ref, entry } = sampleIntent({ entry: 3 })
  return { key, ref, entry }
}
