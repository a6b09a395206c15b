import type { DecisionKey, Timestamp } from '@betting-advisor/core'
import {
  amountsOf,
  applyTransfers,
  isLive,
  lossesBy,
  reservation,
  StoreError,
  settlementsOf,
  type Transfer,
  type Windows,
} from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'
import { addExposure } from './archive-exposure.ts'
import type { AccountPlan } from './archive-plan.ts'
import { auditColumns } from './audit-rows.ts'
import { stateColumns, totalsOf } from './change.ts'
import { insertEvents, takeIds } from './events.ts'
import { intentColumns } from './intent-text.ts'
import { linksChanged, writeLink } from './links.ts'
import { addLosses } from './losses.ts'
import { type AccountRow, balancesOf } from './records.ts'

/** Rows a statement, so that none grows without bounds. */
const BATCH = 5_000

type Row = Readonly<Record<string, unknown>>

/** Writes what has to be written of an account that is held, with its limits. */
export async function writePlan(
  query: Query,
  account: AccountRow,
  windowsOf: (at: Timestamp) => Windows,
  plan: AccountPlan,
): Promise<void> {
  await insert(query, 'run', plan.runs.map(runColumns))
  const orders = plan.changes.flatMap((change) => (change.kind === 'order' ? [change.order] : []))
  const orderNumbers = await takeNumbers(query, 'orders', orders.length)
  const exposure = await addExposure(query, account, orders.map(({ order }) => order).filter(isLive))
  const transfers = plan.changes.flatMap((change) => transfersIn(change, exposure))
  const transferNumbers = await takeNumbers(query, 'transfer', transfers.length)
  const rows = rowsOf(account, plan, exposure, orderNumbers, transferNumbers)
  await insert(query, 'orders', rows.orders)
  await insert(query, 'order_event', rows.orderEvents)
  await insert(query, 'transfer', rows.transfers)
  await insert(query, 'lock', rows.locks)
  if (plan.changes.length > 0) await addTotals(query, account, plan.changes.length, transfers)
  await addLosses(query, account.key, lossesBy(settlementsOf(transfers), windowsOf))
  for (const link of plan.links) await writeLink(query, link)
  if (plan.links.length > 0) await linksChanged(query, account.key, plan.links.length)
  await insert(query, 'audit', plan.audit.map(auditColumns))
  if (plan.events.length > 0) {
    const first = await takeIds(query, account.key, plan.events.length)
    await insertEvents(query, account.key, plan.events, first)
  }
}

async function addTotals(
  query: Query,
  account: AccountRow,
  versions: number,
  transfers: readonly Transfer[],
): Promise<void> {
  const { available, reserved, capital, result, commission } = totalsOf(transfers)
  const { wallets } = applyTransfers(balancesOf(account), transfers)
  await query(
    `UPDATE betting_advisor.account SET version = version + $2, stops_version = stops_version + $2, exposure = exposure + $4,
       available = available + $3, reserved = reserved + $4, capital = capital + $5, result = result + $6,
       commission = commission + $7, wallets = $8 WHERE key = $1`,
    [account.key, versions, available, reserved, capital, result, commission, JSON.stringify(wallets)],
  )
}

function transfersIn(
  change: AccountPlan['changes'][number],
  exposure: ReadonlyMap<DecisionKey, number>,
): readonly Transfer[] {
  switch (change.kind) {
    case 'capital':
      return [change.transfer]
    case 'order': {
      const { order, transfers } = change.order
      return [...transfers, ...reservation(order.intent, exposure.get(order.intent.key) ?? 0, order.updatedAt)]
    }
    case 'lock':
      return []
  }
}

