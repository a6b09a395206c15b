import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkInteger, checkNumber, checkPositive, checkPrice, checkProbability } from '../units/check.ts'

/**
 * The probability that someone who stakes one unit at even money, for ever, loses all his units; with `target`, before he
 * reaches it.
 *
 * (q/p)^units; with a target N: (r^units − r^N) / (1 − r^N) with r = q/p, and 1 − units/N at r = 1 (Feller 1950).
 *
 * @param probability - Probability of winning a bet, in [0, 1].
 * @param units - What he starts with, a whole number of units of at least 0.
 * @param target - A whole number of units of at least `units`; without it he never stops.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * ruinProbability(0.55, 10) // 0.1344…
 * ruinProbability(0.5, 10, 20) // 0.5
 * ```
 */
export function ruinProbability(probability: number, units: number, target?: number): number {
  checkProbability('probability', probability)
  checkInteger('units', units, 0)
  if (target !== undefined) checkInteger('target', target, Math.max(units, 1))
  if (target !== undefined && units === target) return 0
  const ratio = (1 - probability) / probability
  if (target === undefined) return ratio >= 1 ? 1 : ratio ** units
  if (ratio === 1) return 1 - units / target
  // Written with negative exponents, so that neither branch overflows.
  if (ratio < 1)
    return (ratio ** units * -Math.expm1((target - units) * Math.log(ratio))) / -Math.expm1(target * Math.log(ratio))
  const inverse = probability / (1 - probability)
  return -Math.expm1((target - units) * Math.log(inverse)) / -Math.expm1(target * Math.log(inverse))
}

/** What level stakes risk over an endless series of equal bets. */
export interface RuinBound {
  /** Lundberg's adjustment coefficient θ, per unit; 0 without an edge, ∞ where the bet cannot lose. */
  readonly coefficient: number
  /** e^(−θ·units): the probability of ever losing all units is at most this, in [0, 1]; equal to it when price − 1 is whole. */
  readonly probability: number
}

/**
 * How likely someone who stakes one unit a bet, for ever, is at most to lose all his units, at any price.
 *
 * θ > 0 solves p·e^(−θ(price − 1)) + (1 − p)·e^θ = 1 (Lundberg 1903). Without an edge ruin is certain.
 *
 * @param price - Decimal odds, above 1.
 * @param probability - Probability of winning a bet, in [0, 1].
 * @param units - What he starts with, at least 0.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * ruinBound(3, 0.36, 20).probability // 0.2057…
 * ```
 */
export function ruinBound(price: number, probability: number, units: number): RuinBound {
  const netOdds = checkPrice('price', price) - 1
  const win = checkProbability('probability', probability)
  const lose = 1 - win
  checkNumber('units', units, 0)
  if (lose === 0) return { coefficient: Number.POSITIVE_INFINITY, probability: units === 0 ? 1 : 0 }
  if (win * netOdds <= lose) return { coefficient: 0, probability: 1 }
  // The function is convex and positive where lose·e^θ = 1, so Newton falls from there to the root without crossing it.
  let coefficient = -Math.log(lose)
  for (let step = 0; step < 200; step++) {
    const excess = win * Math.expm1(-coefficient * netOdds) + lose * Math.expm1(coefficient)
    const slope = lose * Math.exp(coefficient) - win * netOdds * Math.exp(-coefficient * netOdds)
    const next = coefficient - excess / slope
    if (!(next < coefficient && next > 0)) break
    coefficient = next
  }
  return { coefficient, probability: Math.exp(-coefficient * units) }
}

/**
 * The probability that a bankroll staked at a part of full Kelly ever falls to a given fraction of itself.
 *
 * level^(2/part − 1), exact for continuous betting and a good guide for many small bets (Thorp 2006): full Kelly halves
 * once with probability ½, half Kelly with ⅛. From twice Kelly on it is certain.
 *
 * @param part - Part of full Kelly, at least 0.
 * @param level - Fraction of the bankroll, in (0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * drawdownProbability(0.5, 0.5) // 0.125
 * ```
 */
export function drawdownProbability(part: number, level: number): number {
  checkNumber('part', part, 0)
  if (!(typeof level === 'number' && level > 0 && level <= 1))
    throw new InvalidValueError('level', level, 'a number in (0, 1]')
  if (level === 1 || part >= 2) return 1
  return part === 0 ? 0 : level ** (2 / part - 1)
}

/**
 * The probability of at least one run of `length` losses within `bets` independent bets.
 *
 * By the recurrence over the bet at which the first such run ends (Feller 1950).
 *
 * @param bets - A whole number in [0, 10^6].
 * @param length - A whole number of at least 1.
 * @param lossProbability - Probability that a bet loses, in [0, 1].
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * losingStreakProbability(100, 7, 0.5) // 0.3175…: a coin does that to one bettor in three
 * ```
 */
export function losingStreakProbability(bets: number, length: number, lossProbability: number): number {
  checkInteger('bets', bets, 0, 1_000_000)
  checkInteger('length', length, 1)
  checkProbability('lossProbability', lossProbability)
  if (length > bets) return 0
  // P(first run ends at bet n) needs only what was still without a run length + 1 bets before.
  const first = lossProbability ** length
  const none = new Float64Array(bets + 1).fill(1)
  let reached = 0
  for (let bet = length; bet <= bets; bet++) {
    reached += bet === length ? first : (1 - lossProbability) * first * (none[bet - length - 1] ?? 1)
    none[bet] = 1 - reached
  }
  return Math.min(reached, 1)
}

/**
 * About how long the longest run of losses within `bets` independent bets is: log(bets × win probability) to the base of
 * 1 / loss probability (Schilling 1990).
 *
 * @param bets - Above 0.
 * @param lossProbability - Probability that a bet loses, in (0, 1).
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * expectedLongestLosingStreak(1000, 0.5) // 8.965…
 * ```
 */
export function expectedLongestLosingStreak(bets: number, lossProbability: number): number {
  checkPositive('bets', bets)
  if (!(typeof lossProbability === 'number' && lossProbability > 0 && lossProbability < 1)) {
    throw new InvalidValueError('lossProbability', lossProbability, 'a number in (0, 1)')
  }
  return Math.max(0, Math.min(bets, Math.log(bets * (1 - lossProbability)) / -Math.log(lossProbability)))
}
