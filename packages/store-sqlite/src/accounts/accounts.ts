import type { Book } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { createImport } from './archive.ts'
import { createEvents } from './events.ts'
import { createHalts } from './halts.ts'
import { createLeases } from './leases.ts'
import { createLedger } from './ledger.ts'
import { createAccountLimits } from './limits.ts'
import { createCapital } from './money.ts'
import { createOrders } from './orders.ts'
import { createReads } from './reads.ts'
import { createRows } from './rows.ts'
import { createRuns } from './runs.ts'
import { createLocks } from './stops.ts'

/**
 * Keeps a book in a database that nobody else writes runs to: core's rules decide, every operation is one transaction.
 *
 * A transaction holds SQLite's one write lock from its first statement on, so nothing can change between the reading that a rule
 * rests on and the writing of what it says.
 */
export function createSqliteBook(database: Database): Book {
  const rows = createRows(database)
  const ledger = createLedger(database)
  const limits = createAccountLimits(database, rows)
  const leases = createLeases(database)
  const locks = createLocks(database, rows)
  const orders = createOrders(database, rows, ledger, locks, leases)
  const runs = createRuns(database, rows, ledger, limits, leases)
  runs.forgetFormer()
  const { begin, advance, adopt } = orders
  const { setLock, liftLock } = locks
  const { startRun, heartbeat, endRun } = runs
  return {
    ...createReads(database, rows),
    ...createHalts(database, rows),
    ...createCapital(database, rows, ledger),
    ...createEvents(database, rows),
    startRun,
    heartbeat,
    endRun,
    begin,
    advance,
    adopt,
    setLock,
    liftLock,
    setLimits: limits.setLimits,
    lead: leases.lead,
    importRecords: createImport(database, rows, ledger, { orders, runs, locks }),
  }
}
