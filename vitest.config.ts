import { defineConfig } from 'vitest/config'

const source = '@betting-advisor/source'

export default defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['packages/*/test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'] },
    execArgv: [`--conditions=${source}`],
    reporters: ['default', './tools/closing-line.ts'],
    // Much of the suite waits for processes and sockets, so every core takes a worker.
    maxWorkers: '100%',
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
