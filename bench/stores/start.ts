/**
 * How long a run takes to start on an account with many orders, and what an engine that is running beside waits meanwhile (PostgreSQL; a file
 * of SQLite has one engine):
 *
 *     node --conditions=@betting-advisor/source bench/stores/start.ts [orders]
 *
 * The one that starts is a process of its own. The orders are spread over two years, all but the last hundred have ended; what is restored goes back 30 days.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DAY, money, type OrderEvent, type Store, timestamp } from '@betting-advisor/core'
import { replayOrder, type StoreRecord } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { startServer } from 'betting-advisor-postgres-server/server'
import { median, percentile } from './figures.ts'

const ORDERS = Number(process.argv[2] ?? 200_000)
const LIVE = 100
const APART = (730 * DAY) / ORDERS
const SINCE = timestamp(SAMPLE_TIME + 700 * DAY)
const NOW = 730 * DAY
const PLENTY = money(1_000_000_000)
const AT_ONCE = 5_000
const STARTS = 5

function* records(first: number, last: number): Generator<StoreRecord> {
  for (let number = first; number < last; number += 1) {
    const intent = sampleIntent({ market: `m${number}`, stake: 10, at: Math.floor(number * APART) })
    const history: OrderEvent[] = [
      { type: 'accepted', at: intent.decidedAt, venueOrderId: `v${number}` },
      { type: 'matched', at: intent.decidedAt, matchedStake: intent.stake, averagePrice: intent.price },
    ]
    const won = number % 2 === 0
    const profit = money(won ? 11 : -10)
    const at = timestamp(intent.decidedAt + 1)
    if (number < ORDERS - LIVE)
      history.push({ type: 'settled', at, outcome: won ? 'won' : 'lost', profit, commission: money(0) })
    yield { kind: 'order', order: replayOrder(intent, history).order, history }
  }
}

async function fill(store: Store): Promise<void> {
  await store.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: PLENTY } })
  for (let first = 0; first < ORDERS; first += AT_ONCE) {
    await store.importRecords([...records(first, Math.min(ORDERS, first + AT_ONCE))])
  }
}

function startOf(number: number) {
  const sample = sampleRunStart(SAMPLE_ACCOUNT, number)
  return { ...sample, run: { ...sample.run, startedAt: timestamp(SAMPLE_TIME + NOW) }, since: SINCE }
}

/** Starts runs one after the other; how long each took. */
async function starts(store: Store): Promise<readonly number[]> {
  const took: number[] = []
  for (let number = 0; number < STARTS; number += 1) {
    const begun = performance.now()
    const { live, settled } = await store.startRun(startOf(number + 2))
    took.push(performance.now() - begun)
    if (number === 0) console.log(`  restored: ${live.length} live, ${settled.length} settled`)
  }
  return took
}

let beginnings = 0

/** Begins orders one after the other until it is stopped; how long each took. */
async function begins(store: Store, stopped: () => boolean): Promise<readonly number[]> {
  const took: number[] = []
  while (!stopped()) {
    beginnings += 1
    const intent = sampleIntent({ market: `new ${beginnings}`, stake: 10, at: NOW })
    const begun = performance.now()
    await store.begin(intent)
    took.push(performance.now() - begun)
  }
  return took
}

const shown = (figures: readonly number[]) =>
  `median ${median(figures).toFixed(1)} ms, most ${percentile(figures, 1).toFixed(1)} ms`

/** Starts runs in a process of its own. */
async function startElsewhere(url: string): Promise<void> {
  const child = fork(import.meta.filename, [String(ORDERS), url], {
    execArgv: ['--conditions=@betting-advisor/source'],
  })
  await once(child, 'exit')
}

async function measure(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-start-'))
  const server = await startServer()
  try {
    const path = join(directory, 'advisor.db')
    const filled = await openSqliteStore(path)
    await fill(filled)
    await filled.close()
    const file = await openSqliteStore(path)
    console.log(`SQLite, ${ORDERS} orders`)
    console.log(`  a start takes ${shown(await starts(file))}`)
    await file.close()
    if ('unavailable' in server) console.log(server.unavailable)
    else {
      await using engine = await openPostgresStore(server.url())
      await fill(engine)
      console.log(`PostgreSQL, ${ORDERS} orders`)
      let isOver = false
      const alone = begins(engine, () => isOver)
      setTimeout(() => {
        isOver = true
      }, 3_000)
      console.log(`  an order begins alone in ${shown(await alone)}`)
      let areOver = false
      const beside = begins(engine, () => areOver)
      await startElsewhere(server.url())
      areOver = true
      console.log(`  an order begins meanwhile in ${shown(await beside)}`)
    }
  } finally {
    if ('stop' in server) await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const [, , , elsewhere] = process.argv
if (elsewhere === undefined) await measure()
else {
  await using store = await openPostgresStore(elsewhere)
  console.log(`  a start takes ${shown(await starts(store))}`)
}
