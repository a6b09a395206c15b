import { type Fault, seededFaults, serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import {
  after,
  DAY,
  HOUR,
  type MarketResult,
  type MarketUpdate,
  MINUTE,
  marketId,
  silentLogger,
  timestamp,
} from '@betting-advisor/core'
import { createFootballWorld, createSeededRandom, createSteppedClock } from '@betting-advisor/core/simulation'
import type { AwaitedMarket } from '@betting-advisor/core/venue'
import { expect, test } from 'vitest'
import { createTheOddsEmulator } from '../src/emulator.ts'
import { createTheOddsResults, createTheOddsSource } from '../src/index.ts'

const START = timestamp(Date.UTC(2026, 7, 7))
const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'half-body' },
  { kind: 'invalid-json' },
  { kind: 'html', status: 502 },
  { kind: 'rate-limited', retryAfterSeconds: 3 },
  { kind: 'latency', milliseconds: 5 },
]

/** Some days of a generated world over a bad line, and what is known in the end. */
async function run(seed: string, days: number) {
  const clock = createSteppedClock({ start: START, limit: START })
  const world = createFootballWorld({ seed: 'long run' })
  const emulator = createTheOddsEmulator({ world, clock, apiKeys: ['key'], credits: 1_000_000, quirks: 0.02 })
  const faults = seededFaults(
    FAULTS.map((fault) => ({ fault, rate: 0.02 })),
    createSeededRandom(seed),
  )
  const server = await serveEmulator(emulator.fetch, { faults })
  const access = { apiKey: 'key', baseUrl: server.url, httpTimeoutSeconds: 2, random: createSeededRandom(seed) }
  const sports = world.competitions.map(({ key }) => key)
  const source = createTheOddsSource({ ...access, sports, regions: ['eu', 'uk'], pollSeconds: 1800 })
  const results = createTheOddsResults(access)
  const controller = new AbortController()
  const context = { clock, logger: silentLogger, signal: controller.signal }
  const updates: MarketUpdate[] = []
  const told: MarketResult[] = []
  const fixtures = world.fixtures(START, after(START, (days - 1) * DAY))
  let awaited: AwaitedMarket[] = fixtures.map(({ id, competition, startsAt }) => ({
    market: marketId(`theodds:${id}:h2h`),
    event: `theodds:${id}`,
    competition,
    startsAt,
    outcomes: 3,
  }))
  const reading = (async () => {
    for await (const batch of source.updates(context)) updates.push(...batch)
  })()
  const asking = (async () => {
    for await (const batch of results.results(() => awaited, context)) {
      told.push(...batch)
      const done = new Set(batch.map(({ market }) => market))
      awaited = awaited.filter(({ market }) => !done.has(market))
    }
  })()
  await clock.until(after(START, days * DAY))
  controller.abort()
  await Promise.all([reading, asking])
  await server.close()
  clock.close()
  return { world, fixtures, updates, told, awaited }
}

test('over a bad line nothing is lost: closing prices, starts, ends and results of every match', async () => {
  const { world, fixtures, updates, told, awaited } = await run('bad line', 3)
  expect(fixtures.length).toBeGreaterThan(5)
  expect(awaited).toEqual([])
  for (const fixture of fixtures) {
    const id = `theodds:${fixture.id}:h2h`
    const news = updates.filter(({ market }) => market.id === id)
    const priced = news.filter(({ inPlay, venues }) => !inPlay && venues.some(({ freshness }) => freshness === 'live'))
    expect(fixture.startsAt - (priced.at(-1)?.receivedAt ?? 0)).toBeLessThanOrEqual(MINUTE)
    expect(news.find(({ inPlay }) => inPlay)?.receivedAt).toBe(fixture.startsAt)
    expect(news.at(-1)).toMatchObject({ status: 'closed', inPlay: true })
    expect((news.at(-1)?.receivedAt ?? 0) - fixture.startsAt).toBeLessThan(4 * HOUR)
    const final = world.score(fixture, after(fixture.startsAt, DAY))
    expect(told.filter(({ market }) => market === id)).toMatchObject([{ score: `${final?.home}-${final?.away}` }])
  }
})

test('the same seeds give the same news in the same order', async () => {
  const [first, second] = [await run('again', 1), await run('again', 1)]
  expect(second.updates).toEqual(first.updates)
  expect(second.told).toEqual(first.told)
})
