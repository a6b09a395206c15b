/**
 * Durable intents a second and their latency through the PostgreSQL store, against pgbench on the same server: once calling the
 * same function, once sending the statements of one intent one by one, as a client without the function would:
 *
 *     node --conditions=@betting-advisor/source bench/stores/postgres.ts [postgres://…]
 *
 * Without an address it starts a server of its own, with fsync on. The database named must be an empty one: the schema
 * betting_advisor is dropped. Rounds alternate, so that a slow moment of the machine hits all alike; figures are of the median round.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { withClient } from '../../packages/store-postgres/test/harness.ts'
import { startServer } from '../../packages/store-postgres/test/server.ts'
import { median, percentile } from './figures.ts'

const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = [1, 4, 8]

interface Figures {
  readonly perSecond: number
  /** Milliseconds from asking to the answer: the median through the store, the mean of pgbench. */
  readonly latency: number
}

const claims = (position: string) => [
  { limit: 'day-loss:2026-08-08', amount: 1, capacity: 1_000_000_000 },
  { limit: 'open-orders', amount: 1, capacity: 1_000_000_000 },
  { limit: `position:${position}`, amount: 1, capacity: 1 },
]

/** Text for a script of pgbench, which takes every colon for the start of a variable. */
function literal(text: string): string {
  return `U&'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\003A')}'`
}

/** What pgbench fills in to make every intent another one. */
const TURN = "'b' || :turn::bigint"

const sample = sampleIntent({ market: 'bench', stake: 1 })
const account = literal(SAMPLE_ACCOUNT)
const columns = {
  key: TURN,
  ref: TURN,
  account,
  run: literal(sample.run),
  strategy: literal(sample.strategy),
  strategy_version: literal(sample.strategyVersion),
  series: TURN,
  entry: '1',
  venue: literal(sample.venue),
  event: literal(sample.event),
  market: TURN,
  selection: literal(sample.selection),
  side: literal(sample.side),
  price: `${sample.price}`,
  stake: '1',
  liability: '1',
  decided_at: `${sample.decidedAt}`,
  intent: literal(JSON.stringify({ ...sample, claims: claims('bench') })),
}

const dayLoss = literal('day-loss:2026-08-08')

const DRAW = '\\set turn random(1, 1000000000000)'

const theFunction = `${DRAW}
SELECT answer FROM betting_advisor.begin_v2(${Object.values(columns).join(', ')},
  ARRAY[${dayLoss}, 'open-orders', 'position:' || ${TURN}], ARRAY[1, 1, 1], ARRAY[1000000000, 1000000000, 1]);
`.replaceAll(/\n {2}/g, ' ')

const theStatements = `${DRAW}
BEGIN;
SELECT * FROM betting_advisor.orders WHERE key = ${TURN};
SELECT * FROM betting_advisor.account WHERE key = ${account};
SELECT * FROM betting_advisor.lock WHERE account = ${account} AND from_at <= ${sample.decidedAt} AND (until_at IS NULL OR until_at > ${sample.decidedAt}) ORDER BY number;
INSERT INTO betting_advisor.orders (${Object.keys(columns).join(', ')}, state, live, matched_stake, reserved, updated_at) VALUES (${Object.values(columns).join(', ')}, 'SENDING', true, 0, 1, ${sample.decidedAt}) ON CONFLICT DO NOTHING RETURNING number \\gset order_
INSERT INTO betting_advisor.limit_use AS kept (account, name, used) SELECT ${account}, name, 1 FROM unnest(ARRAY[${dayLoss}, 'open-orders', 'position:' || ${TURN}]) AS name ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used WHERE kept.used + excluded.used <= 1000000000 RETURNING name;
SELECT * FROM betting_advisor.account WHERE key = ${account} FOR NO KEY UPDATE;
WITH booked AS (INSERT INTO betting_advisor.transfer (account, kind, order_number, at, equity_change) VALUES (${account}, 'reserve', :order_number::bigint, ${sample.decidedAt}, 0) RETURNING number), entries AS (INSERT INTO betting_advisor.entry (transfer, book, amount) SELECT booked.number, entry.book, entry.amount FROM booked, unnest(ARRAY['available', 'reserved'], ARRAY[-1, 1]) AS entry (book, amount)), totals AS (UPDATE betting_advisor.account SET available = available - 1, reserved = reserved + 1 WHERE key = ${account}) SELECT number FROM booked;
COMMIT;
`

