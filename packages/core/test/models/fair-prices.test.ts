import { describe, expect, test } from 'vitest'
import { createBoard, type MarketView } from '../../src/market/board.ts'
import type { Market, OutcomeKind, SelectionRole } from '../../src/market/market.ts'
import { createEloRatings } from '../../src/models/elo.ts'
import { gridFairMarket, outcomeFairMarket } from '../../src/models/fair-market.ts'
import { expectedGoals, fitGoalModel } from '../../src/models/fit-goal-model.ts'
import { createGlicko2Ratings } from '../../src/models/glicko2.ts'
import { createGoalModelPrices, type LearningFairPrices } from '../../src/models/goal-model-prices.ts'
import type { MatchResult } from '../../src/models/match-result.ts'
import { createPiRatings } from '../../src/models/pi-ratings.ts'
import { createRatingPrices } from '../../src/models/rating-prices.ts'
import { dixonColesGrid, poissonGrid } from '../../src/models/score-grid.ts'
import { bothScore, homeHandicap, matchOutcome, overTotal } from '../../src/models/score-markets.ts'
import { logLoss } from '../../src/report/scores.ts'
import { eventId, marketId, selectionId } from '../../src/units/ids.ts'
import { DAY, HOUR, after as momentAfter, type Timestamp } from '../../src/units/timestamp.ts'
import { playSeason, START } from './season.ts'

interface Line {
  readonly role?: SelectionRole
  readonly line?: number
}

function market(
  kind: string,
  outcome: OutcomeKind,
  lines: readonly Line[],
  startsAt: Timestamp = START,
  home = 'Team A',
  away = 'Team B',
): Market {
  return {
    id: marketId('odds:m'),
    event: { id: eventId('odds:e'), competition: 'league', name: `${home} v ${away}`, home, away, startsAt },
    kind,
    outcome,
    selections: lines.map(({ role = null, line = null }, index) => {
      // Called so that nothing could be read out of the name.
      const id = selectionId(`odds:${index}`)
      return { id, name: id, role, line }
    }),
    winners: 1,
    line: null,
  }
}

function view(of: Market, receivedAt: Timestamp, inPlay = false): MarketView {
  return createBoard().apply({ market: of, status: 'open', inPlay, receivedAt, venues: [] })
}

const result = (home: string, away: string, startsAt = START) =>
  market('h2h', 'winner', [{ role: 'home' }, { role: 'away' }, { role: 'draw' }], startsAt, home, away)

