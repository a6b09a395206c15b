import { type Intent, money, type OrderEvent, type Store } from '@betting-advisor/core'
import { SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, describe, expect, test } from 'vitest'
import { openHarness, withClient } from './harness.ts'

const started = await startServer()
const why = 'unavailable' in started ? ` (${started.unavailable})` : ''

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

function url(): string {
  if ('unavailable' in started) throw new Error(started.unavailable)
  return started.url()
}

/** Lives an order to its end: it loses all of its stake. */
async function live(store: Store, intent: Intent): Promise<void> {
  const at = SAMPLE_TIME
  const { stake, price } = intent
  const events: readonly OrderEvent[] = [
    { type: 'accepted', at, venueOrderId: intent.ref },
    { type: 'matched', at, matchedStake: stake, averagePrice: price },
    { type: 'settled', at, matchedStake: stake, outcome: 'lost', profit: money(-stake), commission: money(0) },
  ]
  await store.begin(intent)
  for (const event of events) await store.advance(intent.key, [event])
}

/** How many rows there are of what is taken of limits, and how many of them of nothing. */
async function rows(): Promise<{ readonly all: number; readonly empty: number }> {
  return await withClient(url(), async (client) => {
    const { rows } = await client.query<{ all: number; empty: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE used = 0)::int AS empty FROM betting_advisor.limit_use`,
    )
    return rows[0] ?? { all: Number.NaN, empty: Number.NaN }
  })
}

describe.skipIf(why !== '')(`what PostgreSQL keeps of limits${why}`, () => {
  const claimed = (market: string) =>
    sampleIntent({ market, claims: [{ limit: `market:${market}`, amount: 1, capacity: 1 }] })

  test('has a row for each while orders live, and none once they have ended', async () => {
    await using harness = await openHarness(url())
    await harness.store.startRun(sampleRunStart())
    for (const market of ['m1', 'm2']) await harness.store.begin(claimed(market))
    const { all, empty } = await rows()
    expect(all).toBeGreaterThan(0)
    expect(empty).toBe(0)
    for (const market of ['m1', 'm2']) await live(harness.store, claimed(market))
    expect(await rows()).toEqual({ all: 0, empty: 0 })
  })

  test('has no row for what an order adds nothing to', async () => {
    await using harness = await openHarness(url())
    const { store } = harness
    await store.startRun(sampleRunStart())
    const even = { price: 20_000, netting: true, market: 'm' }
    const back = sampleIntent(even)
    await store.begin(back)
    await store.advance(back.key, [{ type: 'accepted', at: SAMPLE_TIME, venueOrderId: back.ref }])
    await store.advance(back.key, [
      {
        type: 'matched',
        at: SAMPLE_TIME,
        matchedStake: back.stake,
        averagePrice: back.price,
      },
    ])
    const lay = sampleIntent({ ...even, side: 'lay', entry: 2, event: 'another' })
    await store.begin(lay)
    expect((await rows()).empty).toBe(0)
  })
})
