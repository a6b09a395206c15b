/**
 * How soon a store is ready; durable intents a second, by how many are in flight, against the commit of a single row; rows a second
 * while records are imported, against plain inserts of as many rows; then how late timers of the calling thread are while it asks for 400
 * intents a second, against doing nothing and against committing single rows on that thread:
 *
 *     node --conditions=@betting-advisor/source bench/stores/sqlite.ts [directory]
 *
 * The directory must be on the disk in question (by default the system's temporary one). Rounds alternate, so that a slow moment of
 * the machine hits all alike; figures are of the median round.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { money, type OrderEvent } from '@betting-advisor/core'
import { replayOrder, type StoreRecord } from '@betting-advisor/core/store'
import { SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { median, percentile } from './figures.ts'

const ROUNDS = 5
const INTENTS = 2_000
const OPENINGS = 9
const IMPORTED = 10_000
const IMPORTED_AT_ONCE = 1000
const WATCHED_MS = 2_000

interface Figures {
  readonly perSecond: number
  /** From asking to the answer, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** How late a timer of the calling thread was, in milliseconds. */
interface Delays {
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

type Work = (lane: number, number: number) => unknown

const directory = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'bench-stores-'))
let files = 0

function newFile(): string {
  files += 1
  return join(directory, `${files}.db`)
}

function intentOf(lane: number, number: number) {
  return sampleIntent({
    market: `${lane}-${number}`,
    stake: 1,
    at: number * 1000,
    claims: [
      { limit: 'open-orders', amount: 1, capacity: 1_000_000 },
      { limit: `position:${lane}-${number}`, amount: 1, capacity: 1 },
    ],
    exposure: { market: money(1000), event: money(1000), strategy: money(1_000_000), account: money(1_000_000) },
    loss: { day: money(1_000_000), week: money(1_000_000) },
    rate: { orders: 1_000_000, windowMs: 60_000 },
  })
}

/** Keeps so many intents in flight, each lane asking again once it is answered. */
async function measure(inFlight: number, work: Work): Promise<Figures> {
  const latencies: number[] = []
  const start = performance.now()
  const each = INTENTS / inFlight
  await Promise.all(
    Array.from({ length: inFlight }, async (_, lane) => {
      for (let number = 0; number < each; number += 1) {
        const asked = performance.now()
        await work(lane, number)
        latencies.push(performance.now() - asked)
      }
    }),
  )
  const perSecond = INTENTS / ((performance.now() - start) / 1000)
  return { perSecond, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

/** Asks for four intents every ten milliseconds and watches the event loop meanwhile. */
async function watch(work: Work): Promise<Delays> {
  const asked: unknown[] = []
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  for (let turn = 0; turn < WATCHED_MS / 10; turn += 1) {
    for (let lane = 0; lane < 4; lane += 1) asked.push(work(lane, turn))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  delays.disable()
  await Promise.all(asked)
  // The histogram holds the whole time from one timer to the next, of which one millisecond is meant.
  const late = (percent: number) => Math.max(0, delays.percentile(percent) / 1e6 - 1)
  return { p50: late(50), p99: late(99), p999: late(99.9) }
}

async function withStore<Result>(use: (work: Work) => Promise<Result>): Promise<Result> {
  await using store = await openSqliteStore(newFile())
  await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(1_000_000) } })
  return await use((lane, number) => store.begin(intentOf(lane, number)))
}

/** The least that a durable insert costs: one row, one commit, on the calling thread. */
async function withRows<Result>(use: (work: Work) => Promise<Result>): Promise<Result> {
  using database = new DatabaseSync(newFile())
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bet (key TEXT PRIMARY KEY, body TEXT)',
  )
  const insert = database.prepare('INSERT INTO bet VALUES (?, ?)')
  return await use((lane, number) => {
    const intent = intentOf(lane, number)
    insert.run(intent.key, JSON.stringify(intent))
  })
}

/** An account with bets that were all matched and lost or won, as an export of it reads. */
function exported(): readonly StoreRecord[] {
  const { run, currency, timeZone } = sampleRunStart()
  const { account, startedAt: at } = run
  const orders = Array.from({ length: IMPORTED }, (_, number): StoreRecord => {
    const intent = sampleIntent({ market: `m${number}`, stake: 10, at: number * 1000 })
    const profit = money(number % 2 === 0 ? 11 : -10)
    const outcome = profit > 0 ? 'won' : 'lost'
    const history: readonly OrderEvent[] = [
      { type: 'accepted', at: intent.decidedAt, venueOrderId: `v${number}` },
      { type: 'matched', at: intent.decidedAt, matchedStake: intent.stake, averagePrice: intent.price },
      { type: 'settled', at: intent.startsAt, outcome, profit, commission: money(0) },
    ]
    return { kind: 'order', order: replayOrder(intent, history).order, history }
  })
  return [
    { kind: 'account', account, currency, timeZone, openedAt: at },
    { kind: 'capital', account, wallet: SAMPLE_WALLET, cause: 'owner', amount: money(1_000_000), at },
    { kind: 'run', run: { ...run, reachedAt: at, endedAt: at } },
    ...orders,
  ]
}

