import { overroundFormula } from './overround-formula.ts'

const MAX_STEPS = 60

/**
 * Overround removal by Shin's model of insider trading (Shin, 1992 and 1993; Jullien and Salanié, 1994); the parameter is z, the
 * share of the turnover that insiders place.
 *
 * p = (√(z² + 4(1 − z)π²/Σπ) − z) / (2(1 − z)) with π = 1/price and z such that Σp = 1. With two outcomes it is the same as
 * {@link additive}. Has a solution for every book; in an underround z is negative, which means nothing economically.
 *
 * @throws InvalidValueError `INVALID_VALUE` for fewer than two prices, prices not above 1 or not finite, or a bad target.
 * @throws OverroundError `OVERROUND_UNSOLVABLE` for a target other than 1.
 * @example
 * ```ts
 * shin([2.6, 2.4, 4.3]).probabilities // [0.37299…, 0.40477…, 0.22222…]
 * ```
 */
export const shin = /* @__PURE__ */ overroundFormula({
  key: 'shin',
  parameter: 'z',
  singleWinner: true,
  solve(book, start, end, booksum) {
    if (end - start === 2) {
      const difference = (book[start] ?? 0) - (book[start + 1] ?? 0)
      const square = difference * difference
      book[start] = (1 + difference) / 2
      book[start + 1] = (1 - difference) / 2
      return ((booksum - 1) * (square - booksum)) / (booksum * (square - 1))
    }
    const scale = 1 / booksum
    let z = (booksum - 1) / (end - start - 1)
    for (let step = 0; step < MAX_STEPS; step += 1) {
      let excess = -1
      let slope = 0
      for (let index = start; index < end; index += 1) {
        const implied = book[index] ?? 0
        const x = implied * implied * scale
        const root = Math.sqrt(z * z + 4 * (1 - z) * x)
        const inverse = 1 / (root + z)
        excess += 2 * x * inverse
        slope -= 2 * x * inverse * inverse * ((z - 2 * x) / root + 1)
      }
      const change = excess / slope
      z -= change
      if (Math.abs(change) <= 1e-15) break
    }
    for (let index = start; index < end; index += 1) {
      const implied = book[index] ?? 0
      const x = implied * implied * scale
      book[index] = (2 * x) / (Math.sqrt(z * z + 4 * (1 - z) * x) + z)
    }
    return z
  },
})