let runs = 0

async function throughStore(url: string, connections: number): Promise<Figures> {
  await using store = await openPostgresStore(url, { connections })
  runs += 1
  const own = runs
  const latencies: number[] = []
  const begin = async (lane: number, number: number) => {
    const market = `${own}-${lane}-${number}`
    const asked = performance.now()
    const { kind } = await store.begin(sampleIntent({ market, stake: 1, claims: claims(market) }))
    if (kind !== 'reserved') throw new Error(`begin answered ${kind}`)
    latencies.push(performance.now() - asked)
  }
  // Every connection is made, and has the statement parsed, before time is taken; pgbench leaves out connecting as well.
  await Promise.all(Array.from({ length: connections }, (_, lane) => begin(lane, -1)))
  latencies.length = 0
  const start = performance.now()
  const end = start + SECONDS * 1000
  await Promise.all(
    Array.from({ length: connections }, async (_, lane) => {
      for (let number = 0; performance.now() < end; number += 1) await begin(lane, number)
    }),
  )
  return { perSecond: latencies.length / ((performance.now() - start) / 1000), latency: percentile(latencies, 0.5) }
}

async function throughPgbench(url: string, script: string, connections: number): Promise<Figures> {
  const threads = Math.min(2, connections)
  const flags = ['-n', '-M', 'prepared', '-c', connections, '-j', threads, '-T', SECONDS, '-f', script, url]
  const child = spawn('pgbench', flags.map(String), { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(child, 'close')
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1])
  const latency = Number(/latency average = ([\d.]+)/.exec(output)?.[1])
  const failed = /number of failed transactions: [1-9]/.test(output)
  if (!(perSecond > 0) || failed) throw new Error(output)
  return { perSecond, latency }
}

async function hasPgbench(): Promise<boolean> {
  const child = spawn('pgbench', ['--version'], { stdio: 'ignore' })
  return await new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}

async function compare(url: string, directory: string): Promise<void> {
  await withClient(url, (client) => client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE'))
  await using store = await openPostgresStore(url)
  await store.startRun({ ...sampleRunStart(), openingBankroll: money(1_000_000_000) })
  const { rows } = await withClient(url, (client) =>
    client.query<{ show: string }>(
      `SELECT string_agg(name || ' ' || setting, ', ' ORDER BY name) AS show FROM pg_settings
       WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'wal_sync_method')`,
    ),
  )
  console.log(rows[0]?.show)
  const ways: [name: string, run: (connections: number) => Promise<Figures>][] = [
    ['store', (connections) => throughStore(url, connections)],
  ]
  if (await hasPgbench()) {
    for (const [name, sql] of Object.entries({ function: theFunction, statements: theStatements })) {
      const script = join(directory, `${name}.sql`)
      writeFileSync(script, sql)
      ways.push([`pgbench, the ${name}`, (connections) => throughPgbench(url, script, connections)])
    }
  } else {
    console.log(
      'pgbench is missing, so there is nothing to compare with: it comes with the package postgresql of Debian.',
    )
  }
  for (const connections of CONNECTIONS) {
    const figures = ways.map((): Figures[] => [])
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, [, run]] of ways.entries()) figures[index]?.push(await run(connections))
    }
    const own = median((figures[0] ?? []).map(({ perSecond }) => perSecond))
    for (const [index, [name]] of ways.entries()) {
      const perSecond = median((figures[index] ?? []).map((each) => each.perSecond))
      const latency = median((figures[index] ?? []).map((each) => each.latency))
      const ratio = index === 0 ? '' : `   the store makes ${(own / perSecond).toFixed(2)} of it`
      console.log(
        `${connections} connections  ${name.padEnd(23)} ${perSecond.toFixed(0).padStart(6)}/s  ${latency.toFixed(2)} ms${ratio}`,
      )
    }
  }
}

const directory = mkdtempSync(join(tmpdir(), 'bench-stores-'))
const given = process.argv[2]
const server = given === undefined ? await startServer({ fsync: true }) : undefined
try {
  if (server !== undefined && 'unavailable' in server) console.log(server.unavailable)
  else await compare(given ?? server?.url() ?? '', directory)
} finally {
  if (server !== undefined && 'stop' in server) await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
