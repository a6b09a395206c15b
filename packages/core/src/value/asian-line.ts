import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkCommission, checkNumber, checkPrice, checkProbability } from '../units/check.ts'

/** What can become of a bet on a line; on a quarter line half the stake is on each neighbour. */
export interface LineOutcome {
  readonly win: number
  readonly halfWin: number
  readonly push: number
  readonly halfLoss: number
  readonly loss: number
}

/** How far probabilities may be from adding up to 1. */
const ROUNDING = 1e-6

/** What becomes of a stake on a line: the share won less the share lost. */
export type LineResult = 1 | 0.5 | 0 | -0.5 | -1

/**
 * The lines that a stake is on: one, or for a quarter line half on each neighbour.
 *
 * @param line - A multiple of 0.25.
 * @throws InvalidValueError `INVALID_VALUE` when `line` is not a multiple of 0.25.
 * @example
 * ```ts
 * lineParts(-0.75) // [-1, -0.5]
 * lineParts(2.5) // [2.5]
 * ```
 */
export function lineParts(line: number): readonly number[] {
  checkLine(line)
  return Number.isInteger(line * 2) ? [line] : [line - 0.25, line + 0.25]
}

/**
 * How a bet on a side with a handicap ends: 1 won, 0.5 half won, 0 returned, −0.5 half lost, −1 lost.
 *
 * @param margin - The side's score less the other's; an integer.
 * @param line - What is added to it, a multiple of 0.25. For a total, the goals are the margin of "over" and −line the handicap.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * settleLine(1, -0.75) // 0.5
 * settleLine(2, -2.25) // -0.5
 * ```
 */
export function settleLine(margin: number, line: number): LineResult {
  if (!Number.isSafeInteger(margin)) throw new InvalidValueError('margin', margin, 'an integer')
  checkLine(line)
  // On quarter lines the sum is at least a quarter from 0; within one of it, only half the stake is decided.
  const sum = margin + line
  if (sum === 0) return 0
  const half = Math.abs(sum) === 0.25
  if (sum > 0) return half ? 0.5 : 1
  return half ? -0.5 : -1
}

/**
 * What can become of a bet on a line, from the probabilities of margins.
 *
 * @param margins - How likely each margin is, as `[margin, probability]`; adding up to 1.
 * @param line - The handicap, a multiple of 0.25.
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * lineOutcomeOf([[1, 0.5], [0, 0.25], [-1, 0.25]], -0.25).halfLoss // 0.25
 * ```
 */
export function lineOutcomeOf(
  margins: Iterable<readonly [margin: number, probability: number]>,
  line: number,
): LineOutcome {
  const results = new Map<LineResult, number>()
  for (const [margin, probability] of margins) {
    checkProbability('probability', probability)
    const result = settleLine(margin, line)
    results.set(result, (results.get(result) ?? 0) + probability)
  }
  // What is certain may come to a little more than 1 in sums of rounded numbers.
  for (const [result, sum] of results) if (sum > 1 && sum <= 1 + ROUNDING) results.set(result, 1)
  const outcome = {
    win: results.get(1) ?? 0,
    halfWin: results.get(0.5) ?? 0,
    push: results.get(0) ?? 0,
    halfLoss: results.get(-0.5) ?? 0,
    loss: results.get(-1) ?? 0,
  }
  checkOutcome(outcome)
  return outcome
}

/**
 * Expected profit of a bet on a line per unit staked: (win + halfWin/2)(price − 1)(1 − commission) − (loss + halfLoss/2).
 *
 * The probability of winning alone is not enough: halves and returned stakes count.
 *
 * @param price - Decimal odds, finite and above 1.
 * @param outcome - What can become of the bet; adding up to 1.
 * @param commission - Share of winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * lineExpectedValue(2, { win: 0.5, halfWin: 0.1, push: 0, halfLoss: 0, loss: 0.4 }) // 0.15 to rounding
 * ```
 */
export function lineExpectedValue(price: number, outcome: LineOutcome, commission = 0): number {
  checkPrice('price', price)
  checkCommission('commission', commission)
  checkOutcome(outcome)
  return (outcome.win + outcome.halfWin / 2) * (price - 1) * (1 - commission) - (outcome.loss + outcome.halfLoss / 2)
}

/**
 * The price at which a bet on a line neither wins nor loses in the long run: 1 + (loss + halfLoss/2)/((win + halfWin/2)(1 − commission)).
 *
 * @param outcome - What can become of the bet; adding up to 1, able to win and to lose.
 * @param commission - Share of winnings that the venue keeps, in [0, 1).
 * @throws InvalidValueError `INVALID_VALUE` for an argument outside its range.
 * @example
 * ```ts
 * lineFairPrice({ win: 0.4, halfWin: 0, push: 0.2, halfLoss: 0, loss: 0.4 }) // 2
 * ```
 */
export function lineFairPrice(outcome: LineOutcome, commission = 0): number {
  checkOutcome(outcome)
  checkCommission('commission', commission)
  const won = outcome.win + outcome.halfWin / 2
  const lost = outcome.loss + outcome.halfLoss / 2
  if (!(won > 0)) throw new InvalidValueError('outcome.win', won, 'above 0, halves included')
  if (!(lost > 0)) throw new InvalidValueError('outcome.loss', lost, 'above 0, halves included')
  return 1 + lost / (won * (1 - commission))
}

function checkLine(line: number): void {
  checkNumber('line', line)
  if (!Number.isSafeInteger(line * 4)) throw new InvalidValueError('line', line, 'a multiple of 0.25')
}

function checkOutcome({ win, halfWin, push, halfLoss, loss }: LineOutcome): void {
  for (const [name, value] of Object.entries({ win, halfWin, push, halfLoss, loss })) {
    checkProbability(`outcome.${name}`, value > 1 && value <= 1 + ROUNDING ? 1 : value)
  }
  const sum = win + halfWin + push + halfLoss + loss
  if (Math.abs(sum - 1) > ROUNDING) throw new InvalidValueError('sum of outcome', sum, '1')
}
