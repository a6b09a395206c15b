import {
  after,
  createPaperVenue,
  isAdvisorError,
  MINUTE,
  ModeRefusedError,
  money,
  type Order,
  type Timestamp,
  type Venue,
  venueId,
} from '@betting-advisor/core'
import {
  createExchangeVenue,
  createSteppedClock,
  type ExchangeSettings,
  type SteppedClock,
} from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'
import { openAdvisor, scriptedPrices } from '../support/advisor.ts'
import { type ExchangeWorld, exchangeWorld, lasting } from '../support/exchange-world.ts'
import { NOON, news } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const SHOP = venueId('shop')
const shop = (clock: SteppedClock) => createPaperVenue({ clock, name: 'shops', bookmakers: [SHOP] })

/** One strategy for each venue id that prices are shown of. */
const strategies = ['exchange', 'shop', 'nobody'].map((venue) =>
  backHome(1000, { name: `at-${venue}`, venue, maxEntriesPerMarket: 1 }),
)

/** A market a minute, each of which the exchange, a shop and somebody whom no venue knows show prices of. */
function minutely(minutes: number) {
  return Array.from({ length: minutes }, (_, minute) => {
    const at: Timestamp = after(NOON, (minute + 1) * MINUTE)
    return { at, tell: [news(lasting(`m${minute}`), at, { exchange: [2, 2], shop: [2, 2], nobody: [2, 2] })] }
  })
}

/** Nothing but the venues stops a bet. */
const wide = {
  account: { name: 'test', bankroll: money(100_000_000) },
  risk: { maxOpenBets: 500, dailyLossLimit: money(100_000_000) },
}

/** A bookmaker and an exchange side by side, of which the exchange may be away: then whatever it is asked fails. */
async function sideBySide(
  minutes: number,
  parts: (exchange: Venue) => Partial<Venue> = () => ({}),
  settings: Partial<ExchangeSettings> = {},
) {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0, faults: {}, ...settings })
  const exchange = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  const venues = [shop(world.clock), { ...exchange, ...parts(exchange) }]
  const { advisor, running } = await world.start({
    venues,
    funds: { shops: money(50_000_000), exchange: money(50_000_000) },
    strategies,
    input: wide,
    prices: minutely(minutes),
  })
  return {
    world,
    advisor,
    async [Symbol.asyncDispose]() {
      await advisor.stop('the test is over')
      await world.pass(MINUTE)
      await running
    },
  }
}

function ordersAt({ accounts, account }: ExchangeWorld, venue: string): readonly Order[] {
  return accounts.orders({ account, limit: 1000 }).filter(({ intent }) => intent.venue === venue)
}

const marketsOf = (orders: readonly Order[]) => orders.map(({ intent }) => intent.market).toSorted()

