import { StoreError } from '@betting-advisor/core/store'
import type { Connection } from './connection.ts'

/**
 * Asks whether commits are on the disk when they are answered: a server can do without, and a role or a database can turn it off for
 * all of its sessions.
 *
 * @throws StoreError `STORE_NOT_DURABLE` when they are not: a bet could be sent whose intent a power cut takes away.
 */
export async function checkDurable({ query, address }: Connection): Promise<void> {
  const [setting] = await query<{ commit: string; fsync: string }>(
    `SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync`,
  )
  const { shown, user, database } = address
  if (setting?.fsync === 'off') {
    throw new StoreError(
      'STORE_NOT_DURABLE',
      `The server of database ${shown} never flushes what it writes: fsync is off.`,
      {
        remedy: `Set fsync = on in the server’s postgresql.conf and restart it; for trials alone, open the store with { durability: 'none' }.`,
      },
    )
  }
  if (setting?.commit !== 'off') return
  throw new StoreError('STORE_NOT_DURABLE', `Database ${shown} commits before it writes: synchronous_commit is off.`, {
    remedy: `Run ALTER DATABASE "${database}" SET synchronous_commit = on and ALTER ROLE "${user}" SET synchronous_commit = on, and take it out of DB_URL and the server’s settings.`,
  })
}
