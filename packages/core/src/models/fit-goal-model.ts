import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { solvePositiveDefinite } from '../numerics/solve-positive-definite.ts'
import { checkNumber } from '../units/check.ts'
import { DAY, type Timestamp } from '../units/timestamp.ts'
import { type GoalLikelihood, goalLikelihood } from './goal-likelihood.ts'
import { checkMatchResult, type MatchResult } from './match-result.ts'

/** How to fit. */
export interface GoalModelSettings {
  /** Whether low scores may depend on each other (Dixon and Coles 1997); true by default, independent Poisson otherwise. */
  readonly dependence?: boolean
  /** Weights fall as e^(−decay × days) before `at`; per day, at least 0, 0 by default. Dixon and Coles used about 0.00186. */
  readonly decay?: number
  /** The moment of the fit: later results are left out. The last result by default. */
  readonly at?: Timestamp
  /**
   * Precision of a normal prior with mean 0 on each attack and defence, at least 0, 0 by default: plain maximum likelihood. Above 0 teams
   * with few matches stay near the average, and any set of results has a fit.
   */
  readonly shrinkage?: number
}

/** Strengths of teams: expected home goals are e^(intercept + homeAdvantage + attack(home) − defence(away)). */
export interface GoalModel {
  readonly intercept: number
  readonly homeAdvantage: number
  /** By team; they add up to 0. */
  readonly attack: ReadonlyMap<string, number>
  readonly defence: ReadonlyMap<string, number>
  /** Dependence of low scores, 0 without. */
  readonly rho: number
  /** Weighted, of the scores themselves, in nats, without the prior. */
  readonly logLikelihood: number
  readonly matches: number
  /** Newton steps taken. */
  readonly iterations: number
}

/**
 * Fits attack and defence of every team to past results by maximum likelihood (Maher 1982, Dixon and Coles 1997).
 *
 * Newton's method with analytic gradient and Hessian; attacks and defences add up to 0 each.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range or the results cannot tell the teams apart: a
 * team without a goal for or against, or groups of teams that never met. `shrinkage` above 0 lifts that.
 * @example
 * ```ts
 * const model = fitGoalModel(results, { decay: 0.0019 })
 * const goals = expectedGoals(model, 'Arsenal', 'Chelsea')
 * ```
 */
export function fitGoalModel(results: readonly MatchResult[], settings: GoalModelSettings = {}): GoalModel {
  const decay = checkNumber('decay', settings.decay ?? 0, 0)
  const shrinkage = checkNumber('shrinkage', settings.shrinkage ?? 0, 0)
  for (const [index, result] of results.entries()) checkMatchResult(result, `results[${index}]`)
  const at = settings.at ?? results.reduce((latest, result) => Math.max(latest, result.at), Number.NEGATIVE_INFINITY)
  const known = results.filter((result) => result.at <= at)
  if (known.length === 0) throw new InvalidValueError('results', 0, 'at least one result that was known then')
  const teams = [...new Set(known.flatMap(({ home, away }) => [home, away]))]
  const number = new Map(teams.map((team, index) => [team, index]))
  const matches = known.map((result) => ({
    home: number.get(result.home) ?? 0,
    away: number.get(result.away) ?? 0,
    homeGoals: result.homeGoals,
    awayGoals: result.awayGoals,
    weight: Math.exp((-decay * (at - result.at)) / DAY),
  }))
  if (shrinkage === 0) checkIdentified(teams, known)
  const likelihood = goalLikelihood(matches, teams.length, shrinkage, settings.dependence ?? true)
  const { parameters, iterations } = climb(likelihood)
  const strengths = (offset: number) => new Map(teams.map((team, index) => [team, parameters[offset + index] ?? 0]))
  return {
    intercept: parameters[0] ?? 0,
    homeAdvantage: parameters[1] ?? 0,
    rho: (settings.dependence ?? true) ? (parameters[2] ?? 0) : 0,
    attack: strengths(3),
    defence: strengths(3 + teams.length),
    logLikelihood: likelihood.scores(parameters),
    matches: known.length,
    iterations,
  }
}

