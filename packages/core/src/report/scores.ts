import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger, checkProbability } from '../units/check.ts'

/** The probability that a logarithm uses for one that is smaller, so that a single impossible event does not make a mean infinite. */
export const LEAST_PROBABILITY = 1e-15

/**
 * The Brier score of one forecast over several outcomes: Σ (p − happened)², in [0, 2], lower is better (Brier 1950).
 *
 * Over two outcomes it is twice the one-sided score that {@link binaryBrier} gives.
 *
 * @param probabilities - One for each outcome, adding up to 1 within 1e-6.
 * @param outcome - Index of what happened.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * brierScore([0.6, 0.2, 0.2], 0) // 0.24
 * ```
 */
export function brierScore(probabilities: readonly number[], outcome: number): number {
  checkForecast(probabilities, outcome)
  let score = 0
  for (const [index, probability] of probabilities.entries()) score += (probability - (index === outcome ? 1 : 0)) ** 2
  return score
}

/**
 * The Brier score of a single probability: (p − happened)², in [0, 1], lower is better (Brier 1950).
 *
 * @param probability - In [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when `probability` is out of range.
 * @example
 * ```ts
 * binaryBrier(0.7, true) // 0.09
 * ```
 */
export function binaryBrier(probability: number, happened: boolean): number {
  return (checkProbability('probability', probability) - (happened ? 1 : 0)) ** 2
}

/**
 * The log loss of one forecast: −ln p of what happened, in nats, lower is better (Good 1952).
 *
 * Probabilities below 1e-15 count as 1e-15. Divide by ln 2 for the ignorance score in bits.
 *
 * @param probabilities - One for each outcome, adding up to 1 within 1e-6.
 * @param outcome - Index of what happened.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * logLoss([0.5, 0.3, 0.2], 0) // 0.6931…
 * ```
 */
export function logLoss(probabilities: readonly number[], outcome: number): number {
  checkForecast(probabilities, outcome)
  return -Math.log(Math.max(probabilities[outcome] ?? 0, LEAST_PROBABILITY))
}

/**
 * The ranked probability score of one forecast over outcomes in an order, such as home, draw, away: mean squared difference of
 * the cumulative distributions, in [0, 1], lower is better (Epstein 1969; for football Constantinou and Fenton 2012).
 *
 * @param probabilities - One for each outcome in their order, at least two, adding up to 1 within 1e-6.
 * @param outcome - Index of what happened.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * rankedProbabilityScore([0.8, 0.1, 0.1], 0) // 0.025
 * ```
 */
export function rankedProbabilityScore(probabilities: readonly number[], outcome: number): number {
  checkForecast(probabilities, outcome)
  let cumulative = 0
  let score = 0
  for (const [index, probability] of probabilities.slice(0, -1).entries()) {
    cumulative += probability
    score += (cumulative - (index >= outcome ? 1 : 0)) ** 2
  }
  return score / (probabilities.length - 1)
}

function checkForecast(probabilities: readonly number[], outcome: number): void {
  if (probabilities.length < 2)
    throw new InvalidValueError('probabilities', probabilities.length, 'at least two numbers')
  let total = 0
  for (const [index, probability] of probabilities.entries())
    total += checkProbability(`probabilities[${index}]`, probability)
  if (Math.abs(total - 1) > 1e-6) throw new InvalidValueError('sum of probabilities', total, '1 within 1e-6')
  checkInteger('outcome', outcome, 0, probabilities.length - 1)
}
