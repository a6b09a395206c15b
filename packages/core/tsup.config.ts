import { globSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { defineConfig, type Options } from 'tsup'

const entry = { index: 'src/index.ts', config: 'src/config.ts', store: 'src/store.ts', testing: 'src/testing.ts' }

/** The two halves of core; config and testing are entries already. */
const mathematics = ['errors', 'units', 'numerics', 'odds', 'value', 'staking', 'models']
const halves: Readonly<Record<string, string>> = {
  mathematics: `{${mathematics.join()}}/**/*.ts`,
  engine: `!(${[...mathematics, 'config', 'testing'].join('|')})/**/*.ts`,
}

/**
 * Gives each half chunks of its own by making it an entry, too, so that `index.js` itself is nothing but exports.
 *
 * A bundler drops a chunk that it has no use for (`sideEffects: false`), but within one it must keep every statement that could
 * have an effect, such as a table being built or the inlined emitter: whoever imports the mathematics should not pay for the
 * engine. Every chunk costs time at import, so there are no more of them than that takes.
 */
const chunksForHalves: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'chunks-for-halves',
  setup(build) {
    build.onResolve({ filter: /^half:/ }, ({ path }) => ({ path: path.slice('half:'.length), namespace: 'half' }))
    build.onLoad({ filter: /.*/, namespace: 'half' }, ({ path }) => ({
      contents: globSync(halves[path] ?? [], { cwd: 'src' })
        .sort()
        .map((file) => `export * from './${file}'`)
        .join('\n'),
      resolveDir: 'src',
    }))
  },
}

/** Inlined into the build: `dependencies` stays empty, and their licences come along. */
const inlined = ['eventemitter3']

async function writeLicences(): Promise<void> {
  const texts = await Promise.all(
    inlined.map(async (name) => `${name}\n\n${(await readFile(`node_modules/${name}/LICENSE`, 'utf8')).trim()}\n`),
  )
  const heading = 'Parts of these libraries are included in the files here, under the following licences.\n'
  await writeFile('dist/THIRD-PARTY-LICENSES.txt', [heading, ...texts].join(`\n${'-'.repeat(80)}\n\n`))
}

export default defineConfig({
  entry,
  format: ['esm'],
  target: 'node22',
  platform: 'neutral',
  splitting: true,
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  dts: { entry }, // stands alone only while no exported type names an inlined library
  external: [/^node:/],
  noExternal: inlined,
  esbuildPlugins: [chunksForHalves],
  esbuildOptions(options) {
    const added = Object.keys(halves).map((half) => [`halves/${half}`, `half:${half}`])
    options.entryPoints = { ...entry, ...Object.fromEntries(added) }
  },
  async onSuccess() {
    await rm('dist/halves', { recursive: true }) // nobody imports the entries themselves
    await writeLicences()
  },
})
