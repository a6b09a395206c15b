import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { footballBookmakers, shownPrices } from '../../src/football/football-bookmakers.ts'
import { createFootballWorld, type FootballWorldSettings } from '../../src/football/football-world.ts'
import type { HomeDrawAway, World, WorldFixture, WorldPrices } from '../../src/football/world.ts'
import { additive } from '../../src/odds/overround/additive.ts'
import { gotoConversion } from '../../src/odds/overround/goto-conversion.ts'
import { multiplicative } from '../../src/odds/overround/multiplicative.ts'
import { power } from '../../src/odds/overround/power.ts'
import { shin } from '../../src/odds/overround/shin.ts'
import { venueId } from '../../src/units/ids.ts'
import type { Price } from '../../src/units/price.ts'
import { DAY, HOUR, MINUTE, timestamp } from '../../src/units/timestamp.ts'

const from = timestamp(Date.UTC(2026, 7, 1))
const fortnight = timestamp(from + 14 * DAY)

function isWhole(prices: HomeDrawAway<Price | null>): prices is HomeDrawAway<Price> {
  return prices.every((price) => price !== null)
}

function overround(prices: HomeDrawAway<Price>): number {
  return prices.reduce((sum, price) => sum + 1 / price, -1)
}

function fair(shown: WorldPrices | null): readonly number[] | null {
  return shown !== null && isWhole(shown.prices) ? power(shown.prices).probabilities : null
}

/** Everything a world says of a fixture at a moment. */
function said(world: World, fixture: WorldFixture, at: number): unknown {
  return [
    fixture,
    world.bookmakers.map(({ key }) => world.prices(fixture, key, timestamp(at))),
    world.bookmakers.map(({ key }) => world.closingPrices(fixture, key)),
    world.trueProbabilities(fixture),
    world.score(fixture, timestamp(at)),
  ]
}

