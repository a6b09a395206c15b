import type { OrderEvent } from '../../order/order.ts'
import { replayOrder } from '../../store-rules/replay.ts'
import { money } from '../../units/money.ts'
import { after, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { inOneWallet, lifeOf, settle } from './steps.ts'

export const adoptCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-90',
    title: 'a bet found at a venue is taken in whatever stands against it, and leaves no room for others',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })
      await store.setLock(sampleLock({ kind: 'cool-off', until: after(SAMPLE_TIME, MINUTE) }))
      const zero = money(0)
      const foreign = sampleIntent({
        market: 'm1',
        stake: 120_000,
        origin: 'foreign',
        claims: [{ limit: 'open-orders', amount: 1, capacity: 0 }],
        exposure: { market: zero, account: zero },
        loss: { day: zero },
        rate: { orders: 0, windowMs: 1000 },
      })
      const history = lifeOf(foreign, { at: 0, profit: 0 }).slice(0, 2)
      const before = (await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })).version
      const result = await store.adopt(foreign, history)
      assertKind(result, 'adopted', 'adopt')
      assertEqual(result.order, { ...replayOrder(foreign, history).order, version: before + 1 }, 'order')
      const owed = inOneWallet({ available: -20_000, reserved: 120_000, capital: -100_000, result: 0, commission: 0 })
      assertEqual(result.balances, owed, 'balances')
      const reopened = await harness.reopen()
      assertEqual(await reopened.order(foreign.key), result.order, 'order when asked')
      assertEqual(await reopened.history(foreign.key), history, 'history')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
      const { code } = await reopened.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
      await reopened.resume(SAMPLE_ACCOUNT, code, SAMPLE_TIME)
      const more = await reopened.begin(sampleIntent({ market: 'm2', stake: 1, at: MINUTE }))
      assertEqual(more.kind === 'denied' && more.code, 'FUNDS_INSUFFICIENT', 'one more')
      const capped = sampleIntent({ market: 'm3', stake: 1, at: MINUTE, exposure: { account: money(120_000) } })
      const over = await reopened.begin(capped)
      assertEqual(over.kind === 'denied' && over.code, 'ACCOUNT_LIMIT', 'its exposure counts')
    },
  },
  {
    id: 'STO-91',
    title: 'a bet is taken in once, known by its reference, however often it is found',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const foreign = sampleIntent({ market: 'm1', origin: 'foreign' })
      const history = [sampleEvents().accepted]
      const results = await Promise.all(Array.from({ length: 5 }, () => store.adopt(foreign, history)))
      assertEqual(results.filter(({ kind }) => kind === 'adopted').length, 1, 'adopted')
      const again = await store.adopt({ ...foreign, key: sampleIntent({ market: 'another' }).key }, [])
      assertKind(again, 'exists', 'the same reference under another key')
      assertEqual(again.order.intent.key, foreign.key, 'the order that exists')
      assertEqual((await store.orders({ account: SAMPLE_ACCOUNT })).length, 1, 'orders')
      const decided = sampleIntent({ market: 'm2' })
      await store.begin(decided)
      assertKind(await store.adopt({ ...decided, origin: 'adopted' }, history), 'exists', 'one that was decided here')
      assertEqual(await store.history(decided.key), [], 'the history of that one')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 2000, 'reserved')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-92',
    title: 'a decision whose bet was taken in from the venue is not bet again',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const decided = sampleIntent()
      const adopted = { ...decided, key: sampleIntent({ market: 'as it was found' }).key, origin: 'adopted' as const }
      assertKind(await store.adopt(adopted, [sampleEvents().accepted]), 'adopted', 'adopt')
      const begun = await store.begin(decided)
      assertKind(begun, 'exists', 'begin')
      assertEqual(begun.order.intent.key, adopted.key, 'the order that exists')
      assertEqual(await store.order(decided.key), null, 'an order under its own key')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 1000, 'reserved')
    },
  },
  {
    id: 'STO-93',
    title: 'a bet that is found with all of its life counts in equity and losses, and its events go on',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const over = sampleIntent({ market: 'm1', origin: 'foreign' })
      const life = lifeOf(over, { at: 1000, profit: -1000 })
      const told: OrderEvent[] = life.flatMap((event) => [event, event])
      assertKind(await store.adopt(over, told), 'adopted', 'adopt')
      assertEqual(await store.history(over.key), life, 'history: what said nothing new is left out')
      const points = await store.equity(SAMPLE_ACCOUNT, SAMPLE_TIME)
      assertEqual(points.at(-1), { at: SAMPLE_TIME + 1000, equity: 99_000 }, 'equity')
      const open = sampleIntent({ market: 'm2', origin: 'adopted' })
      assertKind(await store.adopt(open, []), 'adopted', 'one that is still open')
      await settle(store, open, { at: 2000, profit: 1100 })
      const restored = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(restored.losses.day, { '2026-08-08': -100 }, 'losses')
      assertEqual(
        restored.settled.map(({ intent }) => intent.market),
        ['m1', 'm2'],
        'settled',
      )
      assertEqual(restored.recentDecisions, [], 'decisions that count for the rate')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-94',
    title: 'what makes no sense is not taken in, and leaves nothing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const foreign = sampleIntent({ origin: 'foreign' })
      const bad = [sampleIntent(), { ...foreign, liability: money(1) }, { ...foreign, stake: money(0) }]
      for (const [index, intent] of bad.entries()) {
        await assertRejects(() => store.adopt(intent, []), 'INVALID_VALUE', `the ${index + 1}th`)
      }
      assertEqual(await store.orders({ account: SAMPLE_ACCOUNT }), [], 'orders')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 0, 'reserved')
    },
  },
  {
    id: 'STO-95',
    title: 'orders are found by market and by time of decision from and until',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      for (const [index, market] of ['m1', 'm2', 'm1', 'm2'].entries()) {
        await store.begin(sampleIntent({ market, at: index, entry: index + 1 }))
      }
      const list = async (query: object) => {
        const orders = await store.orders({ account: SAMPLE_ACCOUNT, ...query })
        return orders.map(({ intent }) => intent.entry)
      }
      const { market } = sampleIntent({ market: 'm1' })
      assertEqual(await list({ market }), [3, 1], 'of a market')
      assertEqual(await list({ until: after(SAMPLE_TIME, 2) }), [2, 1], 'until')
      assertEqual(await list({ since: after(SAMPLE_TIME, 1), until: after(SAMPLE_TIME, 3) }), [3, 2], 'between')
      assertEqual(await list({ market, since: after(SAMPLE_TIME, 1) }), [3], 'both')
      assertEqual(await list({ market, limit: 1, after: sampleIntent({ market: 'm1', entry: 3 }).key }), [1], 'a page')
    },
  },
]
