// Runs the paper bot on the oldest Node that package.json allows: its source must run there as it stands.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const oldest = String(engines.node).replace(/^>=/, '')
const folder = mkdtempSync(join(tmpdir(), 'oldest-node-'))
const words = ['-y', '-p', `node@${oldest}`, 'node', '--conditions=@betting-advisor/source', 'examples/start/main.ts']
const { status, stdout, stderr } = spawnSync('npx', [...words, '--fast', '--exit'], {
  cwd: root,
  env: { ...process.env, DB_URL: `sqlite:${join(folder, 'advisor.db')}`, MONITOR_PORT: '0' },
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
rmSync(folder, { recursive: true, force: true })
if (status !== 0 || !stdout.includes('rejections')) {
  console.error(`${stdout}\n${stderr}\nThe paper bot does not run on Node ${oldest}.`)
  process.exitCode = 1
} else console.log(`the paper bot runs on Node ${oldest}`)
