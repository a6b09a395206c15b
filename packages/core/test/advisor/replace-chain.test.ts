import { after, HOUR, MINUTE, money, type Order, price, priceUnits, SECOND, type Strategy } from '@betting-advisor/core'
import { createExchangeVenue, type ExchangeLiquidity } from '@betting-advisor/core/simulation'
import { sampleIntent } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { NOON, news } from '../support/markets.ts'
import { orderSignal } from '../support/strategies.ts'

const later = (seconds: number) => after(NOON, seconds * SECOND)
/** Nothing of an order is matched at once, and a part of it each hour. */
const SLOW = { full: 0, partial: 1, everyMs: HOUR } as const
const idle: Strategy = { name: 'idle', version: '1', onMarket: () => undefined }

/** Backs once at 2, and moves the order three times, to ever lower prices. */
const moving: Strategy = {
  name: 'moving',
  version: '1',
  onMarket(view, desk) {
    const orders = desk.orders(view.market.id)
    const waiting = orders.find(({ state }) => state === 'ACCEPTED' || state === 'PARTIAL')
    if (orders.length === 0) desk.signal({ ...orderSignal(view, 1000, 'exchange'), price: price(2) })
    else if (waiting !== undefined && orders.length < 4)
      desk.replace(waiting.intent.key, { price: price(2 - orders.length / 10) })
  },
}

function chained(replaces: 'own' | 'former', liquidity: ExchangeLiquidity = SLOW) {
  const world = exchangeWorld({ lateAcceptMs: SECOND, visibilityLagMs: SECOND, liquidity, replaces, faults: {} })
  const orders = (): readonly Order[] => world.accounts.orders({ account: world.account }).toReversed()
  return { world, orders }
}

/** A chain at the exchange: one that was matched in part, and one in its place, under the one reference. */
function placeChain({ exchange }: ReturnType<typeof chained>['world']) {
  exchange.observe(news(lasting(), NOON, { exchange: [2, 2] }))
  const [first, second] = [1, 2].map((entry) => ({
    ...sampleIntent({ market: 'm1', venue: 'exchange', selection: 'm1:home', entry }),
    price: priceUnits(20_000),
    stake: money(1000),
  }))
  const [home] = lasting().selections
  if (first === undefined || second === undefined || home === undefined) throw new Error('two are placed')
  exchange.place({ ...first, selection: home.id }, NOON)
  exchange.replace(first.ref, { ...second, selection: home.id }, NOON)
}

describe('a chain of orders that replaced each other at an exchange', () => {
  it.each(['own', 'former'] as const)('is heard of bet by bet where each has its %s reference', async (replaces) => {
    const { world, orders } = chained(replaces, { ...SLOW, partial: 0.3 })
    const prices = [1, 2, 3, 4, 5, 6, 7, 8].map((second) => quotes(later(second)))
    const { advisor, running } = await world.start({ strategies: [moving], prices })
    await world.pass(10 * MINUTE)
    const bets = world.exchange.bets()
    expect(bets.length).toBeGreaterThan(2)
    expect(orders().map(({ venueOrderId, matchedStake }) => [venueOrderId, matchedStake])).toEqual(
      bets.map(({ id, matchedStake }) => [id, matchedStake]),
    )
    expect(new Set(orders().map(({ intent }) => intent.venueRef ?? intent.ref)).size).toBe(
      replaces === 'own' ? bets.length : 1,
    )
    expect(world.alerts()).toEqual([])
    await advisor.stop('the test is over')
    await running
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('is taken in bet by bet where the ledger has none of it, and once', async () => {
    const { world, orders } = chained('former')
    placeChain(world)
    await world.pass(5 * SECOND)
    const shown = world.exchange.bets().map(({ id, matchedStake }) => [id, matchedStake])
    for (let start = 1; start <= 2; start += 1) {
      const { advisor, running } = await world.start({ strategies: [idle] })
      await world.pass(5 * SECOND)
      expect(
        orders().map(({ venueOrderId, matchedStake, intent }) => [venueOrderId, matchedStake, intent.origin]),
      ).toEqual(shown.map((bet) => [...bet, 'adopted']))
      await advisor.stop('the test is over')
      await world.pass(SECOND)
      await running
    }
    expect(new Set(orders().map(({ intent }) => intent.venueRef ?? intent.ref)).size).toBe(1)
    expect(new Set(world.told('alert').map(({ code }) => code))).toEqual(new Set(['ORDER_ADOPTED', 'HALTED']))
    expect(world.accounts.verify(world.account)).toEqual([])
  })

  it('holds a bet of which the chain knows nothing for a second one', async () => {
    const { world, orders } = chained('former', { ...SLOW, partial: 0 })
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const { list: _, ...unlisted } = venue
    const prices = [1, 2, 3].map((second) => quotes(later(second)))
    const { advisor, running } = await world.start({ strategies: [moving], prices, venues: [unlisted] })
    await world.pass(10 * SECOND)
    const last = orders().at(-1)
    if (last === undefined) throw new Error('nothing was ordered')
    world.exchange.replace(
      last.intent.ref,
      sampleIntent({ market: 'm1', selection: last.intent.selection }),
      world.clock.now(),
    )
    await world.pass(30 * SECOND)
    expect(world.alerts()).toEqual(['DOUBLE_BET', 'HALTED'])
    await advisor.stop('the test is over')
    await world.pass(20 * SECOND)
    await running
  })
})
