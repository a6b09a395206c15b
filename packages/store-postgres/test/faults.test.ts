import { inspect } from 'node:util'
import { isAdvisorError, money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startProxy } from 'betting-advisor-postgres-server/proxy'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../src/connection.ts'
import { openPostgresControl, openPostgresStore } from '../src/index.ts'
import { migrate } from '../src/schema/migrate.ts'
import { openHarness, withClient } from './harness.ts'
import { withNextVersion } from './next-version.ts'

const started = await startServer()

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

async function expectFault(action: () => Promise<unknown>, code: string, words: RegExp): Promise<void> {
  const error = await action().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toSatisfy((value) => isAdvisorError(value, code))
  expect((error as Error).message).toMatch(words)
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/p@ss:w|p%40ss|very-secret/)
}

describe('an address', () => {
  test.each([
    ['', /is not a URL/],
    ['advisor', /is not a URL/],
    ['postgres://me:very-secret@host:port/db', /is not a URL/],
    ['mysql://me:very-secret@host/db', /does not start with postgres:/],
    ['postgres://me:very-secret@host', /names no database/],
    ['postgres://me:very-secret%zz@host/%zz', /% that is not followed/],
  ])('that is wrong says how to write one and shows no password: %j', async (url, words) => {
    await expectFault(() => openPostgresStore(url), 'STORE_ADDRESS', words)
    await expectFault(() => openPostgresStore(url), 'STORE_ADDRESS', /Set DB_URL to postgres:/)
  })

  test('where nobody answers', async () => {
    await expectFault(
      () => openPostgresStore('postgres://me:very-secret@127.0.0.1:1/db'),
      'STORE_UNAVAILABLE',
      /127\.0\.0\.1:1 can’t be reached/,
    )
    await expectFault(
      () => openPostgresStore('postgres://me:very-secret@no.such.host.invalid/db'),
      'STORE_UNAVAILABLE',
      /can’t be reached/,
    )
  })
})

