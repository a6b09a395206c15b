import type { Store } from '@betting-advisor/core'
import type { Damage, StoreHarness } from '@betting-advisor/core/testing'
import pg from 'pg'
import { openPostgresStore } from '../src/index.ts'
import { MIGRATIONS } from '../src/schema/migrations.ts'

/** Runs statements as the superuser, past the store. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** What each kind of damage is in this schema; `$1` is the order's key or the account. */
const DAMAGES: Readonly<Record<Damage, { readonly of: 'order' | 'account'; readonly sql: string }>> = {
  balance: { of: 'account', sql: 'UPDATE betting_advisor.account SET available = available + 1 WHERE key = $1' },
  entry: {
    of: 'order',
    sql: `UPDATE betting_advisor.transfer SET available = available + 1 WHERE number =
      (SELECT max(t.number) FROM betting_advisor.transfer t JOIN betting_advisor.orders o ON o.number = order_number WHERE o.key = $1)`,
  },
  'missing-transfer': {
    of: 'order',
    sql: `DELETE FROM betting_advisor.transfer WHERE number =
      (SELECT max(t.number) FROM betting_advisor.transfer t JOIN betting_advisor.orders o ON o.number = order_number WHERE o.key = $1)`,
  },
  reservation: { of: 'order', sql: 'UPDATE betting_advisor.orders SET reserved = 0 WHERE key = $1' },
  profit: { of: 'order', sql: 'UPDATE betting_advisor.orders SET profit = profit + 1 WHERE key = $1' },
  limit: { of: 'account', sql: 'UPDATE betting_advisor.limit_use SET used = used + 1 WHERE account = $1' },
  exposure: { of: 'account', sql: 'UPDATE betting_advisor.account SET exposure = exposure + 1 WHERE key = $1' },
  losses: {
    of: 'account',
    sql: `UPDATE betting_advisor.loss SET lost = lost + 1 WHERE kind = 'week' AND account = $1`,
  },
  history: {
    of: 'order',
    sql: `DELETE FROM betting_advisor.order_event WHERE body ->> 'type' = 'matched' AND order_number =
      (SELECT number FROM betting_advisor.orders WHERE key = $1)`,
  },
}

const TABLES = [
  'account',
  'event_counter',
  'run',
  'orders',
  'order_event',
  'transfer',
  'limit_use',
  'loss',
  'lock',
  'event',
  'link',
  'link_market',
  'outbox',
  'audit',
  'lease',
]

/** Takes out what is in it; where the schema is this release's, it stays, for making it takes longest of all. */
async function emptied(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ made: boolean }>(
    `SELECT to_regclass('betting_advisor.schema_version') IS NOT NULL AS made`,
  )
  if (rows[0]?.made === true) {
    const versions = await client.query<{ newest: number }>(
      'SELECT max(version) AS newest FROM betting_advisor.schema_version',
    )
    if (versions.rows[0]?.newest === MIGRATIONS.at(-1)?.version) {
      // Turns triggers off, the append-only ones included.
      await client.query('SET session_replication_role = replica')
      // For the few rows of a test this takes a fraction of the time of TRUNCATE, which makes every table and index anew.
      await client.query(TABLES.map((table) => `DELETE FROM betting_advisor.${table}`).join('; '))
      await client.query(
        `SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
         WHERE relnamespace = 'betting_advisor'::regnamespace`,
      )
      return
    }
  }
  await client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE')
}

/** A new store in an emptied database. */
export async function openHarness(url: string): Promise<StoreHarness & AsyncDisposable> {
  await withClient(url, emptied)
  const first = await openPostgresStore(url)
  const opened: Store[] = [first]
  return {
    store: first,
    async reopen() {
      for (const store of opened) await store.close()
      const store = await openPostgresStore(url)
      opened.push(store)
      return store
    },
    async another() {
      await withClient(url, (client) => client.query('DROP DATABASE IF EXISTS another WITH (FORCE)'))
      await withClient(url, (client) => client.query('CREATE DATABASE another'))
      const store = await openPostgresStore(url.replace(/[^/]*$/, 'another'))
      opened.push(store)
      return store
    },
    async damage(damage, account, order) {
      const { of, sql } = DAMAGES[damage]
      await withClient(url, async (client) => {
        // Turns triggers off, the append-only ones included.
        await client.query('SET session_replication_role = replica')
        await client.query('ALTER TABLE betting_advisor.transfer DROP CONSTRAINT IF EXISTS transfer_check')
        await client.query(sql, [of === 'order' ? order : account])
      })
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close()
    },
  }
}
