import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'tsup'
import type { Plugin } from 'vitest/config'

const starter = fileURLToPath(new URL('../packages/store-sqlite/src/thread.ts', import.meta.url))
const script = fileURLToPath(new URL('../packages/store-sqlite/src/worker.ts', import.meta.url))

/**
 * Lets the threads that tests start of a store load one file instead of hundreds, as those of what is published do: a test opens dozens of
 * stores, and each thread would load everything anew. The file is made of the sources as they are.
 */
export function bundledThreads(conditions: readonly string[]): Plugin {
  let bundled: Promise<string> | undefined

  async function bundle(): Promise<string> {
    const outDir = mkdtempSync(join(tmpdir(), 'bundled-threads-'))
    await build({
      config: false,
      entry: [script],
      format: 'esm',
      target: 'node22',
      outDir,
      outExtension: () => ({ js: '.mjs' }),
      noExternal: [/./],
      removeNodeProtocol: false,
      silent: true,
      esbuildOptions(options) {
        options.conditions = [...conditions]
      },
    })
    return pathToFileURL(join(outDir, 'worker.mjs')).href
  }

  return {
    name: 'bundled-threads',
    enforce: 'pre',
    configureVitest({ defineCacheKeyGenerator }) {
      // What is kept for later runs would name the file of this one.
      defineCacheKeyGenerator(({ id }) => (id === starter ? false : undefined))
    },
    async transform(code, id) {
      if (id !== starter) return null
      bundled ??= bundle()
      const place = "'./worker.ts'"
      if (!code.includes(place)) throw new Error(`${starter} starts no ${place}.`)
      return { code: code.replace(place, JSON.stringify(await bundled)), map: null }
    },
  }
}
