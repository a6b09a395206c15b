import { type AccountKey, DAY, type Money, subtract, type Timestamp, ZERO } from '@betting-advisor/core'
import {
  clockMismatch,
  currencyMismatch,
  type EntrySeries,
  type EquityChange,
  entrySeriesKey,
  equityOf,
  firstWindows,
  limitsAt,
  limitsDiffer,
  lossesBy,
  openingTransfers,
  type Restored,
  type Run,
  type RunStart,
  type RunStore,
  runExists,
  sameLimits,
  settingsDiffer,
  withLimits,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import type { Calendar } from './change.ts'
import { changes } from './changes.ts'
import { aliveRuns, endRun, heartbeat, lead, peers } from './leases.ts'
import { keepLimits, limitsOf, limitsOfRow } from './limits.ts'
import { linksOf } from './links.ts'
import { addLosses, readLosses } from './losses.ts'
import { lockAccount, postCapital } from './money.ts'
import {
  type AccountRow,
  balancesOf,
  haltOf,
  type LockRow,
  lockOf,
  type OrderRow,
  orderOf,
  type RunRow,
  runOf,
} from './records.ts'
import { accountRow, ORDER_LIST } from './rows.ts'
import { SETTLED_COLUMNS, type SettledRow, settledOrderOf } from './settled-orders.ts'

/** Which accounts and runs there are. */
export function createRuns(connection: Connection, calendar: Calendar): RunStore {
  const { query } = connection
  return {
    async accounts() {
      const rows = await query<{ key: AccountKey }>('SELECT key FROM betting_advisor.account ORDER BY key COLLATE "C"')
      return rows.map(({ key }) => key)
    },

    async runs(key) {
      await accountRow(query, key)
      const rows = await query<RunRow>('SELECT * FROM betting_advisor.run WHERE account = $1 ORDER BY number', [key])
      return rows.map(runOf)
    },

    peers: (key) => peers(connection, key),
    changes: (asked) => changes(connection, asked),
    startRun: (start) => startRun(connection, calendar, start),
    heartbeat: (id, at) => heartbeat(connection, id, at),
    endRun: (id, at) => endRun(connection, id, at),
    lead: (id, _at, ttlMs) => lead(connection, id, ttlMs),
  }
}

/**
 * Opens the account of a run where it is new and records the run; then hands over what was, as it is at one later moment.
 *
 * What was may be much: while it is read, nobody's intent waits.
 */
async function startRun(connection: Connection, calendar: Calendar, start: RunStart): Promise<Restored> {
  const { run } = start
  openingTransfers(start)
  calendar(start.timeZone)
  await connection.writeLong(async (query) => {
    const [known] = await query('SELECT 1 FROM betting_advisor.run WHERE id = $1', [run.id])
    if (known !== undefined) throw runExists(run.id)
    await openAccount(query, calendar, start)
    const [row] = await query(
      `INSERT INTO betting_advisor.run (id, account, started_at, reached_at, clock, source, seed, strategies, settings_hash, beat_at)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, clock_timestamp()) ON CONFLICT (id) DO NOTHING RETURNING number`,
      [
        run.id,
        run.account,
        run.startedAt,
        run.clock,
        run.source,
        run.seed,
        JSON.stringify(run.strategies),
        run.settingsHash,
      ],
    )
    if (row === undefined) throw runExists(run.id)
  })
  try {
    return await connection.readLong((query) => restore(query, start))
  } catch (error) {
    // Nobody will bet by this run; while it counted as alive, it would keep out others with other settings.
    await endRun(connection, run.id, run.startedAt).catch(() => {})
    throw error
  }
}

async function openAccount(query: Query, calendar: Calendar, start: RunStart): Promise<void> {
  const { run, currency, timeZone } = start
  const isNew = await insertAccount(query, run.account, currency, timeZone, run.startedAt)
  const account = await lockAccount(query, run.account)
  if (account.currency_code !== currency.code || account.currency_exponent !== currency.exponent) {
    throw currencyMismatch(run.account, account.currency_code, currency.code)
  }
  const clock = (await clocksOf(query, [run.account])).get(run.account) ?? run.clock
  if (clock !== run.clock) throw clockMismatch(run.account, clock, run.clock)
  const other = (await aliveRuns(query, run.account)).find((peer) =>
    settingsDiffer(peer.settings_hash, run.settingsHash),
  )
  if (other !== undefined) throw limitsDiffer(run.account, other.id)
  await supersede(query, run)
  if (account.time_zone !== timeZone) await changeTimeZone(query, calendar, run.account, timeZone)
  const before = limitsOf(account)
  const wanted = withLimits(before, start.limits, run.startedAt, start.limitRaiseDelayMs)
  if (!sameLimits(before, wanted)) {
    await keepLimits(query, run.account, wanted, !sameLimits(limitsAt(before, run.startedAt), wanted))
  }
  if (isNew) await postCapital(query, account, openingTransfers(start))
}

/** The kind of clock that the runs of accounts are on; nothing of one without a run. */
export async function clocksOf(
  query: Query,
  accounts: readonly AccountKey[],
): Promise<ReadonlyMap<AccountKey, Run['clock']>> {
  const rows = await query<Pick<RunRow, 'account' | 'clock'>>(
    `SELECT of.account, r.clock FROM unnest($1::text[]) AS of (account) CROSS JOIN LATERAL (
       SELECT clock FROM betting_advisor.run WHERE account = of.account ORDER BY number LIMIT 1) r`,
    [accounts],
  )
  return new Map(rows.map(({ account, clock }) => [account, clock]))
}

/** Ends what is not alive any more and has other settings: it can't come back with them. */
async function supersede(query: Query, { account, settingsHash }: RunStart['run']): Promise<void> {
  const open = await query<RunRow>('SELECT * FROM betting_advisor.run WHERE account = $1 AND ended_at IS NULL', [
    account,
  ])
  const others = open.filter((run) => settingsDiffer(run.settings_hash, settingsHash)).map(({ id }) => id)
  if (others.length === 0) return
  await query(
    `WITH ended AS (
       UPDATE betting_advisor.run SET ended_at = reached_at WHERE id = ANY ($2) RETURNING id
     )
     UPDATE betting_advisor.lease l SET leader = NULL FROM ended WHERE l.account = $1 AND l.leader = ended.id`,
    [account, others],
  )
}

/** Opens an account that is not there yet; `false` where it is. */
export async function insertAccount(
  query: Query,
  account: AccountKey,
  currency: RunStart['currency'],
  timeZone: string,
  at: Timestamp,
): Promise<boolean> {
  const [opened] = await query(
    `INSERT INTO betting_advisor.account (key, currency_code, currency_exponent, opened_at, time_zone) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [account, currency.code, currency.exponent, at, timeZone],
  )
  if (opened === undefined) return false
  await query('INSERT INTO betting_advisor.event_counter (account) VALUES ($1)', [account])
  return true
}

/** From now on losses are counted in another calendar: those there are, are counted again. */
async function changeTimeZone(query: Query, calendar: Calendar, account: AccountKey, timeZone: string): Promise<void> {
  const settlements = await query<{ at: EquityChange['at']; change: Money }>(
    `SELECT at, available + reserved AS change FROM betting_advisor.transfer
     WHERE account = $1 AND kind IN ('settle', 'correct') ORDER BY number`,
    [account],
  )
  await query('UPDATE betting_advisor.account SET time_zone = $2 WHERE key = $1', [account, timeZone])
  await query('DELETE FROM betting_advisor.loss WHERE account = $1', [account])
  await addLosses(query, account, lossesBy(settlements, calendar(timeZone)))
}

async function restore(query: Query, { run, since }: RunStart): Promise<Restored> {
  const key = run.account
  const account = await accountRow(query, key)
  const live = await query<OrderRow>(
    `SELECT ${ORDER_LIST} FROM betting_advisor.orders o WHERE account = $1 AND live ORDER BY decided_at, number`,
    [key],
  )
  const settled = await query<SettledRow>(
    `SELECT ${SETTLED_COLUMNS} FROM betting_advisor.orders WHERE account = $1 AND settled_at >= $2 ORDER BY settled_by`,
    [key, since],
  )
  const locks = await query<LockRow>(
    `SELECT * FROM betting_advisor.lock WHERE account = $1 AND coalesce(until_at, 9223372036854775807) > $2 ORDER BY number`,
    [key, run.startedAt],
  )
  const entries = await query<EntrySeries & { readonly entry: number }>(
    `SELECT strategy, market, selection, side, max(entry) AS entry FROM betting_advisor.orders
     WHERE account = $1 AND market IN (
       SELECT market FROM betting_advisor.orders WHERE account = $1 AND live
       UNION SELECT market FROM betting_advisor.orders WHERE account = $1 AND decided_at >= $2
       UNION SELECT market FROM betting_advisor.orders WHERE account = $1 AND settled_at >= $2
     ) GROUP BY 1, 2, 3, 4 HAVING bool_or(live) OR max(decided_at) >= $2 OR max(settled_at) >= $2`,
    [key, since],
  )
  const recent = await query<{ decided_at: Timestamp }>(
    `SELECT decided_at FROM betting_advisor.orders WHERE account = $1 AND decided_at >= $2 AND origin = 'decided'
     ORDER BY decided_at`,
    [key, run.startedAt - DAY],
  )
  return {
    account: key,
    balances: balancesOf(account),
    live: live.map(orderOf),
    settled: settled.map(settledOrderOf),
    equityBefore: await equityBefore(query, account, settled[0]?.settled_by ?? null),
    locks: locks.map(lockOf),
    entries: Object.fromEntries(entries.map((series) => [entrySeriesKey(series), series.entry])),
    recentDecisions: recent.map(({ decided_at }) => decided_at),
    halt: haltOf(account),
    limits: limitsOfRow(account, run.startedAt),
    losses: await readLosses(query, key, firstWindows(run.startedAt)),
    links: await linksOf(query, key),
    version: account.version,
  }
}

/** Equity just before a transfer: what there is now without what came since, however much came before; `null`: now. */
async function equityBefore(query: Query, account: AccountRow, transfer: number | null): Promise<Money> {
  const now = equityOf(account)
  if (transfer === null) return now
  const [since] = await query<{ change: Money | null }>(
    `SELECT sum(available + reserved)::bigint AS change FROM betting_advisor.transfer WHERE account = $1 AND number >= $2`,
    [account.key, transfer],
  )
  return subtract(now, since?.change ?? ZERO)
}
