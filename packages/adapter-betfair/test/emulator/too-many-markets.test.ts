import { createSystemClock } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { keepingLogger } from '../../../core/test/support/advisor.ts'
import { createBetfairClient } from '../../src/api/client.ts'
import { createBetfairCard, serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession, createCatalogue, streamMarketFilter } from '../../src/index.ts'
import { createMarketFeed, streamEndpoint } from '../../src/stream.ts'

it('shows the markets that start first where a filter fits more than the exchange takes, and others when those are over', async () => {
  const clock = createSystemClock()
  const world = createBetfairCard({
    seed: 'too many',
    races: { everyMs: 6_000, opensBeforeMs: 60_000, runningMs: 1_500, settlesAfterMs: 500, markets: ['WIN'] },
    matches: null,
  })
  const accounts = [{ username: 'bot', password: 'secret' }]
  await using emulator = await serveBetfair({ world, clock, accounts, streamMarkets: 3 })
  const { hosts, authority: authorities } = emulator
  await using session = createBetfairSession({
    ...{ appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities, clock },
  })
  await using client = createBetfairClient({ session, clock })
  const query = { sport: 'horse-racing', types: ['WIN'] } as const
  const catalogue = createCatalogue({ client, clock, query, everyMs: 500 })
  const { access } = session
  const feed = createMarketFeed({
    ...{ endpoint: streamEndpoint(access), appKey: access.appKey, session, maxMarkets: 3 },
    ...{ describe: catalogue.describe, termsOf: catalogue.termsOf },
    markets: { filter: streamMarketFilter(query), whenTooMany: catalogue.markets },
  })
  const logger = keepingLogger()
  const stopped = new AbortController()
  const listening = (async () => {
    for await (const batch of feed.messages({ clock, logger, signal: stopped.signal })) {
      for (const message of batch) message()
    }
  })()
  /** Those of which there is a book, among the named ones in the order of their starts. */
  const shown = () => catalogue.known().flatMap(({ id }, place) => (feed.books.get(id) === undefined ? [] : [place]))
  await expect.poll(() => feed.status().state, { timeout: 20_000 }).toBe('ok')
  expect(shown()).toEqual([0, 1, 2])
  expect(feed.status().detail).toMatch(/subscribed to 3 of \d+/)
  expect(logger.lines.filter(({ level }) => level === 'warn')).toMatchObject([
    { fields: { most: 3 } },
    { fields: { most: 3, named: catalogue.known().length } },
  ])
  const [first] = catalogue.known()
  await expect.poll(() => catalogue.known()[0]?.id === first?.id, { timeout: 30_000 }).toBe(false)
  await expect.poll(shown, { timeout: 10_000 }).toEqual([0, 1, 2])
  stopped.abort()
  await listening
}, 60_000)
