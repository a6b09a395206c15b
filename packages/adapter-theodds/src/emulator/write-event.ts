import type { Timestamp } from '@betting-advisor/core'
import type { FootballWorld, SeededBookmaker, SeededFixture } from '@betting-advisor/core/simulation'
import { isInRegions } from './bookmaker-regions.ts'
import type { Bookmakers, Formats } from './parameters.ts'
import { type WrittenOutcome, withQuirks } from './quirks.ts'

/** How often the service looks at bookmakers, in milliseconds: before the start, and in play. */
const CADENCE = { beforeStart: 60_000, inPlay: 40_000 }
/** How often it looks at scores. */
const SCORE_CADENCE = 30_000

/** The last moment at or before `now` at which the service looked. */
function lookedAt(now: Timestamp, startsAt: Timestamp): Timestamp {
  const cadence = now < startsAt ? CADENCE.beforeStart : CADENCE.inPlay
  return (now - (now % cadence)) as Timestamp
}

/** A moment in the format that was asked for, to the second. */
function writeMoment(at: Timestamp, format: Formats['date']): string | number {
  const seconds = Math.floor(at / 1000)
  return format === 'unix' ? seconds : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** A price in the format that was asked for. */
function writePrice(price: number, format: Formats['odds']): number {
  if (format === 'decimal') return price
  if (price <= 1) return -100_000
  return price >= 2 ? Math.round((price - 1) * 100) : Math.round(-100 / (price - 1))
}

/** An event without prices. */
export function writeEvent(world: FootballWorld, fixture: SeededFixture, format: Formats['date']) {
  const competition = world.competitions.find(({ key }) => key === fixture.competition)
  return {
    id: fixture.id,
    sport_key: fixture.competition,
    sport_title: competition?.title ?? fixture.competition,
    commence_time: writeMoment(fixture.startsAt, format),
    home_team: fixture.home,
    away_team: fixture.away,
  }
}

/** What an event with prices is written from. */
export interface OddsQuestion {
  readonly bookmakers: Bookmakers
  readonly markets: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly formats: Formats
  /** Which fraction of markets is spoiled. */
  readonly quirks: number
}

/** An event with the prices of the bookmakers that have any. */
export function writeOddsEvent(world: FootballWorld, fixture: SeededFixture, now: Timestamp, question: OddsQuestion) {
  const at = lookedAt(now, fixture.startsAt)
  const isAsked = ({ key }: SeededBookmaker): boolean =>
    'keys' in question.bookmakers ? question.bookmakers.keys.has(key) : isInRegions(key, question.bookmakers.regions)
  const bookmakers = question.markets.includes('h2h')
    ? world.bookmakers
        .filter(isAsked)
        .flatMap((bookmaker) => writeBookmaker(world, fixture, bookmaker, at, question) ?? [])
    : []
  const rotation = question.flags.has('includeRotationNumbers') ? { home_rotation: null, away_rotation: null } : {}
  return { ...writeEvent(world, fixture, question.formats.date), ...rotation, bookmakers }
}

function writeBookmaker(
  world: FootballWorld,
  fixture: SeededFixture,
  { key, title }: SeededBookmaker,
  at: Timestamp,
  { formats, flags, quirks }: OddsQuestion,
) {
  const shown = world.prices(fixture, key, at)
  if (shown === null) return undefined
  const [home, draw, away] = shown.prices
  const outcomes: WrittenOutcome[] = []
  const add = (name: string, price: number | null): void => {
    if (price !== null) outcomes.push({ name, price })
  }
  // As in the recorded data, the draw comes last and the teams in either order.
  if (Number.parseInt(fixture.id.slice(-1), 16) % 2 === 0) {
    add(fixture.home, home)
    add(fixture.away, away)
  } else {
    add(fixture.away, away)
    add(fixture.home, home)
  }
  add('Draw', draw)
  if (outcomes.length === 0) return undefined
  const market = withQuirks({ outcomes, hasLastUpdate: true }, quirks, `${world.seed}:${fixture.id}:${key}:${at}`)
  const lastUpdate = market.hasLastUpdate ? { last_update: writeMoment(shown.quotedAt, formats.date) } : {}
  const extras = (...path: readonly string[]) => ({
    ...(flags.has('includeLinks') ? { link: `https://${key}.example/${path.map(encodeURIComponent).join('/')}` } : {}),
    ...(flags.has('includeSids') ? { sid: `${key}-${path.join('-')}` } : {}),
  })
  // Some tell none, as many do in what was recorded.
  const limit = flags.has('includeBetLimits') ? { bet_limit: key.length % 2 === 0 ? null : 25 * key.length } : {}
  return {
    key,
    title,
    ...lastUpdate,
    ...extras(fixture.id),
    markets: [
      {
        key: 'h2h',
        ...lastUpdate,
        ...extras(fixture.id, 'h2h'),
        outcomes: market.outcomes.map(({ name, price }) => ({
          name,
          price: writePrice(price, formats.odds),
          ...extras(fixture.id, 'h2h', name),
          ...limit,
        })),
      },
    ],
  }
}

/** An event with its score, as far as it has come. */
export function writeScoreEvent(world: FootballWorld, fixture: SeededFixture, now: Timestamp, format: Formats['date']) {
  const event = writeEvent(world, fixture, format)
  const score = world.score(fixture, (now - (now % SCORE_CADENCE)) as Timestamp)
  if (score === null) return { ...event, completed: false, scores: null, last_update: null }
  return {
    ...event,
    completed: score.completed,
    scores: [
      { name: fixture.home, score: String(score.home) },
      { name: fixture.away, score: String(score.away) },
    ],
    last_update: writeMoment(score.updatedAt, format),
  }
}
