// Runs everything that CI does, one after the other, and ends with a failure when any of it failed. `--without-tests` leaves the tests out.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest: { scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const checks = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'))
const names = process.argv.includes('--without-tests') ? checks : ['test', ...checks]

const failed: string[] = []
for (const name of names) {
  console.log(`\n── ${name}: ${manifest.scripts[name]}`)
  const start = performance.now()
  const { status } = spawnSync('pnpm', ['run', name], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  console.log(
    `── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`,
  )
  if (status !== 0) failed.push(name)
}

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`)
  process.exitCode = 1
} else {
  console.log(`\nAll of it passed: ${names.join(', ')}`)
}
