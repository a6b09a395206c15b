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
import * as zlib from 'node:zlib'
import { money } from '@betting-advisor/core'
import { createTextPacker, knownOfIntent } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { startServer } from 'betting-advisor-postgres-server/server'
import { withClient } from '../../packages/store-postgres/test/harness.ts'
import { median, percentile } from './figures.ts'

const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = [1, 4, 8]
const PLENTY = money(1_000_000_000)
/** Between decisions, in milliseconds: the rate limit counts few. */
const APART = 7_000
/** Never reached, even where one intent waits while many others pass. */
const RATE_ORDERS = 1_000
/** More than pgbench makes of them a second. */
const MOST_PER_SECOND = 20_000
/** More than the store makes of them a second. */
const MOST_THROUGH_STORE = 4_000

interface Figures {
  readonly perSecond: number
  /** Milliseconds from asking to the answer: the median through the store, the mean of pgbench. */
  readonly latency: number
}

/** An intent as an engine with every limit set asks for it: none of them is ever reached. */
const limited = (market: string, at: number) =>
  sampleIntent({
    market,
    at,
    stake: 1,
    claims: [{ limit: 'open-orders', amount: 1, capacity: PLENTY }],
    exposure: { selection: PLENTY, market: PLENTY, event: PLENTY, strategy: PLENTY, venue: PLENTY, account: PLENTY },
    loss: { day: PLENTY, week: PLENTY, month: PLENTY },
    rate: { orders: RATE_ORDERS, windowMs: 60_000 },
  })

/** Text for a script of pgbench, which takes every colon for the start of a variable. */
function literal(text: string): string {
  return `U&'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\003A')}'`
}

/** What pgbench fills in to make every intent another one. */
const TURN = "'b' || :turn::bigint"

const sample = limited('bench', 0)
const account = literal(SAMPLE_ACCOUNT)
const decidedAt = ':decided::bigint'
const packer = createTextPacker(zlib)
const packed = `\\x${Buffer.from(packer.pack(JSON.stringify(sample), knownOfIntent(sample))).toString('hex')}`
const columns = {
  key: TURN,
  ref: TURN,
  account,
  run: literal(sample.run),
  strategy: literal(sample.strategy),
  strategy_version: literal(sample.strategyVersion),
  entry: '1',
  venue: literal(sample.venue),
  wallet: literal(sample.wallet),
  event: TURN,
  market: TURN,
  selection: literal(sample.selection),
  side: literal(sample.side),
  price: `${sample.price}`,
  stake: '1',
  liability: '1',
  decided_at: decidedAt,
  commission_rate: '0',
  intent: `'${packed}'`,
}
const measures = {
  outcomes: '3',
  winners: '1',
  netting: 'false',
  origin: "'decided'",
  if_wins: '0',
  if_loses: '1',
  filled_wins: '-1',
  filled_loses: '1',
}

/** It holds all of its own: no order holds a part for it. */
const UNCOVERED = ['NULL', 'NULL', 'NULL', '0']

/** The rows among the limits: market, event, strategy, venue, then the claim. */
const rows = `ARRAY[${['market', 'event'].map((scope) => `${literal(`exposure:${scope}:`)} || ${TURN}`).join(', ')},
  ${literal(`exposure:strategy:${sample.strategy}`)}, ${literal(`exposure:venue:${sample.venue}`)}, 'open-orders']`
const windows = `ARRAY[${Object.values(sample.windows).map(literal).join(', ')}]`
const list = (count: number, value: number) => `ARRAY[${Array(count).fill(value).join(', ')}]`

/** Decisions follow each other as an engine's do: a rate limit counts from each one on. */
const DRAW = `\\set turn random(1, 1000000000000)
\\set n :n + 1
\\set decided :base + (:n * :clients + :client_id) * ${APART}`
const oneLine = (script: string) => script.replaceAll(/\n {2}/g, ' ')

const theFunction = oneLine(`${DRAW}
SELECT answer FROM betting_advisor.begin_v1(${[...Object.values(columns), ...Object.values(measures), ...UNCOVERED].join(', ')},
  ${rows}, ARRAY[1], ${list(1, PLENTY)}, ${list(9, PLENTY)}, ${windows}, ${RATE_ORDERS}, ${decidedAt} - 60000);
`)

