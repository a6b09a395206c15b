import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch: string[] = []

afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true })
})

/** The names of the rules that a tree of files breaks. */
function broken(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'))
  scratch.push(folder)
  for (const [path, source] of Object.entries({
    'tsconfig.json': '{}',
    'package.json': '{"type":"module"}',
    ...files,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  const config = join(root, '.dependency-cruiser.js')
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    ['packages', '--config', config, '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8' },
  )
  if (stdout === '') throw new Error(stderr)
  const { summary }: { summary: { violations: { rule: { name: string } }[] } } = JSON.parse(stdout)
  return [...new Set(summary.violations.map(({ rule }) => rule.name))]
}

const some = 'export const some = 1\n'

test.each<[string, Record<string, string>]>([
  ['core-odds', { 'core/src/odds/a.ts': `import '../engine/b.ts'`, 'core/src/engine/b.ts': some }],
  [
    'core-engine-types-only',
    {
      'core/src/engine/a.ts': `import { some } from '../config/b.ts'\nexport default some`,
      'core/src/config/b.ts': some,
    },
  ],
  ['package-core', { 'core/src/odds/a.ts': `import '../../../store-x/src/index.ts'`, 'store-x/src/index.ts': some }],
  [
    'package-adapters',
    { 'adapter-a/src/index.ts': `import '../../adapter-b/src/index.ts'`, 'adapter-b/src/index.ts': some },
  ],
  [
    'package-stores',
    { 'store-a/src/index.ts': `import '../../adapter-b/src/index.ts'`, 'adapter-b/src/index.ts': some },
  ],
  [
    'package-adapter-kit',
    { 'adapter-kit/src/index.ts': `import '../../adapter-b/src/index.ts'`, 'adapter-b/src/index.ts': some },
  ],
  [
    'nothing-imports-the-monitor',
    { 'store-a/test/a.ts': `import '../../monitor-http/src/index.ts'`, 'monitor-http/src/index.ts': some },
  ],
  ['no-cycles', { 'core/src/units/a.ts': `import './b.ts'`, 'core/src/units/b.ts': `import './a.ts'` }],
  ['no-inner-barrels', { 'core/src/units/a.ts': `export { some } from './b.ts'`, 'core/src/units/b.ts': some }],
  ['entries-are-for-others', { 'core/src/units/a.ts': `import '../index.ts'`, 'core/src/index.ts': some }],
  ['only-through-entries', { 'store-a/src/x.ts': `import '../../core/src/units/b.ts'`, 'core/src/units/b.ts': some }],
  ['no-new-rooms-unnamed', { 'core/src/cellar/a.ts': `import '../units/b.ts'`, 'core/src/units/b.ts': some }],
  ['core-without-node', { 'core/src/units/a.ts': `import 'node:fs'` }],
  ['no-unresolvable', { 'store-a/src/x.ts': `import './gone.ts'` }],
])('%s is broken by a tree that breaks it', (rule, files) => {
  const tree = Object.fromEntries(Object.entries(files).map(([path, source]) => [`packages/${path}`, source]))
  expect(broken(tree)).toContain(rule)
})

test('a tree that keeps the rules is left in peace', () => {
  const files = {
    'packages/core/src/index.ts': `export { some } from './odds/a.ts'`,
    'packages/core/src/odds/a.ts': `import type { b } from '../market/b.ts'\nexport const some: b = 1`,
    'packages/core/src/odds/aliases.ts': `export { some as other } from './a.ts'`,
    'packages/core/src/market/b.ts': 'export type b = number',
    'packages/store-a/src/index.ts': `import '../../core/src/index.ts'`,
    'packages/adapter-a/src/index.ts': `import '../../core/src/index.ts'\nimport '../../adapter-kit/src/index.ts'`,
    'packages/adapter-kit/src/index.ts': `import '../../core/src/index.ts'`,
  }
  expect(broken(files)).toEqual([])
})
