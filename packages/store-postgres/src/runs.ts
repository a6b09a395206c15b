import {
  capitalTransfer,
  currencyMismatch,
  DAY,
  InvalidValueError,
  type Lock,
  type Money,
  type Restored,
  type RunId,
  type RunStart,
  runExists,
  type Timestamp,
  unknownRun,
} from '@betting-advisor/core'
import type { Connection, Query } from './connection.ts'
import { book, lockAccount } from './money.ts'
import { type AccountRow, balancesOf, haltOf, type LockRow, lockOf, type OrderRow, orderOf } from './records.ts'

/** Opens the account of a run where it is new, records the run, and hands over what was. */
export async function startRun(connection: Connection, start: RunStart): Promise<Restored> {
  const { run, openingBankroll } = start
  if (openingBankroll < 0) throw new InvalidValueError('opening bankroll', openingBankroll, 'zero or more')
  return await connection.write(async (query) => {
    await openAccount(query, start)
    const [row] = await query(
      `INSERT INTO betting_advisor.run (id, account, started_at, reached_at, clock, source, seed, strategies, settings_hash)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING number`,
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
    return await restore(query, start)
  })
}

/** The run has come this far, or has ended. */
export async function updateRun(
  connection: Connection,
  id: RunId,
  at: Timestamp,
  end: Timestamp | null,
): Promise<void> {
  const rows = await connection.query(
    `UPDATE betting_advisor.run SET reached_at = greatest(reached_at, $2), ended_at = coalesce($3, ended_at)
     WHERE id = $1 RETURNING number`,
    [id, at, end],
  )
  if (rows.length === 0) throw unknownRun(id)
}

async function openAccount(query: Query, { run, currency, openingBankroll }: RunStart): Promise<void> {
  const [opened] = await query(
    `INSERT INTO betting_advisor.account (key, currency_code, currency_exponent, opened_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [run.account, currency.code, currency.exponent, run.startedAt],
  )
  const account: AccountRow = await lockAccount(query, run.account)
  if (account.currency_code !== currency.code || account.currency_exponent !== currency.exponent) {
    throw currencyMismatch(run.account, account.currency_code, currency.code)
  }
  if (opened === undefined) return
  await query('INSERT INTO betting_advisor.event_counter (account) VALUES ($1)', [run.account])
  if (openingBankroll > 0) {
    await book(query, account, [capitalTransfer(run.account, openingBankroll, run.startedAt)], null)
  }
}

async function restore(query: Query, { run, since }: RunStart): Promise<Restored> {
  const key = run.account
  const account = await lockAccount(query, key)
  const orders = async (condition: string, ...values: unknown[]) =>
    await query<OrderRow>(`SELECT * FROM betting_advisor.orders WHERE account = $1 AND ${condition}`, [key, ...values])
  const settled = await orders('settled_at >= $2 ORDER BY settled_by', since)
  const [equity] = await query<{ equity: Money }>(
    `SELECT coalesce(sum(equity_change), 0)::bigint AS equity FROM betting_advisor.transfer
     WHERE account = $1 AND ($2::bigint IS NULL OR number < $2)`,
    [key, settled[0]?.settled_by ?? null],
  )
  const locks = await query<LockRow>(
    `SELECT * FROM betting_advisor.lock WHERE account = $1 AND (until_at IS NULL OR until_at > $2) ORDER BY number`,
    [key, run.startedAt],
  )
  const entries = await query<{ series: string; entry: number }>(
    'SELECT series, max(entry) AS entry FROM betting_advisor.orders WHERE account = $1 GROUP BY series',
    [key],
  )
  const recent = await query<{ decided_at: Timestamp }>(
    'SELECT decided_at FROM betting_advisor.orders WHERE account = $1 AND decided_at >= $2 ORDER BY decided_at',
    [key, run.startedAt - DAY],
  )
  return {
    account: key,
    balances: balancesOf(account),
    live: (await orders('live ORDER BY decided_at, number')).map(orderOf),
    settled: settled.map(orderOf),
    equityBefore: equity?.equity ?? account.available,
    locks: locks.map((row): Lock => lockOf(row)),
    entries: Object.fromEntries(entries.map(({ series, entry }) => [series, entry])),
    recentDecisions: recent.map(({ decided_at }) => decided_at),
    halt: haltOf(account),
  }
}