describe('a server', () => {
  let server: TestServer

  beforeEach(({ skip }) => {
    if ('unavailable' in started) return skip(started.unavailable)
    server = started
  })

  test('that does not know the user, the password or the database says which', async () => {
    await expectFault(
      () => openPostgresStore(server.url('postgres', 'postgres', 'very-secret')),
      'STORE_ACCESS_DENIED',
      /does not let in postgres.*Check user and password/,
    )
    await expectFault(
      () => openPostgresStore(server.url('postgres', 'nobody', 'very-secret')),
      'STORE_ACCESS_DENIED',
      /does not let in nobody/,
    )
    await expectFault(
      () => openPostgresStore(`postgres://postgres@127.0.0.1:${server.port}/postgres`),
      'STORE_ACCESS_DENIED',
      /does not let in/,
    )
    await expectFault(
      () => openPostgresStore(server.url('missing')),
      'STORE_NOT_FOUND',
      /no database missing .*CREATE DATABASE/,
    )
  })

  test('is described without the password', async () => {
    await using harness = await openHarness(server.url())
    expect(harness.store.description).toBe(`PostgreSQL postgres@127.0.0.1:${server.port}/postgres`)
  })

  test('that denies the right to create tables says what to grant; once they are there, that right is not needed', async () => {
    const url = server.url()
    await withClient(url, async (client) => {
      await client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE')
      await client.query(`CREATE ROLE clerk LOGIN PASSWORD 'very-secret'`)
    })
    const clerk = server.url('postgres', 'clerk', 'very-secret')
    await expectFault(
      () => openPostgresStore(clerk),
      'STORE_ACCESS_DENIED',
      /denies what the store needs.*Grant this user CREATE/,
    )
    await (await openPostgresStore(url)).close()
    await withClient(url, async (client) => {
      await client.query('GRANT USAGE ON SCHEMA betting_advisor TO clerk')
      await client.query('GRANT ALL ON ALL TABLES IN SCHEMA betting_advisor TO clerk')
    })
    await using store = await openPostgresStore(clerk)
    expect((await store.startRun(sampleRunStart())).balances.available).toBe(100_000)
  })

  test('that may only be read says so', async () => {
    await using _harness = await openHarness(server.url())
    const url = `${server.url()}?options=-c%20default_transaction_read_only%3Don`
    await using store = await openPostgresStore(url)
    await expectFault(() => store.startRun(sampleRunStart()), 'STORE_READ_ONLY', /primary server/)
  })

  test('that says that it is full, or that nobody knows what became of a statement, is told by name, and nothing is kept', async () => {
    await using harness = await openHarness(server.url())
    const { store } = harness
    await store.startRun(sampleRunStart())
    const intent = sampleIntent({ claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
    const accepted = { type: 'accepted', at: SAMPLE_TIME, venueOrderId: '7' } as const
    const faults = [
      ['53100', 'STORE_FULL', /disk of database .* is full/],
      ['40003', 'OUTCOME_UNKNOWN', /lost while it kept a change/],
    ] as const
    for (const [sqlstate, code, words] of faults) {
      await withClient(server.url(), (client) =>
        client.query(`CREATE OR REPLACE FUNCTION betting_advisor.give_up() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'no more' USING ERRCODE = '${sqlstate}'; END $$;
          CREATE OR REPLACE TRIGGER give_up BEFORE INSERT OR UPDATE ON betting_advisor.account
          FOR EACH ROW EXECUTE FUNCTION betting_advisor.give_up()`),
      )
      await expectFault(() => store.begin(intent), code, words)
      await expectFault(() => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), SAMPLE_TIME), code, words)
      await expectFault(() => store.setHalt(SAMPLE_ACCOUNT, { reason: 'full', at: SAMPLE_TIME }), code, words)
      await withClient(server.url(), (client) => client.query('DROP TRIGGER give_up ON betting_advisor.account'))
      expect(await store.order(intent.key)).toBeNull()
    }
    expect((await store.begin(intent)).kind).toBe('reserved')
    expect((await store.advance(intent.key, [accepted])).kind).toBe('changed')
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that commits before it has written is refused, wherever that is set; what is stricter stays', async () => {
    const url = server.url()
    const off = `${url}?options=-c%20synchronous_commit%3Doff`
    await expectFault(() => openPostgresStore(off), 'STORE_NOT_DURABLE', /ALTER ROLE "postgres" SET synchronous_commit/)
    await withClient(url, (client) => client.query('ALTER DATABASE postgres SET synchronous_commit = off'))
    try {
      await expectFault(() => openPostgresStore(url), 'STORE_NOT_DURABLE', /ALTER DATABASE "postgres"/)
    } finally {
      await withClient(url, (client) => client.query('ALTER DATABASE postgres RESET synchronous_commit'))
    }
    await (await openPostgresStore(`${url}?options=-c%20synchronous_commit%3Dremote_apply`)).close()
  })

  test('is brought up to date however long that takes', async () => {
    const url = server.url()
    await (await openHarness(url))[Symbol.asyncDispose]()
    const impatient = connect(url, { statementTimeoutMs: 500 })
    await withClient(url, async (client) => {
      await client.query('BEGIN')
      await client.query('LOCK TABLE betting_advisor.account')
      const migrated = migrate(impatient, withNextVersion())
      await new Promise((resolve) => setTimeout(resolve, 3_500))
      await client.query('COMMIT')
      await migrated
    })
    await impatient.close()
  })

  test('that goes read-only in the middle takes nothing in, and is used again when it can be written', async () => {
    await using harness = await openHarness(server.url())
    const { store } = harness
    await store.startRun(sampleRunStart())
    const readOnly = async (on: boolean) => {
      await withClient(server.url(), (client) =>
        client.query(`ALTER DATABASE postgres SET default_transaction_read_only = ${on}`),
      )
    }
    const intent = sampleIntent()
    await readOnly(true)
    await using late = await openPostgresStore(server.url())
    await expectFault(() => late.begin(intent), 'STORE_READ_ONLY', /primary server/)
    await expectFault(
      () => late.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), SAMPLE_TIME),
      'STORE_READ_ONLY',
      /primary server/,
    )
    expect((await late.balances(SAMPLE_ACCOUNT)).reserved).toBe(0)
    await withClient(`${server.url()}?options=-c%20default_transaction_read_only%3Doff`, (client) =>
      client.query('ALTER DATABASE postgres RESET default_transaction_read_only'),
    )
    await using again = await openPostgresStore(server.url())
    expect((await again.begin(intent)).kind).toBe('reserved')
  })

  test('with a newer schema is left alone', async () => {
    const url = server.url()
    await using _harness = await openHarness(url)
    await withClient(url, (client) => client.query('INSERT INTO betting_advisor.schema_version (version) VALUES (99)'))
    await expectFault(
      () => openPostgresStore(url),
      'STORE_SCHEMA_NEWER',
      /schema 99, .*Update @betting-advisor\/store-postgres/,
    )
  })

  test('is controlled only where its schema is this release’s, which a control never changes', async () => {
    const url = server.url()
    const changed = (sql: string) => withClient(url, (client) => client.query(sql))
    await changed('DROP SCHEMA IF EXISTS betting_advisor CASCADE')
    for (const _ of ['once', 'and again']) {
      await expectFault(() => openPostgresControl(url), 'STORE_NOT_FOUND', /no engine has ever run on it/)
    }
    await using _harness = await openHarness(url)
    await changed('INSERT INTO betting_advisor.schema_version (version) VALUES (99)')
    await expectFault(() => openPostgresControl(url), 'STORE_SCHEMA_NEWER', /schema 99/)
    await changed('DELETE FROM betting_advisor.schema_version WHERE version = 99')
    await using control = await openPostgresControl(url)
    expect(await control.accounts()).toEqual([])
  })

  test('where another holds what is needed says so in time, and nothing is kept', async () => {
    const url = server.url()
    await using _harness = await openHarness(url)
    await using store = await openPostgresStore(url, { lockTimeoutMs: 100 })
    await store.startRun(sampleRunStart())
    const intent = sampleIntent({ claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
    await withClient(url, async (client) => {
      await client.query('BEGIN')
      await client.query('SELECT 1 FROM betting_advisor.account FOR UPDATE')
      await expectFault(() => store.begin(intent), 'STORE_BUSY', /took too long.*Nothing was changed/)
    })
    expect(await store.order(intent.key)).toBeNull()
    expect((await store.begin(intent)).kind).toBe('reserved')
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that breaks a deadlock at our cost is asked again', async () => {
    await using _harness = await openHarness(server.url())
    await using store = await openPostgresStore(`${server.url()}?options=-c%20deadlock_timeout%3D300`)
    await store.startRun(sampleRunStart())
    const claims = [{ limit: 'open-orders', amount: 1, capacity: 9 }]
    await store.begin(sampleIntent({ market: 'm1', claims }))
    await withClient(server.url(), async (client) => {
      // Takes the account first and the limit second, against the order that the store keeps to.
      await client.query('BEGIN')
      await client.query('SELECT 1 FROM betting_advisor.account FOR NO KEY UPDATE')
      const begun = store.begin(sampleIntent({ market: 'm2', claims }))
      await new Promise((resolve) => setTimeout(resolve, 100))
      await client.query(`UPDATE betting_advisor.limit_use SET used = used WHERE name = 'open-orders'`)
      await client.query('COMMIT')
      expect((await begun).kind).toBe('reserved')
    })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that breaks down loses nothing and is found again when it is back', async () => {
    await using harness = await openHarness(server.url())
    const { store } = harness
    await store.startRun(sampleRunStart())
    await store.begin(sampleIntent({ market: 'm1' }))
    await server.kill()
    await expectFault(() => store.begin(sampleIntent({ market: 'm2' })), 'STORE_UNAVAILABLE', /can’t be reached/)
    await expectFault(() => store.balances(SAMPLE_ACCOUNT), 'STORE_UNAVAILABLE', /can’t be reached/)
    await server.restart()
    expect((await store.begin(sampleIntent({ market: 'm2' }))).kind).toBe('reserved')
    expect((await store.balances(SAMPLE_ACCOUNT)).reserved).toBe(2000)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test.each(['before', 'after'] as const)(
    'that is cut off just %s it commits leaves the outcome open, and the key tells',
    async (when) => {
      await using _harness = await openHarness(server.url())
      await using proxy = await startProxy(server.port)
      await using store = await openPostgresStore(server.url().replace(`:${server.port}/`, `:${proxy.port}/`), {
        connections: 1,
      })
      await store.startRun(sampleRunStart())
      const intent = sampleIntent({ claims: [{ limit: 'open-orders', amount: 1, capacity: 1 }] })
      proxy.cutNextCommit(when)
      await expectFault(
        () => store.begin(intent),
        'OUTCOME_UNKNOWN',
        /lost while it kept a change.*Read the order again by its key/,
      )
      expect((await store.order(intent.key)) === null).toBe(when === 'before')
      expect((await store.begin(intent)).kind).toBe(when === 'before' ? 'reserved' : 'exists')
      expect((await store.balances(SAMPLE_ACCOUNT)).reserved).toBe(1000)
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
    },
  )

  test('that holds a number beyond 2^53 says so instead of rounding', async () => {
    await using harness = await openHarness(server.url())
    await harness.store.startRun(sampleRunStart())
    await withClient(server.url(), (client) =>
      client.query('UPDATE betting_advisor.account SET available = 9007199254740993'),
    )
    await expectFault(
      () => harness.store.balances(SAMPLE_ACCOUNT),
      'STORE_CORRUPT',
      /9007199254740993, which is beyond/,
    )
    await expectFault(
      () => harness.store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(1), SAMPLE_TIME),
      'STORE_CORRUPT',
      /verify/,
    )
  })

  test.each(['order_event', 'transfer', 'event', 'audit'])(
    'refuses changes to what may only grow: %s',
    async (table) => {
      await using harness = await openHarness(server.url())
      await harness.store.startRun(sampleRunStart())
      const change = table === 'order_event' ? `body = '{}'` : 'at = 0'
      await withClient(server.url(), async (client) => {
        for (const sql of [
          `UPDATE betting_advisor.${table} SET ${change}`,
          `DELETE FROM betting_advisor.${table}`,
          `TRUNCATE betting_advisor.${table} CASCADE`,
        ]) {
          await expect(client.query(sql)).rejects.toThrow('append-only')
        }
      })
    },
  )
})
