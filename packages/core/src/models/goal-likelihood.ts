/** A match with its teams as numbers. */
export interface WeightedMatch {
  readonly home: number
  readonly away: number
  readonly homeGoals: number
  readonly awayGoals: number
  readonly weight: number
}

/** The likelihood of scores as a function of intercept, home advantage, ρ, attacks, defences, in this order. */
export interface GoalLikelihood {
  readonly size: number
  start(): Float64Array
  /** Log likelihood with prior, −∞ where a score would be impossible. */
  value(parameters: Float64Array): number
  /** Log likelihood of the scores alone. */
  scores(parameters: Float64Array): number
  /** Writes the gradient and the negated Hessian of `value`. */
  derivatives(parameters: Float64Array, gradient: Float64Array, curvature: Float64Array): void
}

const RHO = 2
const TEAMS = 3

/**
 * Weighted log likelihood of Dixon and Coles (1997) with normal priors on the strengths, analytically differentiated twice.
 *
 * Strengths are determined up to a shift; the square of their sums is taken off, which fixes them at sums of 0 without
 * changing the likelihood's maximum.
 */
export function goalLikelihood(
  matches: readonly WeightedMatch[],
  teams: number,
  shrinkage: number,
  dependence: boolean,
): GoalLikelihood {
  const size = TEAMS + 2 * teams
  const attack = (team: number) => TEAMS + team
  const defence = (team: number) => TEAMS + teams + team

  function scores(x: Float64Array): number {
    let sum = 0
    for (const match of matches) {
      const { logHome, logAway } = rates(x, match)
      const home = Math.exp(logHome)
      const away = Math.exp(logAway)
      const factor = dependence ? correction(match, home, away, x[RHO] ?? 0) : 1
      if (!(factor > 0)) return Number.NEGATIVE_INFINITY
      const poisson =
        match.homeGoals * logHome -
        home -
        logFactorial(match.homeGoals) +
        match.awayGoals * logAway -
        away -
        logFactorial(match.awayGoals)
      sum += match.weight * (poisson + Math.log(factor))
    }
    return sum
  }

  function rates(x: Float64Array, { home, away }: WeightedMatch) {
    const base = x[0] ?? 0
    return {
      logHome: base + (x[1] ?? 0) + (x[attack(home)] ?? 0) - (x[defence(away)] ?? 0),
      logAway: base + (x[attack(away)] ?? 0) - (x[defence(home)] ?? 0),
    }
  }

  function penalty(x: Float64Array): number {
    let sum = 0
    for (const offset of [TEAMS, TEAMS + teams]) {
      let shift = 0
      for (let team = 0; team < teams; team++) {
        const strength = x[offset + team] ?? 0
        shift += strength
        sum += (shrinkage / 2) * strength * strength
      }
      sum += (shift * shift) / 2
    }
    return sum
  }

  return {
    size,
    scores,
    value: (x) => scores(x) - penalty(x),
    start() {
      const x = new Float64Array(size)
      let weight = 0
      let homeGoals = 0
      let awayGoals = 0
      for (const match of matches) {
        weight += match.weight
        homeGoals += match.weight * match.homeGoals
        awayGoals += match.weight * match.awayGoals
      }
      // Half a goal keeps the logarithms finite where one side never scored.
      x[0] = Math.log((awayGoals + 0.5) / (weight + 0.5))
      x[1] = Math.log((homeGoals + 0.5) / (weight + 0.5)) - x[0]
      return x
    },
    derivatives(x, gradient, curvature) {
      gradient.fill(0)
      curvature.fill(0)
      for (const match of matches) {
        const { logHome, logAway } = rates(x, match)
        const home = Math.exp(logHome)
        const away = Math.exp(logAway)
        const bend = dependence ? bends(match, home, away, x[RHO] ?? 0) : NO_BENDS
        const homeSlope = match.weight * (match.homeGoals - home + bend.home)
        const awaySlope = match.weight * (match.awayGoals - away + bend.away)
        const homeMembers = [0, 1, attack(match.home), defence(match.away)]
        const awayMembers = [0, attack(match.away), defence(match.home)]
        const homeSigns = [1, 1, 1, -1]
        const awaySigns = [1, 1, -1]
        spread(gradient, homeMembers, homeSigns, homeSlope)
        spread(gradient, awayMembers, awaySigns, awaySlope)
        gradient[RHO] = (gradient[RHO] ?? 0) + match.weight * bend.rho
        cross(curvature, size, homeMembers, homeSigns, homeMembers, homeSigns, match.weight * (home - bend.homeHome))
        cross(curvature, size, awayMembers, awaySigns, awayMembers, awaySigns, match.weight * (away - bend.awayAway))
        if (bend === NO_BENDS) continue
        cross(curvature, size, homeMembers, homeSigns, awayMembers, awaySigns, -match.weight * bend.homeAway)
        cross(curvature, size, awayMembers, awaySigns, homeMembers, homeSigns, -match.weight * bend.homeAway)
        cross(curvature, size, homeMembers, homeSigns, [RHO], [1], -match.weight * bend.homeRho)
        cross(curvature, size, [RHO], [1], homeMembers, homeSigns, -match.weight * bend.homeRho)
        cross(curvature, size, awayMembers, awaySigns, [RHO], [1], -match.weight * bend.awayRho)
        cross(curvature, size, [RHO], [1], awayMembers, awaySigns, -match.weight * bend.awayRho)
        cross(curvature, size, [RHO], [1], [RHO], [1], -match.weight * bend.rhoRho)
      }
      for (const offset of [TEAMS, TEAMS + teams]) {
        let shift = 0
        for (let team = 0; team < teams; team++) shift += x[offset + team] ?? 0
        for (let i = offset; i < offset + teams; i++) {
          gradient[i] = (gradient[i] ?? 0) - shrinkage * (x[i] ?? 0) - shift
          curvature[i * size + i] = (curvature[i * size + i] ?? 0) + shrinkage
          for (let j = offset; j < offset + teams; j++) curvature[i * size + j] = (curvature[i * size + j] ?? 0) + 1
        }
      }
      // Without dependence, or without a low score, ρ stays where it is.
      if ((curvature[RHO * size + RHO] ?? 0) <= 0) curvature[RHO * size + RHO] = 1
    },
  }
}

