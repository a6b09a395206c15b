import type { AccountKey } from '@betting-advisor/core'
import { bookedLosses, createExposureRows, NO_WINDOW_LOSSES, windowFinder } from '@betting-advisor/core/store'
import { orderOf } from '../accounts/records.ts'
import { createRows } from '../accounts/rows.ts'
import type { Database } from '../database.ts'

/** What live orders can lose and what settled ones have lost, of accounts that were there before either was counted. */
export function countExposureAndLosses(database: Database): void {
  const rows = createRows(database)
  for (const row of database.all('SELECT key FROM account')) {
    const account = rows.columns(row).text<AccountKey>('key')
    const exposure = createExposureRows()
    const live = database.each('SELECT * FROM orders WHERE account = ? AND live = 1 ORDER BY number', account)
    for (const order of live) exposure.add(orderOf(rows.columns(order)))
    for (const [name, used] of exposure.rows()) {
      database.run('INSERT INTO limit_use (account, name, used) VALUES (?, ?, ?)', account, name, used)
    }
    const losses = bookedLosses(NO_WINDOW_LOSSES, rows.settlements(account), windowFinder('UTC'))
    database.run('UPDATE account SET losses = ? WHERE key = ?', JSON.stringify(losses), account)
  }
  database.run('DELETE FROM limit_use WHERE used = 0')
}
