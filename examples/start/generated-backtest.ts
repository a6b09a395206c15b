import { DAY, timestamp } from '@betting-advisor/core'
import { createFootballWorld, worldBacktestEvents } from '@betting-advisor/core/simulation'
import type { Command } from './arguments.ts'
import { play } from './play.ts'
import { programSettings } from './program-settings.ts'

/** When generated seasons begin. */
const START = Date.UTC(2026, 7, 1)

/** Backtests value betting over a simulated world. */
export async function generatedBacktest({ play: options }: Extract<Command, { kind: 'backtest' }>): Promise<void> {
  const settings = await programSettings()
  const { seed, backtest } = settings
  const world = createFootballWorld({ seed, gamesPerDay: backtest.gamesPerDay })
  const from = timestamp(START)
  const to = timestamp(START + backtest.days * DAY)
  await play({
    title: 'Value betting',
    subtitle: `${world.fixtures(from, to).length} simulated matches in ${backtest.days} days (seed ${seed})`,
    events: [...worldBacktestEvents(world, { from, to })],
    sharp: world.sharp,
    options,
    settings,
    shown: { reference: world.sharp, seed },
  })
}
