import { readFile, writeFile } from 'node:fs/promises'
import { defineConfig } from 'tsup'

const names = [
  'index',
  'book',
  'breaker',
  'config',
  'errors',
  'models',
  'odds',
  'report',
  'risk',
  'simulation',
  'staking',
  'store',
  'testing',
  'value',
  'venue',
]
const entry = Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]))

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
  onSuccess: writeLicences,
})
