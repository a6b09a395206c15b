import { currency } from '../../units/currency.ts'
import { runId } from '../../units/ids.ts'
import { accountKey } from '../../units/mode.ts'
import { money, ZERO } from '../../units/money.ts'
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
import { inOneWallet, settle } from './steps.ts'

const opened = inOneWallet({ available: 100_000, reserved: 0, capital: -100_000, result: 0, commission: 0 })

export const runCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-01',
    title: 'the first run opens its account with the bankroll and finds nothing',
    async run({ store }) {
      assertEqual(
        await store.startRun(sampleRunStart()),
        {
          account: SAMPLE_ACCOUNT,
          balances: opened,
          live: [],
          settled: [],
          equityBefore: 100_000,
          locks: [],
          entries: {},
          recentDecisions: [],
          halt: null,
          limits: { limits: sampleRunStart().limits, raises: [] },
          losses: { day: {}, week: {}, month: {} },
          links: [],
          version: 1,
        },
        'restored',
      )
      assertEqual(await store.accounts(), [SAMPLE_ACCOUNT], 'accounts')
      assertEqual(await store.currency(SAMPLE_ACCOUNT), { code: 'GBP', exponent: 2 }, 'currency')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-02',
    title: 'a later run finds the account as it is and deposits nothing',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { balances } = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(balances, opened, 'balances')
      assertEqual(
        (await store.runs(SAMPLE_ACCOUNT)).map(({ id }) => id),
        ['DRY_RUN:main-1', 'DRY_RUN:main-2'],
        'runs',
      )
    },
  },
  {
    id: 'STO-03',
    title: 'a run id is used once, and an account keeps its currency',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await assertRejects(() => store.startRun(sampleRunStart()), 'RUN_EXISTS', 'the same run')
      const inYen = { ...sampleRunStart(SAMPLE_ACCOUNT, 2), currency: currency('JPY') }
      await assertRejects(() => store.startRun(inYen), 'CURRENCY_MISMATCH', 'another currency')
      const owing = {
        ...sampleRunStart(accountKey('DRY_RUN', 'owing'), 3),
        openingFunds: { [SAMPLE_WALLET]: money(-1) },
      }
      await assertRejects(() => store.startRun(owing), 'INVALID_VALUE', 'a negative bankroll')
      assertEqual((await store.runs(SAMPLE_ACCOUNT)).length, 1, 'runs')
      assertEqual(await store.accounts(), [SAMPLE_ACCOUNT], 'accounts')
    },
  },
  {
    id: 'STO-240',
    title: 'an account on a virtual clock is refused to a run on a real one, and the other way round',
    async run(harness) {
      const { store } = harness
      const other = accountKey('DRY_RUN', 'other')
      const start = (account: typeof SAMPLE_ACCOUNT, number: number, clock: 'real' | 'virtual') => {
        const sample = sampleRunStart(account, number)
        return { ...sample, run: { ...sample.run, clock } }
      }
      await store.startRun(start(SAMPLE_ACCOUNT, 1, 'virtual'))
      await store.startRun(start(other, 2, 'real'))
      for (const [account, clock] of [
        [SAMPLE_ACCOUNT, 'real'],
        [other, 'virtual'],
      ] as const) {
        const before = await store.runs(account)
        await assertRejects(() => store.startRun(start(account, 3, clock)), 'CLOCK_MISMATCH', `a ${clock} clock`)
        assertEqual(await store.runs(account), before, 'runs')
      }
      const again = await harness.reopen()
      await assertRejects(() => again.startRun(start(other, 4, 'virtual')), 'CLOCK_MISMATCH', 'after all have ended')
      await again.startRun(start(SAMPLE_ACCOUNT, 5, 'virtual'))
      await again.startRun(start(other, 6, 'real'))
    },
  },
  {
    id: 'STO-241',
    title: 'a run that is imported is on the clock that the others of its account are on',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const { run } = sampleRunStart(SAMPLE_ACCOUNT, 2)
      const ended = { ...run, reachedAt: run.startedAt, endedAt: run.startedAt }
      const real = [{ kind: 'run', run: { ...ended, clock: 'real' } }] as const
      await assertRejects(() => store.importRecords(real), 'CLOCK_MISMATCH', 'a real clock')
      assertEqual(await store.importRecords([{ kind: 'run', run: ended }]), 1, 'a virtual one')
    },
  },
  {
    id: 'STO-04',
    title: 'an account may open with nothing',
    async run({ store }) {
      const { balances, equityBefore } = await store.startRun({
        ...sampleRunStart(),
        openingFunds: { [SAMPLE_WALLET]: ZERO },
      })
      assertEqual(
        balances,
        { available: 0, reserved: 0, capital: 0, result: 0, commission: 0, wallets: {} },
        'balances',
      )
      assertEqual(equityBefore, 0, 'equity')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-05',
    title: 'a run says how far it has come, never less, and when it ended',
    async run({ store }) {
      const start = sampleRunStart()
      await store.startRun(start)
      await store.heartbeat(start.run.id, after(SAMPLE_TIME, HOUR))
      await store.heartbeat(start.run.id, SAMPLE_TIME)
      const beating = { ...start.run, reachedAt: after(SAMPLE_TIME, HOUR), endedAt: null }
      assertEqual(await store.runs(SAMPLE_ACCOUNT), [beating], 'while it runs')
      await store.endRun(start.run.id, after(SAMPLE_TIME, 2 * HOUR))
      const ended = { ...start.run, reachedAt: after(SAMPLE_TIME, 2 * HOUR), endedAt: after(SAMPLE_TIME, 2 * HOUR) }
      assertEqual(await store.runs(SAMPLE_ACCOUNT), [ended], 'when it has ended')
      const unknown = runId('unknown')
      await assertRejects(() => store.heartbeat(unknown, SAMPLE_TIME), 'UNKNOWN_RUN', 'heartbeat of another')
      await assertRejects(() => store.endRun(unknown, SAMPLE_TIME), 'UNKNOWN_RUN', 'end of another')
    },
  },
  {
    id: 'STO-06',
    title: 'the next run goes on where the last one stopped',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      for (const [index, market] of ['m1', 'm2', 'm3', 'm4', 'm5'].entries()) {
        // The second entry is decided before the first is recorded, as a clock that is set back would have it.
        const at = market === 'm2' ? -MINUTE : index * MINUTE
        assertKind(await store.begin(sampleIntent({ market, at })), 'reserved', market)
      }
      const reentry = sampleIntent({ market: 'm1', entry: 2, at: 6 * MINUTE })
      assertKind(await store.begin(reentry), 'reserved', 'second entry')
      await settle(store, sampleIntent({ market: 'm5' }), { at: 20 * MINUTE, profit: 1100 })
      await settle(store, sampleIntent({ market: 'm4' }), { at: 40 * MINUTE, profit: -1000 })
      await settle(store, sampleIntent({ market: 'm3' }), { at: 30 * MINUTE, profit: 500 })
      await store.setLock(sampleLock({ id: 'ended', kind: 'day-loss', until: after(SAMPLE_TIME, HOUR) }))
      const lock = sampleLock({ id: 'open' })
      await store.setLock(lock)
      await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })

      const reopened = await harness.reopen()
      const since = after(SAMPLE_TIME, 30 * MINUTE)
      const restored = await reopened.startRun({ ...sampleRunStart(SAMPLE_ACCOUNT, 2), since })
      assertEqual(
        restored.live.map(({ intent }) => [intent.market, intent.entry]),
        [
          ['m2', 1],
          ['m1', 1],
          ['m1', 2],
        ],
        'live',
      )
      assertEqual(
        restored.settled.map(({ intent }) => intent.market),
        ['m4', 'm3'],
        'settled since',
      )
      assertEqual(restored.equityBefore, 101_100, 'equity before them')
      assertEqual(
        restored.balances,
        inOneWallet({ available: 97_600, reserved: 3_000, capital: -100_000, result: -600, commission: 0 }),
        'balances',
      )
      assertEqual(restored.locks, [lock], 'locks that had not ended')
      assertEqual(restored.halt, { reason: 'by hand', at: SAMPLE_TIME }, 'halt')
      assertEqual(
        restored.entries,
        {
          'value|m1|Home|back': 2,
          'value|m2|Home|back': 1,
          'value|m3|Home|back': 1,
          'value|m4|Home|back': 1,
        },
        'entries, but of what was over before',
      )
      assertEqual(
        restored.recentDecisions,
        [-1, 0, 2, 3, 4, 6].map((minutes) => SAMPLE_TIME + minutes * MINUTE),
        'recent decisions',
      )
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-157',
    title: 'of what is long over a start hands nothing over, and begin tells how far it had come',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const long = [1, 2, 3].map((entry) => sampleIntent({ market: 'long', entry, at: entry }))
      for (const intent of long) {
        await store.begin(intent)
        await settle(store, intent, { at: intent.entry * MINUTE, profit: -10 })
      }
      const lives = sampleIntent({ market: 'lives', at: 4 })
      const late = sampleIntent({ market: 'late', at: 5 })
      for (const intent of [lives, late]) await store.begin(intent)
      await settle(store, late, { at: 2 * HOUR, profit: -10 })
      const since = after(SAMPLE_TIME, HOUR)
      const { entries, live, settled } = await store.startRun({ ...sampleRunStart(SAMPLE_ACCOUNT, 3), since })
      assertEqual(entries, { 'value|late|Home|back': 1, 'value|lives|Home|back': 1 }, 'entries')
      assertEqual([live.length, settled.length], [1, 1], 'orders')
      for (const entry of [1, 2]) {
        const asked = await store.begin({
          ...sampleIntent({ market: 'long', entry }),
          run: sampleRunStart(SAMPLE_ACCOUNT, 3).run.id,
        })
        assertKind(asked, 'exists', `entry ${entry}`)
        assertEqual([asked.order.state, asked.entry], ['SETTLED', 3], `what is told of entry ${entry}`)
      }
    },
  },
  {
    id: 'STO-07',
    title: 'decisions of more than a day before the start are no longer recent',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.begin(sampleIntent({ market: 'old', at: 0 }))
      await store.begin(sampleIntent({ market: 'new', at: 1 }))
      const start = sampleRunStart(SAMPLE_ACCOUNT, 2)
      const later = { ...start, run: { ...start.run, startedAt: after(SAMPLE_TIME, 24 * HOUR + 1) } }
      assertEqual((await store.startRun(later)).recentDecisions, [SAMPLE_TIME + 1], 'recent decisions')
    },
  },
  {
    id: 'STO-08',
    title: 'an account that no run has opened is an error, not an empty one',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const other = accountKey('LIVE', 'main')
      const unknown = 'UNKNOWN_ACCOUNT'
      await assertRejects(() => store.balances(other), unknown, 'balances')
      await assertRejects(() => store.currency(other), unknown, 'currency')
      await assertRejects(() => store.runs(other), unknown, 'runs')
      await assertRejects(() => store.orders({ account: other }), unknown, 'orders')
      await assertRejects(() => store.equity(other, SAMPLE_TIME), unknown, 'equity')
      await assertRejects(() => store.locks(other), unknown, 'locks')
      await assertRejects(() => store.events({ account: other, after: 0, limit: 1 }), unknown, 'events')
      await assertRejects(() => store.lastEventId(other), unknown, 'last event')
      await assertRejects(() => store.rejections(other, SAMPLE_TIME), unknown, 'rejections')
      await assertRejects(() => store.verify(other), unknown, 'verify')
      await assertRejects(() => store.begin(sampleIntent({ account: other })), unknown, 'begin')
      await assertRejects(() => store.deposit(other, SAMPLE_WALLET, money(1), SAMPLE_TIME), unknown, 'deposit')
      await assertRejects(() => store.setHalt(other, { reason: 'a', at: SAMPLE_TIME }), unknown, 'halt')
      await assertRejects(() => store.liftLock(other, 'a', SAMPLE_TIME), unknown, 'lift')
      await assertRejects(() => store.setLock(sampleLock({ account: other })), unknown, 'lock')
      await assertRejects(() => store.askResume(other, SAMPLE_TIME), unknown, 'ask to resume')
      await assertRejects(() => store.resume(other, '00000000', SAMPLE_TIME), unknown, 'resume')
      const { limits } = sampleRunStart()
      await assertRejects(() => store.setLimits(other, limits, SAMPLE_TIME, 0), unknown, 'set limits')
      await assertRejects(() => store.limits(other, SAMPLE_TIME), unknown, 'limits')
      await assertRejects(() => store.peers(other, SAMPLE_TIME), unknown, 'peers')
      const changes = { account: other, after: 0, at: SAMPLE_TIME, limit: 1 }
      await assertRejects(() => store.changes(changes), unknown, 'changes')
      const foreign = sampleIntent({ account: other, origin: 'foreign' })
      await assertRejects(() => store.adopt(foreign, []), unknown, 'adopt')
    },
  },
  {
    id: 'STO-09',
    title: 'a closed store refuses everything and may be closed again',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.close()
      await store.close()
      await store[Symbol.asyncDispose]()
      await assertRejects(() => store.begin(sampleIntent()), 'STORE_CLOSED', 'begin')
      await assertRejects(() => store.balances(SAMPLE_ACCOUNT), 'STORE_CLOSED', 'balances')
    },
  },
]
