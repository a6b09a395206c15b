/**
 * Goal models and ratings: the fit of one season, by Newton's method with analytic derivatives and the way peers do it (BFGS with
 * a gradient by finite differences), then everything else in operations per second:
 *
 *     node --conditions=@betting-advisor/source bench/models/goal-models.ts
 */
import { timestamp } from '@betting-advisor/core'
import {
  createEloRatings,
  createGlicko2Ratings,
  createPiRatings,
  dixonColesGrid,
  fitGoalModel,
  goalExpectancy,
  type MatchResult,
  matchOutcome,
  type TeamRatings,
} from '@betting-advisor/core/models'
import { createSeededRandom } from '@betting-advisor/core/simulation'

const random = createSeededRandom('season')
const TEAMS = 20
const strengths = Array.from({ length: TEAMS }, () => ({
  attack: (random() - 0.5) * 0.8,
  defence: (random() - 0.5) * 0.6,
}))

function draw(home: number, away: number): { homeGoals: number; awayGoals: number } {
  const [a, b] = [strengths[home], strengths[away]]
  if (a === undefined || b === undefined) throw new Error('no such team')
  const { cells, maxGoals } = dixonColesGrid({
    home: Math.exp(0.35 + a.attack - b.defence),
    away: Math.exp(0.12 + b.attack - a.defence),
    rho: -0.06,
  })
  let left = random()
  const cell = cells.findIndex((probability) => {
    left -= probability
    return left < 0
  })
  return { homeGoals: Math.floor(cell / (maxGoals + 1)), awayGoals: cell % (maxGoals + 1) }
}

const season: MatchResult[] = []
for (let home = 0; home < TEAMS; home++) {
  for (let away = 0; away < TEAMS; away++) {
    if (home === away) continue
    season.push({
      at: timestamp(season.length * 3_600_000),
      home: `team ${home}`,
      away: `team ${away}`,
      ...draw(home, away),
    })
  }
}

/** The same likelihood, plainly written. */
function plainLogLikelihood(x: readonly number[]): number {
  const team = (name: string) => Number(name.slice(5))
  const rho = x[2] ?? 0
  let sum = 0
  for (const { home, away, homeGoals, awayGoals } of season) {
    const logHome = (x[0] ?? 0) + (x[1] ?? 0) + (x[3 + team(home)] ?? 0) - (x[3 + TEAMS + team(away)] ?? 0)
    const logAway = (x[0] ?? 0) + (x[3 + team(away)] ?? 0) - (x[3 + TEAMS + team(home)] ?? 0)
    const [lambda, mu] = [Math.exp(logHome), Math.exp(logAway)]
    let factor = 1
    if (homeGoals === 0 && awayGoals === 0) factor = 1 - lambda * mu * rho
    else if (homeGoals === 0 && awayGoals === 1) factor = 1 + lambda * rho
    else if (homeGoals === 1 && awayGoals === 0) factor = 1 + mu * rho
    else if (homeGoals === 1 && awayGoals === 1) factor = 1 - rho
    if (factor <= 0) return Number.NEGATIVE_INFINITY
    sum += homeGoals * logHome - lambda + awayGoals * logAway - mu + Math.log(factor)
    for (let k = 2; k <= homeGoals; k++) sum -= Math.log(k)
    for (let k = 2; k <= awayGoals; k++) sum -= Math.log(k)
  }
  const [attack, defence] = [x.slice(3, 3 + TEAMS), x.slice(3 + TEAMS)].map((part) => part.reduce((a, b) => a + b, 0))
  return sum - ((attack ?? 0) ** 2 + (defence ?? 0) ** 2) / 2
}

