/**
 * Closes in on the root of a continuous function from a bracket, and returns the end of the last bracket on the side of `high`.
 *
 * The Illinois variant of regula falsi (Dowell and Jarratt 1971), with a bisection whenever three steps have not halved the bracket.
 *
 * @param f - Has different signs at `low` and `high`; 0 counts as the sign at `high`.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-15): number {
  let atLow = f(low)
  let atHigh = f(high)
  if (atHigh === 0) return high
  const positive = atHigh > 0
  let width = high - low
  let side = 0
  for (let step = 0; step < 200; step++) {
    if (step % 3 === 0 && step > 0) {
      if (high - low > width / 2) {
        atLow = 0
        atHigh = 0
      }
      width = high - low
    }
    const inner = atLow === atHigh ? (low + high) / 2 : high - (atHigh * (high - low)) / (atHigh - atLow)
    const x = inner > low && inner < high ? inner : (low + high) / 2
    if (!(x > low && x < high) || high - low <= tolerance * Math.abs(high)) return high
    const value = f(x)
    if (value === 0) return x
    if (value > 0 === positive) {
      high = x
      atHigh = value
      if (side === 1) atLow /= 2
      side = 1
    } else {
      low = x
      atLow = value
      if (side === -1) atHigh /= 2
      side = -1
    }
  }
  return high
}
