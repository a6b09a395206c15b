// Runs the paper bot, then looks at its account and exports it, on the oldest Node that package.json allows: sources must run there as they stand.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const oldest = String(engines.node).replace(/^>=/, '')
const folder = mkdtempSync(join(tmpdir(), 'oldest-node-'))
const runs = [
  { words: ['examples/start/main.ts', '--fast', '--exit'], says: 'rejections', env: {} },
  { words: ['examples/control.ts'], says: 'not halted', env: {} },
  { words: ['examples/export-bets.ts', folder], says: 'bets', env: { ACCOUNT: 'main-demo-1' } },
]
for (const { words, says, env } of runs) {
  const node = ['-y', '-p', `node@${oldest}`, 'node', '--conditions=@betting-advisor/source']
  const { status, stdout, stderr } = spawnSync('npx', [...node, ...words], {
    cwd: root,
    env: { ...process.env, ...env, DB_URL: `sqlite:${join(folder, 'advisor.db')}`, MONITOR_PORT: '0' },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0 && stdout.includes(says)) console.log(`${words[0]} runs on Node ${oldest}`)
  else {
    console.error(`${stdout}\n${stderr}\n${words[0]} does not run on Node ${oldest}.`)
    process.exitCode = 1
  }
}
rmSync(folder, { recursive: true, force: true })
