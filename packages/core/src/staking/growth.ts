import { checkCommission, checkNumber, checkPrice, checkProbability } from '../units/check.ts'

/**
 * The growth rate of a bankroll that always stakes the same fraction of itself: E ln(bankroll after / bankroll before) a bet.
 *
 * p·ln(1 + f·b) + (1 − p)·ln(1 − f) with net odds b = (price − 1)(1 − commission) (Kelly 1956). Staking everything on what
 * can lose gives −∞, which is the truth: it ends in ruin.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability that the bet wins, in [0, 1].
 * @param fraction - Of the bankroll, in [0, 1].
 * @param commission - On net winnings, in [0, 1).
 * @returns Nats a bet, or −∞.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * growthRate(2, 0.6, 0.2) // 0.02013…: two per cent a bet
 * growthRate(2, 0.6, 0.4) // -0.0024…: twice Kelly grows no more
 * ```
 */
export function growthRate(price: number, probability: number, fraction: number, commission = 0): number {
  const netOdds = (checkPrice('price', price) - 1) * (1 - checkCommission('commission', commission))
  checkProbability('probability', probability)
  checkNumber('fraction', fraction, 0, 1)
  return weigh(probability, Math.log1p(fraction * netOdds)) + weigh(1 - probability, Math.log1p(-fraction))
}

/** Probability × logarithm, where what cannot happen weighs nothing even if its logarithm is infinite. */
function weigh(probability: number, logarithm: number): number {
  return probability === 0 ? 0 : probability * logarithm
}