describe('a bookmaker and an exchange in one advisor', () => {
  test('each get the orders that they take, and what nobody takes is advice alone', async () => {
    await using run = await sideBySide(3)
    await run.world.pass(5 * MINUTE)
    expect(marketsOf(ordersAt(run.world, 'shop'))).toEqual(['m0', 'm1', 'm2'])
    expect(marketsOf(ordersAt(run.world, 'exchange'))).toEqual(['m0', 'm1', 'm2'])
    expect(run.world.exchange.settings.venue).toBe('exchange')
    expect(ordersAt(run.world, 'nobody')).toEqual([])
    const alone = run.world.told('advice').filter(({ advice }) => advice.venue === 'nobody')
    expect(alone.map(({ advice }) => advice.rejection)).toEqual(Array(3).fill('VENUE_UNAVAILABLE'))
    expect(run.advisor.status().venues).toMatchObject([
      { name: 'shops', tradingState: 'ACTIVE', openBets: 3, unresolved: 0, breaker: { name: 'shops:orders' } },
      { name: 'exchange', tradingState: 'ACTIVE', openBets: 3, unresolved: 0, breaker: { name: 'exchange:orders' } },
    ])
  })

  test('are stopped one by one: while the exchange is away, the bookmaker is bet at, and then both', async () => {
    const network: { isAway: boolean } = { isAway: false }
    const unlessAway =
      <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) =>
      async (...asked: Asked): Promise<Answer> => {
        if (network.isAway) throw new Error('nobody answers')
        return await ask(...asked)
      }
    await using run = await sideBySide(60, ({ lookup, list }) => ({
      lookup: unlessAway(lookup),
      ...(list !== undefined && { list: unlessAway(list) }),
    }))
    const { world, advisor } = run
    await world.pass(10.5 * MINUTE)
    network.isAway = true
    // By the way it is asked every half minute, and given up at the third failure.
    await world.pass(20 * MINUTE)
    const status = advisor.status()
    expect(status).toMatchObject({ tradingState: 'ACTIVE', haltReason: null })
    expect(status.venues.map(({ tradingState }) => tradingState)).toEqual(['ACTIVE', 'RECONCILING'])
    expect(world.alerts()).toEqual(['RECONCILIATION_FAILED'])
    expect(ordersAt(world, 'shop')).toHaveLength(30)
    expect(ordersAt(world, 'exchange').length).toBeLessThan(15)
    network.isAway = false
    await world.pass(15 * MINUTE)
    expect(advisor.status().venues.map(({ tradingState }) => tradingState)).toEqual(['ACTIVE', 'ACTIVE'])
    expect(world.alerts()).toEqual([])
    const [atShop, atExchange] = [ordersAt(world, 'shop'), ordersAt(world, 'exchange')]
    expect(atShop).toHaveLength(45)
    expect(marketsOf(atExchange)).toContain('m43')
    expect(marketsOf(atExchange)).not.toContain('m25')
  })

  test('are stopped one by one where one refuses every order', async () => {
    const reason = { code: 'INSUFFICIENT_FUNDS', message: 'no' }
    await using run = await sideBySide(40, () => ({ doPlace: async () => [{ kind: 'rejected', reason }] }))
    await run.world.pass(10.5 * MINUTE)
    const [shops, exchange] = run.advisor.status().venues
    expect(shops).toMatchObject({ tradingState: 'ACTIVE', breaker: { state: 'closed' } })
    expect(exchange).toMatchObject({ tradingState: 'PAUSED', breaker: { state: 'open' } })
    expect(run.advisor.status().tradingState).toBe('ACTIVE')
    await run.world.pass(20 * MINUTE)
    expect(ordersAt(run.world, 'shop')).toHaveLength(30)
  })

  test('do not wait for each other at the start', async () => {
    const away = async () => {
      throw new Error('nobody answers')
    }
    await using run = await sideBySide(5, () => ({ lookup: away, list: away }))
    await run.world.pass(6 * MINUTE)
    expect(ordersAt(run.world, 'shop')).toHaveLength(5)
    expect(ordersAt(run.world, 'exchange')).toEqual([])
    expect(run.advisor.status().venues.map(({ tradingState }) => tradingState)).toEqual(['ACTIVE', 'RECONCILING'])
  })

  test('leave no rejection unheard when the run is stopped before any of them agrees', async () => {
    const unheard: unknown[] = []
    const hear = (reason: unknown) => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    try {
      const world = exchangeWorld()
      const exchange = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
      const away = async () => {
        throw new Error('nobody answers')
      }
      const silent = ['exchange', 'other'].map((name) => ({ ...exchange, name, lookup: away, list: away }))
      const venues = silent.map((venue) => ({ ...venue, takes: (id: string) => id === venue.name }))
      const { advisor, running } = await world.start({ venues, funds: { exchange: money(1000), other: money(1000) } })
      await world.pass(MINUTE)
      await advisor.stop('the test is over')
      await running
      await new Promise((resolve) => setImmediate(resolve))
    } finally {
      process.off('unhandledRejection', hear)
    }
    expect(unheard).toEqual([])
  })

  test('are cancelled at whichever can, also while it is being compared', async () => {
    const network: { isAway: boolean } = { isAway: false }
    const listless = ({ list }: Venue): Partial<Venue> => ({
      async list(...asked) {
        if (network.isAway || list === undefined) throw new Error('nobody answers')
        return await list(...asked)
      },
    })
    await using run = await sideBySide(1, listless, { liquidity: { full: 0, partial: 0, everyMs: MINUTE } })
    await run.world.pass(2 * MINUTE)
    network.isAway = true
    await run.world.pass(10 * MINUTE)
    expect(run.advisor.status().venues[1]?.tradingState).toBe('RECONCILING')
    expect(ordersAt(run.world, 'exchange').map(({ state }) => state)).toEqual(['ACCEPTED'])
    await run.advisor.cancel('all', 'by hand')
    await run.world.pass(MINUTE)
    expect(ordersAt(run.world, 'exchange').map(({ state }) => state)).toEqual(['CANCELLED'])
    expect(run.world.exchange.bets().map(({ state }) => state)).toEqual(['cancelled'])
  })
})

