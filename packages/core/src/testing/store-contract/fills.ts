import type { Matched } from '../../order/matched.ts'
import type { Order } from '../../order/order.ts'
import type { Store } from '../../ports/store.ts'
import { matchedValue } from '../../units/matched-value.ts'
import { money } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { after } from '../../units/timestamp.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  type SampleIntent,
  sampleIntent,
  sampleRunStart,
} from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

const reason = { code: 'REASON', message: 'because' }

/** An account with one order at its venue, and what a venue's word makes of it. */
async function atVenue(store: Store, sample: SampleIntent) {
  await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(10_000_000) } })
  const intent = sampleIntent(sample)
  assertKind(await store.begin(intent), 'reserved', 'begin')
  await store.advance(intent.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: 'v' }])
  const tell = async (told: Matched): Promise<Order> => {
    const { order } = await store.advance(intent.key, [{ type: 'matched', at: SAMPLE_TIME, ...told }])
    assertEqual(await store.order(intent.key), order, 'the order as it is kept')
    return order
  }
  return { intent, tell }
}

export const fillCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-170',
    title: 'keeps what fills are worth to the last ten-thousandth, and reserves and pays by it',
    async run({ store }) {
      const { intent, tell } = await atVenue(store, { side: 'lay', stake: 2_000_000, price: 21_000 })
      // 6,666.67 at 2.02 and 13,333.33 at 2.04: no average price of four digits is that.
      const value = 666_667 * 20_200 + 1_333_333 * 20_400
      const derived = await tell({ matchedStake: money(2_000_000), averagePrice: priceUnits(20_334) })
      assertEqual([derived.valueBasis, derived.reserved], ['average', 2_066_800], 'by the average')
      const matchedStake = money(2_000_000)
      const exact = await tell({ matchedStake, averagePrice: null, matchedValue: matchedValue(value) })
      assertEqual([exact.valueBasis, exact.matchedValue, exact.averagePrice], ['fills', value, 20_334], 'by the fills')
      assertEqual(exact.reserved, 2_066_667, 'what the lay can lose')
      const profit = money(-2_066_667)
      const at = after(SAMPLE_TIME, 1000)
      await store.advance(intent.key, [
        {
          type: 'settled',
          at,
          matchedStake,
          matchedValue: matchedValue(value),
          outcome: 'lost',
          profit,
          commission: money(0),
        },
      ])
      assertEqual((await store.order(intent.key))?.profit, profit, 'profit')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-173',
    title:
      'keeps an order that was made smaller or persists otherwise as the one that it is, and holds no more than is left of it',
    async run({ store }) {
      const { intent, tell } = await atVenue(store, { side: 'lay', stake: 1000, price: 30_000, netting: true })
      await tell({ matchedStake: money(400), averagePrice: priceUnits(25_000) })
      const amend = async (stake: number, persistence: 'lapse' | 'persist' | 'market-on-close') => {
        const amended = { type: 'amended', at: SAMPLE_TIME, stake: money(stake), persistence } as const
        const answer = await store.advance(intent.key, [amended])
        assertEqual(await store.order(intent.key), answer.order, 'the order as it is kept')
        return answer
      }
      const { order: less } = await amend(700, 'persist')
      assertEqual([less.state, less.amendedStake, less.amendedPersistence], ['PARTIAL', 700, 'persist'], 'smaller')
      assertEqual([less.cancelledStake, less.reserved], [300, 1200], 'what is left of it')
      assertEqual((await amend(701, 'persist')).kind, 'ignored', 'more than is asked by now')
      const { order: carried } = await amend(700, 'market-on-close')
      assertEqual([carried.amendedPersistence, carried.reserved], ['market-on-close', 1200], 'into the auction')
      const { order: filled } = await amend(300, 'lapse')
      assertEqual(
        [filled.state, filled.cancelledStake, filled.reserved],
        ['MATCHED', 600, 600],
        'no more than is matched',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-172',
    title: 'reserves the liability that a lay on close asks for, takes whatever stake that comes to, and no more',
    async run({ store }) {
      const terms = { kind: 'market-on-close' } as const
      const asked = { side: 'lay', terms, liability: 10_000, price: 35_000, netting: true } as const
      const { intent, tell } = await atVenue(store, asked)
      assertEqual([intent.stake, (await store.order(intent.key))?.reserved], [4000, 10_000], 'while nothing is matched')
      const told = (stake: number, price: number): Matched => ({
        matchedStake: money(stake),
        averagePrice: priceUnits(price),
        matchedValue: matchedValue(stake * price),
      })
      const beyond = await tell(told(20_002, 15_000))
      assertEqual([beyond.state, beyond.matchedStake], ['ACCEPTED', 0], 'more than was to be lost')
      const all = await tell(told(20_000, 15_000))
      assertEqual([all.state, all.matchedStake, all.reserved], ['MATCHED', 20_000, 10_000], 'at the starting price')
      assertEqual(all.intent.terms, terms, 'the terms')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-242',
    title: 'holds both stakes of bets each way, sets them off against nothing, and pays what they bring together',
    async run({ store }) {
      await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(10_000_000) } })
      const eachWay = { divisor: 5, places: 3 }
      const [back, lay] = (['back', 'lay'] as const).map((side, index) =>
        sampleIntent({ side, market: 'race', entry: index + 1, stake: 1000, price: 60_000, eachWay }),
      )
      if (back === undefined || lay === undefined) return
      assertEqual([back.liability, lay.liability], [2000, 6000], 'liabilities')
      for (const intent of [back, lay]) {
        assertKind(await store.begin(intent), 'reserved', 'begin')
        await store.advance(intent.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: intent.side }])
      }
      const held = async () => (await store.balances(SAMPLE_ACCOUNT)).reserved
      assertEqual(await held(), 8000, 'reserved for both')
      const half = { matchedStake: money(500), averagePrice: priceUnits(50_000) }
      const { order: laid } = await store.advance(lay.key, [{ type: 'matched', at: SAMPLE_TIME, ...half }])
      assertEqual([laid.reserved, await held()], [5400, 7400], 'once a half is laid at a better price')
      assertEqual((await store.order(lay.key))?.intent.eachWay, eachWay, 'the terms')
      const matchedStake = money(1000)
      await store.advance(back.key, [
        { type: 'matched', at: SAMPLE_TIME, matchedStake, averagePrice: priceUnits(60_000) },
        { type: 'settled', at: SAMPLE_TIME, matchedStake, outcome: 'placed', profit: money(0) },
      ])
      assertEqual(await held(), 5400, 'when one is settled')
      assertEqual((await store.order(back.key))?.outcome, 'placed', 'its outcome')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
  {
    id: 'STO-171',
    title: 'keeps what was voided, cancelled and lapsed of an order, and holds no money for it',
    async run({ store }) {
      const { intent, tell } = await atVenue(store, { stake: 1000, price: 20_000 })
      await tell({ matchedStake: money(600), averagePrice: priceUnits(20_000) })
      const voided = { matchedStake: money(200), averagePrice: priceUnits(20_000), voidedStake: money(400) }
      const partly = await tell(voided)
      assertEqual([partly.state, partly.voidedStake, partly.reserved], ['PARTIAL', 400, 600], 'with a part voided')
      await store.advance(intent.key, [{ type: 'cancelled', at: SAMPLE_TIME, reason }])
      const cancelled = await store.order(intent.key)
      assertEqual([cancelled?.cancelledStake, cancelled?.lapsedStake, cancelled?.reserved], [400, 0, 200], 'cancelled')
      assertEqual((await tell({ ...voided, matchedStake: money(601) })).matchedStake, 200, 'more than was asked')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
