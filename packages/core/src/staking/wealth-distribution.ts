import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { ConcaveFunction } from './concave-function.ts'
import { type KellyMarket, kellyOutcomes } from './kelly-market.ts'

/** The bankroll after independent markets, as a function of the stakes in them; the bankroll before counts as 1. */
export interface WealthDistribution {
  /** One number for each price that can be taken, market by market. */
  readonly size: number
  /** Which market and outcome each stake is on. */
  readonly bets: readonly { readonly market: number; readonly index: number }[]
  /** The least that can be left. */
  least(stakes: Float64Array): number
  /** E ln(wealth). */
  readonly growth: ConcaveFunction
  /** −ln E wealth^(−exponent), for an exponent above 1. */
  caution(exponent: number): ConcaveFunction
}

interface Outcome {
  readonly probability: number
  readonly price: number
  readonly position: number
  /** Index of its stake, −1 where it cannot be backed. */
  readonly bet: number
}

/**
 * Expectations over the product space of independent markets, without visiting its states.
 *
 * The Laplace transform of a sum of independent parts is a product, φ(t) = E e^(−t·wealth) = e^(−t·least) Π E e^(−t·part), and
 * ln w = ∫ (e^(−t) − e^(−tw)) dt/t (Frullani), 1/w = ∫ e^(−tw) dt, w^(−λ) = ∫ t^(λ−1) e^(−tw) dt / Γ(λ). So every expectation and derivative is one
 * integral, and after t = e^u the trapezoidal rule gives it to rounding (Trefethen and Weideman 2014). The work grows with
 * the number of outcomes, not with the product of their numbers.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a market is out of range or open positions can lose the whole bankroll.
 */
