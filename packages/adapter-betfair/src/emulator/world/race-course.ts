import { betfairClassic } from '@betting-advisor/core/odds'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import type { MarketChange, RunnerChange, RunnerDefinition } from '../../stream/wire.ts'
import type { FullRaceSettings } from './card-settings.ts'
import { MarketCourse } from './market-course.ts'
import { normal, placeChances, type Race, winChances } from './race.ts'
import type { WorldChange } from './world.ts'

/** Below every version of races that are run later. */
const FIRST_VERSION = 5_000_000_000
const STOP_MS = 2_000
/** In ticks. */
const PRICED_EVERY = 3
const KINDS = { WIN: 0, PLACE: 1, EACH_WAY: 2 } as const
type Kind = keyof typeof KINDS

interface RaceMarket {
  readonly kind: Kind
  readonly course: MarketCourse
  fair: readonly number[]
}

/** A race from its opening to its settlement, in its markets. */
export function* raceCourse(
  seed: string,
  race: Race,
  settings: FullRaceSettings,
  tickMs: number,
): Generator<WorldChange, void> {
  const random = createSeededRandom(`${seed}|course|${race.number}`)
  const { startsAt, removal } = race
  const opensAt = startsAt - settings.opensBeforeMs
  const endsAt = startsAt + settings.runningMs
  const places = settings.runners >= 8 ? 3 : 2
  const walk = race.runners.map(({ strength }) => strength)
  const gone = new Set<number>()
  const markets: readonly RaceMarket[] = settings.markets.map((kind) => ({
    kind,
    course: courseOf(seed, race, kind, places),
    fair: [],
  }))
  price()

  /** What each runner is worth now. */
  function price(): void {
    const win = winChances(walk.map((strength, index) => (gone.has(index) ? null : strength)))
    const placed = placeChances(win, places)
    for (const market of markets)
      market.fair = win.map((chance, index) => fairOf(market.kind, chance, placed[index] ?? 0))
  }

  function* all(at: number, change: (market: RaceMarket) => MarketChange | null): Generator<WorldChange, void> {
    const told = markets.map(change).filter((each) => each !== null)
    for (const each of told) yield { at, markets: [each] }
  }

  /** Lets time pass until then; gives when it is. */
  function* trade(from: number, until: number, isRunning: boolean): Generator<WorldChange, void> {
    let tick = 0
    for (let at = from; at < until; at += tickMs, tick += 1) {
      const progress = isRunning ? (at - startsAt) / settings.runningMs : 0
      for (const [index, strength] of walk.entries()) {
        const rank = race.order.indexOf(index)
        const pull = isRunning ? 0.08 * progress * (race.order.length / 2 - rank) : 0
        walk[index] = strength + normal(random) * (isRunning ? 0.12 : 0.01) + pull
      }
      if (tick % PRICED_EVERY === 0) price()
      yield* all(Math.round(at), ({ course, fair, kind }) =>
        course.step(fair, at === from ? fair.length : 2, (index) =>
          kind === 'EACH_WAY' || isRunning ? {} : startingOffers(fair[index] ?? 2, random()),
        ),
      )
    }
  }

  yield* all(opensAt, ({ course }) => course.define({}))
  let now = opensAt + tickMs
  if (removal !== null) {
    const win = winChances(walk)[removal.runner] ?? 0
    yield* trade(now, removal.at, false)
    gone.add(removal.runner)
    const removalDate = iso(removal.at)
    yield* all(Math.round(removal.at), ({ course, kind, fair }) =>
      course.define({ status: 'SUSPENDED' }, (runner, index) =>
        index === removal.runner
          ? { ...runner, status: 'REMOVED', adjustmentFactor: factorOf(kind, win, fair[index] ?? 1), removalDate }
          : runner,
      ),
    )
    now = removal.at + STOP_MS
    price()
    yield* all(Math.round(now), ({ course }) => course.define({ status: 'OPEN' }))
    now += tickMs
  }
  if (race.isAbandoned) {
    const abandonedAt = startsAt - settings.opensBeforeMs * 0.05
    yield* trade(now, abandonedAt, false)
    yield* all(abandonedAt, ({ course }) => course.define({ status: 'SUSPENDED' }))
    const settledAt = abandonedAt + settings.settlesAfterMs
    yield* all(settledAt, ({ course }) =>
      course.define({ status: 'CLOSED', settledTime: iso(settledAt) }, (runner) => ({ ...runner, status: 'REMOVED' })),
    )
    return
  }
  yield* trade(now, startsAt, false)
  const starting = (market: RaceMarket) => (runner: RunnerDefinition, index: number) =>
    runner.status === 'ACTIVE' ? { ...runner, bsp: market.fair[index] ?? 1.01 } : runner
  yield* all(startsAt, (market) => {
    if (market.kind === 'EACH_WAY') return market.course.define({ status: 'SUSPENDED' })
    return market.course.define({ status: 'SUSPENDED', bspReconciled: true, complete: true }, starting(market))
  })
  yield* all(Math.min(startsAt + STOP_MS, startsAt + settings.runningMs / 4), ({ course, kind }) =>
    kind === 'EACH_WAY' ? null : course.define({ status: 'OPEN', inPlay: true, betDelay: settings.betDelay }),
  )
  for (const change of trade(startsAt + Math.min(STOP_MS, settings.runningMs / 4) + tickMs, endsAt, true)) {
    if (change.markets.every(({ id }) => markets.find(({ course }) => course.id === id)?.kind !== 'EACH_WAY'))
      yield change
  }
  yield* all(endsAt, ({ course, kind }) => (kind === 'EACH_WAY' ? null : course.define({ status: 'SUSPENDED' })))
  const settledAt = endsAt + settings.settlesAfterMs
  const [first = 0, second = 0, ...others] = race.order
  if (race.isResettled) {
    const wrong = [second, first, ...others]
    yield* all(settledAt, ({ course, kind }) => close(course, kind, wrong, 1, places, settledAt))
  }
  const finallyAt = settledAt + (race.isResettled ? settings.settlesAfterMs : 0)
  yield* all(finallyAt, ({ course, kind }) => close(course, kind, race.order, race.tied, places, finallyAt))
}

