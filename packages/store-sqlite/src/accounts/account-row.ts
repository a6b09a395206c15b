import type { StoreRecord } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'

/** Opens an account, with nothing in it. */
export function insertAccount(
  database: Database,
  { account, currency, timeZone, openedAt }: Omit<Extract<StoreRecord, { kind: 'account' }>, 'kind'>,
): void {
  database.run(
    `INSERT INTO account (key, currency_code, currency_exponent, time_zone, opened_at, available, reserved, capital, result, commission, wallets)
     VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '{}')`,
    account,
    currency.code,
    currency.exponent,
    timeZone,
    openedAt,
  )
}
