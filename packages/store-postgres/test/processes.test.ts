import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { accountKey, money, type Store } from '@betting-advisor/core'
import { SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'
import { withClient } from './harness.ts'
import type { RaceReport, RaceTask } from './race-worker.ts'

const PROCESSES = 4
const CLIENTS = 8 * PROCESSES
/** Attempts of all races on a limit together. */
const ATTEMPTS = Number(process.env['RACE_ATTEMPTS'] ?? 20_000)
const started = await startServer()
const workers: ChildProcess[] = []

/** Each is raced for by 32 clients; `fit` orders of 7 fit, and whatever comes after is turned down with the code. */
const LIMITS: readonly (Pick<RaceTask, 'name' | 'intent' | 'ownMarkets' | 'end'> & {
  readonly fit: number
  readonly code: string
})[] = [
  {
    name: 'claim',
    intent: { claims: [{ limit: 'open-orders', amount: 7, capacity: 100 }] },
    ownMarkets: true,
    end: 'keep',
    fit: 14,
    code: 'OPEN_BETS_EXCEEDED',
  },
  {
    name: 'selection',
    intent: { exposure: { selection: money(100) } },
    ownMarkets: false,
    end: 'keep',
    fit: 14,
    code: 'SELECTION_LIMIT',
  },
  {
    name: 'market',
    intent: { exposure: { market: money(100) }, netting: true },
    ownMarkets: false,
    end: 'keep',
    fit: 14,
    code: 'MARKET_LIMIT',
  },
  {
    name: 'event',
    intent: { exposure: { event: money(100) }, event: 'e' },
    ownMarkets: true,
    end: 'keep',
    fit: 14,
    code: 'EVENT_LIMIT',
  },
  {
    name: 'strategy',
    intent: { exposure: { strategy: money(100) } },
    ownMarkets: true,
    end: 'keep',
    fit: 14,
    code: 'STRATEGY_LIMIT',
  },
  {
    name: 'venue',
    intent: { exposure: { venue: money(100) } },
    ownMarkets: true,
    end: 'keep',
    fit: 14,
    code: 'VENUE_LIMIT',
  },
  {
    name: 'account',
    intent: { exposure: { account: money(100) } },
    ownMarkets: true,
    end: 'keep',
    fit: 14,
    code: 'ACCOUNT_LIMIT',
  },
  // What is lost stays taken: an order that has lost makes no room.
  {
    name: 'day-loss',
    intent: { loss: { day: money(100) } },
    ownMarkets: true,
    end: 'lose',
    fit: 14,
    code: 'DAY_LOSS_LIMIT',
  },
  {
    name: 'rate',
    intent: { rate: { orders: 14, windowMs: 60_000 } },
    ownMarkets: true,
    end: 'reject',
    fit: 14,
    code: 'RATE_EXCEEDED',
  },
  { name: 'funds', intent: {}, ownMarkets: true, end: 'keep', fit: 14, code: 'FUNDS_INSUFFICIENT' },
]

beforeAll(async () => {
  if ('unavailable' in started) return
  const url = started.url()
  await (await openPostgresStore(url)).close()
  const script = fileURLToPath(new URL('race-worker.ts', import.meta.url))
  const execArgv = ['--conditions=@betting-advisor/source']
  for (let worker = 1; worker <= PROCESSES; worker += 1) workers.push(fork(script, [url, `${worker}`], { execArgv }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
})

afterAll(async () => {
  for (const worker of workers) {
    worker.send('end')
    await once(worker, 'exit')
  }
  if ('stop' in started) await started.stop()
})

/** Lets all processes loose on a task at once; their answers together. */
async function race(task: RaceTask): Promise<RaceReport> {
  const reports = await Promise.all(
    workers.map(async (worker): Promise<RaceReport> => {
      const answer = once(worker, 'message')
      worker.send(task)
      const [report] = await answer
      return report
    }),
  )
  const total: Record<string, number> = {}
  for (const report of reports) {
    for (const [answer, count] of Object.entries(report)) total[answer] = (total[answer] ?? 0) + count
  }
  return total
}

/** The most that was ever seen taken of an account by someone who looked on all the time: claims, exposure, and that with what was lost. */
async function watched<Result>(
  url: string,
  account: string,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly most: ReadonlyMap<string, number> }> {
  const most = new Map<string, number>()
  let watching = true
  const watch = withClient(url, async (client) => {
    // Once more after the end, to see what is left.
    for (let last = false; !last; ) {
      last = !watching
      const { rows } = await client.query<{ name: string; used: string }>(
        `SELECT name, used FROM betting_advisor.limit_use WHERE account = $1
         UNION ALL SELECT 'account', exposure FROM betting_advisor.account WHERE key = $1
         UNION ALL SELECT 'day-loss', exposure + coalesce(
           (SELECT max(lost) FROM betting_advisor.loss WHERE account = key AND kind = 'day'), 0)
           FROM betting_advisor.account WHERE key = $1
         UNION ALL SELECT 'live', sum(reserved)::bigint FROM betting_advisor.orders WHERE account = $1 AND live`,
        [account],
      )
      for (const { name, used } of rows) {
        const kind = name.startsWith('exposure:') ? (name.split(':')[1] ?? '') : name
        most.set(kind, Math.max(Number(used), most.get(kind) ?? 0))
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  try {
    return { result: await work(), most }
  } finally {
    watching = false
    await watch
  }
}

describe(`${CLIENTS} clients in ${PROCESSES} processes`, () => {
  let store: Store
  let url = ''

  beforeEach(async ({ skip, onTestFinished }) => {
    if ('unavailable' in started) return skip(started.unavailable)
    url = started.url()
    // Hundreds ask at once through six connections.
    store = await openPostgresStore(url, {
      connectTimeoutMs: 60_000,
      statementTimeoutMs: 60_000,
      lockTimeoutMs: 60_000,
    })
    onTestFinished(() => store.close())
  })

  test.each(LIMITS)('take of a limit all that there is and no penny more: $name', async ({ fit, code, ...limit }) => {
    const account = accountKey('DRY_RUN', limit.name)
    const attempts = Math.ceil(ATTEMPTS / LIMITS.length / CLIENTS)
    await store.startRun({
      ...sampleRunStart(account),
      openingFunds: { [SAMPLE_WALLET]: money(limit.name === 'funds' ? 100 : 1_000_000) },
    })
    const task: RaceTask = {
      ...limit,
      account: limit.name,
      attempts,
      same: false,
      intent: { ...limit.intent, stake: 7 },
    }
    const { result, most } = await watched(url, account, () => race(task))
    expect(result).toEqual({ reserved: fit, [code]: CLIENTS * attempts - fit })
    const total =
      limit.end === 'lose' ? most.get('day-loss') : most.get(limit.name === 'claim' ? 'open-orders' : 'live')
    if (limit.end !== 'reject') expect(total).toBe(7 * fit)
    expect(await store.verify(account)).toEqual([])
  })

  test('stay within a limit while orders come and go, and leave nothing taken', async () => {
    const account = accountKey('DRY_RUN', 'coming-and-going')
    await store.startRun({ ...sampleRunStart(account), openingFunds: { [SAMPLE_WALLET]: money(1_000_000) } })
    const intent = {
      stake: 7,
      netting: true,
      claims: [{ limit: 'open-orders', amount: 1, capacity: 10 }],
      exposure: { market: money(60), event: money(60), strategy: money(60), venue: money(60), account: money(60) },
    }
    const task = { name: 'market', account: 'coming-and-going', attempts: 20, same: false, ownMarkets: false } as const
    const { result, most } = await watched(url, account, () => race({ ...task, end: 'reject', intent }))
    expect(result['reserved']).toBeGreaterThan(8)
    for (const scope of ['market', 'event', 'strategy', 'venue', 'account', 'live']) {
      expect(most.get(scope)).toBeLessThanOrEqual(56)
    }
    const asked = sampleIntent({ ...intent, account, market: 'market', stake: 60, at: 1 })
    expect((await store.begin(asked)).kind).toBe('reserved')
    expect(await store.verify(account)).toEqual([])
  })

  test('begin each decision once, of a hundred contenders', async () => {
    const account = accountKey('DRY_RUN', 'one-winner')
    await store.startRun(sampleRunStart(account))
    // Each client asks for the same ten, one after the other; the rest of a hundred contenders ask from here.
    const others = race({
      name: 'same',
      account: 'one-winner',
      attempts: 10,
      same: true,
      ownMarkets: true,
      end: 'keep',
      intent: {},
    })
    const own = Array.from({ length: 10 }, async (_, number) => {
      const intent = sampleIntent({ account, market: `same ${number}`, entry: number + 1 })
      const kinds = await Promise.all(
        Array.from({ length: 100 - CLIENTS }, async () => (await store.begin(intent)).kind),
      )
      return kinds.filter((kind) => kind === 'reserved').length
    })
    const { reserved: there = 0, exists } = await others
    const here = (await Promise.all(own)).reduce((sum, count) => sum + count, 0)
    expect(there + here).toBe(10)
    expect(exists).toBe(CLIENTS * 10 - there)
    expect((await store.orders({ account, since: SAMPLE_TIME })).length).toBe(10)
    expect((await store.balances(account)).reserved).toBe(10_000)
    expect(await store.verify(account)).toEqual([])
  })

  test('never wait for each other in a circle', async () => {
    const { rows } = await withClient(url, async (client) => {
      await client.query('SELECT pg_stat_force_next_flush()')
      return await client.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')
    })
    expect(rows).toEqual([{ deadlocks: 0 }])
  })
})