describe('a football world', () => {
  it('is the same for the same seed, and another for another', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((seed) => createFootballWorld({ seed }))
    const tell = (world: World | undefined): unknown =>
      world?.fixtures(from, fortnight).map((fixture) => said(world, fixture, fixture.startsAt - HOUR))
    expect(tell(one)).toEqual(tell(same))
    expect(tell(one)).not.toEqual(tell(other))
    const ids = (world: World | undefined) => world?.fixtures(from, fortnight).map(({ id }) => id) ?? []
    expect(ids(one).filter((id) => ids(other).includes(id))).toEqual([])
    expect(one?.seed).toBe('a')
  })

  it('is the same on every machine and in every version, so that a demo goes on where it stopped', () => {
    const world = createFootballWorld({ seed: 'pinned' })
    const [fixture] = world.fixtures(from, fortnight)
    if (fixture === undefined) throw new Error('a fortnight without football')
    const at = timestamp(fixture.startsAt - 30 * HOUR)
    expect({
      ...fixture,
      prices: world.bookmakers.map(({ key }) => world.prices(fixture, key, at)?.prices.join(' ')),
      quotedAt: world.prices(fixture, world.sharp, at)?.quotedAt,
      closing: world.closingPrices(fixture, world.sharp)?.prices,
      score: world.score(fixture, timestamp(fixture.startsAt + 2 * HOUR)),
    }).toMatchInlineSnapshot(`
      {
        "away": "UD Torrebrisa",
        "closing": [
          4.07,
          4.21,
          1.86,
        ],
        "competition": "soccer_spain_la_liga",
        "home": "UD Sierraquera",
        "id": "b36824d95c3b0c4f556bc4ee4f9e3b36",
        "prices": [
          "3.48 4.06 2.05",
          "3.44 4.01 2.05",
          "3.43 4.04 2",
          "3.44 3.95 2",
          "3.5 3.9 1.98",
          "3.31 3.9 1.97",
          "3.1 3.8 2.05",
          "3.2 3.8 1.99",
        ],
        "quotedAt": 1785479387146,
        "score": {
          "away": 1,
          "completed": true,
          "home": 0,
          "updatedAt": 1785593880000,
        },
        "startsAt": 1785587400000,
      }
    `)
  })

  it('can be entered at any moment and says what one says that arrived there step by step', () => {
    const walked = createFootballWorld({ seed: 'walk', gamesPerDay: 2 })
    const diary = new Map<number, unknown>()
    const tell = (world: World, at: number): unknown =>
      world.fixtures(timestamp(at - DAY), timestamp(at + 7 * DAY)).map((fixture) => said(world, fixture, at))
    for (let hour = 0; hour < 14 * 24; hour += 5) diary.set(hour, tell(walked, from + hour * HOUR))
    const jumping = createFootballWorld({ seed: 'walk', gamesPerDay: 2 })
    fc.assert(
      fc.property(fc.constantFrom(...diary.keys()), fc.boolean(), (hour, fresh) => {
        const world = fresh ? createFootballWorld({ seed: 'walk', gamesPerDay: 2 }) : jumping
        // Far away and back, so that what was remembered is gone.
        if (!fresh && hour % 3 === 0) jumping.fixtures(timestamp(from + 300 * DAY), timestamp(from + 350 * DAY))
        expect(tell(world, from + hour * HOUR)).toEqual(diary.get(hour))
      }),
      { numRuns: 30 },
    )
  })

  it('knows a fixture by what it is, not by the object', () => {
    const world = createFootballWorld({ seed: 'a' })
    const [fixture] = world.fixtures(from, fortnight)
    if (fixture === undefined) throw new Error('a fortnight without football')
    const copy: WorldFixture = JSON.parse(JSON.stringify(fixture))
    expect(said(world, copy, fixture.startsAt - DAY)).toEqual(said(world, fixture, fixture.startsAt - DAY))
  })

  it('has one sharp bookmaker without a lag', () => {
    const { bookmakers, sharp } = createFootballWorld({ seed: 'a' })
    expect(bookmakers.filter(({ lag }) => lag === 0).map(({ key }) => key)).toEqual([sharp])
    expect(bookmakers).toHaveLength(8)
    for (const bookmaker of bookmakers) {
      expect(bookmaker.overround).toBeGreaterThanOrEqual(0.02)
      expect(bookmaker.overround).toBeLessThanOrEqual(0.08)
    }
  })

  const x = { key: 'x', title: 'X' }
  it.each<[string, Partial<FootballWorldSettings>]>([
    ['no matches', { gamesPerDay: 0 }],
    ['too many matches for three competitions', { gamesPerDay: 36.1 }],
    ['a number of matches that is none', { gamesPerDay: Number.NaN }],
    ['no competitions', { competitions: [] }],
    ['two competitions of one key', { competitions: [x, x] }],
    ['ten competitions', { competitions: Array.from({ length: 10 }, (_, index) => ({ ...x, key: `x${index}` })) }],
    ['no bookmakers', { bookmakers: [] }],
    ['no sharp bookmaker', { bookmakers: footballBookmakers.slice(1) }],
    ['two bookmakers of one key', { bookmakers: [...footballBookmakers, ...footballBookmakers.slice(1)] }],
    ['a bookmaker without an overround', { bookmakers: footballBookmakers.map((each) => ({ ...each, overround: 0 })) }],
    [
      'a bookmaker with an endless lag',
      { bookmakers: footballBookmakers.map((each) => ({ ...each, lag: each.lag * 100 })) },
    ],
    ['several sharp bookmakers', { bookmakers: footballBookmakers.map((each) => ({ ...each, lag: 0 })) }],
  ])('refuses to be made of %s', (_, settings) => {
    expect(() => createFootballWorld({ seed: 'a', ...settings })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })

  it('refuses fixtures of other worlds and bookmakers it does not have', () => {
    const world = createFootballWorld({ seed: 'a' })
    const [stranger] = createFootballWorld({ seed: 'b' }).fixtures(from, fortnight)
    const [fixture] = world.fixtures(from, fortnight)
    if (stranger === undefined || fixture === undefined) throw new Error('a fortnight without football')
    const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
    expect(() => world.prices(stranger, world.sharp, from)).toThrow(invalid)
    expect(() => world.closingPrices(stranger, world.sharp)).toThrow(invalid)
    expect(() => world.trueProbabilities(stranger)).toThrow(invalid)
    expect(() => world.score(stranger, from)).toThrow(invalid)
    expect(() => world.prices(fixture, venueId('nobody'), from)).toThrow(invalid)
    expect(() => world.closingPrices(fixture, venueId('nobody'))).toThrow(invalid)
  })
})

