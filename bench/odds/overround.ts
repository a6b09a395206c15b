/**
 * Overround removal in books per second, with the ways of peers beside it:
 *
 *     node --conditions=@betting-advisor/source bench/odds/overround.ts [outcomes]
 *
 * Every contender runs over the same books, one round after another, so that a change of the machine's clock hits all alike. The
 * figure is the best round; compare ratios, not absolutes.
 */
import {
  additive,
  balancedBook,
  gotoConversion,
  jensenShannon,
  multiplicative,
  type OverroundFormula,
  oddsRatio,
  overroundRemovals,
  power,
  removeOverrounds,
  shin,
} from '@betting-advisor/core/odds'
import { createSeededRandom } from '@betting-advisor/core/simulation'

const BOOKS = 2_000
const OVERROUND = 0.05
const ROUNDS = 12
const ROUND_MILLISECONDS = 100

const outcomes = Number(process.argv[2] ?? 3)
const prices = randomBooks(BOOKS, outcomes)
const into = overroundRemovals(BOOKS, BOOKS * outcomes)

interface Contender {
  readonly name: string
  /** Goes through all books once. */
  readonly pass: () => void
  best: number
}

const bulk = (method: OverroundFormula): Contender => ({
  name: method.key,
  pass: () => {
    if (removeOverrounds(prices, outcomes, method, into) === 0) throw new Error(`${method.key} solved no book`)
  },
  best: 0,
})

const rows = Array.from({ length: BOOKS }, (_, book) =>
  Array.from(prices.subarray(book * outcomes, (book + 1) * outcomes)),
)
let sink = 0
const single = (name: string, method: (prices: readonly number[]) => readonly number[]): Contender => ({
  name,
  pass: () => {
    for (const row of rows) sink += method(row)[0] ?? 0
  },
  best: 0,
})

const contenders = [
  ...[multiplicative, additive, power, shin, oddsRatio, balancedBook, gotoConversion, jensenShannon].map(bulk),
  single('multiplicative, one book a call', (row) => multiplicative(row).probabilities),
  single('power, one book a call', (row) => power(row).probabilities),
  single('shin, one book a call', (row) => shin(row).probabilities),
  single('shin by fixed point', fixedPointShin),
  single('power by 60 halvings', bisectionPower),
]

for (let round = 0; round < ROUNDS; round += 1) {
  for (const contender of contenders) {
    let passes = 0
    const start = performance.now()
    let elapsed = 0
    while (elapsed < ROUND_MILLISECONDS) {
      contender.pass()
      passes += 1
      elapsed = performance.now() - start
    }
    contender.best = Math.max(contender.best, (passes * BOOKS * 1000) / elapsed)
  }
}

const rate = (name: string): number => contenders.find((contender) => contender.name === name)?.best ?? Number.NaN
const floor = rate('multiplicative')
console.log(`${BOOKS} books of ${outcomes} outcomes, overround ${OVERROUND * 100} %, Node ${process.version}\n`)
console.log(`${'method'.padEnd(34)}${'books/s'.padStart(14)}${'of multiplicative'.padStart(20)}`)
for (const { name, best } of contenders) {
  console.log(
    `${name.padEnd(34)}${Math.round(best).toLocaleString('en').padStart(14)}${`${((100 * best) / floor).toFixed(1)} %`.padStart(20)}`,
  )
}
console.log(`\nshin is ${(rate('shin') / rate('shin by fixed point')).toFixed(1)} times the fixed point`)
console.log(`power is ${(rate('power') / rate('power by 60 halvings')).toFixed(1)} times bisection`)
if (Number.isNaN(sink)) throw new Error('a peer returned NaN')

/** Shin as in mberk/shin: Jullien and Salanié's fixed point, to 1e-12 or a thousand rounds. */
function fixedPointShin(row: readonly number[]): number[] {
  const implied = row.map((price) => 1 / price)
  const booksum = implied.reduce((sum, value) => sum + value, 0)
  let z = 0
  for (let round = 0; round < 1000; round += 1) {
    let sum = 0
    for (const value of implied) sum += Math.sqrt(z * z + (4 * (1 - z) * value * value) / booksum)
    const next = (sum - 2) / (implied.length - 2)
    const change = Math.abs(next - z)
    z = next
    if (change <= 1e-12) break
  }
  return implied.map((value) => (Math.sqrt(z * z + (4 * (1 - z) * value * value) / booksum) - z) / (2 * (1 - z)))
}

/** Power by halving an interval of exponents sixty times. */
function bisectionPower(row: readonly number[]): number[] {
  const implied = row.map((price) => 1 / price)
  let low = 0
  let high = 100
  for (let halving = 0; halving < 60; halving += 1) {
    const k = (low + high) / 2
    let sum = 0
    for (const value of implied) sum += value ** k
    if (sum > 1) low = k
    else high = k
  }
  return implied.map((value) => value ** ((low + high) / 2))
}

/** Books with random fair probabilities, each raised in proportion. */
function randomBooks(books: number, count: number): Float64Array {
  const random = createSeededRandom('overround')
  const all = new Float64Array(books * count)
  for (let book = 0; book < books; book += 1) {
    const weights = Array.from({ length: count }, () => 0.1 + random())
    const sum = weights.reduce((total, weight) => total + weight, 0)
    weights.forEach((weight, index) => {
      all[book * count + index] = sum / (weight * (1 + OVERROUND))
    })
  }
  return all
}
