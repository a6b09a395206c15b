/**
 * How well models forecast real matches they have not seen, next to the closing price. Bring season files of
 * football-data.co.uk, oldest first; the first file is only learnt from:
 *
 *     node --conditions=@betting-advisor/source bench/models/walk-forward.ts E0_2122.csv E0_2223.csv E0_2324.csv
 */
import { readFileSync } from 'node:fs'
import { type FootballMatch, readSeasons } from '@betting-advisor/adapter-football-data'
import {
  after,
  eventId,
  type FairPrices,
  HOUR,
  type MarketView,
  MINUTE,
  marketId,
  selectionId,
} from '@betting-advisor/core'
import {
  createEloRatings,
  createGlicko2Ratings,
  createGoalModelPrices,
  createPiRatings,
  createRatingPrices,
} from '@betting-advisor/core/models'
import { logLoss, rankedProbabilityScore } from '@betting-advisor/core/report'
import { createBoard } from '@betting-advisor/core/simulation'

const files = process.argv.slice(2)
if (files.length < 2) throw new Error('Name at least two season files, oldest first.')
const { matches, venues } = readSeasons(files.map((name) => ({ name, text: readFileSync(name, 'utf8') })))
const results = matches.map(({ kickOff, home, away, homeGoals, awayGoals }) => ({
  at: after(kickOff, 2 * HOUR),
  home,
  away,
  homeGoals,
  awayGoals,
}))

/** The match's market a minute before kick-off. */
function view({ home, away, kickOff }: FootballMatch): MarketView {
  const event = {
    id: eventId('file:e'),
    competition: 'league',
    name: `${home} v ${away}`,
    home,
    away,
    startsAt: kickOff,
  }
  const selections = [home, 'Draw', away].map((name, index) => ({ id: selectionId(`file:${index}`), name, line: null }))
  return createBoard().apply({
    market: {
      id: marketId('file:m'),
      event,
      kind: 'h2h',
      outcome: 'winner',
      selections,
      winners: 1,
      line: null,
    },
    status: 'open',
    inPlay: false,
    receivedAt: after(kickOff, -MINUTE),
    venues: [],
  })
}

const goals = { results, decay: 0.0019, shrinkage: 3 }
const models: readonly FairPrices[] = [
  createGoalModelPrices(goals),
  createGoalModelPrices({ ...goals, dependence: false }),
  createRatingPrices({ ratings: () => createEloRatings(), results }),
  createRatingPrices({ ratings: () => createGlicko2Ratings(), results }),
  createRatingPrices({ ratings: () => createPiRatings(), results }),
]
const unseen = matches.flatMap((match) => {
  const close = match.closing.find(({ venue }) => venue === venues.close)?.prices
  return match.file === files[0] || close === undefined ? [] : [{ match, close }]
})
const forecasts = new Map<string, readonly (readonly number[] | null)[]>()
const times = new Map<string, number>()
for (const model of models) {
  const start = performance.now()
  forecasts.set(
    model.name,
    unseen.map(({ match }) => model.fairMarket(view(match))?.probabilities ?? null),
  )
  times.set(model.name, performance.now() - start)
}
forecasts.set(
  'closing price',
  unseen.map(({ close }) => {
    const implied = close.map((price) => 1 / price)
    const booksum = implied.reduce((sum, value) => sum + value, 0)
    return implied.map((value) => value / booksum)
  }),
)
forecasts.set(
  'always the same',
  unseen.map(() => [0.45, 0.25, 0.3]),
)

const common = unseen.flatMap((_, index) =>
  [...forecasts.values()].every((rows) => rows[index] != null) ? [index] : [],
)
console.log(`${common.length} matches that every model could price\n`)
console.log('model              log loss      RPS    all prices, ms')
for (const [name, rows] of forecasts) {
  let loss = 0
  let score = 0
  for (const index of common) {
    const outcome = { H: 0, D: 1, A: 2 }[unseen[index]?.match.result ?? 'D']
    const probabilities = rows[index] ?? []
    loss += logLoss(probabilities, outcome)
    score += rankedProbabilityScore(probabilities, outcome)
  }
  const spent = times.get(name)?.toFixed(0) ?? ''
  console.log(
    `${name.padEnd(18)} ${(loss / common.length).toFixed(4)}   ${(score / common.length).toFixed(4)}   ${spent.padStart(15)}`,
  )
}