describe('money at several venues', () => {
  const venues = (clock: SteppedClock = createSteppedClock({ start: NOON })) =>
    ['a', 'b'].map((name) => createPaperVenue({ clock, name, bookmakers: [venueId(name)] }))

  test.each([
    ['is said nowhere', undefined, 'funds must be how much of the bankroll is at each venue'],
    ['is said of another', { c: money(1) }, 'funds.c must be under the name of a venue'],
    ['is more than the bankroll', { a: money(60_000), b: money(60_000) }, 'funds must be no more than the bankroll'],
    ['is less than nothing', { a: money(-1) }, 'funds must be amounts by the names of venues'],
  ])('is refused where it %s', async (_, funds, message) => {
    const parts = funds === undefined ? {} : { funds }
    await expect(openAdvisor({ venues: venues(), ...parts })).rejects.toThrow(message)
  })

  test('is told by venue, and what is at one is not bet at the other', async () => {
    const [at, later] = [1, 2].map((minutes) => after(NOON, minutes * MINUTE))
    if (at === undefined || later === undefined) throw new Error('unreachable')
    const quoted = news(lasting('m'), at, { a: [2, 2], b: [2, 2] })
    const prices = scriptedPrices([{ at, tell: [quoted] }, { at: later }])
    const clock = createSteppedClock({ start: NOON })
    const { advisor, store } = await openAdvisor({
      clock,
      venues: venues(clock),
      funds: { a: money(500), b: money(90_000) },
      input: { account: { name: 'test' }, risk: { maxStakeFraction: 0.2 } },
      sources: [prices],
      strategies: ['a', 'b'].map((venue) => backHome(1000, { name: `at-${venue}`, venue })),
    })
    await advisor.run()
    const { account, venues: told } = advisor.status()
    expect(told).toMatchObject([
      { name: 'a', available: 500, reserved: 0, openBets: 0 },
      { name: 'b', available: 89_000, reserved: 1000, openBets: 1 },
    ])
    const events = await store.events({ account, after: 0, limit: 100 })
    const refused = events.flatMap(({ event }) => (event.type === 'advice' ? [event.advice.rejection] : []))
    expect(refused).toEqual(['FUNDS_INSUFFICIENT', null])
    await advisor[Symbol.asyncDispose]()
  })
})

describe('an advisor without a venue', () => {
  test('gives advice alone', async () => {
    const prices = scriptedPrices(minutely(2))
    const { advisor, store } = await openAdvisor({ venues: [], sources: [prices], strategies })
    await advisor.run()
    const account = advisor.status().account
    const advice = (await store.events({ account, after: 0, limit: 100 })).filter(
      ({ event }) => event.type === 'advice',
    )
    expect(advice).toHaveLength(6)
    expect(await store.orders({ account })).toEqual([])
    expect(advisor.status().venues).toEqual([])
    await advisor[Symbol.asyncDispose]()
  })
})

describe('two venues that would take the same order', () => {
  const conflict = async (venues: readonly Venue[]) =>
    await openAdvisor({ venues }).then(
      () => null,
      (error: unknown) => (isAdvisorError(error, 'VENUE_CONFLICT') ? error.message : error),
    )
  const everywhere = (name: string) => createPaperVenue({ name })
  const real = (venue: Venue): Venue => ({ ...venue, traits: { ...venue.traits, origin: 'venue' } })

  test.each([
    ['have one name', [everywhere('a'), everywhere('a')], 'have the same name'],
    ['take everything', [everywhere('a'), everywhere('b')], 'both take orders for *'],
    [
      'take the one what the other is called by',
      [everywhere('a'), createPaperVenue({ name: 'shop', bookmakers: [SHOP] })],
      'both take orders for shop',
    ],
  ])('are refused where they %s', async (_, venues, message) => {
    expect(await conflict(venues)).toContain(message)
  })

  test('end the run that meets the first price of it', async () => {
    const both = ['a', 'b'].map((name) => createPaperVenue({ name, bookmakers: [SHOP] }))
    const { advisor } = await openAdvisor({
      venues: both,
      funds: {},
      sources: [scriptedPrices(minutely(1))],
      strategies,
    })
    await expect(advisor.run()).rejects.toMatchObject({ code: 'VENUE_CONFLICT', venues: ['a', 'b'] })
    await advisor[Symbol.asyncDispose]()
  })

  test('is neither real beside simulated: no mode takes both', async () => {
    const venues = [createPaperVenue({ bookmakers: [SHOP] }), real(createPaperVenue({ name: 'b', bookmakers: [] }))]
    const refused = await openAdvisor({ venues }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ModeRefusedError)
    expect(refused instanceof ModeRefusedError && refused.unmet.map(({ id }) => id)).toEqual(['simulated-venue'])
    const live = await openAdvisor({ venues, mode: 'LIVE', input: { mode: 'LIVE' } }).catch((error: unknown) => error)
    expect(live instanceof ModeRefusedError && live.unmet.map(({ id }) => id)).toContain('real-venue')
  })
})
