// How long `import '@betting-advisor/core'` takes as it is published, beside compiling 800 kB of plain functions in the same process.
//
// pnpm build, then: node bench/import/core.ts
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const TRIES = 25
const entry = new URL('../../packages/core/dist/index.js', import.meta.url)
if (!existsSync(entry)) throw new Error('There is no build of core yet: pnpm build')

const program = `
  const body = (name) => 'function ' + name + '(a, b) { const sum = a + b; return sum > 0 ? sum : { sum, name: "' + name + '" } }'
  const text = Array.from({ length: 10000 }, (_, index) => body('f' + index)).join(';')
  const begun = performance.now()
  new Function(text)
  const yardstick = performance.now() - begun
  const start = performance.now()
  await import(${JSON.stringify(entry.href)})
  console.log(JSON.stringify([performance.now() - start, yardstick]))`

/** The least of several is what each costs; the rest is what else the machine did. */
let [importing, compiling] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
for (let time = 0; time < TRIES; time += 1) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    // What was compiled once is not to be found again: a stranger's first start is measured.
    env: { ...process.env, NODE_COMPILE_CACHE: undefined },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const [one, other]: readonly number[] = JSON.parse(stdout)
  importing = Math.min(importing, one ?? importing)
  compiling = Math.min(compiling, other ?? compiling)
}
const ratio = (importing / compiling).toFixed(2)
console.log(`import '@betting-advisor/core': ${importing.toFixed(1)} ms, the least of ${TRIES}`)
console.log(`compiling 800 kB of functions: ${compiling.toFixed(1)} ms; ratio ${ratio}`)
