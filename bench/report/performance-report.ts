/**
 * Settled bets measured per second, in one pass:
 *
 *     node --conditions=@betting-advisor/source bench/report/performance-report.ts
 */
import { money, timestamp, ZERO } from '@betting-advisor/core'
import { createPerformance, type SettledBet } from '@betting-advisor/core/report'
import { createSeededRandom } from '@betting-advisor/core/simulation'

const random = createSeededRandom('report')
const bets = Array.from({ length: 200_000 }, (_, index): SettledBet => {
  const price = 1.2 + random() * 6
  const won = random() < 1 / price
  return {
    at: timestamp(index * 1000),
    strategy: `strategy ${index % 3}`,
    market: `market ${Math.floor(index / 2)}`,
    venue: 'book',
    price,
    stake: money(1000),
    profit: money(won ? Math.round(1000 * (price - 1)) : -1000),
    commission: ZERO,
    outcome: won ? 'won' : 'lost',
    fairProbability: Math.min(1, 1.02 / price),
    closingProbability: Math.min(1, 1.01 / price),
  }
})

function measure(name: string, count: number, bootstrap: boolean): number {
  let best = 0
  for (let round = 0; round < 5; round++) {
    const report = createPerformance({
      initialBankroll: money(100_000_000),
      ...(bootstrap ? { bootstrap: { seed: '1' } } : {}),
    })
    const start = performance.now()
    for (const bet of bets.slice(0, count)) report.add(bet)
    report.summary()
    best = Math.max(best, count / ((performance.now() - start) / 1000))
  }
  console.log(`${name.padEnd(32)} ${Math.round(best).toLocaleString('en').padStart(12)} bets/s`)
  return best
}

const plain = measure('all statistics', bets.length, false)
const resampled = measure('with 999 bootstrap resamples', 20_000, true)
console.log(`${'ratio'.padEnd(32)} ${(plain / resampled).toFixed(1).padStart(11)}×`)
