import type { Store } from '@betting-advisor/core'
import type { Damage, StoreHarness } from '@betting-advisor/core/testing'
import pg from 'pg'
import { openPostgresStore } from '../src/index.ts'

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
    sql: `UPDATE betting_advisor.entry SET amount = amount + 1 WHERE book = 'available' AND transfer =
      (SELECT max(t.number) FROM betting_advisor.transfer t JOIN betting_advisor.orders o ON o.number = order_number WHERE o.key = $1)`,
  },
  'missing-transfer': {
    of: 'order',
    sql: `DELETE FROM betting_advisor.entry WHERE transfer =
      (SELECT max(t.number) FROM betting_advisor.transfer t JOIN betting_advisor.orders o ON o.number = order_number WHERE o.key = $1)`,
  },
  reservation: { of: 'order', sql: 'UPDATE betting_advisor.orders SET reserved = 0 WHERE key = $1' },
  profit: { of: 'order', sql: 'UPDATE betting_advisor.orders SET profit = profit + 1 WHERE key = $1' },
  limit: { of: 'account', sql: 'UPDATE betting_advisor.limit_use SET used = used + 1 WHERE account = $1' },
  history: {
    of: 'order',
    sql: `DELETE FROM betting_advisor.order_event WHERE type = 'matched' AND order_number =
      (SELECT number FROM betting_advisor.orders WHERE key = $1)`,
  },
}

/** A new store in an emptied database. */
export async function openHarness(url: string): Promise<StoreHarness & AsyncDisposable> {
  await withClient(url, (client) => client.query('DROP SCHEMA IF EXISTS betting_advisor CASCADE'))
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
    async damage(damage, account, order) {
      const { of, sql } = DAMAGES[damage]
      await withClient(url, async (client) => {
        // Turns triggers off, the append-only ones included.
        await client.query('SET session_replication_role = replica')
        await client.query(sql, [of === 'order' ? order : account])
      })
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close()
    },
  }
}
