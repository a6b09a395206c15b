import {
  type Advisor,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  money,
  type OrderEvent,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'

const ORDERS = 400

/** An advisor at rest, over a store in memory with a season of settled bets. */
export async function restingAdvisor(): Promise<Pick<Advisor, 'on' | 'status' | 'store'>> {
  const store = createMemoryStore()
  await store.startRun(sampleRunStart())
  for (let number = 0; number < ORDERS; number++) {
    const begun = await store.begin(sampleIntent({ market: `m${number}`, stake: 100, at: number * 1000 }))
    if (begun.kind !== 'reserved') throw new Error(begun.kind)
    const { intent } = begun.order
    const { run } = intent
    const won = number % 2 === 0
    const at = SAMPLE_TIME
    const life: readonly OrderEvent[] = [
      { type: 'accepted', at, venueOrderId: `v${number}` },
      { type: 'matched', at, matchedStake: intent.stake, averagePrice: intent.price },
      { type: 'settled', at, outcome: won ? 'won' : 'lost', profit: money(won ? 100 : -100), commission: money(0) },
    ]
    for (const event of life) {
      const { order } = await store.advance(intent.key, [event])
      await store.append([{ type: 'order', account: SAMPLE_ACCOUNT, run, at, order }])
    }
  }
  const settings = defineSettings({})
  const advisor = await createAdvisor({
    settings,
    store: createMemoryStore(),
    sources: [],
    venues: [createPaperVenue({})],
    strategies: [],
  })
  return {
    on: advisor.on,
    store,
    status: () => ({ ...advisor.status(), account: SAMPLE_ACCOUNT, tradingState: 'ACTIVE', haltReason: null }),
  }
}
