import { type AccountKey, money } from '@betting-advisor/core'
import {
  type AuditEntry,
  adjustEntry,
  amountsOf,
  applyTransfers,
  type Balances,
  capitalTransfer,
  checkWithdrawal,
  type EquityChange,
  equityCurve,
  type MoneyStore,
  moveTransfers,
  type Transfer,
  transferEntry,
  unknownAccount,
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
        `SELECT at, available + reserved AS change FROM betting_advisor.transfer
         WHERE account = $1 AND kind NOT IN ('reserve', 'release', 'move') ORDER BY number`,
        [key],
      )
      return equityCurve(changes, since)
    },

    verify: (key) => verify(connection, key),
    async deposit(account, wallet, amount, at, by) {
      const note = by === undefined ? null : ({ ...by, account, at, act: 'deposit', subject: `${amount}` } as const)
      const transfer = capitalTransfer({ account, wallet, cause: 'owner', amount, at })
      return await post(connection, account, [transfer], (balances) => checkWithdrawal(balances, wallet, amount), note)
    },

    async transfer(account, from, to, amount, at, by) {
      const note = by === undefined ? null : transferEntry({ account, from, to, amount, at }, by)
      const transfers = moveTransfers(account, from, to, amount, at)
      return await post(
        connection,
        account,
        transfers,
        (balances) => checkWithdrawal(balances, from, money(-amount)),
        note,
      )
    },

    async adjust(account, wallet, amount, at, by) {
      const note = by === undefined ? null : adjustEntry({ account, wallet, amount, at }, by)
      const transfer = capitalTransfer({ account, wallet, cause: 'adjustment', amount, at })
      return await post(connection, account, [transfer], () => {}, note)
    },
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

/** Posts what no order moves, if a check of what there is passes. */
async function post(
  connection: Connection,
  account: AccountKey,
  transfers: readonly Transfer[],
  check: (balances: Balances) => void,
  note: AuditEntry | null,
): Promise<Balances> {
  return await connection.write(async (query) => {
    const row = await lockAccount(query, account)
    check(balancesOf(row))
    if (note !== null) await insertAudit(query, note)
    return await postCapital(query, row, transfers)
  })
}

/** Posts what no order moves on an account that {@link lockAccount} has locked, each as a version of its own. */
export async function postCapital(query: Query, row: AccountRow, transfers: readonly Transfer[]): Promise<Balances> {
  let balances = balancesOf(row)
  for (const transfer of transfers) {
    balances = applyTransfers(balances, [transfer])
    const { available, capital, result, wallets } = balances
    const moves = amountsOf(transfer)
    await query(
      `WITH kept AS (
         UPDATE betting_advisor.account SET available = $2, capital = $3, result = $4, wallets = $5, version = version + 1 WHERE key = $1
       )
       INSERT INTO betting_advisor.transfer (account, wallet, kind, at, available, capital, result)
       VALUES ($1, $6, $7, $8, $9, $10, $11)`,
      [
        row.key,
        available,
        capital,
        result,
        JSON.stringify(wallets),
        transfer.wallet,
        transfer.kind,
        transfer.at,
        moves.available,
        moves.capital,
        moves.result,
      ],
    )
  }
  return balances
}