describe('the calendar', () => {
  it('has on average as many matches a day as asked for, over any fortnight', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.double({ min: 0.2, max: 36, noNaN: true }),
        fc.integer({ min: -20_000, max: 40_000 }),
        (seed, gamesPerDay, day) => {
          const world = createFootballWorld({ seed, gamesPerDay })
          const count = world.fixtures(timestamp(day * DAY), timestamp((day + 14) * DAY)).length
          expect(Math.abs(count - 14 * gamesPerDay)).toBeLessThanOrEqual(1.01)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('plays between noon and nine, and is over within two hours', () => {
    const world = createFootballWorld({ seed: 'hours', gamesPerDay: 8 })
    const fixtures = world.fixtures(from, timestamp(from + 200 * DAY))
    const hours = fixtures.map(({ startsAt }) => (startsAt % DAY) / HOUR)
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(12)
    expect(Math.max(...hours)).toBeLessThanOrEqual(21)
    expect(new Set(hours).size).toBeGreaterThan(10)
    for (const fixture of fixtures) {
      expect(world.score(fixture, timestamp(fixture.startsAt + 2 * HOUR))?.completed).toBe(true)
    }
  })

  it('lists by start and then id, and each window as part of the whole', () => {
    const world = createFootballWorld({ seed: 'window' })
    const all = world.fixtures(from, fortnight)
    const sorted = [...all].sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))
    expect(all).toEqual(sorted)
    const second = all[20]?.startsAt ?? from
    const third = all[40]?.startsAt ?? from
    const parts = [world.fixtures(from, second), world.fixtures(second, third), world.fixtures(third, fortnight)]
    expect(parts.flat()).toEqual(all)
    expect(world.fixtures(fortnight, from)).toEqual([])
  })

  it.each([1, 5, 8, 36])('lets no team play twice a day, at %d matches a day', (gamesPerDay) => {
    const world = createFootballWorld({ seed: 'rest', gamesPerDay })
    for (let day = 0; day < 120; day++) {
      const fixtures = world.fixtures(timestamp(from + day * DAY), timestamp(from + (day + 1) * DAY))
      const teams = fixtures.flatMap(({ home, away }) => [home, away])
      expect(new Set(teams).size).toBe(teams.length)
      expect(teams).not.toContain('')
    }
  })

  it('is a double round robin: everyone at everyone’s once a season, at home about every other time', () => {
    const world = createFootballWorld({ seed: 'season', gamesPerDay: 10, competitions: [{ key: 'x', title: 'X' }] })
    const fixtures = world.fixtures(from, timestamp(from + 700 * DAY))
    const teams = new Set(fixtures.map(({ home }) => home)).size
    const pairs = new Map<string, number>()
    for (const { home, away } of fixtures) {
      expect(home).not.toBe(away)
      pairs.set(`${home}/${away}`, (pairs.get(`${home}/${away}`) ?? 0) + 1)
    }
    const seasons = fixtures.length / (teams * (teams - 1))
    for (const count of pairs.values()) expect(Math.abs(count - seasons)).toBeLessThanOrEqual(1)
    const [team = ''] = [...pairs.keys()].map((pair) => pair.split('/')[0] ?? '')
    const atHome = fixtures.filter(({ home, away }) => home === team || away === team).map(({ home }) => home === team)
    const repeats = atHome.filter(
      (home, index) => index > 1 && home === atHome[index - 1] && home === atHome[index - 2],
    )
    expect(repeats.length).toBeLessThan(atHome.length / 20)
  })

  it('gives every fixture an id of its own', () => {
    const world = createFootballWorld({ seed: 'ids', gamesPerDay: 36 })
    const ids = new Set<string>()
    let count = 0
    for (let day = 0; day < 730; day++) {
      for (const { id } of world.fixtures(timestamp(from + day * DAY), timestamp(from + (day + 1) * DAY))) {
        expect(id).toMatch(/^[0-9a-f]{32}$/)
        ids.add(id)
        count++
      }
    }
    expect(ids.size).toBe(count)
    expect(count).toBeGreaterThan(26_000)
  })
})