function close(
  course: MarketCourse,
  kind: Kind,
  order: readonly number[],
  tied: number,
  places: number,
  at: number,
): MarketChange {
  return course.define({ status: 'CLOSED', settledTime: iso(at) }, (runner, index) => {
    if (runner.status === 'REMOVED') return runner
    const rank = order.indexOf(index)
    const isFirst = rank >= 0 && rank < tied
    const isPlaced = rank >= 0 && rank < places
    if (kind === 'WIN') return { ...runner, status: isFirst ? 'WINNER' : 'LOSER' }
    if (kind === 'PLACE') return { ...runner, status: isPlaced ? 'WINNER' : 'LOSER' }
    return { ...runner, status: rank === 0 ? 'WINNER' : isPlaced ? 'PLACED' : 'LOSER' }
  })
}

/** A fifth of the odds are paid for a place. */
const DIVISOR = 5

function fairOf(kind: Kind, win: number, placed: number): number {
  if (win === 0) return 1000
  if (kind === 'WIN') return 1 / win
  if (kind === 'PLACE') return 1 / Math.min(placed, 0.995)
  const fraction = 1 / DIVISOR
  return Math.max(1.01, (2 - placed * (1 - fraction)) / (win + fraction * placed))
}

/** In percent, to two digits: of its chance to win, or in a place market of what its price says. */
function factorOf(kind: Kind, win: number, fair: number): number {
  return Math.round((kind === 'PLACE' ? 1 / fair : win) * 10_000) / 100
}

/** What waits for the starting price, without a limit; and what it would be. */
function startingOffers(fair: number, drawn: number): Partial<RunnerChange> {
  if (drawn < 0.8) return {}
  const near = Math.round(fair * (0.95 + drawn / 10) * 100) / 100
  return {
    spl: [[1.01, Math.round(drawn * 20_000) / 100]],
    spb: [[1000, Math.round(drawn * 50_000) / 100]],
    spn: Math.max(1.01, near),
    spf: drawn > 0.98 ? 'Infinity' : Math.max(1.01, near),
  }
}

function courseOf(seed: string, race: Race, kind: Kind, places: number): MarketCourse {
  const { number, startsAt, runners, venue, name } = race
  const marketTime = iso(startsAt)
  return new MarketCourse(
    `1.${200_000_000 + number * 10 + KINDS[kind]}`,
    runners.map(({ id, name: horse }) => ({ id, hc: 0, name: horse })),
    {
      bettingType: 'ODDS',
      marketType: kind,
      bspMarket: kind !== 'EACH_WAY',
      turnInPlayEnabled: kind !== 'EACH_WAY',
      eventId: String(30_000_000 + number),
      eventTypeId: '7',
      eventName: `${venue} ${new Date(startsAt).toUTCString().slice(5, 11)}`,
      countryCode: 'GB',
      venue,
      raceType: 'Flat',
      marketTime,
      openDate: marketTime,
      suspendTime: marketTime,
      numberOfWinners: kind === 'WIN' ? 1 : places,
      name: kind === 'WIN' ? name : kind === 'PLACE' ? 'To Be Placed' : 'Each Way',
      ...(kind === 'EACH_WAY' && { eachWayDivisor: DIVISOR }),
    },
    {
      ladder: betfairClassic,
      random: createSeededRandom(`${seed}|offers|${number}|${kind}`),
      version: FIRST_VERSION + number * 100,
      scale: kind === 'WIN' ? 8_000 : 3_000,
    },
  )
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
