import { after, createAdvisor, createMemoryStore, MINUTE, SECOND, type Venue } from '@betting-advisor/core'
import { createCircuitBreaker } from '@betting-advisor/core/breaker'
import { defineSettings } from '@betting-advisor/core/config'
import { createExchangeVenue, SimulatedVenueUnavailableError } from '@betting-advisor/core/simulation'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { scriptedPrices } from '../support/advisor.ts'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

/** Ten minutes of news every second at a venue of which some parts are others; how often it was asked to place and to list, and what was said. */
async function tenMinutes(parts: Partial<Venue>) {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const clock = realClock(world.clock)
  const exchange = createExchangeVenue({ exchange: world.exchange, clock })
  const asked = { place: 0, list: 0 }
  const whole = { ...exchange, ...parts }
  const venue: Venue = {
    ...whole,
    doPlace(...order) {
      asked.place += 1
      return whole.doPlace(...order)
    },
    async list(...since) {
      asked.list += 1
      return (await whole.list?.(...since)) ?? { complete: true, bets: [] }
    },
  }
  const prices = Array.from({ length: 600 }, (_, second) => quotes(after(NOON, (second + 1) * SECOND)))
  const { advisor, running } = await world.start({ venues: [venue], clock, prices })
  await world.pass(10 * MINUTE)
  const told = [...world.alerts(), ...world.told('warning').map(({ code }) => code)]
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return { ...asked, told }
}

/** A venue that answers every order alike. */
const answering = (outcome: PlaceOutcome): Partial<Venue> => ({ doPlace: async () => [outcome] })

const reason = { code: 'INSUFFICIENT_FUNDS', message: 'no' }
/** Far fewer than the 100 that the default limits allow. */
const FEW = 30

describe('a venue that takes no order', () => {
  test('is asked once where it takes the first, and nothing is said', async () => {
    expect(await tenMinutes({})).toMatchObject({ place: 1, told: [] })
  })

  describe.each([
    ['refuses every order', answering({ kind: 'rejected', reason })],
    ['cannot be reached', answering({ kind: 'not-sent', reason: { code: 'ECONNREFUSED', message: 'no' } })],
  ] as const)('because it %s', (_, venue) => {
    test('is not asked all the time', async () => {
      expect((await tenMinutes(venue)).place).toBeLessThan(FEW)
    })

    test('is told of', async () => {
      expect((await tenMinutes(venue)).told).not.toEqual([])
    })
  })
})

