import { describe, expect, it } from 'vitest'
import { footballBacktestEvents } from '../../src/football/backtest-events.ts'
import { createFootballWorld } from '../../src/football/football-world.ts'
import type { FootballWorld } from '../../src/football/seeded-football.ts'
import { DAY, HOUR, timestamp } from '../../src/units/timestamp.ts'

const from = timestamp(Date.UTC(2026, 7, 1))
const to = timestamp(from + 14 * DAY)
const world = createFootballWorld({ seed: 'events' })
const fixtures = world.fixtures(from, to)
const events = [...footballBacktestEvents(world, { from, to })]

function only<Type extends (typeof events)[number]['type']>(type: Type) {
  return events.filter((event): event is Extract<(typeof events)[number], { type: Type }> => event.type === type)
}

describe('news of a world', () => {
  it('comes in order of time', () => {
    for (const [index, event] of events.entries()) {
      expect(event.at).toBeGreaterThanOrEqual(events[index - 1]?.at ?? from)
    }
  })

  it('tells results before closing prices, and those before prices to decide on, at one moment', () => {
    const told = [...footballBacktestEvents(createFootballWorld({ seed: 'busy', gamesPerDay: 30 }), { from, to })]
    const order = ['result', 'closing', 'market']
    let together = 0
    for (const [index, event] of told.entries()) {
      const last = told[index - 1]
      if (last === undefined || last.at !== event.at || last.type === event.type) continue
      expect(order.indexOf(event.type)).toBeGreaterThan(order.indexOf(last.type))
      together++
    }
    expect(together).toBeGreaterThan(20)
  })

  it('closes and settles every fixture once, two hours apart', () => {
    const ids = fixtures.map(({ id }) => `world:${id}:h2h`)
    expect(new Set(only('closing').map(({ update }) => update.market.id))).toEqual(new Set(ids))
    expect(new Set(only('result').map(({ result }) => result.market))).toEqual(new Set(ids))
    expect([only('closing').length, only('result').length]).toEqual([ids.length, ids.length])
    const started = new Map(fixtures.map(({ id, startsAt }) => [`world:${id}:h2h`, startsAt]))
    for (const { at, update } of only('closing')) expect(at).toBe(started.get(update.market.id))
    for (const { at, result } of only('result')) expect(at).toBe((started.get(result.market) ?? 0) + 2 * HOUR)
  })

  it('tells prices at the decision times that lie in the window, and never what comes later', () => {
    const expected = fixtures.flatMap(({ id, startsAt }) =>
      [48, 42, 36, 30, 24, 18, 12, 6, 1]
        .map((hours) => startsAt - hours * HOUR)
        .filter((at) => at >= from)
        .map((at) => `${at} ${id}`),
    )
    const told = only('market').map(({ at, update }) => `${at} ${update.market.id.split(':')[1]}`)
    expect(told).toHaveLength(expected.length)
    expect(new Set(told)).toEqual(new Set(expected))
    for (const { at, update } of [...only('market'), ...only('closing')]) {
      expect(update.receivedAt).toBe(at)
      for (const { quotedAt } of update.venues) expect(quotedAt).toBeLessThanOrEqual(at)
    }
    for (const { at, update } of only('market')) expect(at).toBeLessThan(update.market.event.startsAt)
  })

  it('says what the world says', () => {
    const byId = new Map(fixtures.map((fixture) => [`world:${fixture.id}:h2h`, fixture]))
    for (const event of events) {
      const fixture = byId.get(event.type === 'result' ? event.result.market : event.update.market.id)
      if (fixture === undefined) throw new Error('news of an unknown fixture')
      const names = [fixture.home, 'Draw', fixture.away]
      if (event.type === 'result') {
        const score = world.score(fixture, event.at)
        const winner = Math.sign((score?.away ?? 0) - (score?.home ?? 0)) + 1
        expect(event.result).toEqual({
          market: `world:${fixture.id}:h2h`,
          selections: names.map((selection, index) => ({ selection, outcome: index === winner ? 'won' : 'lost' })),
          void: false,
          deductions: [],
          score: `${score?.home}-${score?.away}`,
        })
        continue
      }
      const { market, venues, status, inPlay } = event.update
      expect(market.event).toEqual({
        id: `world:${fixture.id}`,
        competition: fixture.competition,
        name: `${fixture.home} v ${fixture.away}`,
        home: fixture.home,
        away: fixture.away,
        startsAt: fixture.startsAt,
      })
      expect(market).toMatchObject({ kind: 'h2h', outcome: 'winner', winners: 1 })
      expect(market.selections.map(({ id }) => id)).toEqual(names)
      expect(market.selections.map(({ role }) => role)).toEqual(['home', 'draw', 'away'])
      expect([status, inPlay]).toEqual([event.type === 'market' ? 'open' : 'suspended', false])
      const shown = world.bookmakers.flatMap(({ key }) => {
        const nothing = { prices: [null, null, null], quotedAt: event.at }
        const prices =
          event.type === 'market'
            ? (world.prices(fixture, key, event.at) ?? nothing)
            : world.closingPrices(fixture, key)
        return prices === null ? [] : [{ venue: key, side: 'back', freshness: 'live', ...prices }]
      })
      expect(venues).toEqual(shown)
    }
  })

  it('keeps one market object for all news of a fixture', () => {
    const known = new Map<string, unknown>()
    for (const { update } of [...only('market'), ...only('closing')]) {
      expect(known.get(update.market.id) ?? update.market).toBe(update.market)
      known.set(update.market.id, update.market)
    }
  })

  it('takes decision times of your own, however far ahead', () => {
    const told = [...footballBacktestEvents(world, { from, to, decisionTimes: [5 * DAY, HOUR] })]
    const early = told.filter(
      (event) => event.type === 'market' && event.at === event.update.market.event.startsAt - 5 * DAY,
    )
    expect(early).toHaveLength(fixtures.filter(({ startsAt }) => startsAt - 5 * DAY >= from).length)
    for (const [index, event] of told.entries()) expect(event.at).toBeGreaterThanOrEqual(told[index - 1]?.at ?? from)
    expect([...footballBacktestEvents(world, { from, to, decisionTimes: [] })]).toHaveLength(2 * fixtures.length)
  })

  it('begins at any moment of a day', () => {
    const [late, end] = [timestamp(from + 15.3 * HOUR), timestamp(from + 3 * DAY + 13.2 * HOUR)]
    const told = [...footballBacktestEvents(world, { from: late, to: end })]
    const within = world.fixtures(late, end)
    expect(told.filter(({ type }) => type === 'closing')).toHaveLength(within.length)
    expect(told.filter(({ type }) => type === 'result')).toHaveLength(within.length)
  })

  it('returns bets on a match that was never finished', () => {
    const abandoned: FootballWorld = { ...world, score: () => null }
    const results = [...footballBacktestEvents(abandoned, { from, to })].filter((event) => event.type === 'result')
    for (const { result } of results) expect(result).toMatchObject({ selections: [], void: true, score: null })
    expect(results).toHaveLength(fixtures.length)
  })

  it('refuses a window that ends before it begins, and decisions after the start', () => {
    const run = (settings: Parameters<typeof footballBacktestEvents>[1]) => () =>
      footballBacktestEvents(world, settings).next()
    const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
    expect(run({ from: to, to: from })).toThrow(invalid)
    for (const before of [0, -1, 0.5, Number.NaN]) {
      expect(run({ from, to, decisionTimes: [before] })).toThrow(invalid)
    }
    expect(run({ from, to: from })().done).toBe(true)
  })
})
