import { after, MINUTE, type Order, SECOND } from '@betting-advisor/core'
import { createExchangeVenue, type ExchangeSettings } from '@betting-advisor/core/simulation'
import type { KnownOrder } from '@betting-advisor/core/venue'
import { expect, test } from 'vitest'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** An exchange in play: it holds each order for five seconds. */
function inPlay(settings: Partial<ExchangeSettings> = {}) {
  const world = exchangeWorld({ betDelayMs: 5 * SECOND, visibilityLagMs: 0, ...settings })
  const order = (): Order | undefined => world.accounts.orders({ account: world.account })[0]
  const histories = () => world.accounts.history((order() as Order).intent.key).map(({ type }) => type)
  return { ...world, order, histories }
}

/** The venue of a world without its stream of orders and its list: what it has decided must be asked for. */
function asked(world: ReturnType<typeof inPlay>) {
  const { list: _, orderNews: __, ...venue } = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  return venue
}

test('an order that its venue holds keeps its money, and is accepted when the venue has decided', async () => {
  const world = inPlay()
  await world.start({ prices: [quotes(at(SECOND))] })
  await world.pass(3 * SECOND)
  expect(world.order()).toMatchObject({
    state: 'PENDING',
    reserved: 1000,
    venueOrderId: null,
    pendingUntil: at(6 * SECOND),
  })
  await world.pass(5 * SECOND)
  expect(world.order()).toMatchObject({ state: 'MATCHED', reserved: 1000, matchedStake: 1000 })
  expect(world.histories()).toEqual(['pending', 'accepted', 'matched'])
  expect(world.alerts()).toEqual([])
})

test('one that the venue refuses in the end gives its money back', async () => {
  const world = inPlay()
  await world.start({ prices: [quotes(at(SECOND))] })
  await world.pass(3 * SECOND)
  // The exchange suspends its market while it holds the order.
  world.exchange.settle((world.order() as Order).intent.market, at(4 * SECOND))
  await world.pass(5 * SECOND)
  expect(world.order()).toMatchObject({ state: 'REJECTED', reserved: 0, reason: { code: 'MARKET_SUSPENDED' } })
  expect(world.alerts()).toEqual([])
})

test('where the venue tells nothing, it is asked when the time is up', async () => {
  const world = inPlay()
  await world.start({ prices: [quotes(at(SECOND))], venues: [asked(world)] })
  await world.pass(3 * SECOND)
  expect(world.order()?.state).toBe('PENDING')
  await world.pass(4 * SECOND)
  expect(world.order()).toMatchObject({ state: 'MATCHED' })
  expect(world.histories()).toEqual(['pending', 'unknown', 'accepted', 'matched'])
})

test('an engine that starts while a dead one’s order is held waits for the decision, and has it once', async () => {
  const world = inPlay({ betDelayMs: 20 * SECOND })
  const first = await world.start({ prices: [quotes(at(SECOND))] })
  await world.pass(2 * SECOND)
  await first.advisor.stop('killed')
  expect(world.order()?.state).toBe('PENDING')
  const next = await world.start({ venues: [asked(world)], prices: [quotes(at(25 * SECOND))] })
  await world.pass(5 * SECOND)
  expect(world.order()).toMatchObject({ state: 'PENDING', reserved: 1000 })
  expect(next.advisor.status().tradingState).not.toBe('ACTIVE')
  await world.pass(40 * SECOND)
  expect(world.order()).toMatchObject({ state: 'MATCHED', matchedStake: 1000 })
  expect(world.exchange.bets()).toHaveLength(1)
  expect(world.alerts()).toEqual([])
})

test('a venue that still has not decided when its time is up leaves it unknown, and one that says a later time is waited for', async () => {
  const world = inPlay()
  const venue = asked(world)
  const said: { until: number } = { until: 6 * SECOND }
  const lookup = async (refs: Parameters<typeof venue.lookup>[0], signal: AbortSignal) => {
    const pending = (ref: (typeof refs)[number]): KnownOrder => ({
      ref,
      state: 'pending',
      venueOrderId: 'b1',
      until: at(said.until),
    })
    if (world.clock.now() < at(2 * MINUTE)) return { complete: true, orders: refs.map(pending) }
    return await venue.lookup(refs, signal)
  }
  await world.start({ prices: [quotes(at(SECOND))], venues: [{ ...venue, lookup }] })
  await world.pass(20 * SECOND)
  expect(world.order()).toMatchObject({
    state: 'UNKNOWN',
    venueOrderId: 'b1',
    reserved: 1000,
    reason: { code: 'VENUE_UNDECIDED' },
  })
  said.until = 90 * SECOND
  await world.pass(MINUTE)
  expect(world.order()).toMatchObject({ state: 'PENDING', pendingUntil: at(90 * SECOND) })
  await world.pass(20 * SECOND)
  expect(world.order()).toMatchObject({ state: 'UNKNOWN', reserved: 1000 })
})

test('a cancel is wanted until the venue has taken the order', async () => {
  const world = inPlay({ liquidity: { full: 0, partial: 0, everyMs: MINUTE } })
  const { advisor } = await world.start({ prices: [quotes(at(SECOND))] })
  await world.pass(3 * SECOND)
  const { intent } = world.order() as Order
  await advisor.cancel(intent.key, 'enough')
  await world.pass(SECOND)
  expect(world.order()?.state).toBe('PENDING')
  await world.pass(4 * SECOND)
  expect(world.order()).toMatchObject({ state: 'CANCELLED', reserved: 0 })
})

test('a refusal that names a bet gives nothing back until the venue has shown what the bet is', async () => {
  const world = inPlay({ betDelayMs: 0, faults: { refuseNamed: 1 }, visibilityLagMs: 3 * SECOND })
  await world.start({
    venues: [asked(world)],
    prices: [quotes(at(SECOND), 'm1', 'm2', 'm3', 'm4', 'm5', 'm6')],
    input: { risk: { maxOpenBets: 10 } },
  })
  await world.pass(1100)
  const refused = world.accounts.orders({ account: world.account })
  expect(refused.length).toBe(6)
  for (const order of refused) {
    expect(order.reserved).toBe(1000)
    expect(order.venueOrderId).not.toBeNull()
    const [first] = world.accounts.history(order.intent.key)
    expect(first).toMatchObject({ type: 'rejected', venueOrderId: order.venueOrderId })
  }
  await world.pass(MINUTE)
  const taken = new Set(world.exchange.bets().map(({ ref }) => ref))
  expect(taken.size).toBeGreaterThan(0)
  expect(taken.size).toBeLessThan(6)
  for (const { intent, state } of world.accounts.orders({ account: world.account })) {
    expect(state).toBe(taken.has(intent.ref) ? 'MATCHED' : 'ABSENT')
  }
})
