import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkPositive } from '../units/check.ts'
import { maximiseWithin, WHOLE_BANKROLL } from './concave-maximum.ts'
import type { KellyMarket } from './kelly-market.ts'
import { type DrawdownLimit, drawdownExponent, maximiseCautiously } from './risk-limit.ts'
import { createWealthDistribution, type WealthDistribution } from './wealth-distribution.ts'

/** How to stake on several markets at once. */
export interface SimultaneousKellySettings {
  /** In the unit of the positions, above 0; 1 by default. Stakes add up to at most all but 10^−12 of it. */
  readonly bankroll?: number
  /** Keeps the probability of a deep fall below a limit; without it the stakes are full Kelly. */
  readonly drawdown?: DrawdownLimit
}

/** The Kelly stakes of several markets. */
export interface SimultaneousKelly {
  /** Stake on each outcome of each market as a fraction of the bankroll, aligned with the prices. */
  readonly fractions: readonly (readonly number[])[]
  /** Their sum. */
  readonly total: number
  /** E ln(bankroll after / bankroll before), open positions included, in nats. */
  readonly growth: number
  /** Whether these stakes keep the drawdown limit, which open positions may have broken already; `null` where none was asked for. */
  readonly keepsDrawdownLimit: boolean | null
}

/** How far rounding may leave −ln E wealth^(−λ) below 0 where the limit is just kept. */
const KEPT = 1e-9

/** Of the integral, which gets as long as the exponent is small. */
const LEAST_EXPONENT = 0.05

/**
 * The Kelly stakes on independent markets that are open at the same time, exactly, whatever the number of joint outcomes.
 *
 * Maximises E ln(1 + Σ profits) over stakes that are not negative and within the bankroll (Kelly 1956; the problem of Whitrow 2007), by an
 * integral over the product of the markets' transforms instead of a sum over their joint outcomes. Each market may have mutually exclusive outcomes, open positions
 * and commission. Markets that depend on each other need {@link scenarioKelly}.
 *
 * @param markets - 1 to 1000, with at most 1000 prices together.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * const even = { prices: [2], probabilities: [0.55] }
 * simultaneousKelly([even, even]).fractions // [[0.0990…], [0.0990…]]: each alone would be 0.1
 * ```
 */
export function simultaneousKelly(
  markets: readonly KellyMarket[],
  settings: SimultaneousKellySettings = {},
): SimultaneousKelly {
  const bankroll = checkPositive('bankroll', settings.bankroll ?? 1)
  if (markets.length < 1 || markets.length > 1000)
    throw new InvalidValueError('markets', markets.length, '1 to 1000 markets')
  const wealth = createWealthDistribution(markets, bankroll)
  const exponent = settings.drawdown === undefined ? 0 : drawdownExponent(settings.drawdown)
  const nothing = new Float64Array(wealth.size)
  const stakes =
    exponent <= 1
      ? maximiseWithin(wealth.growth, nothing, WHOLE_BANKROLL)
      : maximiseCautiously(wealth.growth, wealth.caution(exponent), WHOLE_BANKROLL)
  const fractions = markets.map((market) => market.prices.map(() => 0))
  let total = 0
  for (const [bet, { market, index }] of wealth.bets.entries()) {
    const row = fractions[market]
    if (row !== undefined) row[index] = stakes[bet] ?? 0
    total += stakes[bet] ?? 0
  }
  const growth = wealth.growth.value(stakes)
  const keepsDrawdownLimit = exponent === 0 ? null : roomOf(wealth, stakes, exponent, growth) >= -KEPT
  return { fractions, total, growth, keepsDrawdownLimit }
}

/** −ln E wealth^(−λ); below the least exponent by the parabola through 0 with the slope that growth is there, as its integral has no end. */
function roomOf(wealth: WealthDistribution, stakes: Float64Array, exponent: number, growth: number): number {
  if (exponent >= LEAST_EXPONENT) return wealth.caution(exponent).value(stakes)
  const bend = growth * LEAST_EXPONENT - wealth.caution(LEAST_EXPONENT).value(stakes)
  return growth * exponent - bend * (exponent / LEAST_EXPONENT) ** 2
}
