import type { StoreRecord } from '../../ports/record.ts'
import type { Store } from '../../ports/store.ts'
import { type AccountKey, runId } from '../../units/ids.ts'
import { accountKey } from '../../units/mode.ts'
import { money } from '../../units/money.ts'
import { after, HOUR, MINUTE, timestamp } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  type SampleIntent,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { settle } from './steps.ts'

const ONE = SAMPLE_ACCOUNT
const OTHER = accountKey('DRY_RUN', 'other')

const intentOf = (account: AccountKey, sample: SampleIntent = {}) => sampleIntent({ account, ...sample })

const warningOf = (account: AccountKey) =>
  ({ type: 'warning', at: SAMPLE_TIME, account, run: runId('r'), code: 'C', message: 'm' }) as const

/** Something of everything, alike in every account but for how much. */
async function fill(store: Store, account: AccountKey, stake: number): Promise<void> {
  await store.startRun(sampleRunStart(account))
  const claims = [{ limit: 'open-orders', amount: 1, capacity: 9 }]
  const of = (market: string) => intentOf(account, { market, stake, claims })
  for (const market of ['lost', 'open']) await store.begin(of(market))
  await settle(store, of('lost'), { at: HOUR, profit: -stake })
  await store.deposit(account, SAMPLE_WALLET, money(stake), SAMPLE_TIME)
  await store.setLock(sampleLock({ account, strategy: 'value', reason: `${stake}` }))
  const { exposure, loss } = intentOf(account, { exposure: { market: money(stake) } }).limits
  await store.setLimits(account, { exposure, loss }, SAMPLE_TIME, 0)
  await store.append([warningOf(account)])
  await store.setHalt(account, { reason: `${stake}`, at: SAMPLE_TIME })
}

/** All that can be read of an account. */
async function readsOf(store: Store, account: AccountKey): Promise<unknown> {
  const at = SAMPLE_TIME
  const orders = await store.orders({ account })
  return {
    runs: await store.runs(account),
    balances: await store.balances(account),
    records: await store.accountRecords(account),
    orders,
    some: await store.orders({
      account,
      states: ['SETTLED', 'SENDING'],
      strategy: 'value',
      since: at,
      until: after(at, HOUR),
      limit: 2,
    }),
    market: await store.orders({ account, market: intentOf(account, { market: 'open' }).market }),
    histories: await Promise.all(orders.map(({ intent }) => store.history(intent.key))),
    equity: await store.equity(account, timestamp(0)),
    locks: await store.locks(account),
    limits: await store.limits(account, at),
    events: await store.events({ account, after: 0, limit: 10 }),
    warnings: await store.events({ account, after: 0, limit: 10, types: ['warning'] }),
    lastEventId: await store.lastEventId(account),
    rejections: await store.rejections(account, timestamp(0)),
    changes: await store.changes({ account, after: 0, at, limit: 10 }),
    faults: await store.verify(account),
  }
}

