// A season of a simulated world through the engine that also trades on paper. pnpm example backtest
import { DAY, fractionalKelly, runBacktest, timestamp, valueBetting } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power } from '@betting-advisor/core/odds'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'

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

console.log(`${performance.bets} bets, yield ${((performance.yield ?? 0) * 100).toFixed(2)} %`)
const { clv, bets } = performance
const beaten =
  clv === null
    ? 'no bet has a close'
    : `mean CLV ${(clv.mean * 100).toFixed(2)} % (${clv.bets} of ${bets} bets have a close)`
console.log(`${beaten}, ${locks.length} locks`, rejections)
