import type { Intent } from '../../order/intent.ts'
import type { OrderEvent } from '../../order/order.ts'
import type { Store } from '../../ports/store.ts'
import { type Money, money, ZERO } from '../../units/money.ts'
import { after, DAY, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, type SampleIntent, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { lifeOf, matchAll, settle } from './steps.ts'

const RATE = 0.05

/** A bet on one market of an exchange, one of several. */
function bet(entry: number, sample: SampleIntent = {}): Intent {
  return sampleIntent({ venue: 'exchange', netting: true, commission: RATE, entry, ...sample })
}

async function begun(store: Store, ...bets: readonly Intent[]): Promise<void> {
  for (const each of bets) {
    assertKind(await store.begin(each), 'reserved', each.key)
    await matchAll(store, each)
  }
}

function corrected(at: number, profit: number): OrderEvent {
  return { type: 'corrected', at: after(SAMPLE_TIME, at), outcome: profit > 0 ? 'won' : 'lost', profit: money(profit) }
}

async function kept(store: Store): Promise<readonly [available: Money, commission: Money]> {
  const { available, commission } = await store.balances(SAMPLE_ACCOUNT)
  return [available, commission]
}

async function commissionsOf(store: Store, bets: readonly Intent[]): Promise<readonly (Money | null | undefined)[]> {
  return await Promise.all(bets.map(async ({ key }) => (await store.order(key))?.commission))
}

function charge(amount: number, venueVersion: number): OrderEvent {
  return { type: 'market-charged', at: after(SAMPLE_TIME, DAY), amount: money(amount), venueVersion }
}

export const commissionCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-210',
    title: 'what the venue says that a market costs replaces the rate, and an older word or the same one says nothing',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const bets = [bet(1), bet(2), bet(3)] as const
      await begun(store, ...bets)
      assertKind(await store.advance(bets[0].key, [charge(30, 1)]), 'ignored', 'before anything is settled')
      for (const each of bets.slice(0, 2)) await settle(store, each, { at: 1000, profit: 1100 }, 'settled')
      assertEqual(await kept(store), [100_000 - 1000 + 2200 - 110, 110], 'by the rate')
      assertKind(await store.advance(bets[1].key, [charge(90, 5)]), 'changed', 'the word')
      assertEqual(await kept(store), [100_000 - 1000 + 2200 - 90, 90], 'by the word')
      for (const [key, version] of [
        [bets[1].key, 5],
        [bets[0].key, 5],
        [bets[0].key, 4],
      ] as const) {
        assertKind(await store.advance(key, [charge(10, version)]), 'ignored', `version ${version}`)
      }
      await settle(store, bets[2], { at: 2000, profit: 1100 }, 'settled')
      await store.advance(bets[0].key, [corrected(DAY, -1000)])
      assertEqual(await kept(store), [100_000 + 1200 - 90, 90], 'it holds until the venue says something else')
      const reopened = await harness.reopen()
      assertKind(await reopened.advance(bets[0].key, [charge(60, 6)]), 'changed', 'a later word, of another bet')
      assertEqual(await kept(reopened), [100_000 + 1200 - 60, 60], 'by the later word')
      assertEqual(await commissionsOf(reopened, bets), [25, 35, 0], 'where it was posted')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-150',
    title:
      'commission is due on what a market wins on balance: a loss takes back what the winner before it was charged',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const [back, lay] = [bet(1), bet(2, { side: 'lay' })]
      await begun(store, back, lay)
      await settle(store, back, { at: 1000, profit: 10_200 }, 'settled')
      assertEqual(await kept(store), [100_000 + 10_200 - 510 - 1100, 510], 'the winner alone')
      await settle(store, lay, { at: 2000, profit: -10_100 }, 'settled')
      assertEqual(await kept(store), [100_095, 5], 'both')
      assertEqual(await commissionsOf(store, [back, lay]), [510, -505], 'what each changed of it')
      const reopened = await harness.reopen()
      assertEqual(await commissionsOf(reopened, [back, lay]), [510, -505], 'after opening it again')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-151',
    title: 'corrections and returns work it out anew, and nothing is due where a market has lost',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const bets = [bet(1), bet(2), bet(3)] as const
      await begun(store, ...bets)
      for (const each of bets) await settle(store, each, { at: 1000, profit: 1100 }, 'settled')
      assertEqual(await kept(store), [100_000 + 3300 - 165, 165], 'all won')
      await store.advance(bets[0].key, [corrected(HOUR, -1000)])
      assertEqual(await kept(store), [100_000 + 1200 - 60, 60], 'one lost')
      await store.advance(bets[1].key, [corrected(HOUR, -1000)])
      assertEqual(await kept(store), [100_000 - 900, 0], 'two lost')
      const returned = { type: 'corrected', at: after(SAMPLE_TIME, HOUR), outcome: 'void', profit: ZERO } as const
      await store.advance(bets[0].key, [returned])
      assertEqual(await kept(store), [100_000 + 100 - 5, 5], 'one of them returned')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-152',
    title: 'markets and venues are counted apart, strategies and found bets together',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const winner = bet(1)
      const apart = [bet(1, { market: 'other' }), bet(2, { venue: 'another exchange' })]
      const other = bet(1, { strategy: 'other' })
      const found = bet(3, { origin: 'foreign' })
      await begun(store, winner, ...apart, other)
      await settle(store, winner, { at: 1000, profit: 1100 }, 'settled')
      for (const each of apart) await settle(store, each, { at: 1000, profit: -1000 }, 'settled')
      assertEqual((await kept(store))[1], 55, 'what was lost elsewhere is no loss here')
      await settle(store, other, { at: 1000, profit: -1000 }, 'settled')
      assertEqual((await kept(store))[1], 5, 'another strategy')
      assertKind(await store.adopt(found, lifeOf(found, { at: 1000, profit: 900 })), 'adopted', 'found')
      assertEqual((await kept(store))[1], 50, 'a bet that was found with its end')
      assertEqual((await store.order(found.key))?.commission, 45, 'which changed so much')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-153',
    title: 'the rate is the one that the newest order of the market was decided by; of one moment the higher',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = bet(1, { at: 2000, commission: 0.02 })
      await begun(store, first, bet(2, { at: 1000, commission: 0.1 }))
      await settle(store, first, { at: 3000, profit: 1000 }, 'settled')
      assertEqual((await kept(store))[1], 20, 'an older order does not change it')
      const newer = [bet(3, { at: 4000, commission: 0.065 }), bet(4, { at: 4000, commission: 0.05 })] as const
      await begun(store, ...newer)
      assertEqual((await kept(store))[1], 20, 'a newer one does with the next settlement')
      await store.advance(newer[1].key, [{ type: 'voided', at: after(SAMPLE_TIME, 5000) }])
      assertEqual((await kept(store))[1], 65, 'and a return is one')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-154',
    title: 'bets of one market that end at once are charged once',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const bets = Array.from({ length: 8 }, (_, index) => bet(index + 1))
      await begun(store, ...bets)
      await Promise.all(
        bets.map((each, index) => settle(store, each, { at: 1000, profit: index < 3 ? 1100 : -500 }, 'settled')),
      )
      assertEqual(await kept(store), [100_000 + 3 * 1100 - 5 * 500 - 40, 40], 'books')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-155',
    title: 'losses count net, in the windows in which it was posted',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const bets = [bet(1), bet(2)] as const
      await begun(store, ...bets)
      await settle(store, bets[0], { at: 1000, profit: 1000 }, 'settled')
      const lost = async () =>
        (await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })).losses
      assertEqual((await lost()).day, { '2026-08-08': -950 }, 'won')
      await settle(store, bets[1], { at: 3 * DAY, profit: -400 }, 'settled')
      const { day, week, month } = await lost()
      assertEqual(day, { '2026-08-08': -950, '2026-08-11': 380 }, 'another day')
      assertEqual(week, { '2026-W32': -950, '2026-W33': 380 }, 'another week')
      assertEqual(month, { '2026-08': -570 }, 'the same month')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
