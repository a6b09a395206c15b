import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Worker } from 'node:worker_threads'
import type { Store } from '@betting-advisor/core'
import type { Damage, StoreHarness } from '@betting-advisor/core/testing'
import { openStoreOn } from '../src/sqlite-store.ts'
import { newThread, type Threads } from '../src/thread.ts'

/** A directory for one test, gone with it. */
export function temporaryDirectory(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'store-sqlite-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** What each kind of damage is in this schema; `?1` is the order's key, `?2` the account. */
const DAMAGES: Readonly<Record<Damage, string>> = {
  balance: 'UPDATE account SET available = available + 1 WHERE key = ?2',
  entry: `UPDATE transfer SET available = available + 1 WHERE number =
    (SELECT max(transfer.number) FROM transfer JOIN orders ON orders.number = order_number WHERE orders.key = ?1)`,
  'missing-transfer': `DELETE FROM transfer WHERE number =
    (SELECT max(transfer.number) FROM transfer JOIN orders ON orders.number = order_number WHERE orders.key = ?1)`,
  reservation: 'UPDATE orders SET reserved = 0 WHERE key = ?1',
  profit: 'UPDATE orders SET profit = profit + 1 WHERE key = ?1',
  limit: `UPDATE limit_use SET used = used + 1 WHERE account = ?2 AND name NOT LIKE 'exposure:%'`,
  exposure: `UPDATE limit_use SET used = used + 1 WHERE account = ?2 AND name = 'exposure:account'`,
  losses: `UPDATE loss SET lost = lost + 1 WHERE kind = 'day' AND account = ?2`,
  history: `DELETE FROM order_event WHERE body ->> '$.type' = 'matched' AND order_number = (SELECT number FROM orders WHERE key = ?1)`,
}

const idle: Worker[] = []

/** Threads that serve one store after the other: to start one takes longer than all that most cases ask of it. */
const threads: Threads = {
  stay: true,
  take: (access) => idle.pop() ?? newThread(access),
  async done(worker) {
    worker.unref()
    idle.push(worker)
  },
}

const openSqliteStore = (path: string) => openStoreOn(path, threads)

/** A new store in a file of its own. */
export async function openHarness(): Promise<StoreHarness & AsyncDisposable> {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const opened: Store[] = [await openSqliteStore(path)]
  return {
    store: opened[0] as Store,
    async reopen() {
      for (const store of opened) await store.close()
      const store = await openSqliteStore(path)
      opened.push(store)
      return store
    },
    async another() {
      const store = await openSqliteStore(`${path}.another`)
      opened.push(store)
      return store
    },
    async damage(damage, account, order) {
      using database = new DatabaseSync(path)
      const triggers = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()
      for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
      database.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF')
      const sql = DAMAGES[damage]
      database.prepare(sql).run(...[order, account].slice(0, sql.includes('?2') ? 2 : 1))
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close()
      directory[Symbol.dispose]()
    },
  }
}