/**
 * Expected goals of a match, or `null` where the model does not know a team.
 *
 * @example
 * ```ts
 * const goals = expectedGoals(model, 'Arsenal', 'Chelsea')
 * if (goals !== null) matchOutcome(dixonColesGrid({ ...goals, rho: model.rho }))
 * ```
 */
export function expectedGoals(model: GoalModel, home: string, away: string): { home: number; away: number } | null {
  const homeAttack = model.attack.get(home)
  const homeDefence = model.defence.get(home)
  const awayAttack = model.attack.get(away)
  const awayDefence = model.defence.get(away)
  if (homeAttack === undefined || homeDefence === undefined) return null
  if (awayAttack === undefined || awayDefence === undefined) return null
  return {
    home: Math.exp(model.intercept + model.homeAdvantage + homeAttack - awayDefence),
    away: Math.exp(model.intercept + awayAttack - homeDefence),
  }
}

/** Newton's method with halved steps, from the start that the likelihood proposes. */
function climb(likelihood: GoalLikelihood): { parameters: Float64Array; iterations: number } {
  const { size } = likelihood
  let x = likelihood.start()
  let value = likelihood.value(x)
  const gradient = new Float64Array(size)
  const curvature = new Float64Array(size * size)
  for (let iteration = 1; iteration <= 100; iteration++) {
    likelihood.derivatives(x, gradient, curvature)
    const direction = Float64Array.from(gradient)
    solvePositiveDefinite(curvature, direction, size)
    // Far from the maximum the Hessian may point down; the gradient never does.
    if (!(dot(gradient, direction) > 0)) direction.set(gradient)
    const expected = dot(gradient, direction)
    const largest = direction.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    if (largest === 0) return { parameters: x, iterations: iteration }
    let step = Math.min(1, 2 / largest)
    let accepted = false
    for (let halving = 0; halving < 50; halving++, step /= 2) {
      const next = x.map((part, i) => part + step * (direction[i] ?? 0))
      const nextValue = likelihood.value(next)
      // Differences of values below rounding cannot be seen; there Newton's step is right.
      if (nextValue >= value + 1e-4 * step * expected || (largest < 1e-6 && nextValue > Number.NEGATIVE_INFINITY)) {
        x = next
        value = nextValue
        accepted = true
        break
      }
    }
    if (!accepted || largest * step < 1e-12) return { parameters: x, iterations: iteration }
  }
  return { parameters: x, iterations: 100 }
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, part, index) => sum + part * (b[index] ?? 0), 0)
}

function checkIdentified(teams: readonly string[], results: readonly MatchResult[]): void {
  const scored = new Map<string, number>()
  const conceded = new Map<string, number>()
  const group = new Map(teams.map((team) => [team, team]))
  const root = (team: string): string => {
    const parent = group.get(team) ?? team
    return parent === team ? team : root(parent)
  }
  const count = (goals: Map<string, number>, team: string, more: number) =>
    goals.set(team, (goals.get(team) ?? 0) + more)
  for (const { home, away, homeGoals, awayGoals } of results) {
    count(scored, home, homeGoals)
    count(conceded, home, awayGoals)
    count(scored, away, awayGoals)
    count(conceded, away, homeGoals)
    group.set(root(home), root(away))
  }
  for (const team of teams) {
    if (scored.get(team) === 0) throw unidentified(team, 'at least one goal for every team')
    if (conceded.get(team) === 0) throw unidentified(team, 'at least one goal against every team')
    if (root(team) !== root(teams[0] ?? team)) throw unidentified(team, 'teams that are all connected by matches')
  }
}

function unidentified(team: string, need: string): InvalidValueError {
  return new InvalidValueError('results', team, `${need} (or shrinkage above 0)`)
}