const insert = Object.entries({
  ...columns,
  ...measures,
  begun_at: decidedAt,
  state: "'SENDING'",
  live: 'true',
  matched_stake: '0',
  reserved: '1',
})

const theStatements = oneLine(`${DRAW}
BEGIN;
SELECT * FROM betting_advisor.orders WHERE ref = ${TURN};
SELECT * FROM betting_advisor.lock WHERE account = ${account} AND from_at <= ${decidedAt} AND coalesce(until_at, 9223372036854775807) > ${decidedAt} ORDER BY number;
INSERT INTO betting_advisor.limit_use AS kept (account, name, used) VALUES (${account}, (${rows})[1], 0) ON CONFLICT (account, name) DO UPDATE SET used = kept.used;
SELECT * FROM betting_advisor.orders WHERE account = ${account} AND market = ${TURN} AND live;
INSERT INTO betting_advisor.limit_use AS kept (account, name, used) SELECT ${account}, name, 1 FROM unnest(${rows}) AS name ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used RETURNING name, used;
UPDATE betting_advisor.account SET available = available - 1, reserved = reserved + 1, exposure = exposure + 1, wallets = betting_advisor.wallets_v1(wallets, ${literal(sample.wallet)}, -1, 1), version = version + 1 WHERE key = ${account} RETURNING * \\gset held_
SELECT count(*) FROM betting_advisor.orders WHERE account = ${account} AND decided_at > ${decidedAt} - 60000 AND origin = 'decided';
INSERT INTO betting_advisor.orders (${insert.map(([name]) => name).join(', ')}, updated_at, version)
  VALUES (${insert.map(([, value]) => value).join(', ')}, ${decidedAt}, :held_version::bigint) ON CONFLICT DO NOTHING RETURNING number \\gset order_
INSERT INTO betting_advisor.transfer (account, wallet, kind, order_number, at, available, reserved) VALUES (${account}, ${literal(sample.wallet)}, 'reserve', :order_number::bigint, ${decidedAt}, -1, 1);
COMMIT;
`)

let runs = 0
let decided = 0

async function throughStore(url: string, connections: number): Promise<Figures> {
  await using store = await openPostgresStore(url, { connections })
  runs += 1
  const own = runs
  // Made before time is taken: what an engine decides is none of the store's work.
  const intents = Array.from({ length: SECONDS * MOST_THROUGH_STORE }, (_, number) => {
    decided += APART
    return limited(`${own}-${number}`, decided)
  }).values()
  const latencies: number[] = []
  const begin = async () => {
    const { value: intent } = intents.next()
    if (intent === undefined) throw new Error('the store is faster than this was made for')
    const asked = performance.now()
    const answer = await store.begin(intent)
    if (answer.kind !== 'reserved') throw new Error(`begin answered ${JSON.stringify(answer)}`)
    latencies.push(performance.now() - asked)
  }
  // Every connection is made, and has the statement parsed, before time is taken; pgbench leaves out connecting as well.
  await Promise.all(Array.from({ length: connections }, () => begin()))
  latencies.length = 0
  const start = performance.now()
  const end = start + SECONDS * 1000
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) await begin()
    }),
  )
  return { perSecond: latencies.length / ((performance.now() - start) / 1000), latency: percentile(latencies, 0.5) }
}

async function throughPgbench(url: string, script: string, connections: number): Promise<Figures> {
  const threads = Math.min(2, connections)
  const variables = { n: 0, clients: connections, base: sample.decidedAt + decided }
  const given = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  decided += SECONDS * MOST_PER_SECOND * APART
  const flags = [...given, '-n', '-M', 'prepared', '-c', connections, '-j', threads, '-T', SECONDS, '-f', script, url]
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
  await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(1_000_000_000) } })
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
const server = given === undefined ? await startServer() : undefined
try {
  if (server !== undefined && 'unavailable' in server) console.log(server.unavailable)
  else await compare(given ?? server?.url() ?? '', directory)
} finally {
  if (server !== undefined && 'stop' in server) await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
