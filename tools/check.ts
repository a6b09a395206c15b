// Runs everything that CI does and ends with a failure when any of it failed: the tests first and alone, for they take every core;
// then the checks side by side, each with its output in one piece. `--without-tests` leaves the tests out.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runSideBySide } from './side-by-side.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest: { scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/** What looks at that which was built. */
const ofBuilt = ['check:packed', 'check:api', 'check:size']
/** What takes longest begins first. */
const early = ['check:build', ...ofBuilt]

const checks = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'))
const ordered = [...early.filter((name) => checks.includes(name)), ...checks.filter((name) => !early.includes(name))]
const tests = process.argv.includes('--without-tests') ? [] : ['test']
const failed: string[] = []

/** Runs a script of the manifest; its output goes where ours does, or comes back in one piece. */
async function run(name: string, stdio: 'inherit' | 'pipe'): Promise<string> {
  const child = spawn('pnpm', ['run', name], { cwd: root, stdio, shell: process.platform === 'win32' })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => pieces.push(piece))
  const start = performance.now()
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) failed.push(name)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return `${Buffer.concat(pieces)}── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`
}

const heading = (name: string) => `\n── ${name}: ${manifest.scripts[name]}`

for (const name of tests) {
  console.log(heading(name))
  console.log(await run(name, 'inherit'))
}
await runSideBySide(
  ordered.map((name) => ({ name, after: ofBuilt.includes(name) ? ['check:build'] : [] })),
  availableParallelism(),
  async (name) => {
    const output = await run(name, 'pipe')
    console.log(`${heading(name)}\n${output}`)
  },
)

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`)
  process.exitCode = 1
} else {
  console.log(`\nAll of it passed: ${[...tests, ...ordered].join(', ')}`)
}