describe('prices', () => {
  const world = createFootballWorld({ seed: 'prices', gamesPerDay: 8 })
  const fixtures = world.fixtures(from, fortnight)

  it('are above 1, shown a moment ago, with an overround near the bookmaker’s own', () => {
    let oldest = 0
    for (const bookmaker of world.bookmakers) {
      const overrounds: number[] = []
      const ages: number[] = []
      for (const fixture of fixtures) {
        for (let hours = 0.1; hours < 190; hours += 3.7) {
          const at = timestamp(Math.floor(fixture.startsAt - hours * HOUR))
          const shown = world.prices(fixture, bookmaker.key, at)
          if (shown === null) continue
          for (const price of shown.prices) expect(price === null || price >= 1.01).toBe(true)
          ages.push(at - shown.quotedAt)
          if (isWhole(shown.prices)) overrounds.push(overround(shown.prices))
        }
      }
      const mean = overrounds.reduce((sum, each) => sum + each, 0) / overrounds.length
      expect(Math.abs(mean - bookmaker.overround)).toBeLessThan(0.003)
      expect(Math.min(...overrounds)).toBeGreaterThan(0.005)
      expect(Math.max(...overrounds)).toBeLessThan(bookmaker.overround * 1.1 + 0.025)
      expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
      const fresh = ages.filter((age) => age < MINUTE).length / ages.length
      expect(fresh).toBeGreaterThan(0.97)
      expect(Math.max(...ages)).toBeLessThan(6 * HOUR)
      if (bookmaker.key === world.sharp) expect(fresh).toBe(1)
      oldest = Math.max(oldest, ...ages)
    }
    // Now and then someone's feed stands still for hours.
    expect(oldest).toBeGreaterThan(HOUR)
  })

  it('begin when the bookmaker opens, end at the start and now and then fail to be shown', () => {
    let [shown, hidden, drawless] = [0, 0, 0]
    for (const fixture of fixtures) {
      for (const { key } of world.bookmakers) {
        expect(world.prices(fixture, key, timestamp(fixture.startsAt - 8 * DAY))).toBeNull()
        expect(world.prices(fixture, key, fixture.startsAt)).toBeNull()
        expect(world.prices(fixture, key, timestamp(fixture.startsAt + HOUR))).toBeNull()
        for (let minutes = 1; minutes < 2 * 24 * 60; minutes += 37) {
          const prices = world.prices(fixture, key, timestamp(fixture.startsAt - minutes * MINUTE))
          if (prices === null) hidden++
          else if (prices.prices[1] === null) drawless++
          else shown++
        }
      }
    }
    expect(hidden / shown).toBeGreaterThan(0.0005)
    expect(hidden / shown).toBeLessThan(0.01)
    expect(drawless / shown).toBeGreaterThan(0.0002)
    expect(drawless / shown).toBeLessThan(0.01)
  })

  it('close where they were last shown before the start', () => {
    for (const fixture of fixtures) {
      for (const { key } of world.bookmakers) {
        const last = world.prices(fixture, key, timestamp(fixture.startsAt - 1))
        const closing = world.closingPrices(fixture, key)
        if (last !== null) expect(closing).toEqual(last)
        else expect(closing?.quotedAt).toBeLessThan(fixture.startsAt - 2 * MINUTE)
      }
    }
  })

  it('can be made of any bookmaker’s overround, for certainties too', () => {
    for (const method of [multiplicative, additive, shin, gotoConversion]) {
      for (const probabilities of [
        [0.97, 0.02, 0.01],
        [0.02, 0.04, 0.94],
        [0.34, 0.33, 0.33],
      ] as const) {
        for (const steps of ['fine', 'coarse'] as const) {
          const prices = shownPrices(probabilities, 0.15, method, steps)
          expect(Math.min(...prices)).toBeGreaterThanOrEqual(1.01)
          expect(Math.max(...prices)).toBeLessThanOrEqual(501)
          for (const price of prices) expect(price).toBe(Number(price.toFixed(2)))
        }
      }
    }
  })

  it('trail the sharp ones by the lag', () => {
    const [sharp, slow] = [footballBookmakers[0], footballBookmakers[1]]
    if (sharp === undefined || slow === undefined) throw new Error('no bookmakers')
    const lag = HOUR
    const lagging = createFootballWorld({
      seed: 'lag',
      bookmakers: [sharp, { ...slow, lag, opinion: 0, stalls: 0, withdraws: 0 }],
    })
    // The trailing bookmaker's view against the sharp one's, then and an hour before.
    let [sameTime, before] = [0, 0]
    for (const fixture of lagging.fixtures(from, timestamp(from + 60 * DAY))) {
      const at = timestamp(fixture.startsAt - 5 * MINUTE)
      const theirs = fair(lagging.prices(fixture, slow.key, at))?.[0]
      const now = fair(lagging.prices(fixture, sharp.key, at))?.[0]
      const then = fair(lagging.prices(fixture, sharp.key, timestamp(at - lag)))?.[0]
      if (theirs === undefined || now === undefined || then === undefined) continue
      sameTime += (theirs - now) ** 2
      before += (theirs - then) ** 2
    }
    expect(before).toBeLessThan(sameTime / 3)
  })

  it('move more as the start nears', () => {
    const moved = (hours: number): number =>
      fixtures.reduce((sum, fixture) => {
        const early = fair(world.prices(fixture, world.sharp, timestamp(fixture.startsAt - hours * HOUR)))?.[0]
        const late = fair(world.prices(fixture, world.sharp, timestamp(fixture.startsAt - (hours - 0.95) * HOUR)))?.[0]
        return sum + (early === undefined || late === undefined ? 0 : (late - early) ** 2)
      }, 0)
    expect(moved(1)).toBeGreaterThan(3 * moved(12))
    expect(moved(12)).toBeGreaterThan(2 * moved(100))
  })
})

