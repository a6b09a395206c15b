// Runs a season of the simulated world and holds its figures against tools/expected-backtest.json, so that no change of what is bet,
// staked or settled goes unnoticed; `--write` writes them anew, and their difference belongs into the change that makes it.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineSettings } from '../packages/core/src/config.ts'
import { DAY, fractionalKelly, runBacktest, timestamp, valueBetting } from '../packages/core/src/index.ts'
import { power } from '../packages/core/src/odds.ts'
import { createFootballWorld, footballBacktestEvents } from '../packages/core/src/simulation.ts'

const file = fileURLToPath(new URL('expected-backtest.json', import.meta.url))
const settings = defineSettings({ risk: { maxOpenBets: 20 } })
const world = createFootballWorld({ seed: '2026', gamesPerDay: 5 })
const from = timestamp(Date.UTC(2026, 7, 1))

const { performance, rejections, locks } = runBacktest({
  events: footballBacktestEvents(world, { from, to: timestamp(from + 270 * DAY) }),
  strategies: [valueBetting({ sharp: world.sharp, overround: power, staking: fractionalKelly(0.2) })],
  limits: settings.backtest.limits,
  currency: settings.account.currency,
  bankroll: settings.backtest.bankroll,
})

/** Engines differ in the last digits of their logarithms; money, a count and a lock are exact. */
const rounded = (value: number | null | undefined) => (typeof value === 'number' ? Number(value.toPrecision(9)) : null)

const { bets, won, lost, staked, profit, maxDrawdown, longestLosingStreak, clv } = performance
const figures = {
  bets,
  won,
  lost,
  void: performance.void,
  staked,
  profit,
  maxDrawdown,
  longestLosingStreak,
  yield: rounded(performance.yield),
  averagePrice: rounded(performance.averagePrice),
  brier: rounded(performance.brier),
  clv: clv && { bets: clv.bets, mean: rounded(clv.mean), beating: rounded(clv.beating) },
  locks: locks.length,
  rejections,
}
const actual = `${JSON.stringify(figures, null, 2)}\n`

if (process.argv.includes('--write')) writeFileSync(file, actual)
else {
  const expected = readFileSync(file, 'utf8')
  if (actual === expected) console.log(`The season ends as expected: ${bets} bets.`)
  else {
    console.error(`The season ended otherwise. Expected:\n${expected}Found:\n${actual}`)
    console.error(
      'If that is what the change is for: node --conditions=@betting-advisor/source tools/check-backtest.ts --write',
    )
    process.exitCode = 1
  }
}
