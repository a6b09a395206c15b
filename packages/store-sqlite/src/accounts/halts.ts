import type { AccountKey } from '@betting-advisor/core'
import { type Book, checkResume, resumeTicket, unknownAccount } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import type { Rows } from './rows.ts'

/** The kill switch: all that may be written beside an engine. */
export type Halts = Pick<Book, 'setHalt' | 'askResume' | 'resume'>

/** Keeps the kill switch and the ticket that lifts it; each step touches one row, and only this much of it. */
export function createHalts(database: Database, rows: Pick<Rows, 'account'>): Halts {
  function update(account: AccountKey, changes: string, ...values: readonly (string | number)[]): void {
    const { changes: changed } = database.run(`UPDATE account SET ${changes} WHERE key = ?`, ...values, account)
    if (changed === 0) throw unknownAccount(account)
  }

  return {
    setHalt(account, { reason, at }) {
      database.write(() => {
        update(
          account,
          'halt_reason = ?, halted_at = ?, resume_code = NULL, resume_until = NULL, version = version + 1',
          reason,
          at,
        )
      })
    },

    askResume(account, at) {
      return database.write(() => {
        const { halt, version } = rows.account(account)
        const ticket = resumeTicket(account, halt, version, at)
        update(account, 'resume_code = ?, resume_until = ?', ticket.code, ticket.expiresAt)
        return ticket
      })
    },

    resume(account, code, at) {
      database.write(() => {
        const { halt, ticket } = rows.account(account)
        checkResume(account, halt, ticket, code, at)
        update(
          account,
          'halt_reason = NULL, halted_at = NULL, resume_code = NULL, resume_until = NULL, version = version + 1',
        )
      })
    },
  }
}