describe('over four thousand matches', () => {
  const world = createFootballWorld({ seed: 'calibration', gamesPerDay: 12 })
  const fixtures = world.fixtures(from, timestamp(from + 365 * DAY))
  const matches = fixtures.flatMap((fixture) => {
    const score = world.score(fixture, timestamp(fixture.startsAt + 2 * HOUR))
    const closing = fair(world.closingPrices(fixture, world.sharp))
    const opening = fair(world.prices(fixture, world.sharp, timestamp(fixture.startsAt - 160 * HOUR)))
    if (score === null || closing === null || opening === null) return []
    const outcome = score.home > score.away ? 0 : score.home === score.away ? 1 : 2
    return [{ closing, opening, outcome, score, truth: world.trueProbabilities(fixture) }]
  })
  const cells = matches.flatMap(({ closing, opening, outcome, truth }) =>
    [0, 1, 2].map((index) => ({
      index,
      closing: closing[index] ?? 0,
      opening: opening[index] ?? 0,
      truth: truth[index] ?? 0,
      won: outcome === index ? 1 : 0,
    })),
  )

  it('sharp closing prices say how often each outcome comes', () => {
    expect(matches.length).toBeGreaterThan(4200)
    for (const index of [0, 1, 2]) {
      for (const [low, high] of [
        [0, 0.15],
        [0.15, 0.25],
        [0.25, 0.35],
        [0.35, 0.5],
        [0.5, 0.7],
        [0.7, 1],
      ] as const) {
        const bin = cells.filter((cell) => cell.index === index && cell.closing >= low && cell.closing < high)
        if (bin.length < 50) continue
        const deviation = bin.reduce((sum, { won, closing }) => sum + won - closing, 0)
        const variance = bin.reduce((sum, { closing }) => sum + closing * (1 - closing), 0)
        expect(Math.abs(deviation) / Math.sqrt(variance)).toBeLessThan(3.5)
      }
    }
  })

  it('sharp prices a week ahead are right on average about the close, and less sure', () => {
    let spread = 0
    for (const [low, high] of [
      [0, 0.2],
      [0.2, 0.3],
      [0.3, 0.5],
      [0.5, 1],
    ] as const) {
      const bin = cells.filter(({ opening }) => opening >= low && opening < high)
      const moves = bin.map(({ closing, opening }) => closing - opening)
      const sum = moves.reduce((total, move) => total + move, 0)
      const squares = moves.reduce((total, move) => total + move * move, 0)
      expect(bin.length).toBeGreaterThan(300)
      expect(Math.abs(sum) / Math.sqrt(squares)).toBeLessThan(3.5)
      spread += squares
    }
    const standardDeviation = Math.sqrt(spread / cells.length)
    expect(standardDeviation).toBeGreaterThan(0.015)
    expect(standardDeviation).toBeLessThan(0.05)
    const surprise = (probability: 'opening' | 'closing') =>
      cells.reduce((sum, cell) => sum + (cell.won - cell[probability]) ** 2, 0)
    expect(surprise('closing')).toBeLessThan(surprise('opening'))
  })

  it('closing prices are the true probabilities, up to the steps of prices', () => {
    for (const { closing, truth } of cells) expect(Math.abs(closing - truth)).toBeLessThan(0.02)
    for (const outcome of [0, 1, 2]) {
      const errors = cells.filter(({ index }) => index === outcome).map(({ closing, truth }) => closing - truth)
      expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.0005)
    }
  })

  it('it is football: about 2.7 goals a match, a home advantage, a quarter drawn', () => {
    const share = (index: number) => matches.filter(({ outcome }) => outcome === index).length / matches.length
    expect(share(0)).toBeGreaterThan(0.4)
    expect(share(0)).toBeLessThan(0.5)
    expect(share(1)).toBeGreaterThan(0.21)
    expect(share(1)).toBeLessThan(0.29)
    expect(share(2)).toBeGreaterThan(0.25)
    const goals = matches.reduce((sum, { score }) => sum + score.home + score.away, 0) / matches.length
    expect(goals).toBeGreaterThan(2.4)
    expect(goals).toBeLessThan(3.1)
  })
})

