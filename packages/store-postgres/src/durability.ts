import { StoreError } from '@betting-advisor/core/store'
import type { Connection } from './connection.ts'

/**
 * Asks whether commits are on the disk when they are answered; a role or a database can turn that off for all of its sessions.
 *
 * @throws StoreError `STORE_NOT_DURABLE` when they are not: a bet could be sent whose intent a power cut takes away.
 */
export async function checkDurable({ query, address }: Connection): Promise<void> {
  const [setting] = await query<{ value: string }>(`SELECT current_setting('synchronous_commit') AS value`)
  if (setting?.value !== 'off') return
  const { shown, user, database } = address
  throw new StoreError('STORE_NOT_DURABLE', `Database ${shown} commits before it writes: synchronous_commit is off.`, {
    remedy: `Run ALTER DATABASE "${database}" SET synchronous_commit = on and ALTER ROLE "${user}" SET synchronous_commit = on, and take it out of DB_URL and the server’s settings.`,
  })
}
