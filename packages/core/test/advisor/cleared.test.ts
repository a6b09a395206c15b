import { after, HOUR, type MarketResult, MINUTE, money, type Order, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import { type KnownWord, venueTerms } from '@betting-advisor/core/venue'
import { expect, test } from 'vitest'
import { exchangeWorld, lasting } from '../support/exchange-world.ts'
import { ended, NOON, news } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const HOME = ended(lasting(), 'Home')
const AWAY = ended(lasting(), 'Away')

/** 10.00 on Home at 2, matched at an exchange that settles by its own word and keeps 5 % of what a market wins. */
async function matchedAt(overdueMs = HOUR) {
  const world = exchangeWorld({ clears: true, visibilityLagMs: 0 })
  const update = news(lasting(), at(SECOND), { exchange: [2, 2] }, { terms: venueTerms({ commission: 0.05 }) })
  const { advisor } = await world.start({
    prices: [{ at: at(SECOND), tell: [update] }],
    input: { orders: { orphanDeliveryMs: 0, settlementOverdueMs: overdueMs } },
  })
  await world.pass(2 * SECOND)
  const order = (): Order => world.accounts.orders({ account: world.account })[0] ?? expect.fail('no order')
  expect(order()).toMatchObject({ state: 'MATCHED', reserved: 1000 })
  return {
    ...world,
    advisor,
    order,
    history: () => world.accounts.history(order().intent.key),
    balances: () => world.accounts.balances(world.account),
    async settle(result: MarketResult) {
      world.exchange.settle(result.market, world.clock.now(), result)
      await world.pass(MINUTE)
    },
  }
}

test('an order ends as its venue says, and its market costs what the venue says', async () => {
  const world = await matchedAt()
  const { available } = world.balances()
  await world.settle(HOME)
  expect(world.order()).toMatchObject({
    state: 'SETTLED',
    outcome: 'won',
    profit: 1000,
    commission: 50,
    clearedVersion: 1,
    marketCharge: 50,
  })
  expect(world.balances()).toMatchObject({ available: available + 1950, reserved: 0, commission: 50 })
  expect(world.history().map(({ type }) => type)).toEqual(['accepted', 'matched', 'settled', 'market-charged'])
  await world.pass(10 * MINUTE)
  expect(world.history()).toHaveLength(4)
  expect(world.accounts.verify(world.account)).toEqual([])
  expect(world.alerts()).toEqual([])
})

test('what the venue settles again is paid again, at another price as well', async () => {
  const world = await matchedAt()
  await world.settle(HOME)
  await world.settle(AWAY)
  expect(world.order()).toMatchObject({ outcome: 'lost', profit: -1000, commission: 0, clearedVersion: 2 })
  const share = { numerator: 1, denominator: 4 }
  await world.settle({ ...HOME, deductions: [{ before: at(HOUR), share, of: 'winnings' }] })
  expect(world.order()).toMatchObject({ outcome: 'won', profit: 750, commission: 38, clearedVersion: 3 })
  await world.settle({ ...HOME, void: true })
  expect(world.order()).toMatchObject({ state: 'VOIDED', outcome: 'void', profit: 0, commission: 0 })
  expect(world.accounts.verify(world.account)).toEqual([])
  expect(world.advisor.status().tradingState).toBe('ACTIVE')
})

test('a result moves no money there: a word that is missing and one that differs call people', async () => {
  const world = await matchedAt(5 * MINUTE)
  expect(await world.advisor.settle(HOME)).toBe(false)
  await world.pass(4 * MINUTE)
  expect(world.order()).toMatchObject({ state: 'MATCHED', reserved: 1000 })
  expect(world.alerts()).toEqual([])
  await world.advisor.settle(HOME)
  await world.pass(2 * MINUTE)
  expect(world.alerts()).toEqual(['SETTLEMENT_OVERDUE'])
  expect(world.order()).toMatchObject({ state: 'MATCHED', reserved: 1000 })
  await world.settle(AWAY)
  expect(world.alerts()).toEqual(['RESULT_DIFFERS'])
  expect(world.order()).toMatchObject({ state: 'SETTLED', outcome: 'lost', profit: -1000 })
  expect(await world.advisor.correct(HOME)).toEqual([])
})

test.each([
  ['differs calls people', AWAY, ['RESULT_DIFFERS']],
  ['agrees calls nobody', HOME, []],
])('a result that comes after the word and %s', async (_, told, alerts) => {
  const world = await matchedAt()
  await world.settle(HOME)
  await world.advisor.settle(told)
  await world.pass(MINUTE)
  expect(world.alerts()).toEqual(alerts)
  expect(world.order()).toMatchObject({ state: 'SETTLED', outcome: 'won', profit: 1000 })
  await world.advisor.settle(told)
  expect(world.told('alert')).toHaveLength(alerts.length)
})

test('a word is held against a result that comes after a restart, and by whoever takes over', async () => {
  for (const isBeside of [false, true]) {
    const world = await matchedAt()
    const input = { orders: { orphanDeliveryMs: 0, settlementOverdueMs: HOUR } }
    const beside = isBeside ? await world.start({ input }) : null
    await world.settle(HOME)
    await world.advisor.stop('for the night')
    await world.pass(MINUTE)
    const { advisor } = beside ?? (await world.start({ input }))
    await world.pass(MINUTE)
    await advisor.settle(AWAY)
    expect(world.alerts()).toEqual(['RESULT_DIFFERS'])
    await advisor.settle(AWAY)
    expect(world.told('alert')).toHaveLength(1)
    expect(world.order()).toMatchObject({ state: 'SETTLED', outcome: 'won', profit: 1000 })
  }
})

test('a word that agrees with the result calls nobody', async () => {
  const world = await matchedAt()
  await world.advisor.settle(HOME)
  await world.settle(HOME)
  expect(world.order()).toMatchObject({ state: 'SETTLED', profit: 1000 })
  await world.pass(2 * HOUR)
  expect(world.alerts()).toEqual([])
})

test('what was settled while no engine was there is taken in by the next one', async () => {
  const world = await matchedAt()
  await world.advisor.stop('away')
  world.exchange.settle(HOME.market, world.clock.now(), HOME)
  await world.pass(HOUR)
  await world.start({ input: { orders: { orphanDeliveryMs: 0 } } })
  await world.pass(MINUTE)
  expect(world.order()).toMatchObject({ state: 'SETTLED', profit: 1000, commission: 50 })
})

test('a bet that somebody placed by hand ends as the venue says', async () => {
  const world = await matchedAt()
  const { market, selection, side, price, stake } = world.order().intent
  world.exchange.placeByHand({ market, selection, side, price, stake }, world.clock.now())
  await world.pass(MINUTE)
  await world.settle(HOME)
  const ends = world.accounts
    .orders({ account: world.account })
    .map(({ intent, state, profit }) => [intent.origin, state, profit])
  expect(ends.toSorted()).toEqual([
    ['decided', 'SETTLED', 1000],
    ['foreign', 'SETTLED', 1000],
  ])
  expect(world.balances().commission).toBe(100)
  expect(world.accounts.verify(world.account)).toEqual([])
})

test('a person ends one order with figures, and the word of the venue that comes later is taken in', async () => {
  const world = await matchedAt()
  const { key } = world.order().intent
  const by = { by: 'ann', reason: 'its page says so' }
  const half = await world.advisor.settleOrder(key, { outcome: 'half-won', profit: money(500) }, by)
  expect(half).toMatchObject({ state: 'SETTLED', outcome: 'half-won', profit: 500, commission: 25 })
  expect(world.balances().reserved).toBe(0)
  await world.advisor.settleOrder(key, { outcome: 'lost', profit: money(-1000) }, by)
  expect(world.order()).toMatchObject({ outcome: 'lost', profit: -1000, commission: 0 })
  const tooMuch = world.advisor.settleOrder(key, { outcome: 'lost', profit: money(-1001) }, by)
  await expect(tooMuch).rejects.toMatchObject({ code: 'INVALID_VALUE' })
  await world.settle(HOME)
  expect(world.order()).toMatchObject({ outcome: 'won', profit: 1000, commission: 50, clearedVersion: 1 })
  expect(world.accounts.verify(world.account)).toEqual([])
})

test('what is settled again without a new version while nobody is there is paid again once, and what a person made of it stays', async () => {
  const world = await matchedAt()
  const input = { orders: { orphanDeliveryMs: 0, settlementOverdueMs: HOUR } }
  /** The exchange, as one that gives every word on a bet the same version, and knows of no other but by the store. */
  const forgetful = (): Venue => {
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const versionAfter = (known: KnownWord | null | undefined) =>
      known === null || known === undefined ? 7 : known.version + (known.isSame ? 0 : 1)
    return {
      ...venue,
      async cleared(since, signal, known) {
        const { orders, markets } = (await venue.cleared?.(since, signal)) ?? expect.fail('it does not tell')
        const words = orders.map(async (word) => ({ ...word, version: versionAfter(await known?.order(word)) }))
        const charges = markets.map(async (word) => ({ ...word, version: versionAfter(await known?.market(word)) }))
        return { orders: await Promise.all(words), markets: await Promise.all(charges) }
      },
    }
  }
  await world.advisor.stop('a restart')
  const restart = () => world.start({ input, venues: [forgetful()] })
  let { advisor } = await restart()
  await world.settle(HOME)
  expect(world.order()).toMatchObject({ outcome: 'won', profit: 1000, clearedVersion: 7, chargeVersion: 7 })
  await advisor.stop('away')
  world.exchange.settle(AWAY.market, world.clock.now(), AWAY)
  ;({ advisor } = await restart())
  await world.pass(10 * MINUTE)
  expect(world.order()).toMatchObject({ outcome: 'lost', profit: -1000, clearedVersion: 8, marketCharge: 0 })
  const told = world.history().length
  await advisor.settleOrder(
    world.order().intent.key,
    { outcome: 'half-lost', profit: money(-500) },
    { by: 'ann', reason: 'its page says so' },
  )
  await advisor.stop('away again')
  await restart()
  await world.pass(10 * MINUTE)
  expect(world.order()).toMatchObject({ outcome: 'half-lost', profit: -500, clearedVersion: 8 })
  expect(world.history()).toHaveLength(told + 1)
  expect(world.accounts.verify(world.account)).toEqual([])
})