describe('scores', () => {
  const world = createFootballWorld({ seed: 'scores', gamesPerDay: 8 })

  it('start at nil, only rise, and stand at the final whistle', () => {
    for (const fixture of world.fixtures(from, fortnight)) {
      expect(world.score(fixture, timestamp(fixture.startsAt - 1))).toBeNull()
      let last = world.score(fixture, fixture.startsAt)
      expect(last).toEqual({ home: 0, away: 0, completed: false, updatedAt: fixture.startsAt })
      for (let minute = 1; minute <= 130; minute++) {
        const at = timestamp(fixture.startsAt + minute * MINUTE)
        const score = world.score(fixture, at)
        if (score === null || last === null) throw new Error('a match without a score')
        expect(score.home).toBeGreaterThanOrEqual(last.home)
        expect(score.away).toBeGreaterThanOrEqual(last.away)
        expect(score.updatedAt).toBeLessThanOrEqual(at)
        if (last.completed) expect(score).toEqual(last)
        last = score
      }
      expect(world.score(fixture, timestamp(fixture.startsAt + 400 * DAY))).toEqual(last)
    }
  })
})

describe('cost', () => {
  it('does not grow over two years', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const world = createFootballWorld({ seed: 'memory' })
    const year = (start: number): number => {
      for (let at = start; at < start + 365 * DAY; at += 12 * HOUR) {
        for (const fixture of world.fixtures(timestamp(at - 3 * DAY), timestamp(at + 7 * DAY))) {
          for (const { key } of world.bookmakers) world.prices(fixture, key, timestamp(at))
          world.score(fixture, timestamp(at))
        }
      }
      collect()
      collect()
      return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
    }
    const first = year(from)
    const second = year(from + 365 * DAY)
    // A year's matches would be more than twice as much.
    expect(second - first).toBeLessThan(6_000_000)
  })
})
