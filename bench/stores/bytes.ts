/**
 * What a bet takes on the disk, by table and index: an advisor bets on generated football, on a file of SQLite and on a server of its own
 * of PostgreSQL; what is told is by how much the second half of its bets made them larger. PostgreSQL is vacuumed at the end of each day, as
 * autovacuum does of itself where days last.
 *
 *     node --conditions=@betting-advisor/source bench/stores/bytes.ts [days]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  createAdvisor,
  createPaperVenue,
  DAY,
  fractionalKelly,
  type MarketResult,
  type MarketUpdate,
  type PriceSource,
  type ResultSource,
  type Store,
  type Timestamp,
  timestamp,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { power } from '@betting-advisor/core/odds'
import { createFootballWorld, createSteppedClock, footballBacktestEvents } from '@betting-advisor/core/simulation'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { startServer } from 'betting-advisor-postgres-server/server'
import { withClient } from '../../packages/store-postgres/test/harness.ts'

const DAYS = Number(process.argv[2] ?? 56)
const START = timestamp(Date.UTC(2026, 7, 1))
const world = createFootballWorld({ seed: 'bytes', gamesPerDay: 30 })
const events = [...footballBacktestEvents(world, { from: START, to: timestamp(START + DAYS * DAY) })]

type BacktestEvent = (typeof events)[number]
type Sizes = ReadonlyMap<string, number>

/** What of the generated past is news of one kind, told by the clock. */
async function* told<Kind extends BacktestEvent['type'], News>(
  type: Kind,
  pick: (event: Extract<BacktestEvent, { type: Kind }>) => { readonly at: Timestamp; readonly news: News },
  {
    clock,
    signal,
  }: { clock: { now(): Timestamp; sleep(ms: number, signal?: AbortSignal): Promise<void> }; signal: AbortSignal },
): AsyncGenerator<readonly News[]> {
  const isOne = (event: BacktestEvent): event is Extract<BacktestEvent, { type: Kind }> => event.type === type
  try {
    for (const event of events.filter(isOne)) {
      const { at, news } = pick(event)
      if (at > clock.now()) await clock.sleep(at - clock.now(), signal)
      yield [news]
    }
    await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

const status = (name: string) => ({
  name,
  state: 'ok' as const,
  lastMessageAt: null,
  fault: null,
  nextAttemptAt: null,
  detail: null,
})

const prices: PriceSource = {
  specification: 1,
  name: 'prices',
  origin: 'recording',
  updates: (context) =>
    told('market', ({ update }) => ({ at: update.receivedAt, news: update satisfies MarketUpdate }), context),
  status: () => status('prices'),
}

const results: ResultSource = {
  specification: 1,
  name: 'results',
  results: (_, context) => told('result', ({ at, result }) => ({ at, news: result satisfies MarketResult }), context),
  status: () => status('results'),
}

/** What a store has come to at one moment. */
interface Taken {
  readonly bets: number
  readonly sizes: Sizes
}

/** Bets for all of the days; tells what there was when the first half of them was over, and in the end. */
async function bet(store: Store, sizes: () => Promise<Sizes>): Promise<readonly [half: Taken, all: Taken]> {
  const settings = defineSettings({ account: { name: 'bytes' }, risk: { maxOpenBets: 500 } })
  const clock = createSteppedClock({ start: START })
  const advisor = await createAdvisor({
    settings,
    sources: [prices],
    results: [results],
    venues: [createPaperVenue({ clock })],
    strategies: [valueBetting({ sharp: world.sharp, overround: power, minEdge: 0.01, staking: fractionalKelly(0.05) })],
    clock,
    store,
  })
  const running = advisor.run()
  const until = async (first: number, last: number): Promise<Taken> => {
    let taken = { bets: 0, sizes: await sizes() }
    for (let day = first; day < last; day += 1) {
      await clock.until(timestamp(START + (day + 1) * DAY))
      taken = { bets: 0, sizes: await sizes() }
    }
    const [account] = await store.accounts()
    if (account === undefined) throw new Error('There is no account.')
    const orders = await store.orders({ account, limit: 10_000 })
    return { ...taken, bets: orders.filter(({ matchedStake }) => matchedStake > 0).length }
  }
  const half = await until(0, DAYS / 2)
  const all = await until(DAYS / 2, DAYS)
  await advisor.stop('all days are over')
  await running
  return [half, all]
}

function sizesOfFile(path: string): Sizes {
  using database = new DatabaseSync(path, { readOnly: true })
  const rows = database
    .prepare(
      `SELECT coalesce(s.tbl_name, d.name) AS name, sum(d.pgsize) AS size FROM dbstat d LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY 1`,
    )
    .all()
  return new Map(rows.map(({ name, size }) => [String(name), Number(size)]))
}

/** Every table without its indexes and every index. */
async function sizesOfServer(url: string): Promise<Sizes> {
  return await withClient(url, async (client) => {
    await client.query('VACUUM')
    const { rows } = await client.query<{ name: string; size: string }>(
      `SELECT relname AS name, CASE relkind WHEN 'i' THEN pg_relation_size(oid) ELSE pg_table_size(oid) END AS size FROM pg_class
       WHERE relnamespace = 'betting_advisor'::regnamespace AND relkind IN ('r', 'i')`,
    )
    return new Map(rows.map(({ name, size }) => [name, Number(size)]))
  })
}

function print(name: string, [half, all]: readonly [Taken, Taken]): void {
  const bets = all.bets - half.bets
  const grown = [...all.sizes].map(([table, size]) => [table, (size - (half.sizes.get(table) ?? 0)) / bets] as const)
  const sum = grown.reduce((total, [, size]) => total + size, 0)
  const whole = [...all.sizes.values()].reduce((total, size) => total + size, 0)
  console.log(
    `${name}: ${all.bets} bets in ${(whole / 1024).toFixed(0)} kB; of the last ${bets} each took ${sum.toFixed(0)} bytes`,
  )
  for (const [table, size] of grown.filter(([, each]) => each >= 1).toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${table.padEnd(24)} ${size.toFixed(0).padStart(6)}`)
  }
}

const directory = mkdtempSync(join(tmpdir(), 'bench-bytes-'))
const server = await startServer()
try {
  const path = join(directory, 'advisor.db')
  const file = await openSqliteStore(path)
  print('SQLite', await bet(file, async () => sizesOfFile(path)))
  await file.close()
  if ('unavailable' in server) console.log(server.unavailable)
  else {
    const url = server.url()
    await using store = await openPostgresStore(url)
    print('PostgreSQL', await bet(store, () => sizesOfServer(url)))
  }
} finally {
  if ('stop' in server) await server.stop()
  rmSync(directory, { recursive: true, force: true })
}
