import type { Intent } from '../../order/intent.ts'
import type { OrderEvent } from '../../order/order.ts'
import { settledOrder } from '../../order/settled-order.ts'
import { money } from '../../units/money.ts'
import { priceUnits } from '../../units/price.ts'
import { assertEqual, assertKind, type ContractCase } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

const accepted = (venueOrderId: string): OrderEvent => ({ type: 'accepted', at: SAMPLE_TIME, venueOrderId })

/** How an order came to its end, by its venue's own word, and what its closing line was. */
function ending({ stake, price }: Intent): readonly OrderEvent[] {
  const at = SAMPLE_TIME
  const matched = { matchedStake: stake, averagePrice: priceUnits(price + 500) }
  return [
    { type: 'matched', at, ...matched },
    { type: 'settled', at, matchedStake: stake, outcome: 'lost', profit: money(-stake), venueVersion: 3 },
    { type: 'closing-line', at, closingProbability: 0.47 },
  ]
}

export const settledCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-275',
    title: 'hands over of settled bets what guards and venues count them by, however they were begun',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = sampleIntent({ market: 'race', entry: 1, stake: 1000, price: 60_000 })
      const eachWay = sampleIntent({ market: 'race', entry: 2, stake: 500, eachWay: { divisor: 5, places: 3 } })
      const inItsPlace = sampleIntent({ market: 'race', entry: 3, stake: 700, replaces: first.key })
      const lay = sampleIntent({ market: 'other', side: 'lay', stake: 300, price: 25_000 })
      for (const intent of [first, eachWay, inItsPlace, lay]) {
        assertKind(await store.begin(intent), 'reserved', 'begin')
        assertKind(await store.advance(intent.key, [accepted(intent.ref)]), 'changed', 'accepted')
      }
      const foreign = sampleIntent({
        market: 'found',
        stake: 200,
        origin: 'foreign',
        eachWay: { divisor: 4, places: 2 },
      })
      await store.adopt(foreign, [accepted('found')])
      const all = [lay, eachWay, foreign, inItsPlace, first]
      for (const intent of all) assertKind(await store.advance(intent.key, ending(intent)), 'changed', 'ended')

      const { settled } = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      const orders = await Promise.all(all.map(({ key }) => store.order(key)))
      assertEqual(
        settled,
        orders.flatMap((order) => (order === null ? [] : [settledOrder(order)])),
        'settled bets',
      )
      const terms = settled.map(({ intent }) => [intent.replaces, intent.eachWay?.places ?? null])
      assertEqual(
        terms,
        all.map(({ replaces, eachWay: asked }) => [replaces, asked?.places ?? null]),
        'what replaces what, and how each way',
      )
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