function rowsOf(
  account: AccountRow,
  plan: AccountPlan,
  exposure: ReadonlyMap<DecisionKey, number>,
  orderNumbers: readonly number[],
  transferNumbers: readonly number[],
) {
  const orders: Row[] = []
  const orderEvents: Row[] = []
  const transfers: Row[] = []
  const locks: Row[] = []
  for (const [index, change] of plan.changes.entries()) {
    const version = account.version + index + 1
    const firstTransfer = transferNumbers[transfers.length]
    const orderNumber = change.kind === 'order' ? orderNumbers[orders.length] : null
    for (const transfer of transfersIn(change, exposure)) {
      const number = transferNumbers[transfers.length]
      transfers.push({
        number,
        account: account.key,
        wallet: transfer.wallet,
        kind: transfer.kind,
        order_number: orderNumber,
        at: transfer.at,
        ...amountsOf(transfer),
      })
    }
    if (change.kind === 'order') {
      const { order, history } = change.order
      const settledBy = order.settledAt === null ? null : firstTransfer
      orders.push({
        number: orderNumber,
        ...intentColumns(order.intent),
        ...stateColumns(order),
        version,
        settled_by: settledBy,
      })
      for (const event of history) {
        orderEvents.push({ order_number: orderNumber, body: event })
      }
    } else if (change.kind === 'lock') {
      const { id, kind, strategy, market, venue = null, reason, from, until } = change.lock
      locks.push({ account: account.key, id, kind, strategy, market, venue, reason, from_at: from, until_at: until })
    }
  }
  return { orders, orderEvents, transfers, locks }
}

/** Of a run that was elsewhere, nothing is heard any more. */
function runColumns(run: AccountPlan['runs'][number]): Row {
  return {
    id: run.id,
    account: run.account,
    started_at: run.startedAt,
    reached_at: run.reachedAt,
    ended_at: run.endedAt,
    clock: run.clock,
    source: run.source,
    seed: run.seed,
    strategies: run.strategies,
    settings_hash: run.settingsHash,
    beat_at: '-infinity',
  }
}

type Table = 'audit' | 'run' | 'orders' | 'order_event' | 'transfer' | 'lock'

/** Numbers that nobody else gets, ascending. */
async function takeNumbers(query: Query, table: 'orders' | 'transfer', count: number): Promise<readonly number[]> {
  if (count === 0) return []
  const rows = await query<{ number: number }>(
    `SELECT nextval(pg_get_serial_sequence('betting_advisor.${table}', 'number')) AS number FROM generate_series(1, $1)`,
    [count],
  )
  return rows.map(({ number }) => number)
}

/** One array for each column: to take JSON of whole rows apart costs the server many times what writing them does. */
async function insert(query: Query, table: Table, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const names = Object.keys(first)
  const types = await typesOf(query, table)
  const columns = names.join(', ')
  const arrays = names.map((name, index) => `$${index + 1}::${types.get(name)}[]`).join(', ')
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH)
    const [kept] = await query<{ count: number }>(
      `WITH kept AS (
         INSERT INTO betting_advisor.${table} (${columns}) OVERRIDING SYSTEM VALUE
         SELECT * FROM unnest(${arrays}) ON CONFLICT DO NOTHING RETURNING 1
       )
       SELECT count(*) AS count FROM kept`,
      names.map((name) => arrayText(batch.map((row) => row[name]))),
    )
    if (kept?.count === batch.length) continue
    throw new StoreError('STORE_BUSY', `Another process has written a row of ${table} that was to be imported.`, {
      remedy: 'Nothing was changed. Import again.',
    })
  }
}

/** An array as PostgreSQL reads it; what pg makes of one costs several times as much. */
function arrayText(values: readonly unknown[]): string {
  return `{${values.map(itemText).join(',')}}`
}

function itemText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  // JSON has no control characters, so that quoting it once more escapes what an array escapes, and nothing else.
  return typeof value === 'object' ? JSON.stringify(JSON.stringify(value)) : String(value)
}

async function typesOf(query: Query, table: Table): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_catalog.pg_attribute
     WHERE attrelid = 'betting_advisor.${table}'::regclass AND attnum > 0 AND NOT attisdropped`,
  )
  return new Map(rows.map(({ name, type }) => [name, type]))
}
