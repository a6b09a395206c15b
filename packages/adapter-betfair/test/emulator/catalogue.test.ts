import { createSystemClock, currency, type Market, silentLogger } from '@betting-advisor/core'
import { betfairClassic, betfairFinest } from '@betting-advisor/core/odds'
import type { MarketAtVenue } from '@betting-advisor/core/venue'
import { expect, it } from 'vitest'
import { createBetfairClient } from '../../src/api/client.ts'
import { type BetfairWorld, createBetfairCard, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession, createCatalogue } from '../../src/index.ts'
import { exchangeMarket, exchangeSelection } from '../../src/markets/names.ts'
import { createMarketFeed } from '../../src/stream.ts'

/** A card that stands still after a while, so that two who look at it see the same. */
function ending(world: BetfairWorld, afterMs: number): BetfairWorld {
  return {
    *changes(from) {
      for (const change of world.changes(from)) {
        if (change.at > from + afterMs) return
        yield change
      }
    },
  }
}

it('names markets for a feed, whose books are those that the API tells, with names, roles and terms', async () => {
  const clock = createSystemClock()
  const stopped = new AbortController()
  const { signal } = stopped
  const card = createBetfairCard({
    seed: 'by name',
    tickMs: 200,
    races: { everyMs: 20_000, opensBeforeMs: 60_000, removals: 0 },
    matches: { everyMs: 60_000, opensBeforeMs: 90_000, playingMs: 20_000 },
  })
  await using emulator = await serveBetfair({
    world: ending(card, 3_000),
    clock,
    accounts: [{ username: 'bot', password: 'secret' }],
  })
  const { hosts, authority } = emulator
  const login = { appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities: authority, clock }
  await using session = createBetfairSession(login)
  await using client = createBetfairClient({ session, clock })
  const catalogue = createCatalogue({
    ...{ client, clock, query: { sport: ['football', 'Horse Racing'] }, account: currency('GBP'), discount: 0.1 },
    everyMs: 500,
  })
  const [host = '', port] = hosts.stream.split(':')
  const feed = createMarketFeed({
    ...{ endpoint: { host, port: Number(port), trust: { ca: authority } }, appKey: session.access.appKey, session },
    ...{ markets: catalogue.markets, describe: catalogue.describe, termsOf: catalogue.termsOf, origin: 'emulator' },
  })
  const told = new Map<string, { readonly market: Market; readonly state: MarketAtVenue | undefined }>()
  let heardAt = Date.now()
  const listening = (async () => {
    for await (const batch of feed.messages({ clock, logger: silentLogger, signal })) {
      for (const message of batch) {
        const turn = message()
        for (const { market, states } of turn.markets) told.set(market.id, { market, state: states?.[0] })
        if (turn.changed.length > 0) heardAt = Date.now()
      }
    }
  })()
  await expect.poll(() => told.size > 0 && Date.now() - heardAt > 3_000, { interval: 200 }).toBe(true)

  const named = await catalogue.markets.ids(signal)
  expect(new Set(named)).toEqual(new Set(emulator.control.openMarkets))
  const priceProjection = { priceData: ['EX_ALL_OFFERS', 'EX_TRADED'] } as const
  const { value: books } = await client.listMarketBook({ marketIds: named, priceProjection }, signal)
  expect(books.map(({ marketId }) => marketId).toSorted()).toEqual(named.toSorted())
  let levels = 0
  for (const { marketId, status, runners } of books) {
    const book = feed.books.get(exchangeMarket(marketId))
    if (book === undefined) throw new Error(`no book of ${marketId}`)
    expect(book.state.status).toBe(status === 'OPEN' ? 'open' : 'suspended')
    for (const { selectionId, handicap, ex } of runners) {
      const runner = book.runner(exchangeSelection(selectionId, handicap ?? 0))
      const offers = (side: 'back' | 'lay') =>
        Array.from({ length: book.levels(side, runner) }, (_, level) => ({
          price: book[side](runner, level),
          size: book[`${side}Size`](runner, level) / 100,
        }))
      expect([offers('back'), offers('lay')]).toEqual([ex?.availableToBack, ex?.availableToLay])
      levels += offers('back').length
    }
  }
  expect(levels).toBeGreaterThan(20)

  const ofType = (kind: string) => [...told.values()].filter(({ market }) => market.kind === kind)
  expect(ofType('WIN').length).toBeGreaterThan(0)
  for (const { market, state } of told.values()) {
    expect(market.selections.every(({ name }) => Number.isNaN(Number(name)))).toBe(true)
    expect(state?.terms).toMatchObject({ minStake: 100, minPayout: 1_000, minLiability: 1_000 })
  }
  for (const { market, state } of ofType('MATCH_ODDS')) {
    expect(market.selections.map(({ role }) => role)).toEqual(['home', 'away', 'draw'])
    expect([market.event.home, market.event.away]).toEqual(market.selections.slice(0, 2).map(({ name }) => name))
    expect(state?.terms?.ladder).toBe(betfairClassic)
  }
  for (const { market, state } of ofType('ASIAN_HANDICAP')) {
    expect([market.betting, state?.terms?.netting, state?.terms?.ladder]).toEqual(['asian', false, betfairFinest])
  }
  for (const { state } of ofType('EACH_WAY')) expect(state?.eachWay?.divisor).toBeGreaterThan(1)
  expect(ofType('MATCH_ODDS').length * ofType('ASIAN_HANDICAP').length * ofType('EACH_WAY').length).toBeGreaterThan(0)
  stopped.abort()
  await listening
})

it('goes on naming a market that has started, until it is over, and no more than it may', async () => {
  const clock = createSystemClock()
  const { signal } = new AbortController()
  const card = createBetfairCard({
    seed: 'until over',
    races: { everyMs: 6_000, opensBeforeMs: 60_000, runningMs: 1_500, settlesAfterMs: 500, markets: ['WIN'] },
    matches: null,
  })
  await using emulator = await serveBetfair({ world: card, clock, accounts: [{ username: 'bot', password: 'secret' }] })
  const { hosts, authority } = emulator
  const login = { appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities: authority, clock }
  await using session = createBetfairSession(login)
  await using client = createBetfairClient({ session, clock })
  const query = { sport: 'horse-racing', types: ['WIN'], withinHours: 1 } as const
  const catalogue = createCatalogue({ client, clock, query, maxMarkets: 3 })
  const [first = '', ...others] = await catalogue.markets.ids(signal)
  const { startsAt = 0 } = catalogue.known()[0]?.event ?? {}
  expect(others).toHaveLength(2)
  const starts = catalogue.known().map(({ event }) => event.startsAt)
  expect(starts).toEqual(starts.toSorted((one, other) => one - other))
  await expect.poll(() => clock.now() > startsAt + 200, { interval: 100 }).toBe(true)
  expect(await catalogue.markets.ids(signal)).toEqual([first, ...others])
  await expect.poll(() => emulator.control.openMarkets.includes(first)).toBe(false)
  const later = await catalogue.markets.ids(signal)
  expect(later).not.toContain(first)
  expect(later.slice(0, 2)).toEqual(others)
  expect(later).toHaveLength(3)
})