function fitByDifferences(): { logLikelihood: number; evaluations: number } {
  const size = 3 + 2 * TEAMS
  let evaluations = 0
  const f = (x: readonly number[]) => {
    evaluations += 1
    return -plainLogLikelihood(x)
  }
  const gradientAt = (x: readonly number[], value: number) =>
    x.map((part, i) => (f(x.with(i, part + 1e-7)) - value) / 1e-7)
  let x = new Array<number>(size).fill(0)
  let value = f(x)
  let gradient = gradientAt(x, value)
  let inverse: number[][] = x.map((_, i) => x.map((__, j) => (i === j ? 0.01 : 0)))
  for (let iteration = 0; iteration < 300; iteration++) {
    const direction = inverse.map((row) => -row.reduce((sum, cell, j) => sum + cell * (gradient[j] ?? 0), 0))
    const slope = direction.reduce((sum, part, i) => sum + part * (gradient[i] ?? 0), 0)
    let step = 1
    let next = x
    let nextValue = value
    for (; step > 1e-8; step /= 2) {
      next = x.map((part, i) => part + step * (direction[i] ?? 0))
      nextValue = f(next)
      if (nextValue <= value + 1e-4 * step * slope) break
    }
    if (step <= 1e-8 || value - nextValue < 1e-9) break
    const nextGradient = gradientAt(next, nextValue)
    const moved = next.map((part, i) => part - (x[i] ?? 0))
    const turned = nextGradient.map((part, i) => part - (gradient[i] ?? 0))
    const product = moved.reduce((sum, part, i) => sum + part * (turned[i] ?? 0), 0)
    if (product > 1e-12) {
      const pulled = inverse.map((row) => row.reduce((sum, cell, j) => sum + cell * (turned[j] ?? 0), 0))
      const scale = (1 + turned.reduce((sum, part, i) => sum + part * (pulled[i] ?? 0), 0) / product) / product
      inverse = inverse.map((row, i) =>
        row.map(
          (cell, j) =>
            cell +
            scale * (moved[i] ?? 0) * (moved[j] ?? 0) -
            ((pulled[i] ?? 0) * (moved[j] ?? 0) + (moved[i] ?? 0) * (pulled[j] ?? 0)) / product,
        ),
      )
    }
    x = next
    value = nextValue
    gradient = nextGradient
  }
  return { logLikelihood: -value, evaluations }
}

function median(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}

const firstStart = performance.now()
const model = fitGoalModel(season)
const first = performance.now() - firstStart
const newton = median(40, () => fitGoalModel(season))
const peer = fitByDifferences()
const differences = median(3, () => fitByDifferences())
console.log(`Dixon-Coles fit, ${season.length} matches, ${TEAMS} teams`)
console.log(
  `  Newton, analytic      ${newton.toFixed(2).padStart(8)} ms   ${model.iterations} steps, log likelihood ${model.logLikelihood.toFixed(9)} (first, cold: ${first.toFixed(1)} ms)`,
)
console.log(
  `  BFGS, differences     ${differences.toFixed(2).padStart(8)} ms   ${peer.evaluations} evaluations, log likelihood ${peer.logLikelihood.toFixed(9)}`,
)
console.log(`  ratio                 ${(differences / newton).toFixed(1).padStart(8)} ×\n`)

function rate(name: string, work: () => void, each = 1): void {
  let best = 0
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    let count = 0
    while (performance.now() - start < 200) {
      work()
      count += each
    }
    best = Math.max(best, count / ((performance.now() - start) / 1000))
  }
  console.log(`${name.padEnd(44)} ${Math.round(best).toLocaleString('en').padStart(11)} /s`)
}

rate('Dixon-Coles grid to 15 goals and its results', () =>
  matchOutcome(dixonColesGrid({ home: 1.5, away: 1.1, rho: -0.05 })),
)
rate('expected goals from three probabilities', () => goalExpectancy({ home: 0.5, draw: 0.27, away: 0.23 }))
const play = (create: () => TeamRatings) => () => {
  const ratings = create()
  for (const result of season) ratings.update(result)
}
rate(
  'Elo, matches',
  play(() => createEloRatings()),
  season.length,
)
rate(
  'Glicko-2, matches',
  play(() => createGlicko2Ratings()),
  season.length,
)
rate(
  'Pi, matches',
  play(() => createPiRatings()),
  season.length,
)
