import { homeHandicap, mirrored, overTotal, poissonGrid } from '@betting-advisor/core/models'
import { betfairClassic, betfairFinest } from '@betting-advisor/core/odds'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { type LineOutcome, settleLine } from '@betting-advisor/core/value'
import type { MarketChange, MarketDefinition } from '../../stream/wire.ts'
import type { FullMatchSettings } from './card-settings.ts'
import { MarketCourse } from './market-course.ts'
import { teams } from './names.ts'
import { normal } from './race.ts'
import type { LineShare, WorldChange } from './world.ts'

const FIRST_VERSION = 6_000_000_000
const STOP_MS = 5_000
/** In ticks. */
const PRICED_EVERY = 10
/** Handicaps of the home side; the away side has the opposite. */
const LINES = [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
const TOTAL = 2.5
const DRAW_ID = 58_805
const UNDER_ID = 47_972
const OVER_ID = 47_973
const KINDS = { MATCH_ODDS: 0, OVER_UNDER_25: 1, ASIAN_HANDICAP: 2 } as const
type Kind = keyof typeof KINDS

interface MatchMarket {
  readonly kind: Kind
  readonly course: MarketCourse
  fair: readonly number[]
}

/** A football match from its opening to its settlement, in its markets; goals come as a Poisson process. */
export function* matchCourse(
  seed: string,
  number: number,
  settings: FullMatchSettings,
  tickMs: number,
): Generator<WorldChange, void> {
  const random = createSeededRandom(`${seed}|match|${number}`)
  const startsAt = number * settings.everyMs
  const endsAt = startsAt + settings.playingMs
  const names = teams(random)
  const rates = { home: 1.1 + random() * 0.9, away: 0.7 + random() * 0.8 }
  const goals = goalTimes(random, rates, startsAt, settings.playingMs)
  const score = { home: 0, away: 0 }
  const markets: readonly MatchMarket[] = (['MATCH_ODDS', 'OVER_UNDER_25', 'ASIAN_HANDICAP'] as const).map((kind) => ({
    kind,
    course: courseOf(seed, number, kind, names, startsAt),
    fair: [],
  }))
  /** By how much the market is mistaken about the goals still to come. */
  let opinion = 0

  function price(at: number): void {
    const left = Math.min(1, Math.max(0, (endsAt - at) / settings.playingMs))
    const grid = poissonGrid({
      home: Math.max(0.001, rates.home * left * Math.exp(opinion)),
      away: Math.max(0.001, rates.away * left * Math.exp(-opinion)),
    })
    const lead = score.home - score.away
    const level = homeHandicap(grid, lead)
    const scored = score.home + score.away
    const over = scored > TOTAL ? 1 : overTotal(grid, TOTAL - scored).win
    const lines = LINES.map((line) => homeHandicap(grid, line + lead))
    for (const market of markets) {
      if (market.kind === 'MATCH_ODDS') market.fair = [level.win, level.loss, level.push].map(priceOf)
      else if (market.kind === 'OVER_UNDER_25') market.fair = [1 - over, over].map(priceOf)
      else market.fair = [...lines.map(linePrice), ...lines.map((line) => linePrice(mirrored(line)))]
    }
  }

  function* all(at: number, change: (market: MatchMarket) => MarketChange | null): Generator<WorldChange, void> {
    for (const market of markets) {
      if (market.course.definition.status === 'CLOSED') continue
      const told = change(market)
      if (told !== null) yield { at: Math.round(at), markets: [told] }
    }
  }

  function* trade(from: number, until: number): Generator<WorldChange, void> {
    let tick = 0
    for (let at = from; at < until; at += tickMs, tick += 1) {
      opinion = opinion * 0.995 + normal(random) * 0.006
      if (tick % PRICED_EVERY === 0) price(at)
      yield* all(at, ({ course, fair }) => course.step(fair, at === from ? fair.length : 2))
    }
  }

  price(startsAt - settings.opensBeforeMs)
  yield* all(startsAt - settings.opensBeforeMs, ({ course }) => course.define({}))
  yield* trade(startsAt - settings.opensBeforeMs + tickMs, startsAt)
  yield* all(startsAt, ({ course }) => course.define({ status: 'SUSPENDED' }))
  let now = startsAt + Math.min(STOP_MS, settings.playingMs / 20)
  const inPlay: Partial<MarketDefinition> = {
    status: 'OPEN',
    inPlay: true,
    betDelay: settings.betDelay,
    ...(settings.betDelayModels.length > 0 && { betDelayModels: settings.betDelayModels }),
  }
  yield* all(now, ({ course }) => course.define(inPlay))
  for (const { at, side } of goals) {
    // Goals within one stop are dealt with together.
    if (at > now) {
      yield* trade(now + tickMs, at)
      yield* all(at, ({ course }) => course.define({ status: 'SUSPENDED', suspendReason: 'Goal' }))
      now = at + settings.goalStopMs
    }
    score[side] += 1
    const next = goals.find((goal) => goal.at > at)
    if (next !== undefined && next.at <= now) continue
    price(now)
    const isOver = score.home + score.away > TOTAL
    yield* all(now, ({ course, kind }) =>
      kind === 'OVER_UNDER_25' && isOver ? closed(course, [UNDER_ID], now) : course.define(inPlay),
    )
  }
  yield* trade(now + tickMs, endsAt)
  yield* all(endsAt, ({ course }) => course.define({ status: 'SUSPENDED' }))
  const settledAt = endsAt + settings.settlesAfterMs
  const margin = score.home - score.away
  const shares = new Map<string, LineShare>()
  for (const market of markets) {
    if (market.kind !== 'ASIAN_HANDICAP') continue
    for (const { id, hc } of market.course.runners) {
      const result = settleLine(id === homeId(number) ? margin : -margin, hc)
      if (result === 0.5 || result === 0 || result === -0.5) shares.set(`${id}/${hc}`, result)
    }
  }
  for (const { at, markets: told } of all(settledAt, ({ course, kind }) => {
    if (kind === 'OVER_UNDER_25') return closed(course, [OVER_ID], settledAt)
    if (kind === 'MATCH_ODDS') {
      const winner = margin > 0 ? homeId(number) : margin < 0 ? homeId(number) + 1 : DRAW_ID
      const lost = course.runners.map(({ id }) => id).filter((id) => id !== winner)
      return closed(course, lost, settledAt)
    }
    return course.define({ status: 'CLOSED', settledTime: new Date(settledAt).toISOString() }, (runner) => {
      const result = settleLine(runner.id === homeId(number) ? margin : -margin, runner.hc ?? 0)
      return { ...runner, status: result > 0 ? 'WINNER' : result < 0 ? 'LOSER' : 'REMOVED' }
    })
  })) {
    yield { at, markets: told, shares: new Map(told.map(({ id }) => [id, shares])) }
  }
}

function closed(course: MarketCourse, lost: readonly number[], at: number): MarketChange {
  return course.define({ status: 'CLOSED', settledTime: new Date(at).toISOString() }, (runner) => ({
    ...runner,
    status: lost.includes(Number(runner.id)) ? 'LOSER' : 'WINNER',
  }))
}

function goalTimes(
  random: () => number,
  rates: { readonly home: number; readonly away: number },
  startsAt: number,
  playingMs: number,
): readonly { readonly at: number; readonly side: 'home' | 'away' }[] {
  const goals: { at: number; side: 'home' | 'away' }[] = []
  for (const side of ['home', 'away'] as const) {
    let part = 0.02
    for (;;) {
      part += -Math.log(1 - random()) / rates[side]
      if (part >= 0.97) break
      goals.push({ at: startsAt + part * playingMs, side })
    }
  }
  return goals.sort((a, b) => a.at - b.at)
}

function priceOf(chance: number): number {
  return chance <= 0.001 ? 1000 : Math.max(1.01, 1 / chance)
}

function linePrice({ win, halfWin, halfLoss, loss }: LineOutcome): number {
  const won = win + halfWin / 2
  return won <= 0.001 ? 1000 : Math.max(1.01, 1 + (loss + halfLoss / 2) / won)
}

function homeId(number: number): number {
  return 1_000_000 + ((number * 2) % 8_000_000)
}

function courseOf(
  seed: string,
  number: number,
  kind: Kind,
  [home, away]: readonly [home: string, away: string],
  startsAt: number,
): MarketCourse {
  const marketTime = new Date(startsAt).toISOString()
  const [homeTeam, awayTeam] = [homeId(number), homeId(number) + 1]
  const runners = {
    MATCH_ODDS: [
      { id: homeTeam, hc: 0, name: home },
      { id: awayTeam, hc: 0, name: away },
      { id: DRAW_ID, hc: 0, name: 'The Draw' },
    ],
    OVER_UNDER_25: [
      { id: UNDER_ID, hc: 0, name: 'Under 2.5 Goals' },
      { id: OVER_ID, hc: 0, name: 'Over 2.5 Goals' },
    ],
    ASIAN_HANDICAP: [
      ...LINES.map((hc) => ({ id: homeTeam, hc, name: home })),
      // Without the addition, −0 would come of the line 0.
      ...LINES.map((hc) => ({ id: awayTeam, hc: -hc + 0, name: away })),
    ],
  }[kind]
  const isLine = kind === 'ASIAN_HANDICAP'
  return new MarketCourse(
    `1.${600_000_000 + number * 10 + KINDS[kind]}`,
    runners,
    {
      bettingType: isLine ? 'ASIAN_HANDICAP_DOUBLE_LINE' : 'ODDS',
      marketType: kind,
      bspMarket: false,
      turnInPlayEnabled: true,
      eventId: String(31_000_000 + number),
      eventTypeId: '1',
      eventName: `${home} v ${away}`,
      competitionId: '990001',
      competitionName: 'Shire League',
      countryCode: 'GB',
      marketTime,
      openDate: marketTime,
      suspendTime: marketTime,
      numberOfWinners: isLine ? 0 : 1,
      name: { MATCH_ODDS: 'Match Odds', OVER_UNDER_25: 'Over/Under 2.5 Goals', ASIAN_HANDICAP: 'Asian Handicap' }[kind],
      ...(isLine && {
        keyLineDefinition: {
          kl: [
            { id: homeTeam, hc: -0.5 },
            { id: awayTeam, hc: 0.5 },
          ],
        },
      }),
    },
    {
      ladder: isLine ? betfairFinest : betfairClassic,
      random: createSeededRandom(`${seed}|offers|match|${number}|${kind}`),
      version: FIRST_VERSION + number * 1_000,
      scale: isLine ? 20_000 : 30_000,
    },
  )
}
