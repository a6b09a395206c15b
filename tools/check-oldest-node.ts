// Runs every example on the oldest Node that package.json allows: sources must run there as they stand.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How an example is run, and what it then says. */
interface Example {
  readonly words?: readonly string[]
  readonly says: string
  readonly env?: Readonly<Record<string, string>>
  readonly status?: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const oldest = String(engines.node).replace(/^>=/, '')
const folder = mkdtempSync(join(tmpdir(), 'oldest-node-'))
/** Asked for once: npx takes longer to find it than most examples take. */
const node = execFileSync('npx', ['-y', '-p', `node@${oldest}`, 'node', '-p', 'process.execPath'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
}).trim()
/** What the examples share is translated and compiled by the first of them, and on this Node alone. */
const compiled = join(folder, 'compiled')

/** At the emulator, whatever keys whoever runs this has. */
const NO_KEYS = { BETFAIR_APP_KEY: '', THEODDS_API_KEY: '' }

/** The program makes the database that the others then look at. */
const program: Readonly<Record<string, Example>> = {
  'start/main.ts': { words: ['--fast', '--exit'], says: 'rejections' },
}
const others: Readonly<Record<string, Example>> = {
  'control.ts': { says: 'not halted' },
  'export-bets.ts': { words: [folder], says: 'bets', env: { ACCOUNT: 'main-demo-1' } },
  // Without anything to do it says what it could.
  'betfair-history.ts': { says: 'purchases', status: 2 },
  'fair-prices.ts': { says: 'overround' },
  'backtest.ts': { says: 'bets' },
  'backtest-your-own-rows.ts': { says: 'GBP' },
  'custom-strategy.ts': { says: 'bets' },
  'betfair-ladder.ts': { words: ['1'], says: 'off in', env: NO_KEYS },
  'betfair-scalper.ts': { words: ['1'], says: 'level,', env: NO_KEYS },
  'sharp-to-exchange.ts': { words: ['1'], says: 'back', env: NO_KEYS },
  'own-prices.ts': { says: 'back Harbour' },
  'keep-an-intent.ts': { words: [join(folder, 'intent.db')], says: 'reserved SENDING closed' },
  'own-strategy.ts': { says: 'on paper: back Harbour' },
  'slow-model.ts': { says: 'back Harbour' },
  // Without a key it says which, once everything is loaded.
  'paper-bot.ts': { says: 'THEODDS_API_KEY', env: { THEODDS_API_KEY: '' }, status: 1 },
}

/** The thread of slow-model.ts and what the two say to each other, and what control.ts reports a bet and pauses a venue with: run with these. */
const parts = [
  'slow-model-worker.ts',
  'slow-model-answer.ts',
  'control-alerts.ts',
  'control-report.ts',
  'control-venues.ts',
]

async function check(name: string, { words = [], says, env = {}, status = 0 }: Example): Promise<void> {
  const child = spawn(node, ['--conditions=@betting-advisor/source', `examples/${name}`, ...words], {
    cwd: root,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
      DB_URL: `sqlite:${join(folder, 'advisor.db')}`,
      MONITOR_PORT: '0',
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code === status && output.includes(says)) console.log(`${name} runs on Node ${oldest}`)
  else {
    console.error(`${output}\nexamples/${name} does not run on Node ${oldest}: it ended with ${code}.`)
    process.exitCode = 1
  }
}

for (const name of readdirSync(`${root}examples`).filter((each) => each.endsWith('.ts'))) {
  if (Object.hasOwn(others, name) || parts.includes(name)) continue
  console.error(`examples/${name} is not run here: add it to tools/check-oldest-node.ts.`)
  process.exitCode = 1
}
for (const [name, example] of Object.entries(program)) await check(name, example)
const waiting = Object.entries(others)
const run = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(...next)
}
await Promise.all([run(), run(), run()])
rmSync(folder, { recursive: true, force: true })