describe('books of a score grid', () => {
  const grid = poissonGrid({ home: 1.6, away: 1.1 })
  const { home, draw, away } = matchOutcome(grid)

  test('results in the order of the selections', () => {
    expect(gridFairMarket(result('Team A', 'Team B'), grid)).toEqual([home, away, draw])
    expect(
      outcomeFairMarket(market('h2h', 'winner', [{ role: 'draw' }, { role: 'away' }, { role: 'home' }]), {
        home,
        draw,
        away,
      }),
    ).toEqual([draw, away, home])
  })

  test('without a draw the stake is returned on one', () => {
    expect(gridFairMarket(market('dnb', 'winner', [{ role: 'away' }, { role: 'home' }]), grid)).toEqual([
      away / (home + away),
      home / (home + away),
    ])
  })

  test('totals, handicaps and both sides scoring', () => {
    const over = overTotal(grid, 2.5)
    expect(
      gridFairMarket(
        market('totals', 'total', [
          { role: 'over', line: 2.5 },
          { role: 'under', line: 2.5 },
        ]),
        grid,
      ),
    ).toEqual([over.win, over.loss])
    expect(
      gridFairMarket({ ...market('totals', 'total', [{ role: 'under' }, { role: 'over' }]), line: 2.5 }, grid),
    ).toEqual([over.loss, over.win])
    const handicap = homeHandicap(grid, -1.5)
    expect(
      gridFairMarket(
        market('spreads', 'handicap', [
          { role: 'away', line: 1.5 },
          { role: 'home', line: -1.5 },
        ]),
        grid,
      ),
    ).toEqual([handicap.loss, handicap.win])
    const both = bothScore(grid)
    expect(gridFairMarket(market('btts', 'other', [{ role: 'yes' }, { role: 'no' }]), grid)).toEqual([both, 1 - both])
  })

  test.each([
    [
      'a line that can push',
      market('totals', 'total', [
        { role: 'over', line: 2 },
        { role: 'under', line: 2 },
      ]),
    ],
    [
      'a quarter line',
      market('spreads', 'handicap', [
        { role: 'home', line: -0.25 },
        { role: 'away', line: 0.25 },
      ]),
    ],
    [
      'two different lines',
      market('totals', 'total', [
        { role: 'over', line: 1.5 },
        { role: 'under', line: 3.5 },
      ]),
    ],
    ['a total of neither side', market('totals', 'total', [{ line: 2.5 }, { role: 'under', line: 2.5 }])],
    ['no line', market('totals', 'total', [{ role: 'over' }, { role: 'under' }])],
    ['one selection', market('totals', 'total', [{ role: 'over', line: 2.5 }])],
    ['a handicap of a third team', market('spreads', 'handicap', [{ line: -1.5 }, { role: 'away', line: 1.5 }])],
    ['an unknown selection', market('h2h', 'winner', [{ role: 'home' }, {}, { role: 'draw' }])],
    ['a selection twice', market('h2h', 'winner', [{ role: 'home' }, { role: 'home' }, { role: 'draw' }])],
    ['half a market', market('h2h', 'winner', [{ role: 'home' }, { role: 'draw' }])],
    ['several winners', { ...result('Team A', 'Team B'), winners: 2 }],
    ['another market', market('corners', 'other', [{ role: 'yes' }, { role: 'no' }])],
    ['an answer that is neither', market('btts', 'other', [{ role: 'yes' }, {}])],
  ])('nothing is said of %s', (_, of) => {
    expect(gridFairMarket(of, grid)).toBeNull()
  })
})

const season = playSeason('prices', 12, 3)

const providers: readonly (readonly [string, (results: Iterable<MatchResult>) => LearningFairPrices])[] = [
  ['Dixon-Coles', (results) => createGoalModelPrices({ results, decay: 0.001 })],
  ['Poisson', (results) => createGoalModelPrices({ results, dependence: false })],
  ['Elo', (results) => createRatingPrices({ ratings: () => createEloRatings(), results })],
  ['Glicko-2', (results) => createRatingPrices({ ratings: () => createGlicko2Ratings(), results })],
  ['Pi', (results) => createRatingPrices({ ratings: () => createPiRatings(), results })],
]

