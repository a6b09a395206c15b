import {
  bisect,
  divide,
  exponential,
  type Fixed,
  fixed,
  HALF,
  logarithm,
  multiply,
  ONE,
  squareRoot,
  sum,
  toNumber,
} from './high-precision.ts'

/** What a method should give, by its definition and bisection alone. */
export interface Reference {
  readonly probabilities: readonly number[]
  readonly parameter: number
}

const reference = (probabilities: readonly Fixed[], parameter: Fixed): Reference => ({
  probabilities: probabilities.map(toNumber),
  parameter: toNumber(parameter),
})

const implied = (prices: readonly number[]): Fixed[] => prices.map((price) => divide(ONE, fixed(price)))

export function powerReference(prices: readonly number[], target = 1): Reference {
  const logarithms = implied(prices).map(logarithm)
  const at = (k: Fixed): Fixed[] => logarithms.map((value) => exponential(multiply(k, value)))
  const k = bisect((x) => sum(at(x)) - fixed(target), 0n, 1024n * ONE)
  return reference(at(k), k)
}

export function oddsRatioReference(prices: readonly number[], target = 1): Reference {
  const values = implied(prices)
  const at = (c: Fixed): Fixed[] => values.map((value) => divide(value, value + multiply(c, ONE - value)))
  const c = bisect((x) => sum(at(x)) - fixed(target), 0n, 1_000_000n * ONE, 200)
  return reference(at(c), c)
}

export function shinReference(prices: readonly number[]): Reference {
  const values = implied(prices)
  const booksum = sum(values)
  const at = (z: Fixed): Fixed[] =>
    values.map((value) => {
      const inner = multiply(z, z) + 4n * multiply(ONE - z, divide(multiply(value, value), booksum))
      return divide(squareRoot(inner) - z, 2n * (ONE - z))
    })
  const z = bisect((x) => sum(at(x)) - ONE, -1024n * ONE, ONE - (ONE >> 60n))
  return reference(at(z), z)
}

/** `null` where there is no solution. */
export function jensenShannonReference(prices: readonly number[]): Reference | null {
  const values = implied(prices)
  const entropy = (x: Fixed): Fixed => (x <= 0n ? 0n : -multiply(x, logarithm(x)))
  const binary = (x: Fixed): Fixed => entropy(x) + entropy(ONE - x)
  const divergence = (p: Fixed, r: Fixed): Fixed => binary((p + r) >> 1n) - ((binary(p) + binary(r)) >> 1n)
  const below = (r: Fixed, target: Fixed): Fixed => bisect((p) => divergence(p, r) - target, 0n, r, 64)
  // The smallest implied probability is used up first.
  const most = divergence(0n, divide(ONE, fixed(Math.max(...prices))))
  const at = (target: Fixed): Fixed[] => values.map((value) => below(value, target))
  if (sum(at(most)) > ONE) return null
  const divergenceFound = bisect((x) => sum(at(x)) - ONE, 0n, most, 64)
  return reference(at(divergenceFound), squareRoot(divergenceFound))
}

/** The closed forms, exactly. */
export function closedFormReference(method: string, prices: readonly number[], target = 1): readonly number[] {
  const values = implied(prices)
  const count = BigInt(prices.length)
  const total = fixed(target)
  const booksum = sum(values)
  switch (method) {
    case 'multiplicative':
      return values.map((value) => toNumber(divide(multiply(value, total), booksum)))
    case 'additive':
      return values.map((value) => toNumber(value - (booksum - total) / count))
    case 'balanced-book': {
      const z = divide(booksum - total, count * ONE - total)
      return values.map((value) => toNumber(divide(value - z, ONE - z)))
    }
    case 'goto-conversion': {
      const errors = values.map((value) => squareRoot(ONE - value))
      const step = divide(booksum - total, sum(errors))
      return values.map((value, index) => toNumber(value - multiply(step, errors[index] ?? 0n)))
    }
    case 'efficient-shin': {
      const reduced = values.map((value) => value - multiply(HALF, booksum - ONE))
      return reduced.map((value) => toNumber(divide(value, sum(reduced))))
    }
    default:
      throw new Error(`no closed form of ${method}`)
  }
}