interface Imported {
  readonly rows: number
  readonly perSecond: number
}

const recordsToImport = exported()

async function importThem(): Promise<Imported> {
  const path = newFile()
  const store = await openSqliteStore(path)
  const start = performance.now()
  let before: Promise<number> | undefined
  for (let first = 0; first < recordsToImport.length; first += IMPORTED_AT_ONCE) {
    // While one part is written, the next is on its way.
    const part = store.importRecords(recordsToImport.slice(first, first + IMPORTED_AT_ONCE))
    await before
    before = part
  }
  await before
  const seconds = (performance.now() - start) / 1000
  await store.close()
  const rows = rowsOf(path)
  return { rows, perSecond: rows / seconds }
}

function rowsOf(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true })
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_version'`)
    .all()
  return tables.reduce((sum, { name }) => {
    return sum + Number(database.prepare(`SELECT count(*) AS rows FROM ${name}`).get()?.['rows'])
  }, 0)
}

/** As many rows as an import of the same orders writes, into one table without an index. */
async function insertRows(): Promise<Imported> {
  const rows = IMPORTED * 10
  using database = new DatabaseSync(newFile())
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bet (number INTEGER, body TEXT)')
  const insert = database.prepare('INSERT INTO bet VALUES (?, ?)')
  const start = performance.now()
  database.exec('BEGIN')
  for (let number = 0; number < rows; number += 1) insert.run(number, 'a body of some forty characters, as many')
  database.exec('COMMIT')
  return { rows, perSecond: rows / ((performance.now() - start) / 1000) }
}

const imports: readonly [name: string, run: () => Promise<Imported>][] = [
  ['plain rows, this thread', insertRows],
  ['import of records, store', importThem],
]

const throughputs: readonly [name: string, run: () => Promise<Figures>][] = [
  ['one row = one commit, this thread', () => withRows((work) => measure(1, work))],
  ['store, 1 in flight', () => withStore((work) => measure(1, work))],
  ['store, 8 in flight', () => withStore((work) => measure(8, work))],
  ['store, 64 in flight', () => withStore((work) => measure(64, work))],
]

const loops: readonly [name: string, run: () => Promise<Delays>][] = [
  ['nothing', () => watch(() => {})],
  ['400 rows a second, this thread', () => withRows(watch)],
  ['400 intents a second, store', () => withStore(watch)],
]

/** Runs them in turn, round by round, and gives the rounds of each. */
async function rounds<Result>(runs: readonly [name: string, run: () => Promise<Result>][]) {
  const results = runs.map(([name]) => ({ name: name.padEnd(34), rounds: [] as Result[] }))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, [, run]] of runs.entries()) results[index]?.rounds.push(await run())
  }
  return results
}

/** The least that a thread of its own takes. */
async function emptyThread(): Promise<number> {
  const start = performance.now()
  const worker = new Worker('', { eval: true })
  await once(worker, 'online')
  const ready = performance.now() - start
  await worker.terminate()
  return ready
}

async function openings(): Promise<void> {
  const ready: number[] = []
  const held: number[] = []
  const empty: number[] = []
  for (let round = 0; round < OPENINGS; round += 1) {
    const start = performance.now()
    const opening = openSqliteStore(newFile())
    held.push(performance.now() - start)
    const store = await opening
    ready.push(performance.now() - start)
    await store.close()
    empty.push(await emptyThread())
  }
  console.log(`an empty thread: ready after ${median(empty).toFixed(0)} ms (${Math.min(...empty).toFixed(0)} at best)`)
  console.log(
    `a new file: ready after ${median(ready).toFixed(0)} ms (${Math.min(...ready).toFixed(0)} at best), of which the calling thread ${median(held).toFixed(1)} ms`,
  )
}

try {
  await openings()
  for (const { name, rounds: of } of await rounds(throughputs)) {
    const figure = (pick: (figures: Figures) => number, digits: number) => median(of.map(pick)).toFixed(digits)
    const latency = `${figure(({ p50 }) => p50, 2)} / ${figure(({ p99 }) => p99, 2)} ms`
    console.log(`${name} ${figure(({ perSecond }) => perSecond, 0).padStart(6)}/s   answer p50/p99 ${latency}`)
  }
  for (const { name, rounds: of } of await rounds(imports)) {
    const perSecond = median(of.map((imported) => imported.perSecond)).toFixed(0)
    console.log(`${name} ${perSecond.padStart(6)} rows/s (${of[0]?.rows} rows)`)
  }
  for (const { name, rounds: of } of await rounds(loops)) {
    const figure = (pick: (delays: Delays) => number) => median(of.map(pick)).toFixed(2)
    const late = [figure(({ p50 }) => p50), figure(({ p99 }) => p99), figure(({ p999 }) => p999)].join(' / ')
    console.log(`${name} timers late p50/p99/p99.9 ${late} ms`)
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
