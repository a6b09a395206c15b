import { serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import { createTheOddsResults, createTheOddsSource, theOddsAccess } from '@betting-advisor/adapter-theodds'
import { createTheOddsEmulator } from '@betting-advisor/adapter-theodds/emulator'
import { accountKey, DAY, Secret, type Store, timestamp } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'
import { createFootballWorld, createSteppedClock, type SteppedClock } from '@betting-advisor/core/simulation'
import type { Feeds } from './feeds.ts'
import type { ProgramSettings } from './program-settings.ts'

/** When every simulated world begins: a Saturday. */
const EPOCH = Date.UTC(2026, 7, 1)
const FORTNIGHT = 14 * DAY
/** How long a fortnight takes at least, in real milliseconds. */
const TAKES = 115_000
/** Virtual seconds between two looks at the prices, and at the results. */
const PRICES_EVERY = 1800
const RESULTS_EVERY = 900

/** A simulated fortnight, whose clock may also be let run to a moment before its end. */
export interface Demo extends Feeds {
  readonly clock: SteppedClock
}

/**
 * A fortnight of a simulated world, served by the emulator of The Odds API on a loopback port, in stepped virtual time: the one that the
 * last run was in, or the next one where that had come to its end.
 */
export async function openDemo(base: ProgramSettings, store: Store, fast: boolean): Promise<Demo> {
  const settings = demoSettings(base)
  const reached = await reachedBefore(settings, store)
  const number = Math.floor((reached - EPOCH) / FORTNIGHT) + 1
  const start = timestamp(EPOCH + (number - 1) * FORTNIGHT)
  const end = timestamp(start + FORTNIGHT)
  const clock = createSteppedClock({
    start: timestamp(reached),
    pace: fast ? null : FORTNIGHT / TAKES,
    limit: timestamp(reached),
  })
  const world = createFootballWorld({ seed: settings.seed, gamesPerDay: settings.backtest.gamesPerDay })
  const key = 'demo-key'
  const server = await serveEmulator(createTheOddsEmulator({ world, clock, apiKeys: [key], credits: 5_000_000 }).fetch)
  const access = { ...theOddsAccess({ ...settings, theOdds: { apiKey: new Secret(key) } }), baseUrl: server.url }
  const sports = world.competitions.map((competition) => competition.key)
  return {
    settings,
    clock,
    sources: [createTheOddsSource({ ...access, sports, regions: ['eu'], pollSeconds: PRICES_EVERY })],
    results: [createTheOddsResults({ ...access, pollSeconds: RESULTS_EVERY })],
    sharp: world.sharp,
    span: { name: `fortnight ${number}`, start, end },
    finish: (signal) => clock.until(end, signal),
    async close() {
      clock.close()
      await server.close()
    },
  }
}

/** A demo has a bankroll of its own for each seed, never mixed with another's or with the real world's. */
export function demoSettings<Demo extends Settings>(settings: Demo): Demo {
  const seed = settings.seed.replace(/[^\w.-]/g, '_')
  return {
    ...settings,
    account: { ...settings.account, name: `${settings.account.name}-demo-${seed}`.slice(0, 64) },
    risk: { ...settings.risk, drawdownLockMs: settings.backtest.drawdownLockMs },
  }
}

async function reachedBefore({ account }: Settings, store: Store): Promise<number> {
  const key = accountKey('DRY_RUN', account.name)
  const runs = (await store.accounts()).includes(key) ? await store.runs(key) : []
  return Math.max(EPOCH, ...runs.map(({ reachedAt, endedAt }) => Math.max(reachedAt, endedAt ?? 0)))
}
