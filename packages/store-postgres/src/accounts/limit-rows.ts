import type { AccountKey } from '@betting-advisor/core'
import type { Query } from '../connection.ts'

/**
 * Holds rows of limits, those of one scope after those of another and each scope's by name, as everyone takes them; returns their names. One of
 * which nothing was taken is there from now on, with nothing taken.
 */
export async function holdLimits(
  query: Query,
  account: AccountKey,
  scopes: readonly (readonly string[])[],
): Promise<readonly string[]> {
  const names = scopes.flatMap((scope) => [...new Set(scope)].toSorted((a, b) => (a < b ? -1 : 1)))
  await query(
    `INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
     SELECT a.key, row.name, 0 FROM betting_advisor.account a, unnest($2::text[]) WITH ORDINALITY AS row (name, turn)
     WHERE a.key = $1 ORDER BY row.turn
     ON CONFLICT (account, name) DO UPDATE SET used = kept.used`,
    [account, names],
  )
  return names
}
