import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkPositive } from '../units/check.ts'

/**
 * The upper tail of the standard normal distribution, P(Z ≥ z), with full relative precision far out.
 *
 * By the incomplete gamma function: a series near 0, a continued fraction beyond (Abramowitz and Stegun 1964, 7.1.5 and 7.1.14).
 *
 * @param z - Any number but NaN.
 * @throws InvalidValueError `INVALID_VALUE` when `z` is NaN.
 * @example
 * ```ts
 * normalTail(1.959963984540054) // 0.025
 * ```
 */
export function normalTail(z: number): number {
  if (typeof z !== 'number' || Number.isNaN(z)) throw new InvalidValueError('z', z, 'a number')
  if (z < 0) return 1 - normalTail(-z)
  if (z > 40) return 0
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 3) {
    let term = z
    let sum = z
    for (let k = 1; Math.abs(term) > 1e-18 * sum; k++) {
      term *= (z * z) / (2 * k + 1)
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = z
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction
  return density / fraction
}

/**
 * The upper tail of Student's t distribution, P(T ≥ t), to some 11 digits, also far out and at any number of degrees.
 *
 * By the regularised incomplete beta function, P = ½ I(ν/(ν + t²); ν/2, ½) (Abramowitz and Stegun 1964, 26.7.1), and from 30 000 degrees on by an
 * expansion around the normal distribution (Hill 1970).
 *
 * @param t - Any number but NaN.
 * @param degrees - Degrees of freedom, finite and above 0.
 * @throws InvalidValueError `INVALID_VALUE` when an argument is out of range.
 * @example
 * ```ts
 * studentTail(2.5, 30) // 0.009057824534…
 * ```
 */
export function studentTail(t: number, degrees: number): number {
  if (typeof t !== 'number' || Number.isNaN(t)) throw new InvalidValueError('t', t, 'a number')
  checkPositive('degrees', degrees)
  if (t < 0) return 1 - studentTail(-t, degrees)
  if (t === Number.POSITIVE_INFINITY) return 0
  if (degrees >= 3e4) return nearlyNormalTail(t, degrees)
  // Dividing first keeps t² from overflowing.
  const ratio = (t / degrees) * t
  return 0.5 * regularisedBeta(1 / (1 + ratio), ratio / (1 + ratio), degrees / 2, 0.5)
}

/**
 * Student's tail at many degrees ν: with z² = (ν − ½) ln(1 + t²/ν) (Hill 1970) the density is the normal one times 1 − s²/48 + s⁴/2560 − …,
 * s = z²/(ν − ½), of which each part has a tail in closed form.
 */
function nearlyNormalTail(t: number, degrees: number): number {
  const scale = degrees - 0.5
  const z = Math.sqrt(scale * Math.log1p(t * (t / degrees)))
  if (z > 40) return 0
  const tail = normalTail(z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  const square = z * z
  const fourth = z * (square + 3) * density + 3 * tail
  const eighth = z * (((square + 7) * square + 35) * square + 105) * density + 105 * tail
  const corrected = tail - fourth / (48 * scale ** 2) + eighth / (2560 * scale ** 4)
  // Γ((ν + 1)/2) / Γ(ν/2) by its series in 1/ν, over what z takes out of it.
  const factor = Math.exp(1 / (24 * degrees ** 3) - 1 / (4 * degrees) - Math.log1p(-1 / (2 * degrees)) / 2)
  return factor * corrected
}

/** I(x; a, b) with y = 1 − x given apart, so that neither loses digits (continued fraction by Lentz's method). */
function regularisedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(y, x, b, a)
  const front = Math.exp(-logBeta(a, b) + a * logOf(x, y) + b * logOf(y, x)) / a
  return front * betaFraction(x, a, b)
}

function logOf(x: number, rest: number): number {
  return x > 0.5 ? Math.log1p(-rest) : Math.log(x)
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < tiny ? tiny : d)
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    c = 1 + even / c
    d = 1 / (Math.abs(d) < tiny ? tiny : d)
    if (Math.abs(c) < tiny) c = tiny
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    c = 1 + odd / c
    d = 1 / (Math.abs(d) < tiny ? tiny : d)
    if (Math.abs(c) < tiny) c = tiny
    const step = d * c
    fraction *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return fraction
}

/** ln B(a, b); where one of them is large, its ln Γ and that of the sum are too alike for their difference to have many digits. */
function logBeta(a: number, b: number): number {
  const large = Math.max(a, b)
  const small = Math.min(a, b)
  const sum = a + b
  if (large < 1000) return logGamma(a) + logGamma(b) - logGamma(sum)
  // Stirling's series of the two, with what they share taken away by hand.
  const shared = (large - 0.5) * Math.log1p(small / large) + small * Math.log(sum) - small
  return logGamma(small) - shared - stirling(sum) + stirling(large)
}

/** What ln Γ(x) is above (x − ½) ln x − x + ½ ln 2π, for x of at least 10 (Abramowitz and Stegun 1964, 6.1.41). */
function stirling(x: number): number {
  const inverse = 1 / (x * x)
  return (
    (1 / 12 +
      inverse *
        (-1 / 360 + inverse * (1 / 1260 + inverse * (-1 / 1680 + inverse * (1 / 1188 - (inverse * 691) / 360_360))))) /
    x
  )
}

/** ln Γ(x) for x > 0: Stirling's series above 10, the recurrence below. */
function logGamma(x: number): number {
  let product = 1
  let shifted = x
  while (shifted < 10) {
    product *= shifted
    shifted += 1
  }
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + stirling(shifted) - Math.log(product)
  )
}
