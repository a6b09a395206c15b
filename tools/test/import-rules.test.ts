import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Files that break a rule, and which. */
const breaking: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['core-odds', 'core/src/odds/upwards.ts', `import '../engine/some.ts'`],
  [
    'core-ports',
    'core/src/ports/upwards-types.ts',
    `import type { Some } from '../risk/some.ts'\nexport const some: Some = 1`,
  ],
  ['package-core', 'core/src/odds/outwards.ts', `import '../../../store-a/src/index.ts'`],
  ['package-adapters', 'adapter-a/src/sideways.ts', `import '../../adapter-b/src/index.ts'`],
  ['package-stores', 'store-a/src/sideways.ts', `import '../../adapter-b/src/index.ts'`],
  ['package-adapter-kit', 'adapter-kit/src/upwards.ts', `import '../../adapter-b/src/index.ts'`],
  ['nothing-imports-the-monitor', 'store-a/test/monitored.ts', `import '../../monitor-http/src/index.ts'`],
  ['no-cycles', 'core/src/units/chicken.ts', `import './egg.ts'`],
  ['no-inner-barrels', 'core/src/units/barrel.ts', `export { some } from './some.ts'`],
  ['entries-are-for-others', 'core/src/units/roundabout.ts', `import '../index.ts'`],
  ['only-through-entries', 'store-a/src/deep.ts', `import '../../core/src/units/some.ts'`],
  ['no-new-rooms-unnamed', 'core/src/cellar/new.ts', `import '../units/some.ts'`],
  ['core-without-node', 'core/src/units/reader.ts', `import 'node:fs'`],
  ['no-unresolvable', 'store-a/src/lost.ts', `import './gone.ts'`],
]

const some = 'export const some = 1\nexport type Some = number'

/** Files that keep them all. */
const keeping: Readonly<Record<string, string>> = {
  'core/src/index.ts': `export { some } from './odds/fine.ts'`,
  'core/src/odds/fine.ts': `import type { Some } from '../market/some.ts'\nexport const some: Some = 1`,
  'core/src/odds/aliases.ts': `export { some as other } from './fine.ts'`,
  'core/src/market/some.ts': some,
  'core/src/engine/some.ts': `import type { Some } from '../config/some.ts'\nexport const some: Some = 1`,
  'core/src/config/some.ts': some,
  'core/src/risk/some.ts': some,
  'core/src/config/ambient.ts': `export const read = () => import('node:fs/promises')`,
  'core/src/units/some.ts': some,
  'core/src/units/egg.ts': `import './chicken.ts'`, // a cycle is told once
  'store-a/src/index.ts': `import '../../core/src/index.ts'`,
  'adapter-a/src/index.ts': `import '../../core/src/index.ts'\nimport '../../adapter-kit/src/index.ts'`,
  'adapter-b/src/index.ts': some,
  'adapter-kit/src/index.ts': `import '../../core/src/index.ts'`,
  'monitor-http/src/index.ts': `import '../../core/src/index.ts'`,
}

/** `rule: file` for every violation in a tree of all these files. */
let violations: ReadonlySet<string>

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('tsconfig.json', '{}')
  write('package.json', '{ "type": "module" }')
  for (const [path, source] of Object.entries(keeping)) write(`packages/${path}`, source)
  for (const [, path, source] of breaking) write(`packages/${path}`, source)
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['packages', '--config', join(root, '.dependency-cruiser.js'), '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8' },
  )
  rmSync(folder, { recursive: true })
  if (stdout === '') throw new Error(stderr)
  const { summary }: { summary: { violations: { from: string; rule: { name: string } }[] } } = JSON.parse(stdout)
  violations = new Set(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`))
})

test.each(breaking)('%s is broken by %s', (rule, path) => {
  expect(violations).toContain(`${rule}: packages/${path}`)
})

test.each(Object.keys(keeping))('nothing is broken by %s', (path) => {
  expect([...violations].filter((violation) => violation.endsWith(`: packages/${path}`))).toEqual([])
})
