import type { StoreOperations } from '@betting-advisor/core/store'
import type { Connection } from '../connection.ts'
import { createArchive } from './archive.ts'
import { createAudit } from './audit.ts'
import { createCalendar } from './change.ts'
import { createEvents } from './events.ts'
import { createLinks } from './links.ts'
import { createMoney } from './money.ts'
import { createOrders } from './orders.ts'
import { createOutbox } from './outbox.ts'
import { createRuns } from './runs.ts'
import { createStops } from './stops.ts'

/** Keeps accounts in a database, beside any number of others that do: every operation is one transaction. */
export function createPostgresAccounts(connection: Connection): StoreOperations {
  const calendar = createCalendar()
  return {
    ...createRuns(connection, calendar),
    ...createOrders(connection, calendar),
    ...createStops(connection),
    ...createMoney(connection),
    ...createEvents(connection),
    ...createArchive(connection, calendar),
    ...createLinks(connection),
    ...createOutbox(connection),
    ...createAudit(connection),
  }
}
