// Runs all tests at the sizes of a release, the fault suites with the exchange's constants at full scale. Each size can be given in the
// environment, such as `FAULT_KILLS=500 pnpm test:long`, and so can what to run: `pnpm test:long --project 'faults*'`.
import { spawnSync } from 'node:child_process'

const sizes: Readonly<Record<string, string>> = {
  FAULT_SCALE: '1',
  FAULT_KILLS: '5000',
  FAULT_RANDOM_KILLS: '10000',
  FAULT_STALLS: '1000',
  FAULT_RESTARTS: '200',
  FAULT_TOGETHER: '500',
  FAULT_BETFAIR_KILLS: '300',
  FAULT_BETFAIR_STALLS: '100',
  FAULT_BETFAIR_TOGETHER: '100',
  FAULT_BETFAIR_MISTAKES: '1',
  FAULT_OUTAGES: '1',
  FAULT_PAYLOADS: '20000',
  FAULT_MUTATIONS: '20000',
  FAULT_STREAMS: '2000',
  SIMULATION_SEEDS: '1000000',
  FRESH_WORLDS: '100000',
  FRESH_WORLDS_FROM: '20000001',
  BUSY_DAYS: '31',
  MODEL_RUNS: '100000',
  KELLY_RUNS: '3000',
  RACE_RUNS: '30000',
  STALE_QUOTES: '1000000',
}

const { status } = spawnSync('pnpm', ['exec', 'vitest', 'run', '--testTimeout', '0', ...process.argv.slice(2)], {
  env: { ...sizes, ...process.env },
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
