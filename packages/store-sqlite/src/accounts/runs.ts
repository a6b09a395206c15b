import type { AccountKey, RunId, Timestamp } from '@betting-advisor/core'
import {
  type Accounts,
  clockMismatch,
  currencyMismatch,
  limitsAt,
  limitsDiffer,
  openingTransfers,
  PEER_TIMEOUT,
  type Run,
  type RunStart,
  type RunStore,
  runExists,
  sameLimits,
  settingsDiffer,
  unknownRun,
  withLimits,
} from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { insertAccount } from './account-row.ts'
import { createLeases, type Leases } from './leases.ts'
import type { Ledger } from './ledger.ts'
import type { OwnLimits } from './limits.ts'
import type { Links } from './links.ts'
import type { Losses } from './losses.ts'
import { runOf } from './records.ts'
import { createRestore } from './restore.ts'
import type { Rows } from './rows.ts'

/** Which accounts and runs there are. */
export interface Runs extends Pick<Accounts, Exclude<keyof RunStore, 'changes' | 'lead'>> {
  /** Writes a run down that was elsewhere. */
  write(run: Run): void
}

/** Whoever has the file is alone with it: runs that others left without an end are dead, and none of them leads. */
export function forgetFormerRuns(database: Database): void {
  database.write(() => {
    database.run('UPDATE run SET present = 0 WHERE present = 1')
    createLeases(database).giveUpAll()
  })
}

/** The kind of clock that the runs of an account are on; `null` while there is none. */
export function clockOf(database: Database, rows: Rows, account: AccountKey): Run['clock'] | null {
  const row = database.get('SELECT clock FROM run WHERE account = ? ORDER BY number LIMIT 1', account)
  return row === undefined ? null : rows.columns(row).text<Run['clock']>('clock')
}

/** Starts and ends runs. */
export function createRuns(
  database: Database,
  rows: Rows,
  ledger: Ledger,
  losses: Losses,
  limits: OwnLimits,
  leases: Leases,
  links: Pick<Links, 'links'>,
): Runs {
  const restore = createRestore(database, rows, losses, links)
  const has = (id: RunId) => database.get('SELECT 1 FROM run WHERE id = ?', id) !== undefined

  function openAccount(start: RunStart): void {
    const { run, currency, timeZone } = start
    const known = database.get('SELECT 1 FROM account WHERE key = ?', run.account)
    if (known !== undefined) {
      const kept = rows.account(run.account).currency
      if (kept.code !== currency.code || kept.exponent !== currency.exponent) {
        throw currencyMismatch(run.account, kept.code, currency.code)
      }
      const clock = clockOf(database, rows, run.account)
      if (clock !== null && clock !== run.clock) throw clockMismatch(run.account, clock, run.clock)
      return
    }
    insertAccount(database, { account: run.account, currency, timeZone, openedAt: run.startedAt })
    for (const deposit of openingTransfers(start)) ledger.post(run.account, rows.account(run.account), [deposit], null)
  }

  function checkSettings({ account, settingsHash, startedAt }: RunStart['run']): void {
    const sql = `SELECT * FROM run WHERE account = ? AND present = 1 AND ended_at IS NULL AND reached_at BETWEEN ? AND ?
      ORDER BY number`
    for (const row of database.all(sql, account, startedAt - PEER_TIMEOUT, startedAt + PEER_TIMEOUT)) {
      const run = runOf(rows.columns(row))
      if (settingsDiffer(run.settingsHash, settingsHash)) throw limitsDiffer(account, run.id)
    }
  }

  /** Ends what is not alive any more and has other settings: it can't come back with them. */
  function supersede({ account, settingsHash }: RunStart['run']): void {
    const open = database.all('SELECT * FROM run WHERE account = ? AND ended_at IS NULL', account)
    for (const run of open.map((row) => runOf(rows.columns(row)))) {
      if (!settingsDiffer(run.settingsHash, settingsHash)) continue
      database.run('UPDATE run SET ended_at = reached_at WHERE id = ?', run.id)
      leases.giveUp(run.id)
    }
  }

  function setCalendar({ run: { account }, timeZone }: RunStart): void {
    const kept = rows.account(account)
    if (kept.timeZone === timeZone) return
    database.run('UPDATE account SET time_zone = ? WHERE key = ?', timeZone, account)
    ledger.recount(account, timeZone, [...rows.settlements(account)])
  }

  function setLimits({ run: { account, startedAt }, limits: wanted, limitRaiseDelayMs }: RunStart): void {
    const kept = rows.account(account).limits
    const next = withLimits(kept, wanted, startedAt, limitRaiseDelayMs)
    if (!sameLimits(limitsAt(kept, startedAt), next)) limits.write(account, next)
  }

  function write(run: Run, isPresent: boolean): void {
    database.run(
      `INSERT INTO run (id, account, started_at, reached_at, ended_at, clock, source, seed, strategies, settings_hash, present, beat_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      run.id,
      run.account,
      run.startedAt,
      run.reachedAt,
      run.endedAt,
      run.clock,
      run.source,
      run.seed,
      JSON.stringify(run.strategies),
      run.settingsHash,
      Number(isPresent),
      isPresent ? Date.now() : 0,
    )
  }

  function update(id: RunId, at: Timestamp, endedAt: Timestamp | null): void {
    const sql =
      'UPDATE run SET reached_at = max(reached_at, ?), beat_at = ?, ended_at = coalesce(?, ended_at) WHERE id = ?'
    if (database.run(sql, at, Date.now(), endedAt, id).changes === 0) throw unknownRun(id)
  }

  return {
    accounts: () => database.all('SELECT key FROM account ORDER BY key').map((row) => rows.columns(row).text('key')),

    runs(key) {
      rows.account(key)
      const sql = 'SELECT * FROM run WHERE account = ? ORDER BY number'
      return database.all(sql, key).map((row) => runOf(rows.columns(row)))
    },

    peers(key, at) {
      rows.account(key)
      const sql = `SELECT id, started_at FROM run
        WHERE account = ? AND present = 1 AND ended_at IS NULL AND reached_at BETWEEN ? AND ? ORDER BY started_at, number`
      const found = database.all(sql, key, at - PEER_TIMEOUT, at + PEER_TIMEOUT).map(rows.columns)
      return found.map((row) => ({ run: row.text<RunId>('id'), startedAt: row.time('started_at') }))
    },

    write: (run) => write(run, false),

    startRun(start) {
      const { run } = start
      openingTransfers(start)
      ledger.windows(start.timeZone)
      return database.write(() => {
        if (has(run.id)) throw runExists(run.id)
        openAccount(start)
        checkSettings(run)
        supersede(run)
        setCalendar(start)
        setLimits(start)
        write({ ...run, reachedAt: run.startedAt, endedAt: null }, true)
        return restore(start)
      })
    },

    heartbeat(id, at) {
      database.write(() => update(id, at, null))
    },

    endRun(id, at) {
      database.write(() => {
        update(id, at, at)
        leases.giveUp(id)
      })
    },
  }
}
