import type { SQLInputValue } from 'node:sqlite'
import { type Accounts, type OrderQuery, pageSize, unknownOrder } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { orderOf } from './records.ts'
import type { Rows } from './rows.ts'

/** Lists orders. */
export function createOrderQuery(database: Database, rows: Rows): Accounts['orders'] {
  function lastOf({ account, after }: OrderQuery): readonly SQLInputValue[] | null {
    if (after === undefined) return null
    const last = rows.order(after)
    if (last === undefined || last.text('account') !== account) throw unknownOrder(after)
    return [last.number('decided_at'), last.number('number')]
  }

  return (query) => {
    rows.account(query.account)
    const conditions: string[] = ['account = ?']
    const values: SQLInputValue[] = [query.account]
    function where(condition: string, ...asked: readonly (SQLInputValue | undefined)[]): void {
      const given = asked.filter((value) => value !== undefined)
      if (given.length < asked.length) return
      conditions.push(condition)
      values.push(...given)
    }
    where('state IN (SELECT value FROM json_each(?))', query.states && JSON.stringify(query.states))
    where('strategy = ?', query.strategy)
    where('decided_at >= ?', query.since)
    where('decided_at < ?', query.until)
    where('market = ?', query.market)
    const last = lastOf(query)
    if (last !== null) where('(decided_at, number) < (?, ?)', ...last)
    const sql = `SELECT * FROM orders WHERE ${conditions.join(' AND ')} ORDER BY decided_at DESC, number DESC LIMIT ?`
    return database.all(sql, ...values, pageSize(query.limit)).map((row) => orderOf(rows.columns(row)))
  }
}
