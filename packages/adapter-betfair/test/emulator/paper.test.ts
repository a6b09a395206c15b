import {
  createAdvisor,
  createMemoryStore,
  createSystemClock,
  currency,
  money,
  price,
  priceUnits,
  type Strategy,
  selectionId,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { expect, it } from 'vitest'
import { createBetfairClient } from '../../src/api/client.ts'
import { serveBetfair } from '../../src/emulator.ts'
import { createBetfairSession, createBetfairVenue, createCatalogue } from '../../src/index.ts'
import { exchangeMarket } from '../../src/markets/names.ts'
import { createMarketFeed } from '../../src/stream.ts'
import { definition, M } from './stage.ts'

/** Backs the first runner once, at what is offered. */
const backer: Strategy = {
  name: 'backer',
  version: '1',
  onMarket({ market }, desk) {
    if (desk.orders(market.id).length > 0) return
    desk.signal({
      kind: 'order',
      market: market.id,
      selection: selectionId('11'),
      venue: venueId('betfair'),
      side: 'back',
      price: price(3),
      stake: money(200),
    })
  },
}

it('bets on paper at the books of the exchange, which sees none of it', async () => {
  const clock = createSystemClock()
  const startsIn = (milliseconds: number) => new Date(clock.now() + milliseconds).toISOString()
  const marketTime = startsIn(3_600_000)
  await using emulator = await serveBetfair({
    world: {
      *changes(from) {
        const rc = [{ id: 11, atb: [[3, 100]] as const, atl: [[3.05, 100]] as const }]
        const marketDefinition = definition({ marketTime, openDate: marketTime, suspendTime: marketTime })
        yield { at: from, markets: [{ id: M, img: true, marketDefinition, rc }] }
      },
    },
    clock,
    accounts: [{ username: 'bot', password: 'secret' }],
  })
  const { hosts, authority } = emulator
  const login = { appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities: authority, clock }
  await using session = createBetfairSession(login)
  await using client = createBetfairClient({ session, clock })
  await using venue = createBetfairVenue({ client, clock, currency: currency('GBP') })
  const catalogue = createCatalogue({ client, clock, query: { sport: 'horse-racing' }, account: currency('GBP') })
  const [host = '', port] = hosts.stream.split(':')
  const feed = createMarketFeed({
    ...{ endpoint: { host, port: Number(port), trust: { ca: authority } }, appKey: session.access.appKey, session },
    ...{ markets: catalogue.markets, describe: catalogue.describe, termsOf: catalogue.termsOf, origin: 'emulator' },
  })
  const store = createMemoryStore()
  await using advisor = await createAdvisor({
    settings: defineSettings({}),
    sources: [],
    books: [feed],
    venues: [venue],
    strategies: [backer],
    store,
    clock,
  })
  const running = advisor.run()
  const { account } = advisor.status()
  await expect.poll(async () => (await store.orders({ account }))[0]?.matchedStake, { interval: 100 }).toBe(200)
  await advisor.stop('seen')
  await running
  expect(await store.orders({ account })).toMatchObject([
    { intent: { market: exchangeMarket(M), venue: 'betfair' }, averagePrice: priceUnits(30_000) },
  ])
  expect(emulator.control.statement('bot')).toMatchObject({ bets: [], exposure: 0 })
})
