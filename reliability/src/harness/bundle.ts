import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'tsup'

/** The programs of the processes, each in one file: hundreds of them are started, and each file costs time. */
export interface Programs extends Disposable {
  readonly engine: string
  readonly exchange: string
}

/** Which exchange engines bet at: one of the faults' own, or the emulated Betfair through its adapter. */
export type ExchangeKind = 'faulty' | 'betfair'

const SOURCES: Readonly<Record<ExchangeKind, Record<'engine' | 'exchange', string>>> = {
  faulty: { engine: 'src/engine/main.ts', exchange: 'src/exchange/main.ts' },
  betfair: { engine: 'src/betfair/engine-main.ts', exchange: 'src/betfair/exchange-main.ts' },
}

/** Bundles the programs from their sources. */
export async function bundlePrograms(kind: ExchangeKind): Promise<Programs> {
  const root = join(import.meta.dirname, '../..')
  const { engine, exchange } = SOURCES[kind]
  // Within the workspace, where what stays outside the bundles is found.
  const outDir = mkdtempSync(join(root, 'dist-'))
  await build({
    config: false,
    silent: true,
    entry: { engine: join(root, engine), exchange: join(root, exchange) },
    outDir,
    outExtension: () => ({ js: '.mjs' }),
    format: ['esm'],
    target: 'node22',
    platform: 'node',
    splitting: false,
    sourcemap: false,
    noExternal: [/.*/],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    esbuildOptions(options) {
      options.conditions = ['@betting-advisor/source']
    },
  })
  return {
    engine: join(outDir, 'engine.mjs'),
    exchange: join(outDir, 'exchange.mjs'),
    [Symbol.dispose]: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
