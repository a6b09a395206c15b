import { MOST_STEPS } from '../../ports/store/orders.ts'
import type { Store } from '../../ports/store.ts'
import { accountKey } from '../../units/mode.ts'
import { money } from '../../units/money.ts'
import { forEachOf, type OneOrMore } from '../../units/one-or-more.ts'
import { after, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { matchAll } from './steps.ts'

const AT = after(SAMPLE_TIME, MINUTE)

/** Two bets on one market that set each other off, at a commission of the market. */
const hedge = [
  sampleIntent({ market: 'hedged', side: 'back', stake: 1000, price: 30_000, netting: true, commission: 0.05 }),
  sampleIntent({
    market: 'hedged',
    side: 'lay',
    stake: 1000,
    price: 20_000,
    netting: true,
    commission: 0.05,
    entry: 2,
  }),
] as const

const lone = sampleIntent({ market: 'alone' })

const won = { type: 'settled', at: AT, outcome: 'won', profit: money(2000) } as const
const lost = { type: 'settled', at: AT, outcome: 'lost', profit: money(-1000) } as const

const hedgeSettled = [
  { key: hedge[0].key, events: [won] },
  { key: hedge[1].key, events: [lost] },
] as const

async function withHedge(store: Store): Promise<void> {
  await store.startRun(sampleRunStart())
  for (const intent of [...hedge, lone]) {
    assertKind(await store.begin(intent), 'reserved', intent.key)
    await matchAll(store, intent)
  }
}

export const advanceAllCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-250',
    title: 'orders of a market are settled in one step, and every answer tells the balances after all of them',
    async run({ store, another }) {
      await withHedge(store)
      const before = await store.balances(SAMPLE_ACCOUNT)
      const answers = await store.advanceAll(hedgeSettled)
      const now = await store.balances(SAMPLE_ACCOUNT)
      for (const answer of answers) {
        assertKind(answer, 'changed', 'each')
        assertEqual(answer.balances, now, 'balances')
        assertEqual(await store.order(answer.order.intent.key), answer.order, 'the order that was answered')
      }
      assertEqual(now.available + now.reserved - before.available - before.reserved, 950, 'profit without commission')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      const one = await another()
      await withHedge(one)
      for (const { key, events } of hedgeSettled) await one.advance(key, events)
      assertEqual(await one.balances(SAMPLE_ACCOUNT), now, 'balances where one is settled after the other')
      for (const { key } of hedge)
        assertEqual(await one.order(key), await store.order(key), 'order, one after the other')
    },
  },
  {
    id: 'STO-251',
    title: 'where one order is not known, none is advanced',
    async run({ store }) {
      await withHedge(store)
      const before = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: AT, limit: 10 })
      const unknown = { key: sampleIntent({ market: 'unknown' }).key, events: [won] }
      await assertRejects(() => store.advanceAll([...hedgeSettled, unknown]), 'UNKNOWN_ORDER', 'an order of nobody')
      const changes = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: AT, limit: 10 })
      assertEqual(changes, before, 'what has changed')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-252',
    title: 'what says nothing new of one order keeps none of the others back',
    async run({ store }) {
      await withHedge(store)
      await store.advance(hedge[0].key, [won])
      const [first, second] = await store.advanceAll(hedgeSettled)
      assertKind(first, 'ignored', 'settled before')
      assertEqual(second?.kind, 'changed', 'the other')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-253',
    title: 'orders are advanced together once each, of one account, and not too many',
    async run({ store }) {
      await withHedge(store)
      const other = accountKey('DRY_RUN', 'other')
      await store.startRun(sampleRunStart(other))
      const theirs = sampleIntent({ account: other })
      assertKind(await store.begin(theirs), 'reserved', 'of another account')
      const [first] = hedgeSettled
      const voided = { key: theirs.key, events: [{ type: 'voided', at: AT }] } as const
      const none: OneOrMore<typeof first> = JSON.parse('[]')
      const many = forEachOf([0, ...Array(MOST_STEPS).keys()], (number) => ({
        ...first,
        key: sampleIntent({ market: `m${number}` }).key,
      }))
      for (const [steps, what] of [
        [none, 'none'],
        [[first, first], 'one order twice'],
        [[first, voided], 'orders of two accounts'],
        [many, 'too many'],
      ] as const) {
        await assertRejects(() => store.advanceAll(steps), 'INVALID_VALUE', what)
      }
      assertEqual((await store.order(first.key))?.state, 'MATCHED', 'the order')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-254',
    title: 'a leader whose place another has taken advances none of them',
    async run({ store }) {
      await withHedge(store)
      const { run } = sampleRunStart()
      const lease = await store.lead(run.id, SAMPLE_TIME, MINUTE)
      await assertRejects(
        () => store.advanceAll(hedgeSettled, { ...lease, epoch: lease.epoch + 1 }),
        'FENCED',
        'another epoch',
      )
      assertEqual((await store.order(hedge[0].key))?.state, 'MATCHED', 'the order')
      const answers = await store.advanceAll(hedgeSettled, lease)
      assertEqual(
        answers.map(({ kind }) => kind),
        ['changed', 'changed'],
        'answers to the leader',
      )
    },
  },
]
