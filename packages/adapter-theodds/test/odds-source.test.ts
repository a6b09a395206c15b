import { currency, DAY, HOUR, type MarketUpdate, MINUTE, SECOND, selectionId, timestamp } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { createSession } from '../../core/test/support/session.ts'
import { asking, orderSignal } from '../../core/test/support/strategies.ts'
import { readTheOddsToken } from '../src/index.ts'
import { openService, type Reading, read } from './harness.ts'
import { LOCAL, PINNACLE, START } from './tiny-world.ts'

/** The updates of one match, by the name of its home team. */
function of(reading: Reading, home: string): MarketUpdate[] {
  return reading.updates().filter(({ market }) => market.event.home === home)
}

function pricesOf(update: MarketUpdate | undefined, venue: string) {
  return update?.venues.find((prices) => prices.venue === venue)
}

describe('what a poll tells', () => {
  test('each event is a market with home, draw and away in order, and each bookmaker’s prices beside them', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(0)
    const [update] = reading.updates()
    expect(update?.market).toMatchObject({
      id: `theodds:${service.world.fixture.id}:h2h`,
      kind: 'h2h',
      outcome: 'winner',
      winners: 1,
      selections: [{ name: 'Arsenal' }, { name: 'Draw' }, { name: 'Chelsea' }],
      event: {
        id: `theodds:${service.world.fixture.id}`,
        competition: 'soccer_epl',
        name: 'Arsenal v Chelsea',
        startsAt: START + 6 * HOUR,
      },
    })
    expect(update).toMatchObject({ status: 'open', inPlay: false, receivedAt: START })
    expect(update?.venues.map(({ venue }) => venue)).toEqual(['pinnacle', 'marathonbet', 'corner_shop'])
    expect(update?.venues[0]).toEqual({
      venue: 'pinnacle',
      side: 'back',
      quotedAt: START - 5 * SECOND,
      freshness: 'live',
      prices: [2, 3.4, 4],
    })
    await reading.stop()
  })

  test('what bookmakers tell of their prices goes into the order, and the stake is cut to what they allow', async () => {
    await using service = await openService()
    const reading = read(service, { sids: true, links: true, betLimitCurrency: currency('GBP') })
    await service.pass(0)
    const [update] = of(reading, 'Arsenal')
    await reading.stop()
    const [market] = reading.updates()
    const session = createSession({
      strategies: [
        asking((view) => ({ ...orderSignal(view, 50_000, 'marathonbet'), selection: selectionId('Arsenal') })),
      ],
      startedAt: START,
    })
    if (update !== undefined) session.market(update)
    const [order] = session.orders()
    const id = service.world.fixture.id
    expect(order?.intent).toMatchObject({ stake: 27_500, market: market?.market.id, execution: { maxStake: 27_500 } })
    expect(readTheOddsToken(order?.intent.execution?.token ?? null)).toEqual({
      eventSid: `marathonbet-${id}`,
      marketSid: `marathonbet-${id}-h2h`,
      sid: `marathonbet-${id}-h2h-Arsenal`,
      link: `https://marathonbet.example/${id}/h2h/Arsenal`,
    })
    expect(pricesOf(update, 'pinnacle')).not.toHaveProperty('maxStakes')
    expect(service.asked.at(-1)?.searchParams.get('includeBetLimits')).toBe('true')
  })

  test('prices are matched by name: the feed writes the away team first for some events', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(0)
    const names = await service.emulator
      .fetch(new Request(`http://x/v4/sports/soccer_epl/odds?apiKey=canary-7d1f0c5e9b2a&regions=eu`))
      .json()
    const orders = names.map((event: { bookmakers: { markets: { outcomes: { name: string }[] }[] }[] }) =>
      event.bookmakers[0]?.markets[0]?.outcomes.map(({ name }) => name),
    )
    expect(orders).toContainEqual(['Chelsea', 'Arsenal', 'Draw'])
    expect(pricesOf(of(reading, 'Arsenal')[0], 'pinnacle')?.prices).toEqual([2, 3.4, 4])
    await reading.stop()
  })

  test('an outcome that is not offered has no price, one at 1000 has', async () => {
    await using service = await openService()
    service.world.fixed.set(PINNACLE, [1000, null, 4])
    const reading = read(service)
    await service.pass(0)
    expect(pricesOf(reading.updates()[0], 'pinnacle')?.prices).toEqual([1000, null, 4])
    await reading.stop()
  })

  test('everything the feed has been seen to do to a market leaves three selections and no price of 1', async () => {
    await using service = await openService({ quirks: 1, credits: 10_000 })
    const reading = read(service, { pollSeconds: 60 })
    for (let minute = 0; minute < 30; minute++) await service.pass(MINUTE)
    const all = reading.updates().flatMap(({ market, venues }) => venues.map(({ prices }) => ({ market, prices })))
    expect(all.length).toBeGreaterThan(100)
    expect(all.every(({ market, prices }) => market.selections.length === 3 && prices.length === 3)).toBe(true)
    expect(all.flatMap(({ prices }) => prices)).toContain(1000)
    expect(all.flatMap(({ prices }) => prices)).not.toContain(1)
    expect(reading.source.status().state).toBe('ok')
    await reading.stop()
  })
})

