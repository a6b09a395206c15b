import type { AccountKey, Timestamp } from '@betting-advisor/core'
import {
  type AlertAttempt,
  attemptedItem,
  claimedItem,
  closedItem,
  type OutboxItem,
  type OutboxStore,
  pageSize,
  putItem,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { lockAccount } from './money.ts'
import { accountRow } from './rows.ts'

/** Keeps alerts until they are delivered, and after. Whoever changes one holds its account, so that one at a time does. */
export function createOutbox(connection: Connection): OutboxStore {
  return {
    async outbox({ account, after, limit, open = false }) {
      const rows = pageSize(limit)
      await accountRow(connection.query, account)
      const only = open ? 'AND is_open' : ''
      const found = await connection.query<{ body: OutboxItem }>(
        `SELECT body FROM betting_advisor.outbox WHERE account = $1 AND id > $2 ${only} ORDER BY id LIMIT ${rows}`,
        [account, after],
      )
      return found.map(({ body }) => body)
    },

    putAlert: (alert) =>
      connection.write(async (query) => {
        const { account, key } = alert
        await lockAccount(query, account)
        const [last] = await query<{ id: number | null }>(
          'SELECT max(id) AS id FROM betting_advisor.outbox WHERE account = $1',
          [account],
        )
        return await keep(query, putItem(await openOf(query, account, key), alert, (last?.id ?? 0) + 1))
      }),

    claimAlerts: (claim) =>
      connection.write(async (query) => {
        const { account, at, limit } = claim
        const rows = pageSize(limit)
        await lockAccount(query, account)
        const due = await query<{ body: OutboxItem }>(
          `SELECT body FROM betting_advisor.outbox WHERE account = $1 AND free_at <= $2 ORDER BY id LIMIT ${rows}`,
          [account, at],
        )
        const claimed: OutboxItem[] = []
        for (const { body } of due) claimed.push(await keep(query, claimedItem(body, claim)))
        return claimed
      }),

    alertSent: (attempt) => attempted(connection, attempt, null),
    alertFailed: (attempt, reason) => attempted(connection, attempt, reason),
    resolveAlert: (account, key, at) => connection.write((query) => close(query, account, key, at, null)),

    acknowledgeAlert: (account, key, at, by) =>
      connection.write(async (query) => {
        const isEnded = await close(query, account, key, at, by.by)
        if (isEnded) await insertAudit(query, { ...by, account, at, act: 'acknowledge', subject: key })
        return isEnded
      }),
  }
}

async function openOf(query: Query, account: AccountKey, key: string): Promise<OutboxItem | undefined> {
  const [row] = await query<{ body: OutboxItem }>(
    'SELECT body FROM betting_advisor.outbox WHERE account = $1 AND key = $2 AND is_open',
    [account, key],
  )
  return row?.body
}

async function keep(query: Query, item: OutboxItem): Promise<OutboxItem> {
  const { id, alert, closed, dueAt, claim } = item
  const freeAt = dueAt === null ? null : Math.max(dueAt, claim?.until ?? 0)
  await query(
    `INSERT INTO betting_advisor.outbox (account, id, key, is_open, free_at, body) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account, id) DO UPDATE SET is_open = excluded.is_open, free_at = excluded.free_at, body = excluded.body`,
    [alert.account, id, alert.key, closed === null, freeAt, JSON.stringify(item)],
  )
  return item
}

async function attempted(connection: Connection, attempt: AlertAttempt, failure: string | null): Promise<boolean> {
  return await connection.write(async (query) => {
    const { account, id } = attempt
    await lockAccount(query, account)
    const [row] = await query<{ body: OutboxItem }>(
      'SELECT body FROM betting_advisor.outbox WHERE account = $1 AND id = $2',
      [account, id],
    )
    const next = attemptedItem(row?.body, attempt, failure)
    if (next !== null) await keep(query, next)
    return next !== null
  })
}

async function close(
  query: Query,
  account: AccountKey,
  key: string,
  at: Timestamp,
  by: string | null,
): Promise<boolean> {
  await lockAccount(query, account)
  const item = await openOf(query, account, key)
  if (item !== undefined) await keep(query, closedItem(item, at, by))
  return item !== undefined
}
