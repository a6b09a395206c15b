import {
  type AccountKey,
  applyTransfers,
  type Balances,
  equityChange,
  type LimitClaim,
  type Transfer,
  unknownAccount,
} from '@betting-advisor/core'
import type { Query } from './connection.ts'
import { type AccountRow, balancesOf } from './records.ts'

/**
 * Reads an account and keeps everyone else from changing it until the transaction ends.
 *
 * Locks are always taken in one order, so that no two transactions wait for each other: the order, its limits by name, the
 * account last, because all meet there. `NO KEY`, because the foreign keys of rows already inserted hold a share of the key.
 *
 * @throws StoreError `UNKNOWN_ACCOUNT`
 */
export async function lockAccount(query: Query, key: AccountKey): Promise<AccountRow> {
  const sql = 'SELECT * FROM betting_advisor.account WHERE key = $1 FOR NO KEY UPDATE'
  const [row] = await query<AccountRow>(sql, [key])
  if (row === undefined) throw unknownAccount(key)
  return row
}

/** What came of booking transfers. */
export interface Booked {
  readonly balances: Balances
  /** The number of the last transfer; `null` when there was none. */
  readonly last: number | null
}

/** Books transfers on an account that {@link lockAccount} has locked. */
export async function book(
  query: Query,
  account: AccountRow,
  transfers: readonly Transfer[],
  orderNumber: number | null,
): Promise<Booked> {
  const balances = applyTransfers(balancesOf(account), transfers)
  let last: number | null = null
  for (const transfer of transfers) {
    const [row] = await query<{ number: number }>(
      `WITH booked AS (
         INSERT INTO betting_advisor.transfer (account, kind, order_number, at, equity_change) VALUES ($1, $2, $3, $4, $5)
         RETURNING number
       ), entries AS (
         INSERT INTO betting_advisor.entry (transfer, book, amount)
         SELECT booked.number, entry.book, entry.amount FROM booked, unnest($6::text[], $7::bigint[]) AS entry (book, amount)
       ), totals AS (
         UPDATE betting_advisor.account
         SET available = available + $8, reserved = reserved + $9, capital = capital + $10, result = result + $11,
           commission = commission + $12
         WHERE key = $1
       )
       SELECT number FROM booked`,
      [
        transfer.account,
        transfer.kind,
        orderNumber,
        transfer.at,
        equityChange(transfer),
        transfer.entries.map((entry) => entry.book),
        transfer.entries.map((entry) => entry.amount),
        ...(['available', 'reserved', 'capital', 'result', 'commission'] as const).map((name) =>
          transfer.entries.reduce((sum, entry) => (entry.book === name ? sum + entry.amount : sum), 0),
        ),
      ],
    )
    last = row?.number ?? null
  }
  return { balances, last }
}

/** Takes claims whatever the limits say (`+`), or gives them back (`-`). */
export async function moveClaims(
  query: Query,
  account: AccountKey,
  claims: readonly LimitClaim[],
  sign: '+' | '-',
): Promise<void> {
  if (claims.length === 0) return
  await query(
    `INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
     SELECT $1, name, ${sign}amount
     FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS claim (name, amount, turn) ORDER BY turn
     ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used`,
    [account, ...columnsOf(claims)],
  )
}

function columnsOf(claims: readonly LimitClaim[]): [names: string[], amounts: number[]] {
  return [claims.map(({ limit }) => limit), claims.map(({ amount }) => amount)]
}
