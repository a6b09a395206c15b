import type { AccountKey, RunId } from '@betting-advisor/core'
import { PEER_TIMEOUT, type RunStanding, unknownRun } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** A run that asks to begin an order. */
export interface AskingRun {
  /** By the system's clock, where its own is real. */
  readonly standing: RunStanding
  readonly isReal: boolean
}

/** @throws StoreError `UNKNOWN_RUN` */
export function askingRun(database: Database, account: AccountKey, run: RunId): AskingRun {
  const found = database.get('SELECT ended_at, clock, beat_at FROM run WHERE id = ? AND account = ?', run, account)
  if (found === undefined) throw unknownRun(run)
  const row = columnsOf(found, database.path)
  const isReal = row.text('clock') === 'real'
  if (row.timeOrNull('ended_at') !== null) return { standing: 'ended', isReal }
  return { standing: isReal && Date.now() - row.number('beat_at') > PEER_TIMEOUT ? 'silent' : 'alive', isReal }
}

/** Whether a run goes by a real clock; one that is not known here goes by none that could be compared. */
export function isOfRealClock(database: Database, run: RunId): boolean {
  return database.get('SELECT clock FROM run WHERE id = ?', run)?.['clock'] === 'real'
}
