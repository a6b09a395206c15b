import { overroundFormula } from './overround-formula.ts'

const MAX_STEPS = 60

/**
 * Power overround removal: p = π^k with π = 1/price and k such that Σp is the target; the parameter is k.
 *
 * Published as the "logarithmic" method (Buchdahl, 2015) and as "power" (Clarke, Kovalchik and Ingram, 2017). Has a solution for
 * every book. k is found by Newton's method on ln Σπ^k, which is convex, so that it converges from everywhere.
 *
 * @throws InvalidValueError `INVALID_VALUE` for fewer than two prices, prices not above 1 or not finite, or a bad target.
 * @example
 * ```ts
 * power([1.41, 2.97]).parameter // 1.0775…
 * ```
 */
export const power = /* @__PURE__ */ overroundFormula({
  key: 'power',
  parameter: 'k',
  solve(book, start, end, _booksum, target) {
    for (let index = start; index < end; index += 1) book[index] = Math.log(book[index] ?? 0)
    let k = 1
    for (let step = 0; step < MAX_STEPS; step += 1) {
      let sum = 0
      let slope = 0
      for (let index = start; index < end; index += 1) {
        const logarithm = book[index] ?? 0
        const term = Math.exp(k * logarithm)
        sum += term
        slope += term * logarithm
      }
      const change = (Math.log(sum / target) * sum) / slope
      k -= change
      if (Math.abs(change) <= 1e-14 * Math.abs(k)) break
    }
    for (let index = start; index < end; index += 1) book[index] = Math.exp(k * (book[index] ?? 0))
    return k
  },
})
