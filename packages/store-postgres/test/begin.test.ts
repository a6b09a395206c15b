import { isAdvisorError, money, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startProxy } from 'betting-advisor-postgres-server/proxy'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import type pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../src/index.ts'
import { MIGRATIONS } from '../src/schema/migrations.ts'
import { openHarness, withClient } from './harness.ts'

const started = await startServer()

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

const claims = [{ limit: 'open-orders', amount: 1, capacity: 2 }]

async function openOrders(url: string): Promise<unknown> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query(`SELECT (SELECT count(*) FROM betting_advisor.orders)::int AS orders,
      (SELECT count(*) FROM betting_advisor.transfer WHERE kind = 'reserve')::int AS transfers,
      (SELECT coalesce(sum(used), 0) FROM betting_advisor.limit_use)::int AS used`)
    return rows[0]
  })
}

/** Waits until somebody on this server waits for a lock, and gives his process. */
async function blocked(client: pg.Client): Promise<number> {
  for (;;) {
    // Within a transaction, what was seen once is shown again.
    await client.query('SELECT pg_stat_clear_snapshot()')
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'betting-advisor'`,
    )
    if (rows[0] !== undefined) return rows[0].pid
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('beginning an order', () => {
  let server: TestServer
  let url = ''

  beforeEach(({ skip }) => {
    if ('unavailable' in started) return skip(started.unavailable)
    server = started
    url = server.url()
  })

  test('takes one round trip, whatever the answer', async () => {
    await using _harness = await openHarness(url)
    await using proxy = await startProxy(server.port)
    await using store = await openPostgresStore(url.replace(`:${server.port}/`, `:${proxy.port}/`), { connections: 1 })
    await store.startRun(sampleRunStart())
    await store.begin(sampleIntent({ market: 'first', claims }))
    const intents = ['m1', 'm1', 'm2'].map((market) => sampleIntent({ market, claims }))
    const kinds: string[] = []
    for (const intent of intents) {
      const before = { ...proxy.trips }
      kinds.push((await store.begin(intent)).kind)
      expect(proxy.trips).toEqual({ out: before.out + 1, back: before.back + 1 })
    }
    expect(kinds).toEqual(['reserved', 'exists', 'denied'])
  })

  test('rounds no figure of an order that is there already', async () => {
    await using harness = await openHarness(url)
    const { store } = harness
    await store.startRun(sampleRunStart())
    const intent = sampleIntent()
    await store.begin(intent)
    await withClient(url, (client) => client.query('UPDATE betting_advisor.orders SET profit = 9007199254740993'))
    const refusal = await store.begin(intent).catch((error: unknown) => error)
    expect(isAdvisorError(refusal, 'STORE_CORRUPT')).toBe(true)
  })

  test('is followed by changes that take two round trips each, and by questions for changes that take one', async () => {
    await using _harness = await openHarness(url)
    await using proxy = await startProxy(server.port)
    await using store = await openPostgresStore(url.replace(`:${server.port}/`, `:${proxy.port}/`), { connections: 1 })
    await store.startRun(sampleRunStart())
    const intent = sampleIntent({ claims })
    await store.begin(intent)
    const at = SAMPLE_TIME
    const events = [
      { type: 'accepted', at, venueOrderId: '7' },
      { type: 'matched', at, matchedStake: intent.stake, averagePrice: intent.price },
      { type: 'settled', at, outcome: 'lost', profit: money(-1000), commission: money(0) },
    ] as const
    for (const event of events) {
      const before = { ...proxy.trips }
      expect((await store.advance(intent.key, [event])).kind).toBe('changed')
      expect(proxy.trips).toEqual({ out: before.out + 2, back: before.back + 2 })
    }
    const { version } = await store.changes({ account: SAMPLE_ACCOUNT, after: 0, at, limit: 10 })
    const before = { ...proxy.trips }
    expect((await store.changes({ account: SAMPLE_ACCOUNT, after: version, at, limit: 10 })).orders).toEqual([])
    await store.setHalt(SAMPLE_ACCOUNT, { reason: 'by hand', at })
    expect(proxy.trips).toEqual({ out: before.out + 2, back: before.back + 2 })
  })

  test.each([
    [
      { claims: [{ limit: 'open-orders', amount: 3, capacity: 2 }] },
      'OPEN_BETS_EXCEEDED',
      'open-orders: 0 used + 3 > 2',
    ],
    [
      {
        claims: [
          { limit: 'z', amount: 9, capacity: 9 },
          { limit: 'day-loss:d', amount: 5, capacity: 4 },
        ],
      },
      'LIMIT_EXCEEDED',
      'day-loss:d: 0 used + 5 > 4',
    ],
    [{ stake: 100_001, claims }, 'FUNDS_INSUFFICIENT', 'available 100000 < 100001 to be reserved'],
  ] as const)('that is denied leaves nothing behind: %j', async (sample, code, detail) => {
    await using harness = await openHarness(url)
    await harness.store.startRun(sampleRunStart())
    expect(await harness.store.begin(sampleIntent(sample))).toEqual({ kind: 'denied', code, detail })
    expect(await openOrders(url)).toEqual({ orders: 0, transfers: 0, used: 0 })
    expect(await harness.store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('is denied by what was set while it waited for the account', async () => {
    for (const [index, stop] of ['halt', 'lock'].entries()) {
      await using harness = await openHarness(url)
      await harness.store.startRun(sampleRunStart())
      await withClient(url, async (client) => {
        await client.query('BEGIN')
        await client.query('SELECT 1 FROM betting_advisor.account FOR NO KEY UPDATE')
        const begun = harness.store.begin(sampleIntent({ market: `${index}`, claims }))
        await blocked(client)
        if (stop === 'halt') {
          await client.query(`UPDATE betting_advisor.account SET halt_reason = 'by hand', halted_at = 1`)
        } else {
          await client.query(`INSERT INTO betting_advisor.lock (account, id, kind, reason, from_at)
            SELECT key, 'l', 'drawdown', 'down', 0 FROM betting_advisor.account`)
        }
        await client.query('UPDATE betting_advisor.account SET stops_version = stops_version + 1')
        await client.query('COMMIT')
        const refusal =
          stop === 'halt' ? { code: 'HALTED', detail: 'by hand' } : { code: 'DRAWDOWN_LOCK', detail: 'down' }
        expect(await begun).toEqual({ kind: 'denied', ...refusal })
      })
      expect(await openOrders(url)).toEqual({ orders: 0, transfers: 0, used: 0 })
    }
  })

  test('goes on after a stop that was lifted while it waited, and with money that came meanwhile', async () => {
    await using harness = await openHarness(url)
    const { store } = harness
    await store.startRun(sampleRunStart())
    await withClient(url, async (client) => {
      await client.query('BEGIN')
      await client.query(
        `UPDATE betting_advisor.account SET stops_version = stops_version + 2, available = available + 1, capital = capital - 1,
           wallets = jsonb_set(wallets, '{venue,available}', '100001')`,
      )
      const begun = store.begin(sampleIntent({ stake: 100_001 }))
      await blocked(client)
      await client.query('COMMIT')
      expect(await begun).toMatchObject({ kind: 'reserved', balances: { available: 0, reserved: 100_001 } })
    })
  })

  test('that makes no sense is told so after what is asked first, and one is known by its reference', async () => {
    await using harness = await openHarness(url)
    const { store } = harness
    const intent = sampleIntent()
    const senseless = { ...intent, liability: money(1) }
    await expect(store.begin(senseless)).rejects.toSatisfy((error) => isAdvisorError(error, 'UNKNOWN_ACCOUNT'))
    await expect(store.begin(intent)).rejects.toSatisfy((error) => isAdvisorError(error, 'UNKNOWN_ACCOUNT'))
    await store.startRun(sampleRunStart())
    await expect(store.begin(senseless)).rejects.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE'))
    await store.begin(intent)
    expect((await store.begin(senseless)).kind).toBe('exists')
    const taken = { ...sampleIntent({ market: 'other' }), ref: intent.ref }
    expect(await store.begin(taken)).toMatchObject({ kind: 'exists', order: { intent: { key: intent.key } } })
  })

  test('on a ledger beyond 2^53 says so and keeps nothing', async () => {
    await using harness = await openHarness(url)
    const { store } = harness
    await store.startRun(sampleRunStart())
    for (const column of ['available', 'capital']) {
      await withClient(url, (client) => client.query(`UPDATE betting_advisor.account SET ${column} = 9007199254740993`))
      await expect(store.begin(sampleIntent({ claims }))).rejects.toSatisfy((error) =>
        isAdvisorError(error, 'STORE_CORRUPT'),
      )
      await withClient(url, (client) => client.query(`UPDATE betting_advisor.account SET ${column} = 100000`))
    }
    await withClient(url, (client) => client.query('UPDATE betting_advisor.account SET reserved = 9007199254740991'))
    await expect(store.begin(sampleIntent({ claims }))).rejects.toSatisfy((error) =>
      isAdvisorError(error, 'INVALID_VALUE'),
    )
    expect(await openOrders(url)).toEqual({ orders: 0, transfers: 0, used: 0 })
  })

  test('on a connection that is ended in the middle leaves the outcome open; reading on one is told plainly', async () => {
    await using harness = await openHarness(url)
    const { store } = harness
    await store.startRun(sampleRunStart())
    const asked: readonly [ask: (store: Store) => Promise<unknown>, code: string][] = [
      [(each) => each.begin(sampleIntent({ claims })), 'OUTCOME_UNKNOWN'],
      [(each) => each.balances(SAMPLE_ACCOUNT), 'STORE_UNAVAILABLE'],
      [(each) => each.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), SAMPLE_TIME), 'STORE_UNAVAILABLE'],
    ]
    for (const [ask, code] of asked) {
      await withClient(url, async (client) => {
        await client.query('BEGIN')
        await client.query('LOCK TABLE betting_advisor.account IN ACCESS EXCLUSIVE MODE')
        const answer = ask(store).catch((error: unknown) => error)
        await client.query('SELECT pg_terminate_backend($1)', [await blocked(client)])
        expect(await answer).toSatisfy((error) => isAdvisorError(error, code))
        await client.query('ROLLBACK')
      })
    }
    expect(await openOrders(url)).toEqual({ orders: 0, transfers: 0, used: 0 })
    expect((await store.begin(sampleIntent({ claims }))).kind).toBe('reserved')
  })

  test('works in a database that the first release has set up', async () => {
    await withClient(url, async (client) => {
      await client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE; CREATE SCHEMA betting_advisor')
      await client.query(
        'CREATE TABLE betting_advisor.schema_version (version integer PRIMARY KEY, applied_at timestamptz)',
      )
      await client.query(MIGRATIONS[0]?.sql ?? '')
      await client.query('INSERT INTO betting_advisor.schema_version VALUES (1, now())')
    })
    await using store = await openPostgresStore(url)
    await store.startRun(sampleRunStart())
    expect((await store.begin(sampleIntent({ claims }))).kind).toBe('reserved')
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })
})