export const twoAccountCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-130',
    title: 'what is read of an account is the same whatever others in the store do',
    async run(harness) {
      const { store } = harness
      await fill(store, ONE, 1000)
      const alone = await readsOf(store, ONE)
      await fill(store, OTHER, 700)
      assertEqual(await readsOf(store, ONE), alone, 'the first account')
      const elsewhere = await harness.another()
      await fill(elsewhere, OTHER, 700)
      assertEqual(await readsOf(store, OTHER), await readsOf(elsewhere, OTHER), 'the second account')
      const foreign = intentOf(ONE, { market: 'open', stake: 1000 }).key
      await assertRejects(() => store.orders({ account: OTHER, after: foreign }), 'UNKNOWN_ORDER', 'after its order')
    },
  },
  {
    id: 'STO-131',
    title: 'a lock stops, holds back and is lifted in its own account alone, also where another has one of the same id',
    async run({ store }) {
      for (const account of [ONE, OTHER]) await store.startRun(sampleRunStart(account))
      const first = sampleLock({ account: ONE, reason: 'first' })
      assertEqual(await store.setLock(first), first, 'in one account')
      assertKind(await store.begin(intentOf(OTHER, { market: 'a' })), 'reserved', 'an intent of the other')
      assertEqual(await store.liftLock(OTHER, first.id, SAMPLE_TIME), false, 'lift what the other has not')
      const second = sampleLock({ account: OTHER, reason: 'second' })
      assertEqual(await store.setLock(second), second, 'of the same id and kind in the other')
      assertEqual(await store.liftLock(ONE, first.id, after(SAMPLE_TIME, MINUTE)), true, 'lift one')
      assertEqual(await store.locks(OTHER), [second], 'the other')
      assertKind(await store.begin(intentOf(ONE, { market: 'b', at: HOUR })), 'reserved', 'in the account that is free')
      assertKind(await store.begin(intentOf(OTHER, { market: 'b', at: HOUR })), 'denied', 'in the one that is locked')
    },
  },
  {
    id: 'STO-132',
    title: 'limits, kill switch and ticket of an account are its own',
    async run({ store }) {
      for (const account of [ONE, OTHER]) await store.startRun(sampleRunStart(account))
      const full = {
        claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }],
        event: 'e',
        exposure: {
          market: money(1000),
          event: money(1000),
          strategy: money(1000),
          venue: money(1000),
          account: money(1000),
        },
        loss: { day: money(1000), week: money(1000), month: money(1000) },
        rate: { orders: 1, windowMs: HOUR },
      }
      assertKind(await store.begin(intentOf(ONE, full)), 'reserved', 'in one account')
      assertKind(await store.begin(intentOf(ONE, { ...full, market: 'm' })), 'denied', 'once more in that')
      assertKind(await store.begin(intentOf(OTHER, full)), 'reserved', 'in the other')
      const halt = { reason: 'by hand', at: SAMPLE_TIME }
      for (const account of [ONE, OTHER]) await store.setHalt(account, halt)
      const { code } = await store.askResume(ONE, SAMPLE_TIME)
      await assertRejects(() => store.resume(OTHER, code, SAMPLE_TIME), 'RESUME_REFUSED', 'the ticket of the other')
      await store.resume(ONE, code, SAMPLE_TIME)
      const { halt: other } = await store.changes({ account: OTHER, after: 0, at: SAMPLE_TIME, limit: 1 })
      assertEqual(other, halt, 'the halt of the other')
    },
  },
  {
    id: 'STO-133',
    title: 'the runs of each account have a leader of their own',
    async run({ store }) {
      const [one, other] = [sampleRunStart(ONE), sampleRunStart(OTHER)]
      for (const start of [one, other]) await store.startRun(start)
      const fence = await store.lead(one.run.id, SAMPLE_TIME, MINUTE)
      assertEqual(fence.leader, one.run.id, 'of one')
      assertEqual((await store.lead(other.run.id, SAMPLE_TIME, MINUTE)).leader, other.run.id, 'of the other')
      const intent = intentOf(OTHER)
      await assertRejects(() => store.adopt(intent, [], fence), 'FENCED', 'the pass of one in the other')
      await store.endRun(one.run.id, SAMPLE_TIME)
      const peers = await store.peers(OTHER, other.run.startedAt)
      assertEqual(peers, [{ run: other.run.id, startedAt: other.run.startedAt }], 'who is alive in the other')
    },
  },
  {
    id: 'STO-134',
    title: 'locks and events that are imported twice are there once in each account, whatever others have like them',
    async run({ store }) {
      for (const account of [ONE, OTHER]) await store.startRun(sampleRunStart(account))
      const of = (account: AccountKey): readonly StoreRecord[] => [
        { kind: 'lock', lock: sampleLock({ account }) },
        { kind: 'event', event: warningOf(account) },
      ]
      assertEqual(await store.importRecords(of(ONE)), 2, 'into one')
      assertEqual(await store.importRecords(of(ONE)), 0, 'into it again')
      assertEqual(await store.importRecords(of(OTHER)), 2, 'into the other')
      assertEqual(await store.importRecords([...of(ONE), ...of(OTHER)]), 0, 'all again')
      for (const account of [ONE, OTHER]) {
        assertEqual(await store.locks(account), [sampleLock({ account })], `locks of ${account}`)
        const events = await store.events({ account, after: 0, limit: 10 })
        assertEqual(events, [{ id: 1, event: warningOf(account) }], `events of ${account}`)
      }
    },
  },
]