export function createWealthDistribution(markets: readonly KellyMarket[], bankroll: number): WealthDistribution {
  const bets: { market: number; index: number }[] = []
  const parts = markets.map((market, number) =>
    kellyOutcomes(market, `markets[${number}].`).map((outcome): Outcome => {
      const { probability, price, position } = outcome
      const bet = price === 0 ? -1 : bets.push({ market: number, index: outcome.index }) - 1
      return { probability, price, position: position / bankroll, bet }
    }),
  )
  const size = bets.length
  if (size > 1000) throw new InvalidValueError('markets', size, 'at most 1000 outcomes that can be backed')
  const prices = new Float64Array(size)
  for (const part of parts) for (const { bet, price } of part) if (bet >= 0) prices[bet] = price
  // Below this node the integrands are lost in rounding, even those of the largest wealth that can be.
  let largest = 1
  for (const part of parts) {
    let most = 0
    for (const { price, position } of part) most = Math.max(most, price, position)
    largest += most
  }
  const start = -40 - Math.log(largest)
  const pay = ({ position, price, bet }: Outcome, stakes: Float64Array) =>
    position + price * (bet < 0 ? 0 : (stakes[bet] ?? 0))
  const lows = new Float64Array(parts.length)

  function least(stakes: Float64Array): number {
    let wealth = 1
    for (const stake of stakes) wealth -= stake
    for (const [number, part] of parts.entries()) {
      let low = Number.POSITIVE_INFINITY
      for (const outcome of part) low = Math.min(low, pay(outcome, stakes))
      lows[number] = low
      wealth += low
    }
    return wealth
  }
  if (!(least(new Float64Array(size)) > 0)) {
    throw new InvalidValueError('positions', 1 - least(new Float64Array(size)), 'unable to lose the whole bankroll')
  }

  /** At least as much as can be left. */
  function most(stakes: Float64Array): number {
    let wealth = 1
    for (const stake of stakes) wealth -= stake
    for (const part of parts) {
      let high = Number.NEGATIVE_INFINITY
      for (const outcome of part) high = Math.max(high, pay(outcome, stakes))
      wealth += high
    }
    return wealth
  }

  /** E e^(−t·(payment − low)) of one market. */
  function remaining(part: readonly Outcome[], low: number, t: number, stakes: Float64Array): number {
    let sum = 0
    for (const outcome of part) sum += outcome.probability * Math.exp(-t * (pay(outcome, stakes) - low))
    return sum
  }

  /** ln of φ(t)·e^(t·least); `lows` must be those of the stakes. */
  function logProduct(t: number, stakes: Float64Array): number {
    let logarithm = 0
    for (const [number, part] of parts.entries()) {
      let excess = 0
      for (const outcome of part) {
        excess += outcome.probability * Math.expm1(-t * (pay(outcome, stakes) - (lows[number] ?? 0)))
      }
      // Where hardly anything is left, 1 + excess would have lost its digits.
      logarithm += excess > -0.5 ? Math.log1p(excess) : Math.log(remaining(part, lows[number] ?? 0, t, stakes))
    }
    return logarithm
  }

  /**
   * The nodes of the last gradient: for each its weight in the Hessian, and by bet the probability of winning and the expected
   * return under the distribution tilted by e^(−t·wealth).
   */
  let tilted = new Float64Array(0)
  let means = new Float64Array(0)
  let weights = new Float64Array(0)
  let nodes = 0

  function addNode(t: number, stakes: Float64Array, weight: number, gradient: Float64Array): void {
    if ((nodes + 1) * size > tilted.length || nodes === weights.length) {
      const room = Math.max(64, 2 * nodes)
      tilted = grown(tilted, room * size)
      means = grown(means, room * size)
      weights = grown(weights, room)
    }
    const row = nodes * size
    for (const [number, part] of parts.entries()) {
      let sum = 0
      for (const outcome of part) {
        const mass = outcome.probability * Math.exp(-t * (pay(outcome, stakes) - (lows[number] ?? 0)))
        if (outcome.bet >= 0) tilted[row + outcome.bet] = mass
        sum += mass
      }
      for (const { bet, price } of part) {
        if (bet < 0) continue
        const chance = (tilted[row + bet] ?? 0) / sum
        tilted[row + bet] = chance
        means[row + bet] = price * chance - 1
        gradient[bet] = (gradient[bet] ?? 0) + weight * (means[row + bet] ?? 0)
      }
    }
    weights[nodes] = weight * t
    nodes += 1
  }

  /** Σ weight · E[r rᵀ] over the nodes: E r E rᵀ across markets, the covariance besides within one. */
  function addCurvature(members: Int32Array, count: number, into: Float64Array): void {
    into.fill(0, 0, count * count)
    const mean = new Float64Array(count)
    let heaviest = 0
    for (let node = 0; node < nodes; node++) heaviest = Math.max(heaviest, weights[node] ?? 0)
    // Returns are at most the largest wealth, so the others are lost in rounding.
    const least = (heaviest * 1e-20) / largest ** 2
    for (let node = 0; node < nodes; node++) {
      const weight = weights[node] ?? 0
      if (weight < least) continue
      for (let a = 0; a < count; a++) mean[a] = means[node * size + (members[a] ?? 0)] ?? 0
      for (let a = 0; a < count; a++) {
        const bet = members[a] ?? 0
        const scaled = weight * (mean[a] ?? 0)
        for (let b = 0; b <= a; b++) into[a * count + b] = (into[a * count + b] ?? 0) + scaled * (mean[b] ?? 0)
        const chance = tilted[node * size + bet] ?? 0
        const spread = weight * (prices[bet] ?? 0) * chance
        into[a * count + a] = (into[a * count + a] ?? 0) + spread * (prices[bet] ?? 0)
        for (let b = a; b >= 0 && bets[members[b] ?? 0]?.market === bets[bet]?.market; b--) {
          const other = members[b] ?? 0
          const both = spread * (prices[other] ?? 0) * (tilted[node * size + other] ?? 0)
          into[a * count + b] = (into[a * count + b] ?? 0) - both
        }
      }
    }
  }

  const growth: ConcaveFunction = {
    size,
    value(stakes) {
      const low = least(stakes)
      if (!(low > 0)) return Number.NEGATIVE_INFINITY
      let sum = 0
      const end = Math.log(45 / Math.min(low, 1))
      for (let u = start; u <= end; u += STEP) {
        const t = Math.exp(u)
        // e^(−t) − φ(t), without losing what is left of their difference when stakes are small.
        const exponent = t - t * low + logProduct(t, stakes)
        sum -= Math.abs(exponent) < 1 ? Math.exp(-t) * Math.expm1(exponent) : Math.exp(exponent - t) - Math.exp(-t)
      }
      return sum * STEP
    },
    gradient(stakes, into) {
      into.fill(0)
      nodes = 0
      const low = least(stakes)
      const end = Math.log(45 / low)
      for (let u = start; u <= end; u += STEP) {
        const t = Math.exp(u)
        const density = STEP * t * Math.exp(logProduct(t, stakes) - t * low)
        if (density > 0) addNode(t, stakes, density, into)
      }
    },
    curvature: addCurvature,
  }

  function caution(exponent: number): ConcaveFunction {
    const step = Math.min(0.2, 0.5 / Math.sqrt(exponent + 2))
    const lost = 60 / exponent
    const before = Math.min(1 + lost, (lost + Math.sqrt(lost * lost + 8 * lost)) / 2)
    let times = new Float64Array(256)
    let logs = new Float64Array(256)
    let count = 0
    /**
     * Notes the nodes of ∫ t^λ φ(t) du and returns the logarithm of their sum. Left of ln(λ / most) the integrand only rises, by at least
     * λ·(d − 1 + e^(−d)) > λ·d² / (2 + d) over a distance d, and right of ln(λ / low) it only falls, by at least
     * λ·(e^d − 1 − d) > λ·d² / 2: where that is 60, nothing is left of it.
     */
    function integrate(low: number, most: number, product: (t: number) => number): number {
      const first = Math.ceil((Math.log(exponent / most) - before) / step)
      const end = Math.log(exponent / low) + Math.min(Math.sqrt(2 * lost), Math.log(3 + lost))
      let highest = Number.NEGATIVE_INFINITY
      count = 0
      for (let node = first; node * step <= end; node++) {
        const u = node * step
        const t = Math.exp(u)
        const logarithm = exponent * u - t * low + product(t)
        if (count === times.length) {
          times = grown(times, 2 * count)
          logs = grown(logs, 2 * count)
        }
        times[count] = t
        logs[count++] = logarithm
        if (logarithm > highest) highest = logarithm
      }
      let sum = 0
      for (let node = 0; node < count; node++) sum += Math.exp((logs[node] ?? 0) - highest)
      return Math.log(sum) + highest
    }
    const logGamma = integrate(1, 1, () => 0)
    const slope = new Float64Array(size)
    return {
      size,
      value(stakes) {
        const low = least(stakes)
        if (!(low > 0)) return Number.NEGATIVE_INFINITY
        return logGamma - integrate(low, most(stakes), (t) => logProduct(t, stakes))
      },
      gradient(stakes, into) {
        slope.fill(0)
        nodes = 0
        const whole = integrate(least(stakes), most(stakes), (t) => logProduct(t, stakes))
        for (let node = 0; node < count; node++) {
          const t = times[node] ?? 0
          const part = Math.exp((logs[node] ?? 0) - whole)
          if (part > 1e-30) addNode(t, stakes, part * t, slope)
        }
        into.set(slope)
      },
      curvature(members, length, into) {
        addCurvature(members, length, into)
        for (let a = 0; a < length; a++) {
          for (let b = 0; b <= a; b++) {
            const cross = (slope[members[a] ?? 0] ?? 0) * (slope[members[b] ?? 0] ?? 0)
            into[a * length + b] = (into[a * length + b] ?? 0) - cross
          }
        }
      },
    }
  }

  return { size, bets, least, growth, caution }
}

/** Of the trapezoidal rule in u = ln t; its error is about e^(−π²/step), below rounding. */
const STEP = 0.25

function grown(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const more = new Float64Array(length)
  more.set(values)
  return more
}
