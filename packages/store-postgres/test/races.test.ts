import { accountKey, type Intent, money, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'
import { withClient } from './harness.ts'

const CLIENTS = 8
const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

interface Race extends AsyncDisposable {
  readonly stores: readonly Store[]
  /** The most that a limit was ever seen to have in use by someone who looked on all the time. */
  mostUsed(limit: string): number
}

/** Eight engines on one database, and someone who looks on. */
async function startRace(url: string): Promise<Race> {
  await withClient(url, (client) => client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE'))
  const stores = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      openPostgresStore(url, { connections: 2, lockTimeoutMs: 60_000, statementTimeoutMs: 60_000 }),
    ),
  )
  await stores[0]?.startRun({ ...sampleRunStart(), openingFunds: { [SAMPLE_WALLET]: money(1_000_000) } })
  const most = new Map<string, number>()
  let watching = true
  const watch = withClient(url, async (client) => {
    while (watching) {
      const { rows } = await client.query<{ name: string; used: string }>(
        'SELECT name, used FROM betting_advisor.limit_use',
      )
      for (const { name, used } of rows) most.set(name, Math.max(Number(used), most.get(name) ?? 0))
    }
  })
  return {
    stores,
    mostUsed: (limit) => most.get(limit) ?? 0,
    async [Symbol.asyncDispose]() {
      watching = false
      await watch
      for (const store of stores) await store.close()
    },
  }
}

async function race<Result>(
  stores: readonly Store[],
  work: (store: Store, client: number) => Promise<Result>,
): Promise<Result[]> {
  return await Promise.all(stores.map(work))
}

async function deadlocks(url: string): Promise<number> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ deadlocks: number }>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    )
    return rows[0]?.deadlocks ?? 0
  })
}

async function lose(store: Store, intent: Intent): Promise<void> {
  const at = SAMPLE_TIME
  await store.advance(intent.key, [{ type: 'accepted', at, venueOrderId: intent.ref }])
  await store.advance(intent.key, [{ type: 'matched', at, matchedStake: intent.stake, averagePrice: intent.price }])
  await store.advance(intent.key, [
    {
      type: 'settled',
      at,
      outcome: 'lost',
      profit: money(-intent.stake),
      commission: money(0),
    },
  ])
}

