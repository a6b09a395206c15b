import type { AccountKey, AccountLimits, Money, Timestamp } from '@betting-advisor/core'
import {
  type ByHand,
  LIMIT_NAMES,
  limitNamed,
  limitsAt,
  NO_STORED_LIMITS,
  type StoredLimits,
  withLimits,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { lockAccount } from './money.ts'
import type { AccountRow, LimitColumns } from './records.ts'

export function limitsOf(row: LimitColumns): StoredLimits {
  const { limits } = row
  if (limits === null) return NO_STORED_LIMITS
  const [selection = null, market = null, event = null, strategy = null, venue = null, account = null] = limits
  const [day = null, week = null, month = null] = limits.slice(6)
  return {
    limits: { exposure: { selection, market, event, strategy, venue, account }, loss: { day, week, month } },
    raises: LIMIT_NAMES.flatMap((limit, index) => {
      const at = row.raise_at?.[index] ?? null
      return at === null ? [] : [{ limit, to: row.raise_to?.[index] ?? null, at }]
    }),
  }
}

/** An intent's own limits, in the order of {@link LIMIT_NAMES}. */
export function limitList(limits: AccountLimits): readonly (Money | null)[] {
  return LIMIT_NAMES.map((name) => limitNamed(limits, name))
}

/** Keeps the limits of an account that is held; that raises have come into force is no change of the account. */
export async function keepLimits(
  query: Query,
  account: AccountKey,
  stored: StoredLimits,
  isChange: boolean,
): Promise<void> {
  const raises = LIMIT_NAMES.map((name) => stored.raises.find(({ limit }) => limit === name))
  await query(
    `UPDATE betting_advisor.account SET limits = $2, raise_at = $3, raise_to = $4${isChange ? ', version = version + 1' : ''}
     WHERE key = $1`,
    [
      account,
      limitList(stored.limits),
      raises.map((raise) => raise?.at ?? null),
      raises.map((raise) => raise?.to ?? null),
    ],
  )
}

/** Sets the limits of the account, and gives back what holds. */
export async function setLimits(
  connection: Connection,
  account: AccountKey,
  wanted: AccountLimits,
  at: Timestamp,
  raiseDelayMs: number,
  by?: ByHand,
): Promise<StoredLimits> {
  return await connection.write(async (query) => {
    const row: AccountRow = await lockAccount(query, account)
    const stored = withLimits(limitsOf(row), wanted, at, raiseDelayMs)
    await keepLimits(query, account, stored, true)
    if (by !== undefined) await insertAudit(query, { ...by, account, at, act: 'limits', subject: null })
    return stored
  })
}

/** The limits that an account has set itself, as they are at a moment. */
export function limitsOfRow(row: AccountRow, at: Timestamp): StoredLimits {
  return limitsAt(limitsOf(row), at)
}
