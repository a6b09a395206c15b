import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import type { LockKind } from '../../limits/lock.ts'
import type { LimitClaim } from '../../order/intent.ts'
import { newOrder } from '../../order/new-order.ts'
import type { RejectionCode } from '../../order/rejection.ts'
import { money } from '../../units/money.ts'
import { after, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleLock, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { inOneWallet } from './steps.ts'

const LIMIT_CODES: readonly [limit: string, code: RejectionCode][] = [
  ['open-orders', 'OPEN_BETS_EXCEEDED'],
  ['position:value|m', 'ALREADY_BET'],
  ['event:e1', 'LIMIT_EXCEEDED'],
]

const LOCK_CODES: readonly [kind: LockKind, code: RejectionCode][] = [
  ['loss-streak', 'LOSS_STREAK_LOCK'],
  ['drawdown', 'DRAWDOWN_LOCK'],
  ['day-loss', 'DAY_LOSS_LOCK'],
  ['cooldown', 'COOLDOWN_LOCK'],
  ['low-clv', 'LOW_CLV_LOCK'],
  ['cool-off', 'COOL_OFF_LOCK'],
]

export const beginCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-10',
    title: 'an intent is recorded with its liability reserved',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const execution = { token: '{"line": "17"}', marketVersion: 4, betDelayMs: 5000, maxStake: money(7000) }
      const intent = sampleIntent({ side: 'lay', stake: 1001, price: 25_000, execution })
      const result = await store.begin(intent)
      assertKind(result, 'reserved', 'begin')
      assertEqual(result.order, { ...newOrder(intent).order, version: 2 }, 'order')
      const reserved = inOneWallet({ available: 98_498, reserved: 1_502, capital: -100_000, result: 0, commission: 0 })
      assertEqual(result.balances, reserved, 'balances')
      assertEqual(await store.balances(SAMPLE_ACCOUNT), reserved, 'balances when asked')
      assertEqual(await store.order(intent.key), result.order, 'order when asked')
      assertEqual(await store.history(intent.key), [], 'history')
    },
  },
  {
    id: 'STO-11',
    title: 'a decision is recorded once, whatever comes under its key later',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ commission: 0.05, claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
      await store.begin(intent)
      const again = await store.begin({ ...intent, stake: money(500), liability: money(500) })
      assertKind(again, 'exists', 'again')
      assertEqual(again.order, { ...newOrder(intent).order, version: 2 }, 'order')
      assertEqual(again.entry, 1, 'the highest entry')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 1000, 'reserved')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-12',
    title: 'of many at once with one key, one wins',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      const results = await Promise.all(Array.from({ length: 8 }, () => store.begin(intent)))
      assertEqual(results.filter(({ kind }) => kind === 'reserved').length, 1, 'winners')
      assertEqual(results.filter(({ kind }) => kind === 'exists').length, 7, 'others')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 1000, 'reserved')
    },
  },
  {
    id: 'STO-13',
    title: 'money that is not there is not reserved, and the last penny is',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const tooMuch = await store.begin(sampleIntent({ market: 'm1', stake: 100_001 }))
      assertKind(tooMuch, 'denied', 'a penny too much')
      assertEqual(tooMuch.code, 'FUNDS_INSUFFICIENT', 'code')
      assertKind(await store.begin(sampleIntent({ market: 'm2', stake: 100_000 })), 'reserved', 'all of it')
      const more = await store.begin(sampleIntent({ market: 'm3', stake: 1 }))
      assertKind(more, 'denied', 'a penny more')
      assertEqual(await store.order(sampleIntent({ market: 'm1' }).key), null, 'the denied order')
    },
  },
  ...LIMIT_CODES.map(
    ([limit, code]): ContractCase<StoreHarness> => ({
      id: `STO-14:${limit}`,
      title: `the limit ${limit} holds to the last unit and denies with ${code}`,
      async run({ store }) {
        await store.startRun(sampleRunStart())
        const begin = (market: string, claims: readonly LimitClaim[]) => store.begin(sampleIntent({ market, claims }))
        assertKind(await begin('m1', [{ limit, amount: 7, capacity: 10 }]), 'reserved', 'the first')
        const over = await begin('m2', [
          { limit: 'a-free-limit', amount: 1, capacity: 1 },
          { limit, amount: 4, capacity: 10 },
        ])
        assertKind(over, 'denied', 'one too many')
        assertEqual(over.code, code, 'code')
        assertKind(
          await begin('m3', [{ limit: 'a-free-limit', amount: 1, capacity: 1 }]),
          'reserved',
          'the other limit',
        )
        assertKind(await begin('m4', [{ limit, amount: 3, capacity: 10 }]), 'reserved', 'the last units')
        assertKind(await begin('m5', [{ limit, amount: 1, capacity: 8 }]), 'denied', 'under a lowered capacity')
        assertKind(await begin('m6', [{ limit, amount: 0, capacity: 10 }]), 'reserved', 'nothing of it')
        const first = await begin('m7', [{ limit: `${limit}:new`, amount: 2, capacity: 1 }])
        assertKind(first, 'denied', 'more than the whole limit')
        assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
      },
    }),
  ),
  ...LOCK_CODES.map(
    ([kind, code]): ContractCase<StoreHarness> => ({
      id: `STO-15:${kind}`,
      title: `a ${kind} lock denies with ${code} to its end, whenever it was set`,
      async run({ store }) {
        await store.startRun(sampleRunStart())
        const from = after(SAMPLE_TIME, MINUTE)
        const until = after(SAMPLE_TIME, 2 * MINUTE)
        await store.setLock(sampleLock({ kind, reason: 'five in a row', from, until }))
        const begin = (market: string, at: number) => store.begin(sampleIntent({ market, at }))
        assertKind(await begin('m1', MINUTE - 1), 'denied', 'decided before it')
        const denied = await begin('m2', MINUTE)
        assertEqual(denied, { kind: 'denied', code, detail: 'five in a row' }, 'at its start')
        assertKind(await begin('m3', 2 * MINUTE - 1), 'denied', 'just before its end')
        assertKind(await begin('m4', 2 * MINUTE), 'reserved', 'at its end')
        assertKind(await begin('m2', 2 * MINUTE), 'reserved', 'what was denied')
      },
    }),
  ),
  {
    id: 'STO-16',
    title: 'a lock without an end holds until it is lifted',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const lock = sampleLock({ reason: 'down 21 %' })
      await store.setLock(lock)
      assertKind(await store.begin(sampleIntent({ at: 90 * MINUTE })), 'denied', 'while it holds')
      const lifted = after(SAMPLE_TIME, 80 * MINUTE)
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'lock', lifted), true, 'lifted')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'lock', lifted), false, 'lifted again')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'another', lifted), false, 'another')
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [{ ...lock, until: lifted }], 'locks')
      assertKind(await store.begin(sampleIntent({ at: 90 * MINUTE })), 'reserved', 'when it is lifted')
    },
  },
  {
    id: 'STO-17',
    title: 'the kill switch denies before all else, until it is turned off',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })
      const denied = await store.begin(sampleIntent({ stake: 999_999 }))
      assertEqual(denied, { kind: 'denied', code: 'HALTED', detail: 'by hand' }, 'while it is on')
      const { code } = await store.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
      assertKind(await store.begin(sampleIntent()), 'denied', 'after the first step to turn it off')
      await store.resume(SAMPLE_ACCOUNT, code, SAMPLE_TIME)
      assertKind(await store.begin(sampleIntent()), 'reserved', 'when it is off')
    },
  },
  {
    id: 'STO-18',
    title: 'an intent that makes no sense is refused and leaves nothing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      const bad = [
        { ...intent, stake: money(0), liability: money(0) },
        { ...intent, liability: money(999) },
        { ...intent, claims: [{ limit: '', amount: 1, capacity: 1 }] },
        { ...intent, claims: [{ limit: 'exposure:account', amount: 1, capacity: 1 }] },
        { ...intent, claims: [{ limit: 'a', amount: -1, capacity: 1 }] },
        { ...intent, claims: [{ limit: 'a', amount: 0.5, capacity: 1 }] },
        { ...intent, claims: [{ limit: 'a', amount: 1, capacity: Number.POSITIVE_INFINITY }] },
        { ...intent, claims: [1, 2].map((amount) => ({ limit: 'a', amount, capacity: 9 })) },
      ]
      for (const [index, each] of bad.entries()) {
        await assertRejects(() => store.begin(each), new InvalidValueError('', 0, '').code, `the ${index + 1}th`)
      }
      assertEqual(await store.orders({ account: SAMPLE_ACCOUNT }), [], 'orders')
      assertEqual((await store.balances(SAMPLE_ACCOUNT)).reserved, 0, 'reserved')
    },
  },
]
