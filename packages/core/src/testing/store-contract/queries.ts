import { after, HOUR, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { settle } from './steps.ts'

export const queryCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-40',
    title: 'orders are listed by decision, newest first, page by page',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      // Recorded in another order than decided, and twice at one moment.
      for (const minute of [0, 3, 1, 2, 2.0001, 4]) {
        await store.begin(sampleIntent({ market: `m${minute}`, at: Math.floor(minute) * MINUTE }))
      }
      const list = async (limit: number, afterMarket?: string) => {
        const last = afterMarket === undefined ? {} : { after: sampleIntent({ market: afterMarket }).key }
        const orders = await store.orders({ account: SAMPLE_ACCOUNT, limit, ...last })
        return orders.map(({ intent }) => intent.market)
      }
      assertEqual(await list(100), ['m4', 'm3', 'm2.0001', 'm2', 'm1', 'm0'], 'all')
      assertEqual(await list(3), ['m4', 'm3', 'm2.0001'], 'the first page')
      assertEqual(await list(3, 'm2.0001'), ['m2', 'm1', 'm0'], 'the second page')
      assertEqual(await list(3, 'm0'), [], 'the last page')
      await assertRejects(() => list(1, 'nowhere'), 'UNKNOWN_ORDER', 'after an order that is not there')
    },
  },
  {
    id: 'STO-41',
    title: 'orders are found by state, strategy and time of decision, together',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intents = [
        sampleIntent({ market: 'm0', at: 0 }),
        sampleIntent({ market: 'm1', at: MINUTE, strategy: 'other' }),
        sampleIntent({ market: 'm2', at: 2 * MINUTE }),
        sampleIntent({ market: 'm3', at: 3 * MINUTE, strategy: 'other' }),
      ]
      for (const intent of intents) await store.begin(intent)
      for (const intent of intents.slice(0, 2)) await settle(store, intent, { at: 10 * MINUTE, profit: 100 })
      const list = async (query: object) => {
        const orders = await store.orders({ account: SAMPLE_ACCOUNT, ...query })
        return orders.map(({ intent }) => intent.market)
      }
      assertEqual(await list({ states: ['SETTLED'] }), ['m1', 'm0'], 'settled')
      assertEqual(await list({ states: ['SETTLED', 'SENDING'] }), ['m3', 'm2', 'm1', 'm0'], 'either')
      assertEqual(await list({ states: [] }), [], 'no state')
      assertEqual(await list({ strategy: 'other' }), ['m3', 'm1'], 'of a strategy')
      assertEqual(await list({ since: after(SAMPLE_TIME, 2 * MINUTE) }), ['m3', 'm2'], 'since')
      assertEqual(await list({ states: ['SENDING'], strategy: 'value', since: SAMPLE_TIME }), ['m2'], 'all three')
    },
  },
  {
    id: 'STO-42',
    title: 'a page holds 1 to 10000',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      for (const limit of [0, -1, 1.5, 10_001, Number.NaN]) {
        await assertRejects(() => store.orders({ account: SAMPLE_ACCOUNT, limit }), 'INVALID_VALUE', `orders, ${limit}`)
        const events = () => store.events({ account: SAMPLE_ACCOUNT, after: 0, limit })
        await assertRejects(events, 'INVALID_VALUE', `events, ${limit}`)
      }
    },
  },
  {
    id: 'STO-43',
    title: 'names of any script and punctuation come back as they were',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const market = `b'); DROP TABLE "orders"; -- \\ % _ | \n\t 1. FC Köln – 北京国安 ⚽`
      const intent = sampleIntent({
        market,
        selection: "O'Higgins",
        strategy: 'a"b',
        claims: [{ limit: market, amount: 1, capacity: 1 }],
      })
      const result = await store.begin(intent)
      assertKind(result, 'reserved', 'begin')
      assertEqual(await store.order(intent.key), result.order, 'order')
      assertEqual((await store.orders({ account: SAMPLE_ACCOUNT, strategy: 'a"b' })).length, 1, 'by strategy')
      await settle(store, intent, { at: 1000, profit: 100 })
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-44',
    title: 'locks are listed in the order in which they were set; one set again after its end takes its place',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const [until, later] = [after(SAMPLE_TIME, MINUTE), after(SAMPLE_TIME, HOUR)]
      const first = sampleLock({ id: 'b', kind: 'day-loss', until })
      const second = sampleLock({ id: 'a', until })
      const third = sampleLock({ id: 'b', kind: 'day-loss', from: until, until: later })
      for (const lock of [first, second, third]) assertEqual(await store.setLock(lock), lock, 'set')
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [third, second], 'locks')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'a', after(SAMPLE_TIME, MINUTE)), false, 'one that has ended')
    },
  },
]
