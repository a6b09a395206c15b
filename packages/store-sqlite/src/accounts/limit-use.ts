import type { AccountKey } from '@betting-advisor/core'
import type { LimitClaim } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** By how much one limit is used more. */
export type LimitChange = readonly [name: string, amount: number]

/** How much is taken of each limit of an account: claims by their names, exposure by `exposureRow`. */
export interface LimitUse {
  /** What is used of these, by name. */
  of(account: AccountKey, names: readonly string[]): (name: string) => number
  add(account: AccountKey, changes: readonly LimitChange[]): void
}

/** What claims take. */
export function taken(claims: readonly LimitClaim[]): readonly LimitChange[] {
  return claims.map(({ limit, amount }) => [limit, amount])
}

/** What claims give back. */
export function givenBack(claims: readonly LimitClaim[]): readonly LimitChange[] {
  return claims.map(({ limit, amount }) => [limit, -amount])
}

/** Keeps what is taken of limits; one of which nothing is taken has no row. Each time by one statement, for an intent is held against many of them. */
export function createLimitUse(database: Database): LimitUse {
  return {
    of(account, names) {
      const used = new Map<string, number>()
      const sql = `SELECT name, used FROM limit_use WHERE account = ? AND name IN (${listOf(names.length, '?')})`
      for (const found of database.all(sql, account, ...names)) {
        const row = columnsOf(found, database.path)
        used.set(row.text('name'), row.number('used'))
      }
      return (name) => used.get(name) ?? 0
    },

    add(account, changes) {
      const moved = changes.filter(([, amount]) => amount !== 0)
      if (moved.length === 0) return
      database.run(
        `INSERT INTO limit_use (account, name, used) VALUES ${listOf(moved.length, '(?, ?, ?)')}
         ON CONFLICT (account, name) DO UPDATE SET used = used + excluded.used`,
        ...moved.flatMap(([name, amount]) => [account, name, amount]),
      )
      const lowered = moved.flatMap(([name, amount]) => (amount < 0 ? [name] : []))
      if (lowered.length === 0) return
      database.run(
        `DELETE FROM limit_use WHERE account = ? AND used = 0 AND name IN (${listOf(lowered.length, '?')})`,
        account,
        ...lowered,
      )
    },
  }
}

function listOf(length: number, place: string): string {
  return place + `, ${place}`.repeat(length - 1)
}
