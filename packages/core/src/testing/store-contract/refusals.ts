import { EXPOSURE_SCOPES } from '../../limits/refusal.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import { money } from '../../units/money.ts'
import { MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { advanceAll } from './steps.ts'

export const refusalCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-65',
    title: 'no more orders begin within a stretch of time than the rate allows, whatever became of them',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const rate = { orders: 2, windowMs: MINUTE }
      const begin = (at: number) => store.begin(sampleIntent({ market: `at ${at}`, at, rate }))
      const foreign = sampleIntent({ market: 'foreign', at: 1, origin: 'foreign' })
      await store.adopt(foreign, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: '1' }])
      assertKind(await begin(0), 'reserved', 'the first')
      await advanceAll(store, sampleIntent({ market: 'at 0' }), [sampleEvents()['not-sent']])
      assertKind(await begin(30_000), 'reserved', 'the second')
      const denied = { kind: 'denied', code: 'RATE_EXCEEDED', detail: '2 orders within 60 s, at most 2' }
      assertEqual(await begin(59_999), denied, 'a third within the minute')
      assertKind(await begin(60_000), 'reserved', 'when the first is a minute old')
      assertEqual(await begin(60_001), denied, 'another')
      assertKind(await begin(120_000), 'reserved', 'a minute later')
    },
  },
  {
    id: 'STO-66',
    title: 'an intent is asked in one order: kill switch, locks, claims, exposures, losses, rate, funds',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      assertKind(await store.begin(sampleIntent()), 'reserved', 'one order')
      const none = { orders: 0, windowMs: MINUTE }
      const asked = { entry: 2, stake: 200_000 }
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })
      await store.setLock(sampleLock())
      const zero = money(0)
      const limits = {
        claims: [{ limit: 'open-orders', amount: 1, capacity: 0 }],
        exposure: { selection: zero, market: zero, event: zero, strategy: zero, venue: zero, account: zero },
        loss: { day: zero, week: zero, month: zero },
        rate: none,
      }
      const codes: RejectionCode[] = []
      const ask = async () => {
        const result = await store.begin(sampleIntent({ ...asked, ...limits }))
        assertKind(result, 'denied', `after ${codes.join(', ')}`)
        codes.push(result.code)
      }
      await ask()
      const { code } = await store.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
      await store.resume(SAMPLE_ACCOUNT, code, SAMPLE_TIME)
      await ask()
      await store.liftLock(SAMPLE_ACCOUNT, 'lock', SAMPLE_TIME)
      await ask()
      limits.claims = []
      const free = money(1_000_000)
      for (const scope of EXPOSURE_SCOPES) {
        await ask()
        limits.exposure[scope] = free
      }
      for (const kind of ['day', 'week', 'month'] as const) {
        await ask()
        limits.loss[kind] = free
      }
      await ask()
      limits.rate = { orders: 9, windowMs: MINUTE }
      await ask()
      const expected = [
        'HALTED',
        'DRAWDOWN_LOCK',
        'OPEN_BETS_EXCEEDED',
        'SELECTION_LIMIT',
        'MARKET_LIMIT',
        'EVENT_LIMIT',
        'STRATEGY_LIMIT',
        'VENUE_LIMIT',
        'ACCOUNT_LIMIT',
        'DAY_LOSS_LIMIT',
        'WEEK_LOSS_LIMIT',
        'MONTH_LOSS_LIMIT',
        'RATE_EXCEEDED',
        'FUNDS_INSUFFICIENT',
      ]
      assertEqual(codes, expected, 'codes')
    },
  },
]
