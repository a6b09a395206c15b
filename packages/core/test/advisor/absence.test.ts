import { after, MINUTE, money, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue, createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { type ExchangeWorld, exchangeWorld, lasting, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { oneByOne, placeOne } from '../support/placing.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const LOST = { code: 'TIMEOUT', message: 'no answer' }

/** A venue without a list or a stream of orders, unless it is given them. */
function bare(world: ExchangeWorld, parts: Partial<Venue> = {}): Venue {
  const { list: _, orderNews: __, ...venue } = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
  return { ...venue, ...parts }
}

/** An advisor that dies for good with its only order on its way, which never arrives. */
async function orphaned(orphanDeliveryMs: number): Promise<ExchangeWorld> {
  const world = exchangeWorld({ lateAcceptMs: SECOND, visibilityLagMs: SECOND }, orphanDeliveryMs)
  const clock = createSteppedClock({ start: NOON, limit: NOON })
  const venue = createExchangeVenue({ exchange: world.exchange, clock })
  const doPlace = () => new Promise<never>(() => {})
  await world.start({ clock, venues: [{ ...venue, doPlace }], prices: [quotes(at(SECOND))] })
  await clock.until(at(2 * SECOND))
  await world.pass(2 * SECOND)
  expect(world.states()).toEqual(['SENDING'])
  return world
}

describe('an order whose process is gone', () => {
  it('keeps its money and its series until it can arrive no more, and the rest trades on', async () => {
    const world = await orphaned(16 * MINUTE)
    const prices = Array.from({ length: 20 }, (_, n) => quotes(at((n + 1) * MINUTE), 'm1', 'm2'))
    const { advisor } = await world.start({ prices })
    await world.pass(2 * MINUTE)
    expect(advisor.status()).toMatchObject({ tradingState: 'ACTIVE', unresolved: 1 })
    expect(world.accounts.orders({ account: world.account, market: lasting('m1').id })).toMatchObject([
      { state: 'UNKNOWN', reserved: 1000 },
    ])
    expect(world.accounts.orders({ account: world.account, market: lasting('m2').id })).toHaveLength(1)
    await world.pass(13 * MINUTE)
    expect(world.accounts.orders({ account: world.account, market: lasting('m1').id })).toHaveLength(1)
    await world.pass(5 * MINUTE)
    const states = world.accounts.orders({ account: world.account, market: lasting('m1').id }).map(({ state }) => state)
    expect(states).toEqual(['MATCHED', 'ABSENT'])
  })

  it('is called absent by a person who knows better, and by nobody else', async () => {
    const world = await orphaned(16 * MINUTE)
    const { advisor } = await world.start({ prices: [quotes(at(3 * MINUTE), 'm2')] })
    await world.pass(MINUTE)
    const [lost] = world.accounts.orders({ account: world.account })
    if (lost === undefined) throw new Error('there is one')
    expect(lost.state).toBe('UNKNOWN')
    expect(await advisor.callAbsent(lost.intent.key, 'its page does not show it')).toBe(true)
    expect(world.accounts.order(lost.intent.key)).toMatchObject({
      state: 'ABSENT',
      reserved: 0,
      reason: { code: 'ABSENT_BY_HAND', message: 'its page does not show it' },
    })
    expect(advisor.status().unresolved).toBe(0)
    await world.pass(4 * MINUTE)
    const [other] = world.accounts.orders({ account: world.account, market: lasting('m2').id })
    if (other === undefined) throw new Error('there is one')
    expect(await advisor.callAbsent(other.intent.key, 'a mistake')).toBe(false)
    expect(world.accounts.order(other.intent.key)?.state).toBe('MATCHED')
    await expect(advisor.callAbsent('no such order' as typeof other.intent.key, '')).rejects.toMatchObject({
      code: 'UNKNOWN_ORDER',
    })
    expect(world.alerts()).toEqual([])
  })
})

describe('an order that is found after it was called absent', () => {
  /** A run whose order is called absent at once, and arrives then all the same. */
  async function found(parts: (world: ExchangeWorld) => Partial<Venue>) {
    const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
    const late: (() => void)[] = []
    const venue = createExchangeVenue({ exchange: world.exchange, clock: world.clock })
    const doPlace = oneByOne((order) => {
      late.push(() => void placeOne(venue, order))
      return { kind: 'unknown', reason: LOST, resetAt: world.clock.now() }
    })
    const { advisor } = await world.start({
      venues: [bare(world, { ...parts(world), doPlace })],
      prices: [quotes(at(SECOND))],
    })
    await world.pass(10 * SECOND)
    expect(world.states()).toEqual(['ABSENT'])
    expect(advisor.status().tradingState).toBe('ACTIVE')
    for (const arrive of late) arrive()
    await world.pass(2 * MINUTE)
    return { world, advisor }
  }

  const exchangeOf = (world: ExchangeWorld) => createExchangeVenue({ exchange: world.exchange, clock: world.clock })

  it.each<[string, (world: ExchangeWorld) => Partial<Venue>]>([
    ['by a lookup', () => ({})],
    ['in a list', (world) => ({ list: exchangeOf(world).list })],
    [
      'in the stream of orders',
      (world) => ({
        orderNews: exchangeOf(world).orderNews,
        // Nothing else tells of it.
        lookup: async () => ({ complete: true, orders: [] }),
      }),
    ],
  ])('%s halts the account', async (_, parts) => {
    const { world, advisor } = await found(parts)
    expect(world.exchange.bets()).toHaveLength(1)
    expect(advisor.status()).toMatchObject({ tradingState: 'HALTED', reserved: 1000 })
    expect(world.alerts()).toContain('LATE_FOUND')
    expect(world.states()).toEqual(['MATCHED'])
  })

  it('is nothing of the kind where it has ended there without anything matched', async () => {
    const { advisor, world } = await found((world) => ({
      lookup: async (refs) => ({
        complete: true,
        orders: refs
          .filter(() => world.clock.now() > at(30 * SECOND))
          .map((ref) => ({ ref, state: 'lapsed', venueOrderId: 'v', matchedStake: money(0), averagePrice: null })),
      }),
    }))
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(world.states()).toEqual(['ABSENT'])
  })
})
