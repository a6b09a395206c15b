const MAX_STEPS = 200

/**
 * The root of a monotone function between two bounds, either of which may be infinite, by Newton's method kept between bounds.
 *
 * @param evaluate - The value and the slope at a point.
 * @returns the root to the last few digits, or `null` where there is none.
 */
export function newtonRoot(
  evaluate: (x: number) => readonly [value: number, slope: number],
  low: number,
  high: number,
  start: number,
): number | null {
  let from = low
  let to = high
  let x = start
  let previous = Number.POSITIVE_INFINITY
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [value, slope] = evaluate(x)
    if (value === 0) return x
    if (value > 0 === slope > 0) to = x
    else from = x
    const newton = x - value / slope
    const inside = newton > from && newton < to
    const next = inside ? newton : between(from, to)
    const change = Math.abs(next - x)
    // Rounding makes the last steps go back and forth: once they no longer shrink, there is nothing left to gain.
    const scale = Math.max(Math.abs(next), 1e-3)
    if (change <= 4e-16 * scale || (inside && change < 1e-12 * scale && change >= previous)) {
      return Math.abs(next - high) < 1e-12 || Math.abs(next - low) < 1e-12 ? rootAt(evaluate, next) : next
    }
    previous = change
    x = next
  }
  return null
}

function between(from: number, to: number): number {
  if (from === Number.NEGATIVE_INFINITY) return to > 0 ? -1 : 2 * to - 1
  if (to === Number.POSITIVE_INFINITY) return from < 0 ? 1 : 2 * from + 1
  return (from + to) / 2
}

/** A search that ends at a bound has found a root only if the function is zero there. */
function rootAt(evaluate: (x: number) => readonly [value: number, slope: number], x: number): number | null {
  return Math.abs(evaluate(x)[0]) < 1e-9 ? x : null
}