describe('when it asks', () => {
  const times = (asked: readonly URL[]) => asked.length

  test('at the interval', async () => {
    await using service = await openService()
    const reading = read(service, { pollSeconds: 300 })
    await service.pass(20 * MINUTE)
    expect(times(service.asked)).toBe(5)
    expect(service.asked[0]?.pathname).toBe('/v4/sports/soccer_epl/odds')
    expect(service.asked[0]?.searchParams.get('oddsFormat')).toBe('decimal')
    await reading.stop()
  })

  test('and once more a minute before each start, so that the last price before it is a closing price', async () => {
    await using service = await openService()
    const reading = read(service, { pollSeconds: 7200 })
    await service.pass(6 * HOUR - 1)
    const last = of(reading, 'Arsenal').at(-1)
    expect(last?.receivedAt).toBe(START + 6 * HOUR - MINUTE)
    expect(pricesOf(last, 'pinnacle')?.quotedAt).toBe(START + 6 * HOUR - MINUTE - 5 * SECOND)
    expect(times(service.asked)).toBe(4)
    await reading.stop()
  })

  test('not before the start when that is switched off', async () => {
    await using service = await openService()
    const reading = read(service, { pollSeconds: 7200, closingPollSeconds: null })
    await service.pass(6 * HOUR - 1)
    expect(times(service.asked)).toBe(3)
    await reading.stop()
  })

  test('every sport in turn', async () => {
    await using service = await openService()
    const reading = read(service, { sports: ['soccer_spain_la_liga', 'soccer_epl', 'soccer_epl'] })
    await service.pass(0)
    expect(service.asked.map(({ pathname }) => pathname.split('/')[3])).toEqual(['soccer_spain_la_liga', 'soccer_epl'])
    await reading.stop()
  })
})

