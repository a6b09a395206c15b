import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkNumber, checkProbability } from '../units/check.ts'

/** A market of mutually exclusive outcomes that may be backed. */
export interface KellyMarket {
  /** Decimal odds of each outcome, above 1 and at most 10^9; `null` where it cannot be backed. */
  readonly prices: readonly (number | null)[]
  /**
   * Probability of each outcome, in [0, 1]. What they lack to 1 belongs to a field that cannot be backed; a lack below 1e-9
   * and an excess up to 1e-4 are rounding and divided out.
   */
  readonly probabilities: readonly number[]
  /** Profit of positions already open if the outcome happens, in the unit of the bankroll; none by default. Of the field it is 0. */
  readonly positions?: readonly number[]
  /** On each bet's net winnings, in [0, 1); 0 by default. */
  readonly commission?: number
}

/** One outcome that can happen. */
export interface KellyOutcome {
  /** Index in the market's arrays, −1 for the field. */
  readonly index: number
  readonly probability: number
  /** Decimal odds after commission, 0 where it cannot be backed. */
  readonly price: number
  readonly position: number
}

const MOST_OUTCOMES = 1000

/** Beyond it, products of prices would leave the range in which digits can be trusted. */
const HIGHEST_PRICE = 1e9

/**
 * Checks a market and lists what can happen in it, the field last; probabilities add up to 1.
 *
 * @throws InvalidValueError `INVALID_VALUE` when something is out of range, named below `name`.
 */
export function kellyOutcomes(market: KellyMarket, name = ''): readonly KellyOutcome[] {
  const { prices, probabilities, positions } = market
  const keep = 1 - checkCommission(`${name}commission`, market.commission ?? 0)
  if (prices.length < 1 || prices.length > MOST_OUTCOMES) {
    throw new InvalidValueError(`${name}prices`, prices.length, `1 to ${MOST_OUTCOMES} outcomes`)
  }
  checkLength(`${name}probabilities`, probabilities, prices.length)
  if (positions !== undefined) checkLength(`${name}positions`, positions, prices.length)
  let total = 0
  for (const [index, probability] of probabilities.entries()) {
    total += checkProbability(`${name}probabilities[${index}]`, probability)
  }
  if (total > 1 + 1e-4) throw new InvalidValueError(`sum of ${name}probabilities`, total, 'at most 1')
  const scale = total > 1 - 1e-9 ? 1 / total : 1
  const outcomes: KellyOutcome[] = []
  for (const [index, price] of prices.entries()) {
    const position = checkNumber(`${name}positions[${index}]`, positions?.[index] ?? 0)
    if (price !== null && !(typeof price === 'number' && price > 1 && price <= HIGHEST_PRICE)) {
      throw new InvalidValueError(`${name}prices[${index}]`, price, `a number above 1 and at most ${HIGHEST_PRICE}`)
    }
    const effective = price === null ? 0 : 1 + (price - 1) * keep
    const probability = (probabilities[index] ?? 0) * scale
    if (probability > 0) outcomes.push({ index, probability, price: effective, position })
  }
  if (scale === 1 && total < 1) outcomes.push({ index: -1, probability: 1 - total, price: 0, position: 0 })
  return outcomes
}

function checkLength(name: string, values: readonly unknown[], length: number): void {
  if (values.length !== length) throw new InvalidValueError(name, values.length, `as many as prices (${length})`)
}
