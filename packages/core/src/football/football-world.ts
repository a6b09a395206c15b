import { drawWord, wordAt } from '../chance/seeded-noise.ts'
import { createSeededRandom } from '../chance/seeded-random.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { VenueId } from '../units/ids.ts'
import { DAY, MINUTE, type Timestamp, timestamp } from '../units/timestamp.ts'
import { type FootballBookmaker, footballBookmakers } from './football-bookmakers.ts'
import { matchesOf, pairing, teamsNeeded } from './football-calendar.ts'
import { CLOSE, drawDrift } from './football-drift.ts'
import { type Expectation, expectationOf, outcomeProbabilities } from './football-match.ts'
import { QuotePath, QuoteTimes } from './football-quotes.ts'
import { drawProgress, type Progress, scoreAt } from './football-score.ts'
import { drawStrengths, nameTeams, type TeamStrength } from './football-teams.ts'
import type { HomeDrawAway, World, WorldCompetition, WorldFixture, WorldPrices, WorldScore } from './world.ts'

/** What a football world is made of. */
export interface FootballWorldSettings {
  /** Any text: the same one gives the same world. */
  readonly seed: string
  /** Matches a day, on average over any fortnight: above 0, at most 12 for each competition. @default 5 */
  readonly gamesPerDay?: number
  /** One to nine. @default three, keyed as The Odds API keys England's, Spain's and Germany's first divisions */
  readonly competitions?: readonly WorldCompetition[]
  /** Exactly one without a lag, which is the sharp one; overrounds up to 0.5, lags up to a day. @default {@link footballBookmakers} */
  readonly bookmakers?: readonly FootballBookmaker[]
}

const COMPETITIONS: readonly WorldCompetition[] = [
  { key: 'soccer_epl', title: 'Premier Division (simulated)' },
  { key: 'soccer_spain_la_liga', title: 'Liga Mayor (simulated)' },
  { key: 'soccer_germany_bundesliga', title: 'Oberste Liga (simulated)' },
]

/** How many days and team lists are remembered; whatever is forgotten is worked out again. */
const DAYS_KEPT = 40
const SEASONS_KEPT = 32

/** A match as the world knows it. */
class Match {
  readonly fixture: WorldFixture
  readonly #seed: string
  readonly #expectation: Expectation
  readonly #bookmakers: readonly FootballBookmaker[]
  #drift: Float64Array | undefined
  #quotes: readonly QuotePath[] | undefined
  #progress: Progress | undefined

  constructor(fixture: WorldFixture, seed: string, expectation: Expectation, bookmakers: readonly FootballBookmaker[]) {
    this.fixture = fixture
    this.#seed = seed
    this.#expectation = expectation
    this.#bookmakers = bookmakers
  }

  drift(): Float64Array {
    this.#drift ??= drawDrift(createSeededRandom(`${this.#seed}/drift`))
    return this.#drift
  }

  quotes(bookmaker: number): QuotePath | undefined {
    this.#quotes ??= this.#bookmakers.map(
      (profile) =>
        new QuotePath(
          createSeededRandom(`${this.#seed}/quotes/${profile.key}`),
          profile,
          this.#expectation,
          this.drift(),
          this.fixture.startsAt,
        ),
    )
    return this.#quotes[bookmaker]
  }

  /** The supremacy at the close. */
  supremacy(): number {
    return this.#expectation.supremacy + (this.drift()[CLOSE] ?? 0)
  }

  probabilities(): HomeDrawAway<number> {
    return outcomeProbabilities(this.#expectation.level, this.supremacy())
  }

  progress(): Progress {
    const { level } = this.#expectation
    this.#progress ??= drawProgress(
      createSeededRandom(`${this.#seed}/score`),
      Math.exp(level + this.supremacy()),
      Math.exp(level - this.supremacy()),
    )
    return this.#progress
  }
}

/** Remembers the newest `limit` answers of a pure function. */
function remember<Key, Value>(limit: number, compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = compute(key)
      if (known.size >= limit) for (const oldest of known.keys()) if (known.delete(oldest)) break
      known.set(key, value)
    }
    return value
  }
}

/**
 * A seeded football world: fixtures at the usual hours, a sharp bookmaker whose prices wander towards a close that is right
 * on average, others that trail it with margins, lags, opinions and lapses of their own, and results drawn from the true
 * probabilities. Clubs and bookmakers are invented.
 *
 * Everything is a function of the settings and a moment: nothing depends on what was asked before. Between JavaScript engines
 * `Math.exp`, `log`, `cos` and `**` may differ in the last bit, which the rounding of prices hides but for very rare cases.
 * There is no betting in play. No match starts between 21:30 and 11:00 UTC, and each is over within two hours.
 *
 * @throws InvalidValueError `INVALID_VALUE` for settings outside their ranges, a fixture of another world or an unknown bookmaker.
 * @example
 * ```ts
 * const world = createFootballWorld({ seed: '2026' })
 * const [fixture] = world.fixtures(timestamp(Date.UTC(2026, 7, 1)), timestamp(Date.UTC(2026, 7, 15)))
 * // The prices of home, draw and away, and their time.
 * if (fixture !== undefined) console.log(world.closingPrices(fixture, world.sharp))
 * ```
 */
