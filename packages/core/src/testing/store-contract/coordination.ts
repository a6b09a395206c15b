import { runId } from '../../units/ids.ts'
import { after, MINUTE } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { sampleEvents } from './sample-events.ts'

/** A run that starts at the same moment as the first. */
function startOf(run: number, settingsHash = 'hash') {
  const { run: first } = sampleRunStart()
  const start = sampleRunStart(SAMPLE_ACCOUNT, run)
  return { ...start, run: { ...start.run, startedAt: first.startedAt, settingsHash } }
}

const { startedAt } = sampleRunStart().run

export const coordinationCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-104',
    title: 'the runs that are alive are those that have started and not ended',
    async run({ store }) {
      const runs = [1, 2, 3].map((run) => startOf(run))
      for (const start of runs) await store.startRun(start)
      const alive = async () => {
        const peers = await store.peers(SAMPLE_ACCOUNT, startedAt)
        return peers.map(({ run }) => run).toSorted()
      }
      const [first, second, third] = runs.map(({ run }) => run.id)
      assertEqual(await alive(), [first, second, third], 'all')
      await store.endRun(startOf(2).run.id, startedAt)
      assertEqual(await alive(), [first, third], 'when one has ended')
      const [peer] = await store.peers(SAMPLE_ACCOUNT, startedAt)
      assertEqual(peer?.startedAt, startedAt, 'started')
    },
  },
  {
    id: 'STO-105',
    title: 'a run with other settings than one that is alive does not start',
    async run({ store }) {
      await store.startRun(startOf(1))
      await store.startRun(startOf(2))
      await assertRejects(() => store.startRun(startOf(3, 'other')), 'LIMITS_DIFFER', 'while two are alive')
      await store.endRun(startOf(1).run.id, startedAt)
      await assertRejects(() => store.startRun(startOf(3, 'other')), 'LIMITS_DIFFER', 'while one is alive')
      assertEqual((await store.runs(SAMPLE_ACCOUNT)).length, 2, 'runs')
      await store.endRun(startOf(2).run.id, startedAt)
      await store.startRun(startOf(3, 'other'))
      await assertRejects(() => store.startRun(startOf(4)), 'LIMITS_DIFFER', 'the former settings')
      await store.startRun(startOf(5, '2:hash'))
      await assertRejects(() => store.startRun(startOf(6, '2:other')), 'LIMITS_DIFFER', 'settings hashed alike')
      await store.startRun(startOf(7, '3:other'))
      assertEqual((await store.runs(SAMPLE_ACCOUNT)).length, 5, 'runs whose settings are hashed otherwise')
    },
  },
  {
    id: 'STO-106',
    title: 'one run leads, until it ends or its lease does; the epoch rises with every change',
    async run(harness) {
      const { store } = harness
      for (const run of [1, 2]) await store.startRun(startOf(run))
      const [first, second] = [startOf(1).run.id, startOf(2).run.id]
      const lead = (run: typeof first, ttlMs = MINUTE) => store.lead(run, startedAt, ttlMs)
      assertEqual(await lead(first), { leader: first, epoch: 1 }, 'the first to ask')
      assertEqual(await lead(second), { leader: first, epoch: 1 }, 'another')
      assertEqual(await lead(first), { leader: first, epoch: 1 }, 'the leader again')
      await store.endRun(first, startedAt)
      assertEqual(await lead(second, 0), { leader: second, epoch: 2 }, 'when it has ended')
      await store.startRun(startOf(3))
      const third = startOf(3).run.id
      assertEqual(await lead(third), { leader: third, epoch: 3 }, 'when the lease of the second has')
      assertEqual(await lead(second), { leader: third, epoch: 3 }, 'the second again')
      assertEqual(await lead(third, 0), { leader: third, epoch: 3 }, 'the third, for less time than it has left')
      assertEqual(await lead(second), { leader: second, epoch: 4 }, 'when that has passed')
      await assertRejects(() => lead(runId('unknown')), 'UNKNOWN_RUN', 'a run that is not there')
    },
  },
  {
    id: 'STO-107',
    title: 'of many that ask at once to lead, one does',
    async run({ store }) {
      const runs = [1, 2, 3, 4, 5].map((run) => startOf(run))
      for (const start of runs) await store.startRun(start)
      const answers = await Promise.all(runs.map(({ run }) => store.lead(run.id, startedAt, MINUTE)))
      assertEqual(new Set(answers.map(({ leader, epoch }) => `${leader} ${epoch}`)).size, 1, 'leaders')
      assertEqual(answers[0]?.epoch, 1, 'epoch')
    },
  },
  {
    id: 'STO-108',
    title: 'a leader whose place another has taken changes nothing any more',
    async run({ store }) {
      for (const run of [1, 2]) await store.startRun(startOf(run))
      const first = await store.lead(startOf(1).run.id, startedAt, 0)
      const intent = sampleIntent()
      await store.begin(intent)
      const { accepted, matched } = sampleEvents()
      assertKind(await store.advance(intent.key, [accepted], first), 'changed', 'an old lease that nobody took')
      const second = await store.lead(startOf(2).run.id, after(startedAt, 1), MINUTE)
      assertEqual(second.epoch, 2, 'epoch')
      await assertRejects(() => store.advance(intent.key, [matched], first), 'FENCED', 'advance')
      const foreign = sampleIntent({ market: 'foreign', origin: 'foreign' })
      await assertRejects(() => store.adopt(foreign, [], first), 'FENCED', 'adopt')
      const forged = { leader: second.leader, epoch: 1 }
      await assertRejects(() => store.advance(intent.key, [matched], forged), 'FENCED', 'an epoch that is over')
      assertEqual((await store.order(intent.key))?.matchedStake, 0, 'the order')
      assertEqual((await store.orders({ account: SAMPLE_ACCOUNT })).length, 1, 'orders')
      assertKind(await store.adopt(foreign, [], second), 'adopted', 'adopt by the leader')
      assertKind(await store.advance(intent.key, [matched], second), 'changed', 'advance by the leader')
      assertKind(await store.advance(intent.key, [sampleEvents().cancelled]), 'changed', 'advance without a pass')
    },
  },
  {
    id: 'STO-109',
    title: 'a run that has ended never leads again: it is told who does, or refused where nobody does',
    async run({ store }) {
      for (const run of [1, 2]) await store.startRun(startOf(run))
      const [first, second] = [startOf(1).run.id, startOf(2).run.id]
      const lead = (run: typeof first, ttlMs = MINUTE) => store.lead(run, startedAt, ttlMs)
      await store.endRun(first, startedAt)
      await assertRejects(() => lead(first), 'RUN_ENDED', 'where nobody has led yet')
      assertEqual(await lead(second, 0), { leader: second, epoch: 1 }, 'the run that lives')
      assertEqual(await lead(first), { leader: second, epoch: 1 }, 'under a lease that is over')
      await store.endRun(second, startedAt)
      await assertRejects(() => lead(second), 'RUN_ENDED', 'the leader when it has ended')
      await store.startRun(startOf(3))
      const third = startOf(3).run.id
      assertEqual(await lead(third), { leader: third, epoch: 2 }, 'the next run')
    },
  },
]
