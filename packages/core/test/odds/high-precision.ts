/**
 * Real numbers as BigInt multiples of 2^-192: slow, independent of the code under test, and exact to more than fifty digits.
 */
export type Fixed = bigint

const BITS = 192n
export const ONE: Fixed = 1n << BITS
export const HALF: Fixed = ONE >> 1n
const LN2: Fixed = logarithmOfSmall(2n * ONE)

/** The exact value of a number that is 2^-100 or larger, or zero. */
export function fixed(value: number): Fixed {
  // Multiplying by a power of two is exact, and 2^152 lifts the last bit of anything above 2^-100 to an integer.
  return BigInt(value * 2 ** 152) << (BITS - 152n)
}

export function toNumber(value: Fixed): number {
  return Number(value) / Number(ONE)
}

export function multiply(a: Fixed, b: Fixed): Fixed {
  return (a * b) >> BITS
}

export function divide(a: Fixed, b: Fixed): Fixed {
  return (a << BITS) / b
}

export function squareRoot(value: Fixed): Fixed {
  if (value === 0n) return 0n
  const shifted = value << BITS
  let root = 1n << BigInt((shifted.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + shifted / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** Natural logarithm of a positive number. */
export function logarithm(value: Fixed): Fixed {
  let rest = value
  let twos = 0n
  while (rest > (3n * ONE) / 2n) {
    rest >>= 1n
    twos += 1n
  }
  while (rest < (3n * ONE) / 4n) {
    rest <<= 1n
    twos -= 1n
  }
  return twos * LN2 + logarithmOfSmall(rest)
}

/** 2·atanh((x − 1)/(x + 1)), which converges quickly near 1. */
function logarithmOfSmall(value: Fixed): Fixed {
  const y = ((value - ONE) << BITS) / (value + ONE)
  const square = (y * y) >> BITS
  let power = y
  let sum = 0n
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd
    power = (power * square) >> BITS
  }
  return 2n * sum
}

export function exponential(value: Fixed): Fixed {
  const twos = value / LN2
  const rest = (value - twos * LN2) >> 8n
  let term = ONE
  let sum = ONE
  for (let n = 1n; term !== 0n && term !== -1n; n += 1n) {
    term = multiply(term, rest) / n
    sum += term
  }
  for (let squaring = 0; squaring < 8; squaring += 1) sum = multiply(sum, sum)
  return twos >= 0n ? sum << twos : sum >> -twos
}

export function sum(values: readonly Fixed[]): Fixed {
  return values.reduce((total, value) => total + value, 0n)
}

/** Where a falling function crosses zero between two bounds, by halving. */
export function bisect(falling: (x: Fixed) => Fixed, low: Fixed, high: Fixed, halvings = 185): Fixed {
  let from = low
  let to = high
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (from + to) >> 1n
    if (falling(middle) > 0n) from = middle
    else to = middle
  }
  return (from + to) >> 1n
}
