import { DAY, HOUR, type MarketResult, MINUTE, marketId, timestamp } from '@betting-advisor/core'
import type { AwaitedMarket } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { createTheOddsResults, type TheOddsResultsSettings } from '../src/index.ts'
import { CANARY, openService, recordingLogger, type Service } from './harness.ts'
import { START } from './tiny-world.ts'

const FIRST_START = timestamp(START + 6 * HOUR)

function awaitedOf(service: Service, kind = 'h2h'): AwaitedMarket {
  const { id, competition, startsAt } = service.world.fixture
  return { market: marketId(`theodds:${id}:${kind}`), event: `theodds:${id}`, competition, startsAt, outcomes: 3 }
}

function ask(service: Service, awaited: AwaitedMarket[], settings: TheOddsResultsSettings = {}) {
  const source = createTheOddsResults({
    apiKey: CANARY,
    baseUrl: service.server.url,
    httpTimeoutSeconds: 5,
    ...settings,
  })
  const controller = new AbortController()
  const results: MarketResult[] = []
  const log: string[] = []
  const context = { clock: service.clock, logger: recordingLogger(log), signal: controller.signal }
  const ended = (async () => {
    for await (const batch of source.results(() => awaited, context)) {
      results.push(...batch)
      const told = new Set(batch.map(({ market }) => market))
      awaited.splice(0, awaited.length, ...awaited.filter(({ market }) => !told.has(market)))
    }
  })()
  ended.catch(() => {})
  const stop = async () => {
    controller.abort()
    await ended
  }
  return { source, results, log, ended, stop }
}

describe('results', () => {
  test('come from the final score, by the name of the winner', async () => {
    await using service = await openService()
    const awaited = [awaitedOf(service)]
    const asking = ask(service, awaited)
    await service.pass(9 * HOUR)
    expect(asking.results).toMatchObject([
      {
        selections: [{ selection: 'Arsenal', outcome: 'won' }, {}, {}],
        market: `theodds:${service.world.fixture.id}:h2h`,
        void: false,
        score: '2-1',
      },
    ])
    expect(asking.source.status()).toMatchObject({ state: 'ok', fault: null })
    await asking.stop()
    expect(asking.source.status().state).toBe('ended')
  })

  test('a draw is won by the draw', async () => {
    await using service = await openService()
    const [, second] = service.world.fixtures(START, timestamp(START + 9 * DAY))
    const awaited: AwaitedMarket[] = [
      {
        market: marketId(`theodds:${second?.id}:h2h`),
        event: `theodds:${second?.id}`,
        competition: 'soccer_epl',
        startsAt: timestamp(START + 30 * HOUR),
        outcomes: 3,
      },
    ]
    const asking = ask(service, awaited)
    await service.pass(33 * HOUR)
    expect(asking.results).toMatchObject([
      { selections: [{ selection: 'Draw', outcome: 'won' }, {}, {}], void: false, score: '1-1' },
    ])
    await asking.stop()
  })

  test('are asked for only when a market should have ended, for two credits each time, and only about that event', async () => {
    await using service = await openService()
    const asking = ask(service, [awaitedOf(service)], { pollSeconds: 300, expectedMinutes: 105 })
    await service.pass(6 * HOUR + 105 * MINUTE - 1)
    expect(service.asked).toEqual([])
    await service.pass(10 * MINUTE)
    expect(service.asked).toHaveLength(2)
    expect(service.asked[0]?.pathname).toBe('/v4/sports/soccer_epl/scores')
    expect(service.asked[0]?.searchParams.get('daysFrom')).toBe('3')
    expect(service.asked[0]?.searchParams.get('eventIds')).toBe(service.world.fixture.id)
    expect(service.emulator.creditsLeft(CANARY)).toBe(496)
    await service.pass(DAY)
    expect(service.asked).toHaveLength(2)
    await asking.stop()
  })

  test('nothing awaited, nothing asked, all well', async () => {
    await using service = await openService()
    const asking = ask(service, [])
    await service.pass(DAY)
    expect(service.asked).toEqual([])
    expect(asking.source.status()).toMatchObject({ state: 'ok', lastMessageAt: null })
    await asking.stop()
  })

  test('markets of other sources are not asked about', async () => {
    await using service = await openService()
    const asking = ask(service, [{ ...awaitedOf(service), market: marketId('betfair:1.234') }])
    await service.pass(DAY)
    expect(service.asked).toEqual([])
    await asking.stop()
  })

  test('a market that has waited longer than scores are told is named and left to a person', async () => {
    await using service = await openService()
    await service.pass(5 * DAY)
    const asking = ask(service, [{ ...awaitedOf(service), startsAt: FIRST_START }])
    await service.pass(HOUR)
    expect(service.asked).toEqual([])
    expect(asking.source.status().detail).toContain('1 awaited, but no longer told: settle with advisor.settle(...)')
    await asking.stop()
  })

  test('a passing fault is shown and asked through', async () => {
    await using service = await openService()
    const asking = ask(service, [awaitedOf(service)])
    service.faults.always({ kind: 'html', status: 502 })
    await service.pass(8 * HOUR)
    expect(asking.source.status()).toMatchObject({ state: 'failing', fault: { code: 'HTTP_502' } })
    expect(asking.source.breakers.map((breaker) => breaker.snapshot().name)).toEqual(['theodds:scores'])
    service.faults.always(null)
    await service.pass(HOUR)
    expect(asking.results).toHaveLength(1)
    expect(asking.log.join()).not.toContain(CANARY)
    await asking.stop()
  })

  test('used-up credits are waited for', async () => {
    await using service = await openService({ credits: 0 })
    const asking = ask(service, [awaitedOf(service)])
    await service.pass(9 * HOUR)
    expect(asking.source.status()).toMatchObject({ state: 'exhausted', nextAttemptAt: Date.UTC(2026, 8, 1) })
    expect(service.asked).toHaveLength(1)
    await asking.stop()
  })

  test('a wrong key ends it', async () => {
    await using service = await openService()
    const asking = ask(service, [awaitedOf(service)], { apiKey: 'wrong' })
    await service.pass(9 * HOUR)
    await expect(asking.ended).rejects.toMatchObject({ code: 'INVALID_KEY' })
    expect(asking.source.status()).toMatchObject({ state: 'ended', fault: { code: 'INVALID_KEY' } })
  })

  test('no key, no run', async () => {
    await using service = await openService()
    const asking = ask(service, [], { apiKey: '' })
    await expect(asking.ended).rejects.toMatchObject({ code: 'MISSING_KEY' })
  })

  test.each([{ pollSeconds: 0 }, { expectedMinutes: -1 }, { baseUrl: '?' }])('%j is refused', (settings) => {
    expect(() => createTheOddsResults(settings)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })
})
