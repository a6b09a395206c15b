import { type KellyMarket, type KellyOutcome, kellyOutcomes } from './kelly-market.ts'

/** The Kelly stakes of one market. */
export interface ExclusiveKelly {
  /** Fraction of the bankroll on each outcome, aligned with the prices. */
  readonly fractions: readonly number[]
  /** What is not staked. */
  readonly reserve: number
  /** E ln(bankroll after / before), in nats. */
  readonly growth: number
}

/**
 * The Kelly stakes on the mutually exclusive outcomes of one market, exactly.
 *
 * Outcomes enter by falling probability × price while that exceeds the reserve rate R = (1 − Σp) / (1 − Σ1/price) of those that are in; the
 * stake of each is p − R / price (Smoczynski and Tomkins 2010). An outcome below its fair price may enter, as insurance of the others.
 * Where the prices allow an arbitrage over all that can happen, the whole bankroll is staked in proportion to the probabilities.
 * With open positions use {@link simultaneousKelly}.
 *
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * exclusiveKelly({ prices: [2.5, 3.2, 2.8], probabilities: [0.55, 0.25, 0.2] }).fractions // [0.2717…, 0.0326…, 0]
 * ```
 */
export function exclusiveKelly(market: Omit<KellyMarket, 'positions'>): ExclusiveKelly {
  const outcomes = kellyOutcomes({
    prices: market.prices,
    probabilities: market.probabilities,
    commission: market.commission ?? 0,
  })
  const ranked = outcomes.toSorted((a, b) => b.probability * b.price - a.probability * a.price)
  const chosen: KellyOutcome[] = []
  let reserve = 1
  let inverse = 0
  for (const [rank, outcome] of ranked.entries()) {
    // A tie must stay out: there 1 − Σp and 1 − Σ1/price vanish together.
    if (!(outcome.probability * outcome.price > reserve * (1 + 1e-12))) break
    const spent = inverse + 1 / outcome.price
    const rest = sumFrom(ranked, rank + 1)
    chosen.push(outcome)
    inverse = spent
    reserve = rest === 0 ? 0 : rest / (1 - spent)
  }
  const fractions = market.prices.map(() => 0)
  let growth = 0
  let unchosen = 1
  let staked = 0
  for (const { index, probability, price } of chosen) {
    const fraction = Math.max(0, probability - reserve / price)
    fractions[index] = fraction
    growth += probability * Math.log(probability * price)
    unchosen -= probability
    staked += fraction
  }
  if (reserve > 0) growth += Math.max(0, unchosen) * Math.log(reserve)
  return { fractions, reserve: reserve === 0 ? 0 : Math.max(0, 1 - staked), growth: Math.max(0, growth) }
}

/** Added from the small end, so that the last longshot does not drown in the rounding of 1 − Σp. */
function sumFrom(outcomes: readonly KellyOutcome[], from: number): number {
  return outcomes.slice(from).reduceRight((sum, { probability }) => sum + probability, 0)
}
