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
  quietSince,
} from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { accountRow } from './rows.ts'

/** Keeps alerts until they are delivered, and after. Who changes them holds a lock of their own: nobody who bets waits for them. */
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
        await lockOutbox(query, account)
        const [last] = await query<{ id: number | null }>(
          'SELECT max(id) AS id FROM betting_advisor.outbox WHERE account = $1',
          [account],
        )
        return await keep(query, putItem(await openOf(query, account, key), alert, (last?.id ?? 0) + 1))
      }),

    async claimAlerts(claim) {
      const { account, at, limit } = claim
      const rows = pageSize(limit)
      await accountRow(connection.query, account)
      const due = (query: Query) =>
        query<{ body: OutboxItem }>(
          `SELECT body FROM betting_advisor.outbox WHERE account = $1 AND free_at <= $2 ORDER BY id LIMIT ${rows}`,
          [account, at],
        )
      // Mostly nothing is, which takes no transaction.
      if ((await due(connection.query)).length === 0) return []
      return await connection.write(async (query) => {
        await lockOutbox(query, account)
        const claimed = (await due(query)).map(({ body }) => claimedItem(body, claim))
        await keepAll(query, account, claimed)
        return claimed
      })
    },

    forgetAlerts: (account, before) =>
      connection.write(async (query) => {
        await lockOutbox(query, account)
        const gone = await query(
          `DELETE FROM betting_advisor.outbox WHERE account = $1 AND quiet_since < $2
           AND id < (SELECT max(id) FROM betting_advisor.outbox WHERE account = $1) RETURNING id`,
          [account, before],
        )
        return gone.length
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
  await keepAll(query, item.alert.account, [item])
  return item
}

async function keepAll(query: Query, account: AccountKey, items: readonly OutboxItem[]): Promise<void> {
  await query(
    `INSERT INTO betting_advisor.outbox (account, id, key, is_open, free_at, quiet_since, body)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::boolean[], $5::bigint[], $6::bigint[], $7::json[])
     ON CONFLICT (account, id) DO UPDATE SET is_open = excluded.is_open, free_at = excluded.free_at,
       quiet_since = excluded.quiet_since, body = excluded.body`,
    [
      account,
      items.map(({ id }) => id),
      items.map(({ alert }) => alert.key),
      items.map(({ closed }) => closed === null),
      items.map(({ dueAt, claim }) => (dueAt === null ? null : Math.max(dueAt, claim?.until ?? 0))),
      items.map(quietSince),
      items.map((item) => JSON.stringify(item)),
    ],
  )
}

/** One at a time changes the outbox of an account. @throws StoreError when there is no such account. */
async function lockOutbox(query: Query, account: AccountKey): Promise<void> {
  await accountRow(query, account)
  await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`outbox of ${account}`])
}

async function attempted(connection: Connection, attempt: AlertAttempt, failure: string | null): Promise<boolean> {
  return await connection.write(async (query) => {
    const { account, id } = attempt
    await lockOutbox(query, account)
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
  await lockOutbox(query, account)
  const item = await openOf(query, account, key)
  if (item !== undefined) await keep(query, closedItem(item, at, by))
  return item !== undefined
}