describe('what is gone', () => {
  test('a bookmaker that drops out loses its price, once', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(MINUTE)
    service.world.silent.add(PINNACLE)
    await service.pass(5 * MINUTE)
    expect(pricesOf(of(reading, 'Arsenal').at(-1), 'pinnacle')).toMatchObject({
      prices: [null, null, null],
      quotedAt: START + 5 * MINUTE,
    })
    await service.pass(5 * MINUTE)
    expect(pricesOf(of(reading, 'Arsenal').at(-1), 'pinnacle')).toBeUndefined()
    await reading.stop()
  })

  test('an event that drops out before its start is suspended without prices, and opens again when it is back', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(MINUTE)
    const { fixtures } = service.world
    Object.assign(service.world, { fixtures: (from: never, to: never) => fixtures(from, to).slice(1) })
    await service.pass(10 * MINUTE)
    const gone = of(reading, 'Arsenal').slice(1)
    expect(gone).toHaveLength(1)
    expect(gone[0]).toMatchObject({ status: 'suspended', inPlay: false })
    expect(gone[0]?.venues.flatMap(({ prices }) => prices)).toEqual(Array(9).fill(null))
    Object.assign(service.world, { fixtures })
    await service.pass(5 * MINUTE)
    expect(of(reading, 'Arsenal').at(-1)).toMatchObject({ status: 'open', inPlay: false })
    await reading.stop()
  })

  test('an event that nobody prices is suspended', async () => {
    await using service = await openService()
    for (const { key } of service.world.bookmakers) service.world.silent.add(key)
    const reading = read(service)
    await service.pass(0)
    expect(reading.updates()).toEqual([])
    service.world.silent.clear()
    await service.pass(5 * MINUTE)
    for (const { key } of service.world.bookmakers) service.world.silent.add(key)
    await service.pass(5 * MINUTE)
    expect(of(reading, 'Arsenal').at(-1)).toMatchObject({ status: 'suspended' })
    await reading.stop()
  })

  test('at its start an event is suspended and in play until the feed is asked again, and closed when it has left the feed', async () => {
    await using service = await openService()
    const reading = read(service, { pollSeconds: 3600 * 4 })
    await service.pass(6 * HOUR)
    expect(of(reading, 'Arsenal').at(-1)).toMatchObject({
      status: 'suspended',
      inPlay: true,
      venues: [],
      receivedAt: START + 6 * HOUR,
    })
    await service.pass(90 * MINUTE)
    expect(of(reading, 'Arsenal').at(-1)).toMatchObject({ inPlay: true, venues: [] })
    await service.pass(5 * HOUR)
    expect(of(reading, 'Arsenal').at(-1)).toMatchObject({ status: 'closed', inPlay: true })
    await reading.stop()
  })

  test('in play the prices of the feed are shown as such', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(6 * HOUR + 30 * MINUTE)
    const last = of(reading, 'Arsenal').at(-1)
    expect(last).toMatchObject({ status: 'open', inPlay: true })
    expect(pricesOf(last, 'corner_shop')?.prices.every((price) => price !== null)).toBe(true)
    await reading.stop()
  })

  test('a bookmaker asked for by name alone is shown alone', async () => {
    await using service = await openService()
    const reading = read(service, { regions: undefined, bookmakers: [LOCAL] } as never)
    await service.pass(0)
    expect(reading.updates()[0]?.venues.map(({ venue }) => venue)).toEqual([LOCAL])
    await reading.stop()
  })
})

describe('credits', () => {
  test('used up, it waits for the first of the month, alive and with nothing left to bet on', async () => {
    await using service = await openService({ credits: 3 })
    const reading = read(service, { pollSeconds: 3600 })
    await service.pass(5 * HOUR)
    expect(reading.source.status()).toMatchObject({
      state: 'exhausted',
      fault: { code: 'OUT_OF_USAGE_CREDITS' },
      nextAttemptAt: START + 6 * HOUR,
      detail: '0 credits left, 3 used',
    })
    expect(
      of(reading, 'Arsenal')
        .at(-1)
        ?.venues.map(({ freshness }) => freshness),
    ).toEqual(['cached', 'cached', 'cached'])
    const asked = service.asked.length
    await service.pass(7 * DAY)
    expect(service.asked).toHaveLength(asked)
    expect(reading.source.status().nextAttemptAt).toBe(Date.UTC(2026, 8, 1))
    await service.pass(timestamp(Date.UTC(2026, 8, 1)) - service.clock.now())
    expect(service.asked).toHaveLength(asked + 1)
    expect(reading.source.status().state).toBe('ok')
    await reading.stop()
  })

  test('used up is no fault of the service: the breaker stays closed', async () => {
    await using service = await openService({ credits: 0 })
    const reading = read(service)
    await service.pass(HOUR)
    expect(reading.source.breakers[0]?.snapshot()).toMatchObject({ name: 'theodds:odds', state: 'closed', failures: 0 })
    await reading.stop()
  })

  test('on the first of the month it does not wait for another one', async () => {
    await using service = await openService({ credits: 0 })
    await service.pass(timestamp(Date.UTC(2026, 8, 1)) - START)
    const reading = read(service)
    await service.pass(0)
    expect(reading.source.status().nextAttemptAt).toBe(Date.UTC(2026, 8, 1, 1))
    await reading.stop()
  })
})
