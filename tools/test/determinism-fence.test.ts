import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const refused = [
  'export const at = Date.now()',
  'export const at = new Date()',
  'export const at = [1].map(Date.now)',
  'export const roll = Math.random()',
  'export const timer = setTimeout(() => 0, 1)',
  'export const at = performance.now()',
  "export const page = fetch('http://x')",
  'export const home = process.env',
  'export const id = crypto.randomUUID()',
  'export const clock = globalThis.Date',
  "import { readFileSync } from 'node:fs'\nexport const read = readFileSync",
  'console.log(1)',
]
const allowed = [
  'export const at = new Date(0)',
  'export const at = Date.UTC(2026, 0, 1)',
  "export const zone = new Intl.DateTimeFormat('en', { timeZone: 'UTC' })",
]
const outside = ['packages/core/src/clock/system-clock.ts', 'packages/adapter-kit/src/probe.ts']

const inCore = (index: number, kind: string) => `packages/core/src/engine/${kind}-${index}.ts`

/** Files of which a rule of the fence complains. */
let complaints: ReadonlySet<string>

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'determinism-fence-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { vcs: _, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  write('biome.json', JSON.stringify(config))
  cpSync(join(root, 'tools/lint'), join(folder, 'tools/lint'), { recursive: true })
  for (const [index, source] of refused.entries()) write(inCore(index, 'refused'), `${source}\n`)
  for (const [index, source] of allowed.entries()) write(inCore(index, 'allowed'), `${source}\n`)
  for (const path of outside) write(path, `${refused[0]}\n`)
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--reporter=github', 'packages'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  rmSync(folder, { recursive: true })
  const found = [...`${stdout}${stderr}`.matchAll(/title=(\S+?),file=([^,]+),/g)]
  complaints = new Set(
    found.flatMap(([, rule = '', file = '']) =>
      /noRestricted|plugin/.test(rule) ? [file.slice(file.indexOf('packages/'))] : [],
    ),
  )
})

test.each(refused.map((source, index) => [index, source] as const))('core may not say (%i): %s', (index) => {
  expect(complaints).toContain(inCore(index, 'refused'))
})

test.each(allowed.map((source, index) => [index, source] as const))('core may say (%i): %s', (index) => {
  expect(complaints).not.toContain(inCore(index, 'allowed'))
})

test.each(outside)('%s may read the clock', (path) => {
  expect(complaints).not.toContain(path)
})