describe.each(providers)('%s fair prices', (name, create) => {
  const late = momentAfter(START, 200 * DAY)

  test('are a book with its source', () => {
    const book = create(season.results).fairMarket(view(result('Team A', 'Team B', late), late))
    expect(book?.probabilities).toHaveLength(3)
    expect(book?.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9)
    expect(book?.source).toContain(name)
    expect(create([]).name).toBe(name)
  })

  test('never look ahead: what comes after a market’s last news changes nothing', () => {
    const changed = season.results.map((past) => (past.at <= late ? past : { ...past, homeGoals: 7, awayGoals: 0 }))
    const of = view(result('Team C', 'Team D', momentAfter(late, 2 * DAY)), late)
    expect(create(changed).fairMarket(of)).toEqual(create(season.results).fairMarket(of))
  })

  test('never look ahead: a result known after the start changes nothing, even if the news is later', () => {
    const start = momentAfter(START, 100 * DAY)
    const known = season.results.filter(({ at }) => at <= start)
    const of = view(result('Team C', 'Team D', start), momentAfter(start, 50 * DAY))
    expect(create(season.results).fairMarket(of)).toEqual(create(known).fairMarket(of))
  })

  test('the order of asking and the way of learning do not matter', () => {
    const early = view(result('Team E', 'Team F', momentAfter(START, 90 * DAY)), momentAfter(START, 90 * DAY))
    const later = view(result('Team E', 'Team F', late), late)
    const forwards = create(season.results)
    const first = [forwards.fairMarket(early), forwards.fairMarket(later)]
    const backwards = create(season.results.toReversed())
    const second = [backwards.fairMarket(later), backwards.fairMarket(early)].toReversed()
    const learning = create([])
    const cut = season.results.findIndex(({ at }) => at > momentAfter(START, 90 * DAY))
    for (const past of season.results.slice(0, cut)) learning.learn(past)
    const third = [learning.fairMarket(early)]
    for (const past of season.results.slice(cut)) learning.learn(past)
    third.push(learning.fairMarket(later))
    expect(second).toEqual(first)
    expect(third).toEqual(first)
  })

  test('a result that arrives late is taken in', () => {
    const [forgotten, ...rest] = season.results
    if (forgotten === undefined) throw new Error('expected results')
    const of = view(result('Team A', 'Team B', late), late)
    const prices = create(rest)
    prices.fairMarket(of)
    prices.learn(forgotten)
    expect(prices.fairMarket(of)?.probabilities).toEqual(create(season.results).fairMarket(of)?.probabilities)
  })

  test('say nothing too early, of strangers, in play or without teams', () => {
    const prices = create(season.results)
    expect(prices.fairMarket(view(result('Team A', 'Team B'), START))).toBeNull()
    expect(prices.fairMarket(view(result('Team A', 'Nobody', late), late))).toBeNull()
    expect(prices.fairMarket(view(result('Team A', 'Team B', late), late, true))).toBeNull()
    expect(
      prices.fairMarket(view(market('corners', 'other', [{ role: 'yes' }, { role: 'no' }], late), late)),
    ).toBeNull()
    const outright = result('Team A', 'Team B', late)
    expect(prices.fairMarket(view({ ...outright, event: { ...outright.event, home: null } }, late))).toBeNull()
  })

  test('learn: they forecast better than always the same, and no better than the truth', () => {
    const prices = create(season.results)
    let model = 0
    let truth = 0
    let constant = 0
    for (const { at, home, away, homeGoals, awayGoals } of season.results.slice(200)) {
      const start = momentAfter(at, -2 * HOUR)
      const book = prices.fairMarket(view(result(home, away, start), start))
      if (book === null) throw new Error('expected prices')
      const outcome = homeGoals > awayGoals ? 0 : homeGoals < awayGoals ? 1 : 2
      const real = season.truth(home, away)
      model += logLoss(book.probabilities, outcome)
      truth += logLoss([real.home, real.away, real.draw], outcome)
      constant += logLoss([0.45, 0.3, 0.25], outcome)
    }
    expect(model).toBeLessThan(constant)
    expect(model).toBeGreaterThan(truth)
  })
})

test('a goal model’s book is that of its fit', () => {
  const at = momentAfter(START, 200 * DAY)
  const day = momentAfter(at, -(at % DAY))
  const prices = createGoalModelPrices({ results: season.results, decay: 0.002, shrinkage: 3 })
  const model = fitGoalModel(season.results, { decay: 0.002, shrinkage: 3, at: day })
  const goals = expectedGoals(model, 'Team A', 'Team B')
  if (goals === null) throw new Error('expected goals')
  const { home, draw, away } = matchOutcome(dixonColesGrid({ ...goals, rho: model.rho, maxGoals: 25 }))
  const book = prices.fairMarket(view(result('Team A', 'Team B', at), at))
  for (const [index, value] of [home, away, draw].entries()) expect(book?.probabilities[index]).toBeCloseTo(value, 9)
})

test.each([
  ['refitEvery', () => createGoalModelPrices({ refitEvery: 0 })],
  ['minResults', () => createGoalModelPrices({ minResults: 0 })],
  ['memory', () => createGoalModelPrices({ memory: -1 })],
  ['decay', () => createGoalModelPrices({ decay: Number.NaN })],
  ['shrinkage', () => createGoalModelPrices({ shrinkage: -1 })],
  ['minResults', () => createRatingPrices({ ratings: () => createEloRatings(), minResults: 0.5 })],
  ['refitEvery', () => createRatingPrices({ ratings: () => createEloRatings(), refitEvery: 0 })],
  [
    'homeGoals',
    () =>
      createRatingPrices({
        ratings: () => createEloRatings(),
        results: [{ at: START, home: 'A', away: 'B', homeGoals: -1, awayGoals: 0 }],
      }),
  ],
])('a bad %s is named at once', (argument, call) => {
  expect(call).toThrow(argument)
})
