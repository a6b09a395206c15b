import type { AccountKey, Money, Timestamp } from '@betting-advisor/core'
import {
  applyTransfers,
  type Balances,
  type ByHand,
  capitalTransfer,
  type EquityChange,
  equityCurve,
  type MoneyStore,
  unknownAccount,
  withdrawalTooLarge,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { type AccountRow, balancesOf, currencyOf } from './records.ts'
import { accountRow } from './rows.ts'
import { verify } from './verify.ts'

/** The money of accounts. */
export function createMoney(connection: Connection): MoneyStore {
  const { query } = connection
  return {
    balances: async (key) => balancesOf(await accountRow(query, key)),
    currency: async (key) => currencyOf(await accountRow(query, key)),

    async equity(key, since) {
      await accountRow(query, key)
      const changes = await query<{ at: EquityChange['at']; change: EquityChange['change'] }>(
        `SELECT at, equity_change AS change FROM betting_advisor.transfer
         WHERE account = $1 AND kind NOT IN ('reserve', 'release') ORDER BY number`,
        [key],
      )
      return equityCurve(changes, since)
    },

    verify: (key) => verify(connection, key),
    deposit: (account, amount, at, by) => deposit(connection, account, amount, at, by),
  }
}

/**
 * Reads an account and keeps everyone else from changing it until the transaction ends.
 *
 * Locks are always taken in one order, so that no two transactions wait for each other: the order, its market, event, strategy and
 * venue among the limits, its claims by name, the account last, because all meet there. `NO KEY`, because the foreign keys of rows
 * already inserted hold a share of the key.
 *
 * @throws StoreError `UNKNOWN_ACCOUNT`
 */
export async function lockAccount(query: Query, key: AccountKey): Promise<AccountRow> {
  const sql = 'SELECT * FROM betting_advisor.account WHERE key = $1 FOR NO KEY UPDATE'
  const [row] = await query<AccountRow>(sql, [key])
  if (row === undefined) throw unknownAccount(key)
  return row
}

/** Pays money in, or out where `amount` is negative. */
async function deposit(
  connection: Connection,
  account: AccountKey,
  amount: Money,
  at: Timestamp,
  by: ByHand | undefined,
): Promise<Balances> {
  capitalTransfer(account, amount, at)
  return await connection.write(async (query) => {
    const row = await lockAccount(query, account)
    if (row.available + amount < 0) throw withdrawalTooLarge(amount, row.available)
    if (by !== undefined) await insertAudit(query, { ...by, account, at, act: 'deposit', subject: `${amount}` })
    return await postCapital(query, row, amount, at)
  })
}

/** Posts a deposit or withdrawal on an account that {@link lockAccount} has locked. */
export async function postCapital(query: Query, row: AccountRow, amount: Money, at: Timestamp): Promise<Balances> {
  const { key } = row
  const transfer = capitalTransfer(key, amount, at)
  const balances = applyTransfers(balancesOf(row), [transfer])
  await query(
    `WITH kept AS (
       UPDATE betting_advisor.account SET available = available + $3, capital = capital - $3, version = version + 1 WHERE key = $1
     ), posted AS (
       INSERT INTO betting_advisor.transfer (account, kind, at, equity_change) VALUES ($1, $2, $4, $3) RETURNING number
     )
     INSERT INTO betting_advisor.entry (transfer, ledger_account, amount)
     SELECT posted.number, side.ledger_account, side.amount
     FROM posted, (VALUES ('available', $3::bigint), ('capital', -$3::bigint)) AS side (ledger_account, amount)`,
    [key, transfer.kind, amount, at],
  )
  return balances
}
