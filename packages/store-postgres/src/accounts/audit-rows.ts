import type { AccountKey, Timestamp } from '@betting-advisor/core'
import type { AuditEntry, StoredAudit } from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'

/** An entry as it is kept. */
export interface AuditRow {
  readonly number: number
  readonly account: AccountKey
  readonly at: Timestamp
  readonly done_by: string
  readonly act: AuditEntry['act']
  readonly subject: string | null
  readonly reason: string
}

export function auditOf({ number, account, at, done_by: by, act, subject, reason }: AuditRow): StoredAudit {
  return { id: number, entry: { account, at, by, act, subject, reason } }
}

/** The columns of an entry, but for its number. */
export function auditColumns({ account, at, by, act, subject, reason }: AuditEntry) {
  return { account, at, done_by: by, act, subject, reason }
}

/** Notes what was done by hand, within the transaction that does it, on an account that is held. */
export async function insertAudit(query: Query, entry: AuditEntry): Promise<StoredAudit> {
  const { account, at, by, act, subject, reason } = entry
  const [row] = await query<{ number: number }>(
    `INSERT INTO betting_advisor.audit (account, at, done_by, act, subject, reason) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING number`,
    [account, at, by, act, subject, reason],
  )
  return { id: row?.number ?? 0, entry }
}

/** Everything that was done by hand to some accounts. */
export async function auditsOf(query: Query, accounts: readonly AccountKey[]): Promise<readonly AuditEntry[]> {
  const rows = await query<AuditRow>('SELECT * FROM betting_advisor.audit WHERE account = ANY ($1)', [accounts])
  return rows.map((row) => auditOf(row).entry)
}
