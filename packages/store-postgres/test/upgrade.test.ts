import { money } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../src/connection.ts'
import { openPostgresControl, openPostgresStore } from '../src/index.ts'
import { migrate, requireSchema } from '../src/schema/migrate.ts'
import { openHarness, withClient } from './harness.ts'
import { withNextVersion } from './next-version.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

describe('a database of the version before', () => {
  let url = ''

  beforeEach(async ({ skip, onTestFinished }) => {
    if ('unavailable' in server) return skip(server.unavailable)
    url = server.url()
    await using harness = await openHarness(url)
    await harness.store.startRun(sampleRunStart())
    await harness.store.begin(sampleIntent())
    onTestFinished(async () => {
      await withClient(url, (client) => client.query('DROP SCHEMA betting_advisor CASCADE'))
    })
  })

  async function connected<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = connect(url, {})
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }

  async function columns(): Promise<readonly string[]> {
    const { rows } = await withClient(url, (client) =>
      client.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'betting_advisor' ORDER BY 1`,
      ),
    )
    return rows.map(({ name }) => name)
  }

  test('is brought up to date with what is in it, by one of many engines that start together', async () => {
    await Promise.all(
      Array.from({ length: 4 }, () => connected((connection) => migrate(connection, withNextVersion()))),
    )
    const { rows } = await withClient(url, (client) =>
      client.query('SELECT key, nickname, reserved::int FROM betting_advisor.account'),
    )
    expect(rows).toEqual([{ key: SAMPLE_ACCOUNT, nickname: 'none', reserved: 1000 }])
    const versions = await withClient(url, (client) =>
      client.query('SELECT version FROM betting_advisor.schema_version ORDER BY version'),
    )
    expect(versions.rows).toEqual([{ version: 1 }, { version: 2 }])
  })

  test('serves the engines of the version before on, while nothing of theirs was changed', async () => {
    await using store = await openPostgresStore(url)
    await connected((connection) => migrate(connection, withNextVersion()))
    const intent = sampleIntent({ market: 'after' })
    expect(await store.begin(intent)).toMatchObject({ kind: 'reserved' })
    await store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(500), intent.decidedAt)
    expect((await store.advance(intent.key, [{ type: 'voided', at: intent.decidedAt }])).kind).toBe('ignored')
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('stays as it was where bringing it up to date fails halfway', async () => {
    const before = await columns()
    const failing = withNextVersion('SELECT nobody_knows_this();')
    await expect(connected((connection) => migrate(connection, failing))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      cause: { message: expect.stringContaining('nobody_knows_this') },
    })
    expect(await columns()).toEqual(before)
    await using store = await openPostgresStore(url)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('is refused to what comes beside the engines, until an engine has brought it up to date', async () => {
    await connected(async (connection) => {
      await expect(requireSchema(connection, withNextVersion())).rejects.toMatchObject({ code: 'STORE_SCHEMA_OLDER' })
      await migrate(connection, withNextVersion())
      await requireSchema(connection, withNextVersion())
    })
  })

  test('is refused to engines and control that do not know its version', async () => {
    await connected((connection) => migrate(connection, withNextVersion()))
    await expect(openPostgresStore(url)).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' })
    await expect(openPostgresControl(url)).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' })
  })
})