describe('a venue that refused ten orders in a row', () => {
  const refused: PlaceOutcome = { kind: 'rejected', reason }

  /** A venue whose answers a test sets, but for some markets, an advisor that would bet every second, and when it was asked. */
  async function refusing(...others: readonly string[]) {
    const liquidity = { full: others.length === 0 ? 1 : 0, partial: 0, everyMs: SECOND }
    const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0, liquidity })
    const clock = realClock(world.clock)
    const exchange = createExchangeVenue({ exchange: world.exchange, clock })
    const answers: { place: PlaceOutcome | null; canBeAsked: boolean } = { place: refused, canBeAsked: true }
    const placed: number[] = []
    const venue: Venue = {
      ...exchange,
      async doPlace(orders, attempt) {
        if (others.includes(orders[0].market)) return exchange.doPlace(orders, attempt)
        placed.push(clock.now() - NOON)
        return answers.place === null ? exchange.doPlace(orders, attempt) : [answers.place]
      },
      async lookup(...asked) {
        if (!answers.canBeAsked) throw new SimulatedVenueUnavailableError('The exchange is away.')
        return exchange.lookup(...asked)
      },
    }
    const markets = Array.from({ length: 3 }, (_, n) => `m${n}`)
    const prices = Array.from({ length: 1200 }, (_, second) => {
      return quotes(after(NOON, (second + 1) * SECOND), ...others, ...markets)
    })
    const { advisor, running } = await world.start({ venues: [venue], clock, prices })
    const end = async () => {
      await advisor.stop('the test is over')
      await world.pass(20 * SECOND)
      await running
    }
    return { world, advisor, answers, placed, end, breaker: () => advisor.status().breakers[0] }
  }

  test('is left alone and says why in status, breakers and alert', async () => {
    const { world, advisor, placed, breaker, end } = await refusing()
    await world.pass(20 * SECOND)
    expect(placed).toHaveLength(10)
    expect(advisor.status()).toMatchObject({ tradingState: 'PAUSED' })
    expect(advisor.status().haltReason).toContain(
      'did not take 10 orders in a row, the last one with INSUFFICIENT_FUNDS',
    )
    expect(breaker()).toMatchObject({ state: 'open', failures: 10, lastError: reason, counters: { failures: 10 } })
    expect(world.alerts()).toEqual(['ORDERS_REFUSED'])
    const rejected = world.told('advice').flatMap(({ advice }) => advice.rejection ?? [])
    expect(rejected).toContain('PAUSED')
    await end()
  })

  test('is tried by a single order after a minute, and left alone for longer when that is refused', async () => {
    const { world, placed, breaker, end } = await refusing()
    await world.pass(10 * MINUTE)
    const tries = placed.slice(10).map((at) => Math.floor((at - (placed[9] ?? 0)) / MINUTE))
    expect(tries).toEqual([1, 3, 7])
    expect(breaker()).toMatchObject({ state: 'open', counters: { successes: 0, failures: 13 } })
    await end()
  })

  test('is no more tried while it cannot even be asked', async () => {
    const { world, placed, answers, breaker, end } = await refusing()
    await world.pass(20 * SECOND)
    answers.canBeAsked = false
    await world.pass(8 * MINUTE)
    expect(placed).toHaveLength(10)
    expect(breaker()).toMatchObject({ state: 'open' })
    await end()
  })

  test('is bet at again when it takes the one', async () => {
    const { world, advisor, answers, breaker, end } = await refusing()
    await world.pass(20 * SECOND)
    answers.place = null
    await world.pass(2 * MINUTE)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    expect(breaker()).toMatchObject({ state: 'closed', failures: 0, openedAt: null, nextProbeAt: null })
    expect(world.alerts()).toEqual([])
    expect(world.states().filter((state) => state === 'MATCHED')).toHaveLength(3)
    await end()
  })

  test('has counted silence as well, and nothing that was held back here', async () => {
    const { world, advisor, answers, placed, end } = await refusing()
    answers.place = { kind: 'not-sent', reason: { code: 'SEND_DEADLINE', message: 'too late' } }
    await world.pass(3 * MINUTE)
    expect(placed.length).toBeGreaterThan(20)
    expect(advisor.status().tradingState).toBe('ACTIVE')
    answers.place = { kind: 'unknown', reason: { code: 'VENUE_SILENT', message: 'nothing came' } }
    await world.pass(2 * MINUTE)
    expect(world.alerts()).toContain('ORDERS_REFUSED')
    await end()
  })

  test('cancels what is open all the same', async () => {
    const { world, advisor, end } = await refusing('open')
    // The rate allows ten orders a minute.
    await world.pass(70 * SECOND)
    expect(advisor.status().tradingState).toBe('PAUSED')
    const [order] = await world.store().orders({ account: world.account, states: ['ACCEPTED'] })
    const key = order?.intent.key ?? expect.fail('no order is open')
    const cancelling = advisor.cancel(key, 'by hand')
    await world.pass(SECOND)
    await cancelling
    expect(await world.store().order(key)).toMatchObject({ state: 'CANCELLED' })
    await end()
  })
})

test('the breakers of what venue and feeds read through are shown, each once', async () => {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const shared = createCircuitBreaker({ name: 'exchange:lists', clock: world.clock })
  const own = createCircuitBreaker({ name: 'exchange:books', clock: world.clock })
  const venue: Venue = {
    ...createExchangeVenue({ exchange: world.exchange, clock: world.clock }),
    breakers: [shared, own],
  }
  const source = { ...scriptedPrices([]), breakers: [shared] }
  await using advisor = await createAdvisor({
    settings: defineSettings({}),
    sources: [source],
    venues: [venue],
    strategies: [],
    store: createMemoryStore(),
    clock: world.clock,
  })
  const names = advisor.status().breakers.map(({ name }) => name)
  expect(names.toSorted()).toEqual(['exchange:books', 'exchange:lists', 'exchange:orders'])
})
