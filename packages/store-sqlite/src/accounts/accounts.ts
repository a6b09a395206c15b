import {
  type Accounts,
  absentByHand,
  absentEntry,
  checkReported,
  reportEntry,
  settledByHand,
  settledEntry,
  unknownOrder,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { createArchive } from './archive.ts'
import { createAudit, insertAudit } from './audit.ts'
import { createChanges } from './changes.ts'
import { createEvents } from './events.ts'
import { createLeases } from './leases.ts'
import { createLedger } from './ledger.ts'
import { createOwnLimits } from './limits.ts'
import { createLinks } from './links.ts'
import { createLosses } from './losses.ts'
import { createMoney } from './money.ts'
import { createOrders } from './orders.ts'
import { createOutbox } from './outbox.ts'
import { createRows } from './rows.ts'
import { createRuns } from './runs.ts'
import { createStops } from './stops.ts'

/**
 * Keeps accounts in a database that nobody else writes runs to: core's rules decide, every operation is one transaction.
 *
 * A transaction holds SQLite's one write lock from its first statement on, so nothing can change between the reading that a rule
 * rests on and the writing of what it says.
 */
export function createSqliteAccounts(database: Database): Accounts {
  const rows = createRows(database)
  const losses = createLosses(database)
  const ledger = createLedger(database, losses)
  const limits = createOwnLimits(database, rows)
  const leases = createLeases(database)
  const stops = createStops(database, rows, limits)
  const orders = createOrders(database, rows, ledger, losses, stops, leases)
  const links = createLinks(database, rows)
  const runs = createRuns(database, rows, ledger, losses, limits, leases, links)
  return {
    ...runs,
    changes: createChanges(database, rows, losses, links),
    lead: leases.lead,
    ...orders,
    callAbsent(key, reason, at, by) {
      return database.write(() => {
        const result = orders.advance(key, [absentByHand(reason, at)])
        if (by !== undefined && result.kind === 'changed') {
          insertAudit(database, absentEntry(result.order, { by, reason }, at))
        }
        return result
      })
    },
    settleByHand(key, ending, at, by) {
      return database.write(() => {
        const order = orders.order(key)
        if (order === null) throw unknownOrder(key)
        const event = settledByHand(order, ending, at, by)
        const result = orders.advance(key, [event])
        if (result.kind === 'changed') insertAudit(database, settledEntry(order, event, by, at))
        return result
      })
    },
    report(intent, history, by) {
      checkReported(intent)
      return database.write(() => {
        const result = orders.adopt(intent, history)
        if (result.kind === 'adopted') insertAudit(database, reportEntry(intent, by))
        return result
      })
    },
    ...stops,
    ...createMoney(database, rows, ledger, losses),
    ...createEvents(database, rows),
    ...createArchive(database, rows, ledger, { orders, runs, stops, links }),
    ...links,
    ...createOutbox(database, rows),
    ...createAudit(database, rows),
  }
}