describe(`${CLIENTS} engines on one database`, () => {
  let url = ''

  beforeEach(({ skip }) => {
    if ('unavailable' in server) return skip(server.unavailable)
    url = server.url()
  })

  test('never take more of a limit than there is, and all of what fits', async () => {
    await using running = await startRace(url)
    const claims = [{ limit: 'day-loss:d', amount: 7, capacity: 100 }]
    const results = await race(running.stores, async (store, client) => {
      const kinds: string[] = []
      for (let number = 0; number < 20; number += 1) {
        kinds.push((await store.begin(sampleIntent({ market: `${client}-${number}`, stake: 10, claims }))).kind)
      }
      return kinds
    })
    expect(results.flat().filter((kind) => kind === 'reserved')).toHaveLength(14)
    expect(results.flat().filter((kind) => kind === 'denied')).toHaveLength(CLIENTS * 20 - 14)
    expect(running.mostUsed('day-loss:d')).toBeLessThanOrEqual(100)
    expect(await running.stores[0]?.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('stay within limits while orders come and go, whatever order the claims are in', async () => {
    await using running = await startRace(url)
    const claims = ['a', 'b', 'c'].map((limit) => ({ limit, amount: 1, capacity: 3 }))
    const begun = await race(running.stores, async (store, client) => {
      let reserved = 0
      for (let number = 0; number < 25; number += 1) {
        const turned = number % 2 === 0 ? claims : claims.toReversed()
        const intent = sampleIntent({ market: `${client}-${number}`, stake: 10, claims: turned })
        if ((await store.begin(intent)).kind !== 'reserved') continue
        reserved += 1
        await lose(store, intent)
      }
      return reserved
    })
    const total = begun.reduce((sum, count) => sum + count, 0)
    expect(total).toBeGreaterThan(25)
    for (const { limit } of claims) expect(running.mostUsed(limit)).toBeLessThanOrEqual(3)
    const [store] = running.stores
    const lost = 10 * total
    const free = { available: 1_000_000 - lost, reserved: 0 }
    const expected = {
      ...{ ...free, capital: -1_000_000, result: lost, commission: 0 },
      wallets: { [SAMPLE_WALLET]: free },
    }
    expect(await store?.balances(SAMPLE_ACCOUNT)).toMatchObject(expected)
    expect(await store?.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('begin several together whole or not at all, and never wait for each other in a circle', async () => {
    const before = await deadlocks(url)
    const claims = [{ limit: 'open', amount: 1, capacity: 5 }]
    {
      await using running = await startRace(url)
      const kinds = await race(running.stores, async (store, client) => {
        const told: string[] = []
        for (let number = 0; number < 15; number += 1) {
          const strategy = `${client}-${number}`
          // Everyone bets on the same two markets, in either order, and at times on one of them alone.
          const one = sampleIntent({ market: 'm1', event: 'e2', strategy, stake: 10, claims })
          const other = sampleIntent({ market: 'm2', event: 'e1', strategy, stake: 10, claims })
          const turn = (client + number) % 3
          const asked = turn === 0 ? ([one, other] as const) : turn === 1 ? ([other, one] as const) : ([one] as const)
          const result = turn === 2 ? await store.begin(one) : await store.beginAll(asked)
          told.push(result.kind)
          if (result.kind !== 'reserved') {
            for (const { key } of asked) expect(await store.order(key)).toBeNull()
            continue
          }
          for (const intent of asked) await lose(store, intent)
        }
        return told
      })
      expect(kinds.flat()).toContain('reserved')
      expect(kinds.flat()).toContain('denied')
      expect(running.mostUsed('open')).toBeLessThanOrEqual(5)
      expect(await running.stores[0]?.verify(SAMPLE_ACCOUNT)).toEqual([])
    }
    // What a connection has counted is there when it has ended.
    expect(await deadlocks(url)).toBe(before)
  })

  test('begin each decision once', async () => {
    await using running = await startRace(url)
    for (let number = 0; number < 20; number += 1) {
      const intent = sampleIntent({ market: `${number}`, stake: 10 })
      const kinds = (await race(running.stores, (store) => store.begin(intent))).map(({ kind }) => kind)
      expect(kinds.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...Array(CLIENTS - 1).fill('exists'), 'reserved'])
    }
    expect((await running.stores[0]?.balances(SAMPLE_ACCOUNT))?.reserved).toBe(200)
    expect(await running.stores[0]?.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('reserve no penny more than there is', async () => {
    await using running = await startRace(url)
    const results = await race(running.stores, async (store, client) => {
      let reserved = 0
      for (let number = 0; number < 10; number += 1) {
        const result = await store.begin(sampleIntent({ market: `${client}-${number}`, stake: 30_000 }))
        if (result.kind === 'reserved') reserved += 1
      }
      return reserved
    })
    expect(results.reduce((sum, count) => sum + count, 0)).toBe(33)
    expect((await running.stores[0]?.balances(SAMPLE_ACCOUNT))?.available).toBe(10_000)
  })

  test('begin nothing once the kill switch or a lock is on', async () => {
    await using running = await startRace(url)
    const [first, ...others] = running.stores
    for (const stop of ['halt', 'lock'] as const) {
      const stopped = new AbortController()
      const late: string[] = []
      const begins = race(others, async (store, client) => {
        let number = 0
        let rounds = 0
        while (rounds < 3) {
          number += 1
          const begunLate = stopped.signal.aborted
          const { kind } = await store.begin(sampleIntent({ market: `${stop}-${client}-${number}`, stake: 10 }))
          if (!begunLate) continue
          late.push(kind)
          rounds += 1
        }
      })
      await new Promise((resolve) => setTimeout(resolve, 30))
      if (stop === 'halt') await first?.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at: SAMPLE_TIME })
      else
        await first?.setLock({
          id: 'l',
          account: SAMPLE_ACCOUNT,
          kind: 'drawdown',
          strategy: null,
          market: null,
          reason: 'down',
          from: SAMPLE_TIME,
          until: null,
        })
      const reservedThen = (await first?.balances(SAMPLE_ACCOUNT))?.reserved
      stopped.abort()
      await begins
      expect(new Set(late)).toEqual(new Set(['denied']))
      expect((await first?.balances(SAMPLE_ACCOUNT))?.reserved).toBe(reservedThen)
      if (stop === 'lock') continue
      const ticket = await first?.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
      await first?.resume(SAMPLE_ACCOUNT, ticket?.code ?? '', SAMPLE_TIME)
    }
  })

  test('set up an empty database once, all at the same time, and open one account once', async () => {
    await withClient(url, (client) => client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE'))
    const stores = await Promise.all(Array.from({ length: CLIENTS }, () => openPostgresStore(url)))
    const account = accountKey('DRY_RUN', 'new')
    await race(stores, (store, client) => store.startRun(sampleRunStart(account, client + 1)))
    expect((await stores[0]?.balances(account))?.available).toBe(100_000)
    expect(await stores[0]?.runs(account)).toHaveLength(CLIENTS)
    for (const store of stores) await store.close()
  })
})
