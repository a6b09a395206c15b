import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { bundledThreads } from './tools/bundled-threads.ts'
import { LongestFirst } from './tools/longest-first.ts'

const source = '@betting-advisor/source'

// Each process and thread that a test starts would translate and compile the sources anew: kept where Node keeps such things, it is done once.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache')

/** Tests that start many processes and end them roughly, and one that goes by the watch, when the rest has finished. */
const faults = ['reliability/test/**/*.faults.test.ts', 'packages/core/test/simulation-runs/*.faults.test.ts']
/** Those of them that take all the machine has, each by itself; the others mostly wait. */
const kills = ['reliability/test/kills.faults.test.ts']
const betfairKills = ['reliability/test/betfair.faults.test.ts']
const roughly = {
  execArgv: [`--conditions=${source}`],
  allowOnly: false,
  maxConcurrency: 3,
  testTimeout: 1_200_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  plugins: [bundledThreads([source])],
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'] },
    reporters: ['default', './tools/closing-line.ts'],
    // Much of the suite waits for processes and sockets: one worker more than there are cores keeps them busy.
    maxWorkers: availableParallelism() + 1,
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/test/**/*.test.ts',
            'reliability/test/**/*.test.ts',
            'tools/test/**/*.test.ts',
          ],
          exclude: faults,
          typecheck: {
            enabled: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.type-tests.json',
          },
          execArgv: [`--conditions=${source}`],
          allowOnly: false,
          // Loading the packages anew for each file takes longer than most files; what they keep for a process is the same for everyone.
          isolate: false,
          // No test fails because the machine is busy.
          testTimeout: 300_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
      { extends: true, test: { ...roughly, name: 'faults:kills', include: kills, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: { ...roughly, name: 'faults:betfair', include: betfairKills, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: {
          ...roughly,
          name: 'faults',
          include: faults,
          exclude: [...kills, ...betfairKills],
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
