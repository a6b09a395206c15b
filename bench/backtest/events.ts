/**
 * A backtest in events per second, against only removing the overround of every sharp price in the same events, and where files are
 * named, the whole backtest of those seasons after start-up:
 *
 *     node --conditions=@betting-advisor/source bench/backtest/events.ts [season.csv...]
 *
 * Rounds alternate, so that a change of the machine's clock hits both alike. The figure is the median round; compare ratios.
 */
import { readFileSync } from 'node:fs'
import { footballDataEvents, readSeasons } from '@betting-advisor/adapter-football-data'
import {
  type BacktestEvent,
  DAY,
  fractionalKelly,
  runBacktest,
  timestamp,
  type VenueId,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power, removeOverround } from '@betting-advisor/core/odds'
import { createFootballWorld, footballBacktestEvents } from '@betting-advisor/core/simulation'

const ROUNDS = 9
const settings = defineSettings({ account: { timeZone: 'Europe/London' } })

function backtest(events: readonly BacktestEvent[], sharp: string): number {
  const { bets } = runBacktest({
    events,
    strategies: [valueBetting({ sharp, overround: power, staking: fractionalKelly(0.2) })],
    limits: settings.backtest.limits,
    currency: settings.account.currency,
    bankroll: settings.backtest.bankroll,
    timeZone: settings.account.timeZone,
  })
  return bets.length
}

/** The least that any backtest of this strategy has to do. */
function floor(events: readonly BacktestEvent[], sharp: string): number {
  let books = 0
  for (const event of events) {
    if (event.type !== 'market') continue
    const shown = event.update.venues.find(({ venue }) => venue === (sharp as VenueId))
    const prices = shown?.prices.filter((price) => price !== null) ?? []
    if (prices.length > 1) books += removeOverround(prices, power).probabilities.length > 0 ? 1 : 0
  }
  return books
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function compare(name: string, events: readonly BacktestEvent[], sharp: string): void {
  const times = { backtest: [] as number[], floor: [] as number[] }
  const first = performance.now()
  const bets = backtest(events, sharp)
  const cold = performance.now() - first
  for (let round = 0; round < ROUNDS; round++) {
    for (const [work, run] of [
      ['floor', floor],
      ['backtest', backtest],
    ] as const) {
      const start = performance.now()
      run(events, sharp)
      times[work].push(performance.now() - start)
    }
  }
  const [whole, least] = [median(times.backtest), median(times.floor)]
  console.log(
    `${name}: ${events.length} events, ${bets} bets; first run ${cold.toFixed(0)} ms; warm ${whole.toFixed(1)} ms, ` +
      `${Math.round((events.length / whole) * 1000)} events/s; overround removal alone ${least.toFixed(1)} ms, ratio ${(whole / least).toFixed(1)}`,
  )
}

const world = createFootballWorld({ seed: 'bench', gamesPerDay: 8 })
const from = timestamp(Date.UTC(2026, 7, 1))
compare('generated year', [...footballBacktestEvents(world, { from, to: timestamp(from + 365 * DAY) })], world.sharp)

const files = process.argv.slice(2)
if (files.length > 0) {
  const seasons = readSeasons(files.map((name) => ({ name, text: readFileSync(name, 'utf8') })))
  compare(`${files.length} season files`, [...footballDataEvents(seasons)], seasons.venues.sharp)
}
