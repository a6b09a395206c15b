import { overroundFormula } from './overround-formula.ts'
import type { OverroundRows } from './overround-rows.ts'

const MAX_STEPS = 200

/**
 * Overround removal by Shin's model, in which the overround protects the bookmaker from insiders:
 * p = (√(z² + 4(1 − z)π²/Σπ) − z) / (2(1 − z)) with π = 1/price and z such that Σp = 1. The parameter is z, the share of insiders.
 *
 * Shin (1992, 1993), solved for z as by Jullien and Salanié (1994) but with Newton's method, where their fixed point needs hundreds
 * of rounds. With two outcomes it is {@link additive}. Valid for every book with one winner; in an underround z is negative, which
 * means nothing economically.
 *
 * @param prices - Decimal odds, each finite and above 1; two or more.
 * @throws InvalidValueError `INVALID_VALUE` for prices or options outside their range.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` for a target other than 1, or for an underround that is refused.
 * @example
 * ```ts
 * shin([2.6, 2.4, 4.3]).probabilities // [0.37299…, 0.40477…, 0.22222…]
 * ```
 */
export const shin = /* @__PURE__ */ overroundFormula({
  key: 'shin',
  parameterName: 'z',
  singleWinner: true,
  solve(books, book, start, end) {
    return end - start === 2 ? solvePair(books, book, start) : solveMany(books, book, start, end)
  },
})

function solvePair({ probabilities, overrounds, parameters }: OverroundRows, book: number, start: number): boolean {
  const first = probabilities[start] ?? 0
  const second = probabilities[start + 1] ?? 0
  const difference = first - second
  const square = difference * difference
  probabilities[start] = (1 + difference) / 2
  probabilities[start + 1] = (1 - difference) / 2
  parameters[book] = ((overrounds[book] ?? 0) * (1 - square / (first + second))) / (1 - square)
  return true
}

function solveMany(books: OverroundRows, book: number, start: number, end: number): boolean {
  const { probabilities, overrounds, parameters } = books
  const overround = overrounds[book] ?? 0
  let booksum = 0
  for (let index = start; index < end; index += 1) booksum += probabilities[index] ?? 0
  const scale = 1 / booksum
  for (let index = start; index < end; index += 1) {
    const implied = probabilities[index] ?? 0
    probabilities[index] = implied * implied * scale
  }
  // The balanced book's z is close to Shin's. Σp falls as z rises, but is not convex, so Newton's steps stay between bounds.
  let z = overround / (end - start - 1)
  let low = overround > 0 ? 0 : Number.NEGATIVE_INFINITY
  let high = overround > 0 ? 1 : 0
  let previous = 0
  for (let step = 0; ; step += 1) {
    if (step === MAX_STEPS) return false
    const rest = 4 * (1 - z)
    let excess = -1
    let slope = 0
    for (let index = start; index < end; index += 1) {
      const x = probabilities[index] ?? 0
      const root = Math.sqrt(z * z + rest * x)
      const probability = z >= 0 ? (2 * x) / (root + z) : (2 * (root - z)) / rest
      excess += probability
      slope += (probability * (1 - probability)) / root
    }
    if (excess > 0) low = z
    else high = z
    const next = z + excess / slope
    const inside = next >= low && next <= high
    const moved = inside ? next : low === Number.NEGATIVE_INFINITY ? 2 * z - 1 : (low + high) / 2
    const change = Math.abs(moved - z)
    z = moved
    // Newton's steps shrink quadratically, so that two of them tell the third, which is the error left; once they do not shrink any
    // more, what is left is rounding.
    const ratio = change / previous
    if (change <= 1e-15 || (inside && (change * ratio * ratio <= 1e-17 || (ratio >= 1 && change <= 1e-12)))) break
    previous = inside ? change : 0
  }
  parameters[book] = z
  const rest = 4 * (1 - z)
  for (let index = start; index < end; index += 1) {
    const x = probabilities[index] ?? 0
    const root = Math.sqrt(z * z + rest * x)
    probabilities[index] = z >= 0 ? (2 * x) / (root + z) : (2 * (root - z)) / rest
  }
  return true
}
