// Runs a backtest and the SQLite store on Deno and on Bun: what the READMEs say of other runtimes is true of these versions.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'runtimes-'))
const condition = '--conditions=@betting-advisor/source'
const runtimes = [
  { name: 'Deno', words: ['-p', 'deno@2.9.6', 'deno', 'run', '--allow-all', condition] },
  { name: 'Bun', words: ['-p', 'bun@1.4.5', 'bun', condition] },
]

for (const { name, words } of runtimes) {
  const programs = [
    { file: 'examples/backtest.ts', more: [], says: 'bets, yield' },
    { file: 'examples/keep-an-intent.ts', more: [join(folder, `${name}.db`)], says: 'reserved SENDING closed' },
  ]
  for (const { file, more, says } of programs) {
    const { status, stdout, stderr } = spawnSync('npx', ['-y', ...words, file, ...more], {
      cwd: root,
      encoding: 'utf8',
      timeout: 120_000,
      shell: process.platform === 'win32',
    })
    if (status === 0 && stdout.includes(says) && stderr === '') console.log(`${file} runs on ${name}`)
    else {
      console.error(`${stdout}\n${stderr}\n${file} does not run on ${name}.`)
      process.exitCode = 1
    }
  }
}
rmSync(folder, { recursive: true, force: true })
