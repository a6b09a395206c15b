import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const source = '@betting-advisor/source'

// Each process and thread that a test starts would translate and compile the sources anew: kept where Node keeps such things, it is done once.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache')

/** Tests that start many processes and end them roughly: one file after the other, when the rest has finished. */
const faults = ['reliability/test/**/*.faults.test.ts']

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'] },
    reporters: ['default', './tools/closing-line.ts'],
    // Much of the suite waits for processes and sockets, so every core takes a worker.
    maxWorkers: '100%',
    passWithNoTests: false,
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
          typecheck: { enabled: true, include: ['packages/*/test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
          execArgv: [`--conditions=${source}`],
          allowOnly: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: faults,
          execArgv: [`--conditions=${source}`],
          allowOnly: false,
          fileParallelism: false,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 1_200_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
