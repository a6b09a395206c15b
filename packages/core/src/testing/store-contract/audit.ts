import { money } from '../../units/money.ts'
import { after, DAY, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'
import { advanceAll } from './steps.ts'

const at = after(SAMPLE_TIME, MINUTE)
const by = { by: 'ann', reason: 'she knows why' }
const all = { account: SAMPLE_ACCOUNT, after: 0, limit: 100 }

export const auditCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-182',
    title: 'what a person does is noted with it, who, what, when and why, and what the software does is not',
    async run({ store }) {
      const { limits } = sampleRunStart()
      await store.startRun(sampleRunStart())
      const lost = sampleIntent({ market: 'lost' })
      await store.begin(lost)
      await advanceAll(store, lost, [sampleEvents().unknown])
      await store.setLock(sampleLock({ id: 'l1', until: null }))
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by itself', at })
      assertEqual(await store.audit(all), [], 'what the software has done')
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'too hot', at }, 'ann')
      const { code } = await store.askResume(SAMPLE_ACCOUNT, at)
      await store.resume(SAMPLE_ACCOUNT, code, at, by)
      await store.setLimits(SAMPLE_ACCOUNT, limits, at, DAY, by)
      await store.liftLock(SAMPLE_ACCOUNT, 'l1', at, by)
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-500), at, by)
      await store.transfer(SAMPLE_ACCOUNT, SAMPLE_WALLET, 'shop', money(70), at, by)
      await store.adjust(SAMPLE_ACCOUNT, 'shop', money(-7), at, by)
      assertKind(await store.callAbsent(lost.key, 'it is not there', at, 'ann'), 'changed', 'callAbsent')
      await store.note({ ...by, account: SAMPLE_ACCOUNT, at, act: 'settle', subject: 'lost' })
      const noted = await store.audit(all)
      const same = { account: SAMPLE_ACCOUNT, at, ...by }
      assertEqual(
        noted.map(({ entry }) => entry),
        [
          { ...same, act: 'halt', subject: null, reason: 'too hot' },
          { ...same, act: 'resume', subject: null },
          { ...same, act: 'limits', subject: null },
          { ...same, act: 'lift-lock', subject: 'l1' },
          { ...same, act: 'deposit', subject: '-500' },
          { ...same, act: 'transfer', subject: '70 from venue to shop' },
          { ...same, act: 'adjust', subject: '-7 at shop' },
          { ...same, act: 'absent', subject: lost.key, reason: 'it is not there' },
          { ...same, act: 'settle', subject: 'lost' },
        ],
        'what a person has done',
      )
      const ids = noted.map(({ id }) => id)
      assertEqual(
        ids.toSorted((a, b) => a - b),
        ids,
        'ids, rising',
      )
      assertEqual(await store.audit({ ...all, after: ids[2] ?? 0, limit: 2 }), noted.slice(3, 5), 'a page')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-183',
    title: 'what was refused, or had happened before, is not noted',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const open = sampleIntent()
      await store.begin(open)
      await assertRejects(() => store.resume(SAMPLE_ACCOUNT, 'wrong', at, by), 'RESUME_REFUSED', 'resume')
      await assertRejects(
        () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-1_000_000), at, by),
        'WITHDRAWAL_TOO_LARGE',
        'withdrawal',
      )
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'none', at, by), false, 'a lock that is not there')
      assertKind(await store.callAbsent(open.key, 'seen there', at, 'ann'), 'ignored', 'an order that is being sent')
      assertEqual(await store.acknowledgeAlert(SAMPLE_ACCOUNT, 'none', at, by), false, 'an alert that is not there')
      assertEqual(await store.audit(all), [], 'audit')
      await assertRejects(() => store.audit({ ...all, limit: 0 }), 'INVALID_VALUE', 'a page of nothing')
    },
  },
  {
    id: 'STO-184',
    title: 'a bet that a person placed is recorded whatever the limits say, once, and noted',
    async run({ store }) {
      const { limits } = sampleRunStart()
      await store.startRun({
        ...sampleRunStart(),
        limits: { ...limits, exposure: { ...limits.exposure, account: money(500) } },
      })
      const bet = sampleIntent({ market: 'by hand', origin: 'reported' })
      const matched = { ...sampleEvents().matched, matchedStake: bet.stake, averagePrice: bet.price }
      const reported = await store.report(bet, [matched], by)
      assertKind(reported, 'adopted', 'report')
      assertEqual([reported.order.state, reported.order.reserved], ['MATCHED', bet.liability], 'order')
      assertEqual(reported.balances.reserved, bet.liability, 'reserved')
      assertKind(await store.report(bet, [matched], by), 'exists', 'the same once more')
      assertEqual(
        (await store.audit(all)).map(({ entry }) => [entry.act, entry.subject, entry.by]),
        [['report', bet.key, 'ann']],
        'audit',
      )
      assertKind(await store.begin(sampleIntent({ market: 'another' })), 'denied', 'what comes after it')
      await assertRejects(() => store.report(sampleIntent(), [], by), 'INVALID_VALUE', 'one that was decided here')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
