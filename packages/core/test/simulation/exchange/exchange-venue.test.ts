import { after, allVoid, HOUR, SECOND, silentLogger, venueId, wonBy } from '@betting-advisor/core'
import {
  createExchange,
  createExchangeVenue,
  createSteppedClock,
  type ExchangeFaults,
  type ExchangeSettings,
} from '@betting-advisor/core/simulation'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent, type VenueHarness, venueContract } from '@betting-advisor/core/testing'
import type { OrderNews } from '@betting-advisor/core/venue'
import { describe, expect, it, test } from 'vitest'
import { matchOdds, news } from '../../support/markets.ts'
import { attempt, placeOne } from '../../support/placing.ts'

const SILENT: Partial<ExchangeFaults> = { drop: 1, lookupFail: 1 }
const signal = new AbortController().signal

/** An exchange that shows 2.1 on Home in a market that starts in an hour. */
function connected(settings: Partial<ExchangeSettings> = {}, timeoutMs?: number) {
  const clock = createSteppedClock({ start: SAMPLE_TIME })
  const exchange = createExchange({ seed: 'venue', venue: venueId('bookmaker'), ...settings })
  const venue = createExchangeVenue({ exchange, clock, ...(timeoutMs !== undefined && { timeoutMs }) })
  const market = matchOdds('market', { startsAt: after(SAMPLE_TIME, HOUR) })
  venue.observe(news(market, SAMPLE_TIME, { bookmaker: [2.1, 1.8] }))
  return { clock, exchange, venue, market }
}

function harness(settings: Partial<ExchangeSettings> = {}): VenueHarness {
  const { clock, exchange, venue, market } = connected(settings)
  let entry = 0
  return {
    venue,
    pass: (milliseconds) => clock.sleep(milliseconds),
    acceptable: () => sampleIntent({ entry: ++entry }),
    refusable: () => sampleIntent({ entry: ++entry, stake: 99 }),
    silence: () => exchange.disturb(SILENT),
    ends({ selection, side }, outcome) {
      if (outcome === 'void') exchange.settle(market.id, clock.now(), allVoid(market.id))
      else {
        const wins = (outcome === 'won') === (side === 'back')
        const [winner] = market.selections.filter(({ id }) => (id === selection) === wins)
        if (winner !== undefined) exchange.settle(market.id, clock.now(), wonBy(market, [winner.id]))
      }
    },
    held() {
      return { order: sampleIntent({ entry: ++entry }), forMs: settings.betDelayMs ?? 0 }
    },
    refusedByName() {
      exchange.disturb({ refuseNamed: 1 })
      return sampleIntent({ entry: ++entry })
    },
    waits: () => sampleIntent({ entry: ++entry, price: 50_000 }),
    replaces() {
      const order = sampleIntent({ entry: ++entry, price: 50_000 })
      return { order, by: sampleIntent({ entry: ++entry, price: 55_000, replaces: order.key }) }
    },
    secrets: [],
  }
}

describe.each<[string, Partial<ExchangeSettings>]>([
  ['that matches all at once', {}],
  ['that matches in parts', { liquidity: { full: 0.2, partial: 0.5, everyMs: SECOND } }],
  ['that takes its time', { latencyMs: 3 * SECOND }],
])('an exchange %s keeps the contract of venues', (_, settings) => {
  const isPlain = ({ needs = '' }: { needs?: string }) =>
    !['held', 'oversized', 'ends', 'replaces', 'twin'].includes(needs)
  test.each(venueContract.filter(isPlain))('$id $title', ({ run }) => run(harness(settings)))
})

test.each(venueContract.filter(({ needs }) => needs === 'ends'))(
  'an exchange that tells how bets ended: $id $title',
  async ({ run }) => {
    await run(harness({ clears: true }))
    await run(harness({ clears: true, latencyMs: 3 * SECOND }))
  },
)

test.each(venueContract.filter(({ needs }) => needs === 'replaces'))(
  'an exchange that replaces orders: $id $title',
  async ({ run }) => {
    for (const replaces of ['own', 'former'] as const) {
      await run(harness({ replaces }))
      await run(harness({ replaces, latencyMs: 3 * SECOND }))
    }
  },
)

test.each(venueContract.filter(({ needs }) => needs === 'held'))('an exchange in play: $id $title', async ({ run }) => {
  await run(harness({ betDelayMs: 5 * SECOND }))
  await run(harness({ betDelayMs: 5 * SECOND, liquidity: { full: 0, partial: 0, everyMs: SECOND } }))
})

describe('an engine at a simulated exchange', () => {
  it('learns nothing from an answer that comes later than it waits', async () => {
    const { venue, exchange } = connected({ faults: { lateAnswer: 1 }, lateAnswerMs: 60 * SECOND }, 1)
    expect(await placeOne(venue, sampleIntent())).toMatchObject({ kind: 'unknown', reason: { code: 'TIMEOUT' } })
    expect(exchange.bets()).toHaveLength(1)
  })

  it('sends nothing that was called off before, and does not know what became of it afterwards', async () => {
    const { venue, exchange } = connected({ latencyMs: SECOND })
    const calledOff = AbortSignal.abort()
    expect(await placeOne(venue, sampleIntent(), attempt({ signal: calledOff }))).toMatchObject({ kind: 'not-sent' })
    expect(await venue.doCancel(newOrder(sampleIntent()).order, calledOff)).toMatchObject({ kind: 'refused' })
    expect(exchange.bets()).toHaveLength(0)
    const calling = new AbortController()
    const placing = placeOne(venue, sampleIntent(), attempt({ signal: calling.signal }))
    calling.abort()
    expect(await placing).toMatchObject({ kind: 'unknown', reason: { code: 'ABORTED' } })
    expect(exchange.bets()).toHaveLength(1)
  })

  it('is told that the exchange cannot be asked', async () => {
    const { venue, exchange } = connected()
    exchange.disturb(SILENT)
    const asked = [venue.lookup([sampleIntent().ref], signal), venue.list(SAMPLE_TIME, signal)]
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'VENUE_UNAVAILABLE' })
  })

  it('hears of its orders as they change, by themselves too, until it stops listening', async () => {
    const { venue, clock, market } = connected({ faults: { lateAccept: 1 } })
    const stop = new AbortController()
    const heard: OrderNews[] = []
    const listening = (async () => {
      for await (const batch of venue.orderNews({ clock, logger: silentLogger, signal: stop.signal })) {
        heard.push(...batch)
      }
    })()
    const { ref } = sampleIntent({ price: 22_000 })
    expect(await placeOne(venue, sampleIntent({ price: 22_000 }))).toMatchObject({ kind: 'unknown' })
    await clock.sleep(20 * SECOND)
    expect(heard).toMatchObject([{ kind: 'order', order: { ref, state: 'open' } }])
    venue.observe(news(market, clock.now(), { bookmaker: [2.3, 1.7] }))
    await clock.sleep(0)
    expect(heard.slice(1)).toMatchObject([
      { kind: 'order', order: { ref, state: 'matched', matchedStake: 1000, averagePrice: 23_000 } },
    ])
    stop.abort()
    await listening
    expect(clock.sleepers).toBe(0)
  })
})
