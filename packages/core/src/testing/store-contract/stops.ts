import { marketId } from '../../units/ids.ts'
import { after, HOUR, MINUTE } from '../../units/timestamp.ts'
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

const until = after(SAMPLE_TIME, HOUR)

export const stopCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-80',
    title: 'a lock of a strategy or a market stops nothing else',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.setLock(sampleLock({ id: 'a', kind: 'cooldown', strategy: 'value', until }))
      await store.setLock(sampleLock({ id: 'b', kind: 'low-clv', market: marketId('m1'), until }))
      await store.setLock(sampleLock({ id: 'c', strategy: 'third', market: marketId('m2'), until }))
      const codeOf = async (strategy: string, market: string) => {
        const result = await store.begin(sampleIntent({ strategy, market }))
        return result.kind === 'denied' ? result.code : result.kind
      }
      assertEqual(await codeOf('value', 'm3'), 'COOLDOWN_LOCK', 'the strategy')
      assertEqual(await codeOf('other', 'm1'), 'LOW_CLV_LOCK', 'the market')
      assertEqual(await codeOf('value', 'm1'), 'COOLDOWN_LOCK', 'both: the first one set')
      assertEqual(await codeOf('third', 'm2'), 'DRAWDOWN_LOCK', 'the strategy on the market')
      assertEqual(await codeOf('third', 'm3'), 'reserved', 'the strategy on another market')
      assertEqual(await codeOf('other', 'm2'), 'reserved', 'another strategy on the market')
    },
  },
  {
    id: 'STO-256',
    title: 'a lock of a venue stops what would go there and nothing else, and who set it by hand is noted once',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const ann = { by: 'ann', reason: 'it pays late' }
      const pause = sampleLock({ id: 'p', kind: 'pause', venue: SAMPLE_WALLET, until: null })
      const elsewhere = sampleLock({ id: 'q', kind: 'pause', venue: 'elsewhere', until: null })
      assertEqual(await store.setLock(elsewhere, ann), elsewhere, 'a lock of another venue')
      assertKind(await store.begin(sampleIntent({ market: 'm1' })), 'reserved', 'a bet where no lock holds')
      assertEqual(await store.setLock(pause, ann), pause, 'the lock of the venue')
      assertEqual(await store.setLock({ ...pause, id: 'r' }, ann), pause, 'another while it holds')
      const one = await store.begin(sampleIntent({ market: 'm2' }))
      assertEqual(one.kind === 'denied' && one.code, 'PAUSED', 'a bet there')
      const both = await store.beginAll([sampleIntent({ market: 'm2' }), sampleIntent({ market: 'm3' })])
      assertEqual(both.kind === 'denied' && both.code, 'PAUSED', 'bets there that are one decision')
      const { locks } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 10 })
      assertEqual(locks, [elsewhere, pause], 'what whoever follows the account is told')
      const restored = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(restored.locks, [elsewhere, pause], 'at the next start')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'p', SAMPLE_TIME, ann), true, 'lifted')
      assertKind(await store.begin(sampleIntent({ market: 'm2', at: 1 })), 'reserved', 'a bet when it is over')
      const noted = await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(
        noted.map(({ entry }) => [entry.act, entry.subject, entry.by]),
        [
          ['lock', 'q', 'ann'],
          ['lock', 'p', 'ann'],
          ['lift-lock', 'p', 'ann'],
        ],
        'audit',
      )
    },
  },
  {
    id: 'STO-81',
    title: 'where a lock of its kind holds for the same strategy and market, that one stays',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = sampleLock({ id: 'a', reason: 'first', until })
      assertEqual(await store.setLock(first), first, 'the first')
      const longer = sampleLock({ id: 'b', reason: 'second', until: after(until, HOUR) })
      assertEqual(await store.setLock(longer), first, 'a second while it holds')
      assertEqual(await store.setLock({ ...first, reason: 'told again' }), first, 'the first again')
      const others = [
        sampleLock({ id: 'c', kind: 'loss-streak' }),
        sampleLock({ id: 'd', strategy: 'value' }),
        sampleLock({ id: 'e', market: marketId('m') }),
      ]
      for (const lock of others) assertEqual(await store.setLock(lock), lock, lock.id)
      const next = sampleLock({ id: 'f', from: until, until: null })
      assertEqual(await store.setLock(next), next, 'when it has ended')
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [first, ...others, next], 'locks')
      await assertRejects(
        () => store.setLock(sampleLock({ id: 'c', strategy: 'other' })),
        'INVALID_VALUE',
        'the id of another that holds',
      )
    },
  },
  {
    id: 'STO-82',
    title: 'of many locks set at once, one holds',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const locks = await Promise.all(
        Array.from({ length: 6 }, (_, index) => store.setLock(sampleLock({ id: `lock ${index}` }))),
      )
      assertEqual(new Set(locks.map(({ id }) => id)).size, 1, 'locks given back')
      assertEqual((await store.locks(SAMPLE_ACCOUNT)).length, 1, 'locks')
    },
  },
  {
    id: 'STO-83',
    title: 'a cool-off can be made longer, but neither shortened nor lifted',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = sampleLock({ id: 'a', kind: 'cool-off', reason: 'a break', until })
      await store.setLock(first)
      const lift = () => store.liftLock(SAMPLE_ACCOUNT, 'a', after(SAMPLE_TIME, MINUTE))
      await assertRejects(lift, 'LOCK_FIXED', 'lift')
      const shorter = { ...first, id: 'b', from: after(SAMPLE_TIME, MINUTE), until: after(until, -MINUTE) }
      assertEqual(await store.setLock(shorter), first, 'a shorter one')
      const longer = { ...shorter, reason: 'a longer break', until: after(until, HOUR) }
      const extended = { ...first, reason: 'a longer break', until: after(until, HOUR) }
      assertEqual(await store.setLock(longer), extended, 'a longer one')
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [extended], 'locks')
      const denied = await store.begin(sampleIntent({ at: 2 * HOUR - 1 }))
      assertEqual(denied.kind === 'denied' && denied.code, 'COOL_OFF_LOCK', 'before its end')
      assertKind(await store.begin(sampleIntent({ at: 2 * HOUR })), 'reserved', 'at its end')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'a', after(until, HOUR)), false, 'lift when it has ended')
      const reused = sampleLock({ id: 'a', from: after(until, 2 * HOUR) })
      await assertRejects(() => store.setLock(reused), 'INVALID_VALUE', 'its id is never used again')
    },
  },
  {
    id: 'STO-85',
    title: 'a lock stops also what was decided before it was set',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const lock = sampleLock({ kind: 'cool-off', from: after(SAMPLE_TIME, 1), until })
      assertEqual(await store.setLock(lock), lock, 'set a millisecond after the decision')
      const denied = await store.begin(sampleIntent({ at: 0 }))
      assertEqual(denied.kind === 'denied' && denied.code, 'COOL_OFF_LOCK', 'decided before')
      const changes = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 10 })
      assertEqual(changes.locks, [lock], 'read by a clock that is behind')
      const second = sampleLock({ id: 'second', kind: 'cool-off', until })
      assertEqual(await store.setLock(second), lock, 'another of its kind by a clock that is behind')
      assertKind(await store.begin(sampleIntent({ at: HOUR })), 'reserved', 'decided at its end')
    },
  },
  {
    id: 'STO-86',
    title: 'a cooldown can be made longer, and lifted, but not shortened',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = sampleLock({ id: 'a', kind: 'cooldown', strategy: 'value', reason: 'one loss', until })
      await store.setLock(first)
      const shorter = { ...first, id: 'b', from: after(SAMPLE_TIME, MINUTE), until: after(until, -MINUTE) }
      assertEqual(await store.setLock(shorter), first, 'a shorter one')
      const longer = { ...shorter, reason: 'another loss', until: after(until, HOUR) }
      const extended = { ...first, reason: 'another loss', until: after(until, HOUR) }
      assertEqual(await store.setLock(longer), extended, 'a longer one')
      assertEqual(await store.locks(SAMPLE_ACCOUNT), [extended], 'locks')
      const denied = await store.begin(sampleIntent({ strategy: 'value', at: 2 * HOUR - 1 }))
      assertEqual(denied.kind === 'denied' && denied.code, 'COOLDOWN_LOCK', 'before its end')
      assertEqual(await store.liftLock(SAMPLE_ACCOUNT, 'a', after(until, MINUTE)), true, 'lift')
      assertKind(await store.begin(sampleIntent({ strategy: 'value', at: 2 * HOUR - 1 })), 'reserved', 'lifted')
    },
  },
  {
    id: 'STO-84',
    title: 'it takes two steps to lift the kill switch, with the code of the last ticket, within five minutes',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const at = SAMPLE_TIME
      const resume = (code: string, later = 0) => store.resume(SAMPLE_ACCOUNT, code, after(at, later))
      await assertRejects(() => store.askResume(SAMPLE_ACCOUNT, at), 'RESUME_REFUSED', 'ask while it is off')
      await assertRejects(() => resume('00000000'), 'RESUME_REFUSED', 'resume while it is off')
      const halt = { reason: 'by hand', at }
      await store.setHalt(SAMPLE_ACCOUNT, halt)
      await assertRejects(() => resume('00000000'), 'RESUME_REFUSED', 'resume without a ticket')
      const ticket = await store.askResume(SAMPLE_ACCOUNT, at)
      assertEqual(
        { ...ticket, code: ticket.code.length },
        { account: SAMPLE_ACCOUNT, code: 8, halt, expiresAt: at + 5 * MINUTE },
        'ticket',
      )
      await assertRejects(() => resume(`${ticket.code}0`), 'RESUME_REFUSED', 'another code')
      await assertRejects(() => resume(ticket.code, 5 * MINUTE), 'RESUME_REFUSED', 'too late')
      const second = await store.askResume(SAMPLE_ACCOUNT, after(at, 1))
      await assertRejects(() => resume(ticket.code, 2), 'RESUME_REFUSED', 'the code of the ticket before')
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'again', at: after(at, 2) })
      await assertRejects(() => resume(second.code, 3), 'RESUME_REFUSED', 'halted again since')
      const third = await store.askResume(SAMPLE_ACCOUNT, after(at, 4))
      assertEqual(third.halt, { reason: 'again', at: at + 2 }, 'the halt that it lifts')
      assertKind(await store.begin(sampleIntent({ market: 'm1' })), 'denied', 'before the second step')
      const reopened = await harness.reopen()
      await reopened.resume(SAMPLE_ACCOUNT, third.code, after(at, 5))
      assertKind(await reopened.begin(sampleIntent({ market: 'm1' })), 'reserved', 'after it')
      const again = () => reopened.resume(SAMPLE_ACCOUNT, third.code, after(at, 6))
      await assertRejects(again, 'RESUME_REFUSED', 'the same code again')
      await reopened.setHalt(SAMPLE_ACCOUNT, { reason: 'once more', at: after(at, 7) })
      await assertRejects(again, 'RESUME_REFUSED', 'an old code under a new halt')
    },
  },
]
