// Plain JavaScript that any Node can run: `pnpm example fair-prices`, with the words that an example takes after its name.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import './require-node.js'

const folder = fileURLToPath(new URL('../examples/', import.meta.url))
const [name = '', ...words] = process.argv.slice(2).filter((word, index) => index > 0 || word !== '--')
const file = `${folder}${name}.ts`
if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  const examples = readdirSync(folder).flatMap((each) => (each.endsWith('.ts') ? [each.slice(0, -3)] : []))
  console.error(`${name === '' ? 'Which example?' : `There is no example ${name}.`} There are ${examples.join(', ')}.`)
  process.exit(2)
}
const { status } = spawnSync(process.execPath, ['--conditions=@betting-advisor/source', file, ...words], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