/** τ of Dixon and Coles for the score of a match. */
function correction({ homeGoals, awayGoals }: WeightedMatch, home: number, away: number, rho: number): number {
  if (homeGoals > 1 || awayGoals > 1) return 1
  if (homeGoals === 1) return awayGoals === 1 ? 1 - rho : 1 + away * rho
  return awayGoals === 1 ? 1 + home * rho : 1 - home * away * rho
}

/** First and second derivatives of ln τ by ln home rate, ln away rate and ρ. */
interface Bends {
  readonly home: number
  readonly away: number
  readonly rho: number
  readonly homeHome: number
  readonly awayAway: number
  readonly homeAway: number
  readonly homeRho: number
  readonly awayRho: number
  readonly rhoRho: number
}

const NO_BENDS: Bends = {
  home: 0,
  away: 0,
  rho: 0,
  homeHome: 0,
  awayAway: 0,
  homeAway: 0,
  homeRho: 0,
  awayRho: 0,
  rhoRho: 0,
}

function bends(match: WeightedMatch, home: number, away: number, rho: number): Bends {
  const { homeGoals, awayGoals } = match
  if (homeGoals > 1 || awayGoals > 1) return NO_BENDS
  const factor = correction(match, home, away, rho)
  // In every case τ = 1 + k·ρ with k = −λμ, λ, μ or −1, so all derivatives come from s = kρ/τ and k/τ.
  const k = homeGoals === 1 ? (awayGoals === 1 ? -1 : away) : awayGoals === 1 ? home : -home * away
  const share = (k * rho) / factor
  const perRho = k / factor
  const byHome = homeGoals === 0 ? 1 : 0
  const byAway = awayGoals === 0 ? 1 : 0
  const second = share / factor
  const mixed = perRho / factor
  return {
    home: byHome * share,
    away: byAway * share,
    rho: perRho,
    homeHome: byHome * second,
    awayAway: byAway * second,
    homeAway: byHome * byAway * second,
    homeRho: byHome * mixed,
    awayRho: byAway * mixed,
    rhoRho: -perRho * perRho,
  }
}

function spread(gradient: Float64Array, members: readonly number[], signs: readonly number[], slope: number): void {
  for (const [a, i] of members.entries()) gradient[i] = (gradient[i] ?? 0) + (signs[a] ?? 0) * slope
}

function cross(
  curvature: Float64Array,
  size: number,
  rows: readonly number[],
  rowSigns: readonly number[],
  columns: readonly number[],
  columnSigns: readonly number[],
  amount: number,
): void {
  for (const [a, i] of rows.entries()) {
    for (const [b, j] of columns.entries()) {
      curvature[i * size + j] = (curvature[i * size + j] ?? 0) + (rowSigns[a] ?? 0) * (columnSigns[b] ?? 0) * amount
    }
  }
}

function logFactorial(n: number): number {
  let sum = 0
  for (let k = 2; k <= n; k++) sum += Math.log(k)
  return sum
}
