/**
 * Simultaneous Kelly over one-X-two markets, by the product of transforms and by listing all joint outcomes:
 *
 *     node --conditions=@betting-advisor/source bench/staking/simultaneous-kelly.ts
 *
 * Both find the same stakes; the last column shows by how much they differ. The figure is the median processor time of several runs, which other programs on the machine disturb less.
 */
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { type KellyMarket, scenarioKelly, simultaneousKelly } from '@betting-advisor/core/staking'

const random = createSeededRandom('simultaneous Kelly')

/** A market with 5 % overround whose probabilities are known a little better than the bookmaker knows them. */
function market(): KellyMarket {
  const normal = (values: readonly number[]) => {
    const total = values.reduce((sum, value) => sum + value, 0)
    return values.map((value) => value / total)
  }
  const believed = normal([0.3 + random() * 0.4, 0.2 + random() * 0.1, 0.2 + random() * 0.3])
  const probabilities = normal(believed.map((value) => value * (0.85 + random() * 0.3)))
  return { prices: believed.map((value) => Math.max(1.01, 1 / (value * 1.05))), probabilities }
}

/** Every joint outcome of the markets, the way it is usually done. */
function byListing(markets: readonly KellyMarket[]) {
  let joint: { probability: number; returns: number[] }[] = [{ probability: 1, returns: [] }]
  for (const { prices, probabilities } of markets) {
    joint = joint.flatMap((state) =>
      probabilities.map((probability, index) => ({
        probability: state.probability * probability,
        returns: [...state.returns, ...prices.map((price, own) => (own === index ? (price ?? 1) - 1 : -1))],
      })),
    )
  }
  return scenarioKelly({
    returns: joint.map(({ returns }) => returns),
    probabilities: joint.map(({ probability }) => probability),
  })
}

function milliseconds(runs: number, work: () => void): number {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    work()
    times.push(process.cpuUsage(before).user / 1000)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}

const warm = [market(), market(), market()]
for (let run = 0; run < 200; run++) simultaneousKelly(warm)

console.log('markets  joint outcomes  product ms   listing ms    ratio  largest difference')
for (const count of [1, 2, 4, 6, 8, 10, 20, 50, 100]) {
  const markets = Array.from({ length: count }, market)
  const product = milliseconds(count > 20 ? 3 : 15, () => simultaneousKelly(markets))
  const columns = [
    String(count).padStart(7),
    (3 ** count).toExponential(1).padStart(15),
    product.toFixed(2).padStart(11),
  ]
  if (count <= 10) {
    const listed = byListing(markets)
    const stakes = simultaneousKelly(markets).fractions.flat()
    const difference = Math.max(...stakes.map((stake, bet) => Math.abs(stake - (listed.fractions[bet] ?? 0))))
    const listing = milliseconds(count < 8 ? 7 : 1, () => byListing(markets))
    columns.push(
      listing.toFixed(1).padStart(12),
      `${(listing / product).toFixed(1)}×`.padStart(8),
      difference.toExponential(1).padStart(19),
    )
  }
  console.log(columns.join(' '))
}

/** Every market an arbitrage over all of its outcomes, so that the whole bankroll is staked. */
const arbitrage: KellyMarket = { prices: [2.99, 5.4, 2.1], probabilities: [0.33, 0.18, 0.49] }
/** One outcome next to certain, the others next to impossible. */
const certain: KellyMarket = { prices: [1.01, 1e6, 1e6], probabilities: [1 - 1e-7 - 1e-12, 1e-7, 1e-12] }
const mixed = Array.from({ length: 10 }, (_, index) => [market(), arbitrage, certain][index % 3] ?? market())

console.log('\nten markets, ms             free   90 % / 0.1   50 % / 0.05   99 % / 0.0001')
for (const [name, markets] of [
  ['with an overround', Array.from({ length: 10 }, market)],
  ['arbitrages', new Array<KellyMarket>(10).fill(arbitrage)],
  ['next to certain', new Array<KellyMarket>(10).fill(certain)],
  ['of all kinds', mixed],
] as const) {
  const columns = [
    {},
    { drawdown: { level: 0.9, probability: 0.1 } },
    { drawdown: { level: 0.5, probability: 0.05 } },
    { drawdown: { level: 0.99, probability: 1e-4 } },
  ].map((settings) => milliseconds(7, () => simultaneousKelly(markets, settings)).toFixed(1))
  console.log(name.padEnd(20), columns.map((figure) => figure.padStart(12)).join(' '))
}
