import type { AccountKey, Money } from '@betting-advisor/core'
import { LOSS_WINDOWS, type LossWindow, type WindowLosses, type Windows } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** What accounts have lost by the windows of their calendars. */
export interface Losses {
  /** A settlement or a correction in these windows has brought `profit`. */
  add(account: AccountKey, windows: Windows, profit: number): void
  /** The most that was lost in a window or a later one of its kind; 0 where more was won. */
  lost(account: AccountKey, kind: LossWindow, window: string): number
  /** Those of the windows given and of all later ones; every one where none are given. */
  from(account: AccountKey, windows?: Windows): WindowLosses
  /** Forgets all of an account, to count them anew. */
  clear(account: AccountKey): void
}

/** Keeps what was lost; a window of which nothing came has no row. */
export function createLosses(database: Database): Losses {
  function sums(account: AccountKey, kind: LossWindow, from: string): Readonly<Record<string, Money>> {
    const sql = 'SELECT window, lost FROM loss WHERE account = ? AND kind = ? AND window >= ? ORDER BY window'
    const found = database.all(sql, account, kind, from).map((row) => columnsOf(row, database.path))
    return Object.fromEntries(found.map((row) => [row.text('window'), row.money('lost')]))
  }

  return {
    add(account, windows, profit) {
      if (profit === 0) return
      for (const kind of LOSS_WINDOWS) {
        database.run(
          `INSERT INTO loss (account, kind, window, lost) VALUES (?, ?, ?, ?)
           ON CONFLICT (account, kind, window) DO UPDATE SET lost = lost + excluded.lost`,
          account,
          kind,
          windows[kind],
          -profit,
        )
        const row = [account, kind, windows[kind]] as const
        database.run('DELETE FROM loss WHERE account = ? AND kind = ? AND window = ? AND lost = 0', ...row)
      }
    },
    lost: (account, kind, window) => Math.max(0, ...Object.values(sums(account, kind, window))),
    from: (account, { day, week, month } = { day: '', week: '', month: '' }) => ({
      day: sums(account, 'day', day),
      week: sums(account, 'week', week),
      month: sums(account, 'month', month),
    }),
    clear(account) {
      database.run('DELETE FROM loss WHERE account = ?', account)
    },
  }
}
