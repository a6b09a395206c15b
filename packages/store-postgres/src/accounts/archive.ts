import type { AccountKey, Order } from '@betting-advisor/core'
import {
  type ArchiveStore,
  type CapitalChange,
  causeOf,
  currencyMismatch,
  exposureRow,
  isLive,
  type StoreRecord,
  SUMMED_SCOPES,
  type TransferKind,
  unknownAccount,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import {
  accountOf,
  auditContent,
  capitalContent,
  eventContent,
  keysOf,
  type Present,
  planImport,
} from './archive-plan.ts'
import { writePlan } from './archive-write.ts'
import { auditsOf } from './audit-rows.ts'
import type { Calendar } from './change.ts'
import { EVENT_COLUMNS, EVENT_TABLES, type EventRow, eventOf } from './events.ts'
import { holdLimits } from './limit-rows.ts'
import { lockAccount } from './money.ts'
import { type AccountRow, balancesOf, currencyOf } from './records.ts'
import { accountRow } from './rows.ts'
import { clocksOf, insertAccount } from './runs.ts'

/** Tells and takes in records. */
export function createArchive(connection: Connection, calendar: Calendar): ArchiveStore {
  const { query } = connection
  return {
    async accountRecords(key) {
      const row = await accountRow(query, key)
      const capital = await capitalOf(query, [key])
      const { time_zone: timeZone, opened_at: openedAt } = row
      return [
        { kind: 'account', account: key, currency: currencyOf(row), timeZone, openedAt },
        ...capital.map((change): StoreRecord => ({ kind: 'capital', ...change })),
      ]
    },

    importRecords: (records) => importRecords(connection, calendar, records),
  }
}

/**
 * Takes in records of accounts, all or nothing, in one transaction.
 *
 * Locks are taken as everywhere: the rows of the limits that live orders count in, by scope and name, then the accounts by name.
 */
async function importRecords(
  connection: Connection,
  calendar: Calendar,
  records: readonly StoreRecord[],
): Promise<number> {
  if (records.length === 0) return 0
  const names = [...new Set(records.map(accountOf))].toSorted((a, b) => (a < b ? -1 : 1))
  return await connection.writeLong(async (query) => {
    const opened = await openAccounts(query, calendar, records)
    for (const name of names) await lockLimits(query, name, records)
    const accounts = new Map<AccountKey, AccountRow>()
    for (const name of names) accounts.set(name, await lockAccount(query, name))
    const plans = planImport(records, await presentOf(query, accounts, records))
    let written = opened
    for (const plan of plans) {
      const account = accounts.get(plan.account)
      if (account === undefined) throw unknownAccount(plan.account)
      await writePlan(query, account, calendar(account.time_zone), plan)
      written += plan.runs.length + plan.changes.length + plan.events.length + plan.links.length + plan.audit.length
    }
    return written
  })
}

async function openAccounts(query: Query, calendar: Calendar, records: readonly StoreRecord[]): Promise<number> {
  let opened = 0
  for (const record of records) {
    if (record.kind !== 'account') continue
    const { account, currency, timeZone, openedAt } = record
    calendar(timeZone)
    if (await insertAccount(query, account, currency, timeZone, openedAt)) opened += 1
    const row = await accountRow(query, account)
    if (row.currency_code !== currency.code || row.currency_exponent !== currency.exponent) {
      throw currencyMismatch(account, row.currency_code, currency.code)
    }
  }
  return opened
}

/** Holds every row of the limits that live orders of the account count in. */
async function lockLimits(query: Query, account: AccountKey, records: readonly StoreRecord[]): Promise<void> {
  const live: Order[] = []
  for (const record of records) {
    if (record.kind === 'order' && record.order.intent.account === account && isLive(record.order))
      live.push(record.order)
  }
  if (live.length === 0) return
  await holdLimits(query, account, [
    ...SUMMED_SCOPES.filter((scope) => scope !== 'account').map((scope) =>
      live.map(({ intent }) => exposureRow(scope, intent)),
    ),
    live.flatMap(({ intent }) => intent.claims.map(({ limit }) => limit)),
  ])
}

/** What is there already, of accounts that are held. */
async function presentOf(
  query: Query,
  accounts: ReadonlyMap<AccountKey, AccountRow>,
  records: readonly StoreRecord[],
): Promise<Present> {
  const names = [...accounts.keys()]
  const keys = keysOf(records)
  const runs = await query<{ id: string }>('SELECT id FROM betting_advisor.run WHERE id = ANY ($1)', [keys.runs])
  const orders = await query<{ key: string; ref: string }>(
    'SELECT key, ref FROM betting_advisor.orders WHERE key = ANY ($1) OR ref = ANY ($2)',
    [keys.orders, keys.refs],
  )
  const locks = await query<{ account: string; id: string }>(
    'SELECT account, id FROM betting_advisor.lock WHERE account = ANY ($1) AND id = ANY ($2)',
    [names, keys.locks],
  )
  const clocks = await clocksOf(query, names)
  const links = await query<{ account: string; id: string }>(
    'SELECT account, id FROM betting_advisor.link WHERE account = ANY ($1) AND id = ANY ($2)',
    [names, keys.links],
  )
  return {
    accounts: new Map(
      [...accounts].map(([key, row]) => [
        key,
        { currency: currencyOf(row), clock: clocks.get(key) ?? null, balances: balancesOf(row) },
      ]),
    ),
    runs: new Set(runs.map(({ id }) => id)),
    orderKeys: new Set(orders.map(({ key }) => key)),
    orderRefs: new Set(orders.map(({ ref }) => ref)),
    locks: new Set(locks.map(({ account, id }) => `${account} ${id}`)),
    links: new Set(links.map(({ account, id }) => `${account} ${id}`)),
    contents: await contentsOf(query, names, records),
  }
}

/** What changed in accounts without an order, in the order in which it did. */
async function capitalOf(query: Query, accounts: readonly AccountKey[]): Promise<readonly CapitalChange[]> {
  const rows = await query<Omit<CapitalChange, 'cause'> & { readonly kind: TransferKind }>(
    `SELECT t.account, t.wallet, t.kind, t.at, t.available AS amount FROM betting_advisor.transfer t
     WHERE t.account = ANY ($1) AND t.order_number IS NULL ORDER BY t.number`,
    [accounts],
  )
  return rows.map(({ kind, ...change }) => ({ ...change, cause: causeOf(kind) }))
}

/** How many there are of each deposit, withdrawal and event, as far as some are imported. */
async function contentsOf(
  query: Query,
  accounts: readonly AccountKey[],
  records: readonly StoreRecord[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const count = (content: string) => counts.set(content, (counts.get(content) ?? 0) + 1)
  if (records.some(({ kind }) => kind === 'capital')) {
    for (const change of await capitalOf(query, accounts)) count(capitalContent(change))
  }
  if (records.some(({ kind }) => kind === 'audit')) {
    for (const entry of await auditsOf(query, accounts)) count(auditContent(entry))
  }
  const times = records.flatMap((record) => (record.kind === 'event' ? [record.event.at] : []))
  if (times.length > 0) {
    await query(
      'SELECT 1 FROM betting_advisor.event_counter WHERE account = ANY ($1) ORDER BY account FOR NO KEY UPDATE',
      [accounts],
    )
    const [first, last] = times.reduce(([low, high], at) => [Math.min(low, at), Math.max(high, at)], [
      Number.POSITIVE_INFINITY,
      0,
    ] as [number, number])
    const events = await query<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES} WHERE e.account = ANY ($1) AND e.at BETWEEN $2 AND $3`,
      [accounts, first, last],
    )
    for (const event of events) count(eventContent(eventOf(event)))
  }
  return counts
}
