import type { AccountKey, RunId } from '@betting-advisor/core'
import { PEER_TIMEOUT, type RunStanding, unknownRun } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/**
 * How a run stands that asks to begin an order, by the system's clock where its own is real.
 *
 * @throws StoreError `UNKNOWN_RUN`
 */
export function standingOf(database: Database, account: AccountKey, run: RunId): RunStanding {
  const found = database.get('SELECT ended_at, clock, beat_at FROM run WHERE id = ? AND account = ?', run, account)
  if (found === undefined) throw unknownRun(run)
  const row = columnsOf(found, database.path)
  if (row.timeOrNull('ended_at') !== null) return 'ended'
  return row.text('clock') === 'real' && Date.now() - row.number('beat_at') > PEER_TIMEOUT ? 'silent' : 'alive'
}
