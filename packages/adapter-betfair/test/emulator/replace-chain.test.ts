import {
  createAdvisor,
  createMemoryStore,
  currency,
  type Desk,
  money,
  type Order,
  price,
  type Strategy,
  selectionId,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { expect, it } from 'vitest'
import type { BetfairWorld } from '../../src/emulator.ts'
import { createCatalogue } from '../../src/index.ts'
import { createMarketFeed, streamEndpoint } from '../../src/stream.ts'
import { openBot } from './open-bot.ts'
import { definition, M } from './stage.ts'

const PRICES = [4, 3.9, 3.8]
const waits = ({ state }: Order) => state === 'ACCEPTED'

/** Backs the first runner at a price that nobody takes, and moves the order twice; `moving` is called before it does. */
function mover(moving: (times: number) => void): Strategy {
  const move = (desk: Desk, orders: readonly Order[]) => {
    const [asked, waiting] = [PRICES[orders.length], orders.find(waits)]
    if (asked === undefined || waiting === undefined) return
    moving(orders.length)
    desk.replace(waiting.intent.key, { price: price(asked) })
  }
  return {
    name: 'mover',
    version: '1',
    onMarket({ market }, desk) {
      if (desk.orders(market.id).length > 0) return
      const selection = selectionId('11')
      const asked = { market: market.id, selection, venue: venueId('betfair'), side: 'back', price: price(4) } as const
      desk.signal({ kind: 'order', ...asked, stake: money(200) })
    },
    onOrder({ intent }, desk) {
      move(desk, desk.orders(intent.market))
    },
  }
}

it('replaces by the exchange’s operation where references are kept, and finds each bet of the chain when an answer is lost', async () => {
  const world: BetfairWorld = {
    *changes(from) {
      const marketTime = new Date(from + 3_600_000).toISOString()
      const rc = [{ id: 11, atb: [[2.5, 50]] as const, atl: [[4.5, 50]] as const }]
      const marketDefinition = definition({ marketTime, openDate: marketTime, suspendTime: marketTime })
      yield { at: from, markets: [{ id: M, img: true, marketDefinition, rc }] }
    },
  }
  await using bot = await openBot(world, { keepsReference: true })
  const { client, clock, control, faults } = bot
  const { session } = client
  const { twin: _, ...real } = bot.venue
  const asked: string[] = []
  const venue: Venue = {
    ...real,
    // Nothing is real money, and it is the venue itself that is tried, and not its twin.
    traits: { ...real.traits, origin: 'simulated' },
    doReplace: async (order, by, how) => {
      asked.push(order.venueOrderId ?? '')
      return (await bot.venue.doReplace?.(order, by, how)) ?? expect.fail('it replaces')
    },
  }
  const catalogue = createCatalogue({ client, clock, query: { sport: 'horse-racing' }, account: currency('GBP') })
  const feed = createMarketFeed({
    ...{ endpoint: streamEndpoint(session.access), appKey: session.access.appKey, session },
    ...{ markets: catalogue.markets, describe: catalogue.describe, termsOf: catalogue.termsOf, origin: 'emulator' },
  })
  const store = createMemoryStore()
  await using advisor = await createAdvisor({
    settings: defineSettings({}),
    sources: [],
    books: [feed],
    venues: [venue],
    strategies: [mover((times) => times === 2 && faults.add({ kind: 'lost-answer' }))],
    store,
    clock,
  })
  const alerts: string[] = []
  advisor.on('event', ({ event }) => void (event.type === 'alert' && alerts.push(event.code)))
  const running = advisor.run()
  const { account } = advisor.status()
  const orders = async () => (await store.orders({ account })).toReversed()
  await expect
    .poll(async () => (await orders()).map(({ state }) => state), { interval: 200, timeout: 60_000 })
    .toEqual(['CANCELLED', 'CANCELLED', 'ACCEPTED'])
  const chain = await orders()
  const { bets } = control.statement('bot')
  expect(chain.map(({ venueOrderId }) => venueOrderId)).toEqual(bets.map(({ betId }) => betId))
  expect(asked).toEqual(bets.slice(0, 2).map(({ betId }) => betId))
  const [first] = chain
  expect(chain.slice(1).map(({ intent }) => intent.venueRef)).toEqual([first?.intent.ref, first?.intent.ref])
  expect(chain.map(({ reserved }) => reserved)).toEqual([0, 0, 200])
  expect(alerts).toEqual([])
  await advisor.stop('seen')
  await running
  expect(await store.verify(account)).toEqual([])
}, 120_000)
