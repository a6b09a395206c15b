import { type AuditStore, pageSize } from '@betting-advisor/core/store'
import type { Connection } from '../connection.ts'
import { type AuditRow, auditOf, insertAudit } from './audit-rows.ts'
import { lockAccount } from './money.ts'
import { accountRow } from './rows.ts'

/** What was done by hand. */
export function createAudit(connection: Connection): AuditStore {
  const { query } = connection
  return {
    async audit({ account, after, limit }) {
      const rows = pageSize(limit)
      await accountRow(query, account)
      const found = await query<AuditRow>(
        `SELECT * FROM betting_advisor.audit WHERE account = $1 AND number > $2 ORDER BY number LIMIT ${rows}`,
        [account, after],
      )
      return found.map(auditOf)
    },

    note: (entry) =>
      connection.write(async (query) => {
        await lockAccount(query, entry.account)
        return await insertAudit(query, entry)
      }),
  }
}
