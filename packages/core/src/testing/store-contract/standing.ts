import { after, SECOND } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { settle } from './steps.ts'

/** What begins an order, and under which event it counts. */
export const standingCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-140',
    title: 'a run that was never started or has ended begins nothing, and what it began before is still its own',
    async run({ store }) {
      const start = sampleRunStart()
      await store.startRun(start)
      const begun = sampleIntent({ market: 'before' })
      assertKind(await store.begin(begun), 'reserved', 'while it runs')
      const other = { ...sampleIntent({ market: 'other' }), run: sampleRunStart(SAMPLE_ACCOUNT, 2).run.id }
      await assertRejects(() => store.begin(other), 'UNKNOWN_RUN', 'a run that was never started')
      await store.endRun(start.run.id, SAMPLE_TIME)
      const late = sampleIntent({ market: 'after' })
      await assertRejects(() => store.begin(late), 'RUN_ENDED', 'when it has ended')
      assertEqual(await store.order(late.key), null, 'nothing of it is kept')
      assertKind(await store.begin(begun), 'exists', 'what it began before, asked again')
      await settle(store, begun, { at: SECOND, profit: -1000 })
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-141',
    title: 'a run of the same settings takes no other’s place',
    async run({ store }) {
      const [first, second] = [sampleRunStart(), sampleRunStart(SAMPLE_ACCOUNT, 2)]
      await store.startRun(first)
      await store.startRun(second)
      for (const [market, { run }] of Object.entries({ first, second })) {
        assertKind(await store.begin({ ...sampleIntent({ market }), run: run.id }), 'reserved', market)
      }
      assertEqual(
        (await store.runs(SAMPLE_ACCOUNT)).map(({ endedAt }) => endedAt),
        [null, null],
        'ends',
      )
    },
  },
  {
    id: 'STO-142',
    title: 'a market counts for the event that it was first bet on under, whoever names another later',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const even = { price: 20_000, netting: true, at: 1 }
      const named = (event: string, entry: number, side: 'back' | 'lay' = 'back') =>
        sampleIntent({ ...even, event, entry, side })
      const first = named('venue:one', 1)
      await store.begin(first)
      const second = await store.begin(named('feed:1', 2, 'lay'))
      assertKind(second, 'reserved', 'under another name')
      assertEqual(second.order.intent.event, first.event, 'its event')
      assertEqual((await store.order(second.order.intent.key))?.intent.event, first.event, 'as it is kept')
      const found = { ...named('foreign:1', 3), origin: 'foreign' as const }
      const adopted = await store.adopt(found, [{ type: 'accepted', at: after(SAMPLE_TIME, 2), venueOrderId: 'v3' }])
      assertEqual(adopted.order.intent.event, first.event, 'the event of a bet that was found')
      const over = sampleIntent({
        ...even,
        event: 'feed:1',
        entry: 4,
        stake: 5000,
        exposure: { event: first.liability },
      })
      assertKind(await store.begin(over), 'denied', 'a limit on the event, under any name')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