export function createFootballWorld(settings: FootballWorldSettings): World {
  const { seed, gamesPerDay = 5, competitions = COMPETITIONS, bookmakers = footballBookmakers } = settings
  const sharp = checked(gamesPerDay, competitions, bookmakers)
  const teamCount = teamsNeeded(gamesPerDay, competitions.length)
  const teams = nameTeams(createSeededRandom(`${seed}/teams`), competitions.length, teamCount)
  const indexOf = new Map(bookmakers.map(({ key }, index) => [key, index]))
  const quoteTimes = bookmakers.map((one) => new QuoteTimes(createSeededRandom(`${seed}/times/${one.key}`), one))
  const random = createSeededRandom(`${seed}/ids`)
  const idKeys = [drawWord(random), drawWord(random), drawWord(random), drawWord(random)]
  const firstMatch = drawWord(random) % 100_000

  const strengths = remember(SEASONS_KEPT, (key: string) =>
    drawStrengths(createSeededRandom(`${seed}/strengths/${key}`), teamCount),
  )

  function matchOf(number: number, startsAt: Timestamp): Match {
    const played = number + firstMatch
    const index = played - Math.floor(played / competitions.length) * competitions.length
    const { home, away, season } = pairing(Math.floor(played / competitions.length), teamCount)
    const [competition, names] = [competitions[index], teams[index]]
    const list = strengths(`${season}/${index}`)
    const [homeName, awayName, homeStrength, awayStrength] = [names?.[home], names?.[away], list[home], list[away]]
    return new Match(
      {
        // For one key the word is a bijection of the number, so that no two matches share an id.
        id: idKeys.map((key) => wordAt(key, number).toString(16).padStart(8, '0')).join(''),
        competition: competition?.key ?? '',
        home: homeName ?? '',
        away: awayName ?? '',
        startsAt,
      },
      `${seed}/match/${number}`,
      expectationOf(homeStrength ?? AVERAGE_TEAM, awayStrength ?? AVERAGE_TEAM),
      bookmakers,
    )
  }

  const matchesOn = remember(DAYS_KEPT, (day: number): ReadonlyMap<string, Match> => {
    const matches = matchesOf(seed, day, gamesPerDay).map(({ number, startsAt }) =>
      matchOf(number, timestamp(startsAt)),
    )
    matches.sort((a, b) => a.fixture.startsAt - b.fixture.startsAt || (a.fixture.id < b.fixture.id ? -1 : 1))
    return new Map(matches.map((match) => [match.fixture.id, match]))
  })

  function find(fixture: WorldFixture): Match {
    const match = matchesOn(Math.floor(fixture.startsAt / DAY)).get(fixture.id)
    if (match === undefined) throw new InvalidValueError('fixture', fixture.id, `a fixture of the world ${seed}`)
    return match
  }

  function quotesOf(fixture: WorldFixture, bookmaker: VenueId): { path: QuotePath; times: QuoteTimes } {
    const index = indexOf.get(bookmaker)
    const times = index === undefined ? undefined : quoteTimes[index]
    const path = index === undefined ? undefined : find(fixture).quotes(index)
    if (times === undefined || path === undefined) {
      throw new InvalidValueError('bookmaker', bookmaker, `one of ${[...indexOf.keys()].join(', ')}`)
    }
    return { path, times }
  }

  function pricesAt(path: QuotePath, times: QuoteTimes, at: number): WorldPrices | null {
    const quotedAt = times.lastSeen(at)
    const prices = path.at(quotedAt)
    return prices === null ? null : { prices, quotedAt: timestamp(quotedAt) }
  }

  return {
    seed,
    competitions,
    bookmakers,
    sharp,
    fixtures(from, to) {
      const found: WorldFixture[] = []
      for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
        for (const { fixture } of matchesOn(day).values()) {
          if (fixture.startsAt >= from && fixture.startsAt < to) found.push(fixture)
        }
      }
      return found
    },
    prices(fixture, bookmaker, at) {
      if (at >= fixture.startsAt) return null
      const { path, times } = quotesOf(fixture, bookmaker)
      return pricesAt(path, times, at)
    },
    closingPrices(fixture, bookmaker) {
      const { path, times } = quotesOf(fixture, bookmaker)
      const opens = bookmakers[indexOf.get(bookmaker) ?? 0]?.opens ?? 0
      for (let before = 1; before <= opens; before += MINUTE) {
        const prices = pricesAt(path, times, fixture.startsAt - before)
        if (prices !== null) return prices
      }
      return null
    },
    trueProbabilities: (fixture) => find(fixture).probabilities(),
    score(fixture, at): WorldScore | null {
      return scoreAt(find(fixture).progress(), fixture.startsAt, at)
    },
  }
}

const AVERAGE_TEAM: TeamStrength = { attack: 0, defence: 0 }

/** Checks what a world is made of; its sharp bookmaker. */
function checked(
  gamesPerDay: number,
  competitions: readonly WorldCompetition[],
  bookmakers: readonly FootballBookmaker[],
): VenueId {
  const keys = new Set(competitions.map(({ key }) => key))
  if (keys.size !== competitions.length || keys.size < 1 || keys.size > 9) {
    throw new InvalidValueError('competitions', [...keys].join(', '), 'one to nine, each with a key of its own')
  }
  const most = 12 * competitions.length
  if (!(gamesPerDay > 0 && gamesPerDay <= most)) {
    throw new InvalidValueError('gamesPerDay', gamesPerDay, `above 0 and at most ${most}`)
  }
  const venues = bookmakers.map(({ key }) => key)
  const [sharp, ...others] = bookmakers.filter(({ lag }) => lag === 0)
  if (sharp === undefined || others.length > 0 || new Set(venues).size !== venues.length) {
    throw new InvalidValueError('bookmakers', venues.join(', '), 'different ones, exactly one of them without a lag')
  }
  for (const { key, overround, lag } of bookmakers) {
    if (!(overround > 0 && overround <= 0.5)) {
      throw new InvalidValueError(`overround of ${key}`, overround, 'above 0 and at most 0.5')
    }
    if (!(lag >= 0 && lag <= DAY)) throw new InvalidValueError(`lag of ${key}`, lag, 'at least 0 and at most a day')
  }
  return sharp.key
}
