import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { ConcaveFunction } from './concave-maximum.ts'
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

  /** ln of φ(t)·e^(t·least); `lows` must be those of the stakes. */
  function logProduct(t: number, stakes: Float64Array): number {
    let logarithm = 0
    for (const [number, part] of parts.entries()) {
      let excess = 0
      for (const outcome of part) {
        excess += outcome.probability * Math.expm1(-t * (pay(outcome, stakes) - (lows[number] ?? 0)))
      }
      logarithm += Math.log1p(excess)
    }
    return logarithm
  }

  /** Adds weight × E[r] to `gradient` and scale × E[r rᵀ] to `curvature` under the distribution tilted by e^(−t·wealth). */
  const tilted = new Float64Array(size)
  const mean = new Float64Array(size)
  function accumulate(
    t: number,
    stakes: Float64Array,
    weight: number,
    scale: number,
    gradient: Float64Array,
    curvature: Float64Array,
  ): void {
    for (const [number, part] of parts.entries()) {
      let sum = 0
      for (const outcome of part) {
        const mass = outcome.probability * Math.exp(-t * (pay(outcome, stakes) - (lows[number] ?? 0)))
        if (outcome.bet >= 0) tilted[outcome.bet] = mass
        sum += mass
      }
      for (const { bet, price } of part) {
        if (bet < 0) continue
        tilted[bet] = (tilted[bet] ?? 0) / sum
        mean[bet] = price * (tilted[bet] ?? 0) - 1
      }
      for (const a of part) {
        if (a.bet < 0) continue
        const own = a.price * (tilted[a.bet] ?? 0)
        curvature[a.bet * size + a.bet] = (curvature[a.bet * size + a.bet] ?? 0) + scale * own * a.price
        for (const b of part) {
          if (b.bet < 0) continue
          const cell = a.bet * size + b.bet
          curvature[cell] = (curvature[cell] ?? 0) - scale * own * b.price * (tilted[b.bet] ?? 0)
        }
      }
    }
    for (let i = 0; i < size; i++) {
      const ownMean = mean[i] ?? 0
      gradient[i] = (gradient[i] ?? 0) + weight * ownMean
      const scaled = scale * ownMean
      for (let j = 0; j <= i; j++) curvature[i * size + j] = (curvature[i * size + j] ?? 0) + scaled * (mean[j] ?? 0)
    }
  }

  function mirror(curvature: Float64Array): void {
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) curvature[j * size + i] = curvature[i * size + j] ?? 0
  }

  const growth: ConcaveFunction = {
    size,
    value(stakes) {
      const low = least(stakes)
      if (!(low > 0)) return Number.NEGATIVE_INFINITY
      let sum = 0
      const end = Math.log(45 / Math.min(low, 1))
      for (let u = -40; u <= end; u += STEP) {
        const t = Math.exp(u)
        // e^(−t) − φ(t), without losing what is left of their difference when stakes are small.
        const exponent = t - t * low + logProduct(t, stakes)
        sum -= Math.abs(exponent) < 1 ? Math.exp(-t) * Math.expm1(exponent) : Math.exp(exponent - t) - Math.exp(-t)
      }
      return sum * STEP
    },
    derivatives(stakes, gradient, curvature) {
      gradient.fill(0)
      curvature.fill(0)
      const low = least(stakes)
      const end = Math.log(45 / low)
      for (let u = -40; u <= end; u += STEP) {
        const t = Math.exp(u)
        const density = STEP * t * Math.exp(logProduct(t, stakes) - t * low)
        if (density > 0) accumulate(t, stakes, density, t * density, gradient, curvature)
      }
      mirror(curvature)
    },
  }

  function caution(exponent: number): ConcaveFunction {
    const step = Math.min(0.2, 0.5 / Math.sqrt(exponent + 2))
    /** Calls back with t and its part of ∫ t^λ φ(t) du, divided by `shift`'s exponential. */
    function integrate(
      low: number,
      shift: number,
      visit: (t: number, part: number) => void,
      product: (t: number) => number,
    ): void {
      const end = Math.log((3 * exponent + 60) / low)
      for (let u = -40; u <= end; u += step) {
        const t = Math.exp(u)
        const part = step * Math.exp(exponent * u - t * low + product(t) - shift)
        if (part > 0) visit(t, part)
      }
    }
    const shiftOf = (low: number) => exponent * Math.log(exponent / low) - exponent
    let logGamma = 0
    integrate(
      1,
      shiftOf(1),
      (_, part) => {
        logGamma += part
      },
      () => 0,
    )
    logGamma = Math.log(logGamma) + shiftOf(1)
    return {
      size,
      value(stakes) {
        const low = least(stakes)
        if (!(low > 0)) return Number.NEGATIVE_INFINITY
        let sum = 0
        integrate(
          low,
          shiftOf(low),
          (_, part) => {
            sum += part
          },
          (t) => logProduct(t, stakes),
        )
        return logGamma - shiftOf(low) - Math.log(sum)
      },
      derivatives(stakes, gradient, curvature) {
        gradient.fill(0)
        curvature.fill(0)
        const low = least(stakes)
        let sum = 0
        integrate(
          low,
          shiftOf(low),
          (t, part) => {
            sum += part
            accumulate(t, stakes, part * t, part * t * t, gradient, curvature)
          },
          (t) => logProduct(t, stakes),
        )
        mirror(curvature)
        for (let i = 0; i < size; i++) gradient[i] = (gradient[i] ?? 0) / sum
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            const cell = i * size + j
            curvature[cell] = (curvature[cell] ?? 0) / sum - (gradient[i] ?? 0) * (gradient[j] ?? 0)
          }
        }
      },
    }
  }

  return { size, bets, least, growth, caution }
}

/** Of the trapezoidal rule in u = ln t; its error is about e^(−π²/step), below rounding. */
const STEP = 0.25
