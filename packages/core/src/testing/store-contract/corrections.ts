import { betOutcomes, isBetOutcome } from '../../order/bet-outcome.ts'
import type { BetOutcome, OrderEvent } from '../../order/order.ts'
import type { Store } from '../../ports/store.ts'
import { money, ZERO } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { after, DAY, HOUR } from '../../units/timestamp.ts'
import { assertEqual, assertKind, assertRejects, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'
import { inOneWallet, matchAll, settle } from './steps.ts'

type Ending = Extract<OrderEvent, { readonly type: 'settled' | 'voided' | 'corrected' }>

function corrected(at: number, outcome: BetOutcome, profit: number): OrderEvent {
  return { type: 'corrected', at: after(SAMPLE_TIME, at), outcome, profit: money(profit) }
}

/** As it is recorded where nothing is due. */
function withCommission(event: Ending): OrderEvent {
  return { ...event, commission: ZERO }
}

async function dayOf(store: Store) {
  const { losses } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })
  return losses.day
}

export const correctionCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-96',
    title: 'a market that was settled wrongly is put right: won to lost, lost to void, void to won',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ commission: 0.05 })
      await store.begin(intent)
      await settle(store, intent, { at: 1000, profit: 1100 })
      const steps = [
        { event: corrected(HOUR, 'lost', -1000), available: 99_000, result: 1000, commission: 0, state: 'SETTLED' },
        { event: corrected(2 * HOUR, 'void', 0), available: 100_000, result: 0, commission: 0, state: 'VOIDED' },
        {
          event: corrected(3 * HOUR, 'won', 1100),
          available: 101_045,
          result: -1100,
          commission: 55,
          state: 'SETTLED',
        },
      ]
      for (const { event, state, ...balances } of steps) {
        const result = await store.advance(intent.key, [event])
        assertKind(result, 'changed', state)
        assertEqual(result.balances, inOneWallet({ reserved: 0, capital: -100_000, ...balances }), `balances, ${state}`)
        assertEqual([result.order.state, result.order.settledAt], [state, SAMPLE_TIME + 1000], 'order')
        assertKind(await store.advance(intent.key, [event]), 'ignored', 'the same again')
      }
      const reopened = await harness.reopen()
      assertEqual(await dayOf(reopened), { '2026-08-08': -1045 }, 'losses')
      assertEqual(
        await reopened.equity(SAMPLE_ACCOUNT, SAMPLE_TIME),
        [
          { at: SAMPLE_TIME, equity: 100_000 },
          { at: SAMPLE_TIME + 1000, equity: 101_045 },
          { at: SAMPLE_TIME + HOUR, equity: 99_000 },
          { at: SAMPLE_TIME + 2 * HOUR, equity: 100_000 },
          { at: SAMPLE_TIME + 3 * HOUR, equity: 101_045 },
        ],
        'equity',
      )
      const restored = await reopened.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(
        restored.settled.map(({ profit, commission }) => [profit, commission]),
        [[1100, 55]],
        'settled once',
      )
      assertEqual(restored.equityBefore, 100_000, 'equity before it')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-97',
    title: 'a correction counts with its difference in the windows of its own time',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      await store.begin(intent)
      await settle(store, intent, { at: 0, profit: 1100 })
      assertEqual(await dayOf(store), { '2026-08-08': -1100 }, 'after the settlement')
      await store.advance(intent.key, [corrected(DAY, 'lost', -1000)])
      assertEqual(await dayOf(store), { '2026-08-08': -1100, '2026-08-09': 2100 }, 'after the correction')
      const loss = { day: money(2500) }
      const denied = await store.begin(sampleIntent({ market: 'm2', at: DAY, stake: 401, loss }))
      assertEqual(denied.kind === 'denied' && denied.code, 'DAY_LOSS_LIMIT', 'more than is left of the day')
      assertKind(await store.begin(sampleIntent({ market: 'm2', at: DAY, stake: 400, loss })), 'reserved', 'the rest')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-98',
    title: 'a correction takes back money that is not there any more',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ stake: 50_000 })
      await store.begin(intent)
      await settle(store, intent, { at: 0, profit: 55_000 })
      await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-155_000), SAMPLE_TIME)
      const result = await store.advance(intent.key, [corrected(1000, 'lost', -50_000)])
      assertKind(result, 'changed', 'correction')
      assertEqual(result.balances.available, -105_000, 'available')
      const open = sampleIntent({ market: 'm2', stake: 1 })
      assertKind(await store.begin(open), 'denied', 'a bet with what is owed')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-99',
    title: 'only what was settled or voided is corrected, and takes no claims or exposure again',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const claims = [{ limit: 'open-orders', amount: 1, capacity: 1 }]
      const exposure = { account: money(1000) }
      const intent = sampleIntent({ market: 'm1', claims, exposure })
      await store.begin(intent)
      await matchAll(store, intent)
      assertKind(await store.advance(intent.key, [corrected(0, 'won', 1100)]), 'ignored', 'a bet that runs')
      await store.advance(intent.key, [{ type: 'voided', at: SAMPLE_TIME }])
      assertKind(await store.advance(intent.key, [corrected(0, 'lost', -1000)]), 'changed', 'a voided one')
      const next = sampleIntent({ market: 'm2', claims, exposure })
      assertKind(await store.begin(next), 'reserved', 'the place is free')
      assertKind(await store.advance(intent.key, [corrected(1, 'won', 1100)]), 'changed', 'corrected again')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-211',
    title:
      "a venue's word ends a bet by its version: an older one or the same says nothing, a price may be reduced later",
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const intent = sampleIntent()
      await store.begin(intent)
      await matchAll(store, intent)
      const word = { at: after(SAMPLE_TIME, HOUR), outcome: 'won', venueVersion: 7 } as const
      const settled = { ...word, type: 'settled', profit: money(1100) } as const
      assertKind(await store.advance(intent.key, [settled]), 'changed', 'settled')
      const reopened = await harness.reopen()
      const again = (venueVersion: number): OrderEvent => ({ ...corrected(DAY, 'lost', -1000), ...{ venueVersion } })
      for (const version of [6, 7]) {
        assertKind(await reopened.advance(intent.key, [again(version)]), 'ignored', `version ${version}`)
      }
      const matched = { matchedStake: money(900), averagePrice: priceUnits(15_000), voidedStake: money(100) }
      const reduced = { ...word, type: 'corrected', profit: money(450), venueVersion: 8, matched } as const
      const result = await reopened.advance(intent.key, [reduced])
      assertKind(result, 'changed', 'a part voided and the price reduced')
      const { matchedStake, voidedStake, averagePrice, profit, clearedVersion } = result.order
      assertEqual(
        [matchedStake, voidedStake, averagePrice, profit, clearedVersion],
        [900, 100, 15_000, 450, 8],
        'order',
      )
      assertEqual((await reopened.history(intent.key)).slice(-2), [settled, reduced].map(withCommission), 'history')
      assertEqual((await reopened.balances(SAMPLE_ACCOUNT)).available, 100_450, 'available')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-213',
    title: 'a person ends one order with figures, settles, returns or corrects it, and each is noted with it',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const [won, returned, lost] = ['won', 'returned', 'lost'].map((market) => sampleIntent({ market }))
      if (won === undefined || returned === undefined || lost === undefined) return
      for (const each of [won, returned, lost]) await store.begin(each)
      const [at, by] = [after(SAMPLE_TIME, HOUR), { by: 'ann', reason: 'she has seen it' }]
      const gain = { outcome: 'won', profit: money(777) } as const
      assertKind(await store.settleByHand(won.key, gain, at, by), 'ignored', 'one that is being sent')
      for (const each of [won, returned, lost]) await matchAll(store, each)
      const settled = await store.settleByHand(won.key, gain, at, by)
      assertKind(settled, 'changed', 'settled')
      assertEqual([settled.order.state, settled.order.outcome, settled.order.profit], ['SETTLED', 'won', 777], 'order')
      assertKind(await store.settleByHand(won.key, gain, at, by), 'ignored', 'the same again')
      const nothing = { outcome: 'void', profit: ZERO } as const
      assertKind(await store.settleByHand(returned.key, nothing, at, by), 'changed', 'returned')
      const tooMuch = { outcome: 'lost', profit: money(-1001) } as const
      await assertRejects(() => store.settleByHand(lost.key, tooMuch, at, by), 'INVALID_VALUE', 'more than its stake')
      await assertRejects(
        () => store.settleByHand(lost.key, { ...gain, outcome: 'void' }, at, by),
        'INVALID_VALUE',
        'a void',
      )
      await assertRejects(
        () => store.settleByHand(sampleIntent({ market: 'none' }).key, gain, at, by),
        'UNKNOWN_ORDER',
        'no order',
      )
      const loss = { outcome: 'half-lost', profit: money(-500) } as const
      const corrected = await store.settleByHand(won.key, loss, at, by)
      assertKind(corrected, 'changed', 'corrected')
      const reopened = await harness.reopen()
      const history = await reopened.history(won.key)
      assertEqual(
        history.slice(-2).map((event) => 'byHand' in event && event.byHand),
        [by, by],
        'who',
      )
      assertEqual((await reopened.balances(SAMPLE_ACCOUNT)).available, 100_000 - 1000 - 500, 'available')
      const noted = await reopened.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(
        noted.map(({ entry }) => entry),
        [
          { ...by, account: SAMPLE_ACCOUNT, at, act: 'settle', subject: won.key },
          { ...by, account: SAMPLE_ACCOUNT, at, act: 'settle', subject: returned.key },
          { ...by, account: SAMPLE_ACCOUNT, at, act: 'correct', subject: won.key },
        ],
        'audit',
      )
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-212',
    title: 'every way in which a bet can end is kept, and who settled it by hand and why',
    async run(harness) {
      const { store } = harness
      await store.startRun(sampleRunStart())
      const byHand = { by: 'ada', reason: 'the page of results says so' }
      const kept = new Map<string, BetOutcome>()
      for (const outcome of betOutcomes.filter(isBetOutcome)) {
        const intent = sampleIntent({ market: outcome })
        await store.begin(intent)
        await matchAll(store, intent)
        const at = after(SAMPLE_TIME, HOUR)
        const event: Ending =
          outcome === 'void'
            ? { type: 'voided', at, byHand }
            : { type: 'settled', at, outcome, profit: money(10), byHand }
        await store.advance(intent.key, [event])
        kept.set(intent.key, outcome)
        assertEqual((await store.history(intent.key)).at(-1), withCommission(event), outcome)
      }
      const reopened = await harness.reopen()
      const orders = await reopened.orders({ account: SAMPLE_ACCOUNT, limit: 100 })
      for (const { intent, outcome } of orders) assertEqual(outcome, kept.get(intent.key), intent.key)
      assertEqual(orders.length, kept.size, 'how many')
      assertEqual(await reopened.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
