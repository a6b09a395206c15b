import { newOrder } from '../../order/new-order.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import type { Advice } from '../../ports/advice.ts'
import type { AdvisorEvent } from '../../ports/advisor-event.ts'
import { type AccountKey, runId } from '../../units/ids.ts'
import { accountKey } from '../../units/mode.ts'
import { fromPriceUnits } from '../../units/price.ts'
import { after } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

function warning(code: string, account: AccountKey = SAMPLE_ACCOUNT): AdvisorEvent {
  return { type: 'warning', at: SAMPLE_TIME, account, run: runId(`${account}-1`), code, message: `${code}: “ünïcode”` }
}

function advised(rejection: RejectionCode | null, at: number): AdvisorEvent {
  const intent = sampleIntent({ at })
  const advice: Advice = {
    at: intent.decidedAt,
    strategy: intent.strategy,
    strategyVersion: intent.strategyVersion,
    venue: intent.venue,
    event: intent.event,
    eventName: intent.eventName,
    competition: intent.competition,
    startsAt: intent.startsAt,
    market: intent.market,
    marketKind: 'h2h',
    selection: intent.selection,
    selectionName: intent.selectionName,
    side: intent.side,
    terms: intent.terms,
    price: fromPriceUnits(intent.price),
    fairProbability: intent.fairProbability,
    fairPrice: 2,
    fairSource: 'pinnacle',
    edge: intent.edge,
    kellyFraction: 0.045,
    stake: intent.stake,
    liability: intent.liability,
    sizing: ['0.045 × 0.2 × 1000.00'],
    verdicts: [{ control: 'edge', code: rejection, detail: 'edge 0.05 ≥ 0.01' }],
    rejection,
    summary: 'back Home at 2.1',
  }
  return { type: 'advice', at: intent.decidedAt, account: SAMPLE_ACCOUNT, run: intent.run, advice }
}

export const eventCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-50',
    title: 'events are kept in order under ids from 1 without gaps, in each account by itself',
    async run({ store }) {
      const other = accountKey('LIVE', 'main')
      await store.startRun(sampleRunStart())
      await store.startRun(sampleRunStart(other))
      assertEqual(await store.lastEventId(SAMPLE_ACCOUNT), 0, 'last id of none')
      assertEqual(await store.append([]), [], 'nothing')
      const mixed = [warning('a'), warning('b', other), warning('c')]
      const stored = await store.append(mixed)
      assertEqual(
        stored,
        [1, 1, 2].map((id, index) => ({ id, event: mixed[index] })),
        'stored',
      )
      await store.append([warning('d')])
      const events = await store.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(
        events,
        ['a', 'c', 'd'].map((code, index) => ({ id: index + 1, event: warning(code) })),
        'events',
      )
      assertEqual(await store.lastEventId(SAMPLE_ACCOUNT), 3, 'last id')
      assertEqual(await store.lastEventId(other), 1, 'last id of the other')
    },
  },
  {
    id: 'STO-51',
    title: 'events are read from any id on, page by page, also of some types only',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.append([warning('a'), advised(null, 0), warning('b'), warning('c'), advised('EDGE_BELOW_MIN', 1)])
      const ids = async (query: { after: number; limit: number; types?: AdvisorEvent['type'][] }) =>
        (await store.events({ account: SAMPLE_ACCOUNT, ...query })).map(({ id }) => id)
      assertEqual(await ids({ after: 2, limit: 2 }), [3, 4], 'a page')
      assertEqual(await ids({ after: 5, limit: 2 }), [], 'after the last')
      assertEqual(await ids({ after: 0, limit: 2, types: ['advice'] }), [2, 5], 'of a type')
      assertEqual(await ids({ after: 2, limit: 9, types: ['advice', 'warning'] }), [3, 4, 5], 'of two types')
      assertEqual(await ids({ after: 0, limit: 9, types: [] }), [], 'of no type')
    },
  },
  {
    id: 'STO-52',
    title: 'many may append at once, and no id is missing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await Promise.all(Array.from({ length: 20 }, (_, index) => store.append([warning(`${index}`), warning('then')])))
      const events = await store.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 100 })
      assertEqual(
        events.map(({ id }) => id),
        Array.from({ length: 40 }, (_, index) => index + 1),
        'ids',
      )
      const seconds = events.filter((_, index) => index % 2 === 1)
      assertEqual(
        seconds.every(({ event }) => event.type === 'warning' && event.code === 'then'),
        true,
        'kept together',
      )
    },
  },
  {
    id: 'STO-53',
    title: 'events are kept all or none',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const stray = warning('b', accountKey('LIVE', 'nobody'))
      await assertRejects(() => store.append([warning('a'), stray]), 'UNKNOWN_ACCOUNT', 'append')
      assertEqual(await store.lastEventId(SAMPLE_ACCOUNT), 0, 'last id')
    },
  },
  {
    id: 'STO-54',
    title: 'rejected advice is counted by code from a moment on',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const codes = ['EDGE_BELOW_MIN', 'EDGE_BELOW_MIN', null, 'ALREADY_BET', 'EDGE_BELOW_MIN'] as const
      await store.append([warning('a'), ...codes.map((code, at) => advised(code, at))])
      assertEqual(
        await store.rejections(SAMPLE_ACCOUNT, after(SAMPLE_TIME, 1)),
        { EDGE_BELOW_MIN: 2, ALREADY_BET: 1 },
        'since',
      )
      assertEqual(await store.rejections(SAMPLE_ACCOUNT, after(SAMPLE_TIME, 5)), {}, 'later')
    },
  },
  {
    id: 'STO-55',
    title: 'what was kept is there when the store is opened again',
    needs: 'durable',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ side: 'lay', claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
      await store.begin(intent)
      await store.advance(intent.key, [{ type: 'closing-line', at: SAMPLE_TIME, closingProbability: 0.1 + 0.2 }])
      await store.append([warning('a'), advised('QUOTE_STALE', 3)])
      const order = await store.order(intent.key)
      const history = await store.history(intent.key)
      const events = await store.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      const reopened = await harness.reopen()
      assertEqual(await reopened.order(intent.key), order, 'order')
      assertEqual(await reopened.history(intent.key), history, 'history')
      assertEqual(await reopened.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 }), events, 'events')
      assertEqual((await reopened.begin(intent)).kind, 'exists', 'begin again')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-143',
    title: 'events that tell of an order are told again as they were, whether the store has the order or not',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const [kept, unknown] = ['kept', 'unknown'].map((market) => sampleIntent({ market }))
      if (kept === undefined || unknown === undefined) throw new Error('two intents')
      const begun = await store.begin(kept)
      assertKind(begun, 'reserved', 'begin')
      const told = [
        begun.order,
        { ...begun.order, state: 'ACCEPTED' as const, venueOrderId: 'v1' },
        { ...begun.order, intent: { ...kept, reasons: ['another reason'] } },
        newOrder(unknown).order,
      ].map((order) => ({ type: 'order' as const, order, at: SAMPLE_TIME, account: SAMPLE_ACCOUNT, run: kept.run }))
      const stored = await store.append(told)
      assertEqual(
        stored.map(({ event }) => event),
        told,
        'what append answers',
      )
      const reopened = await harness.reopen()
      const read = await reopened.events({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(read, stored, 'as they were told')
    },
  },
]
