import type { AccountKey } from '@betting-advisor/core'
import { checkLink, type LinkStore, type MarketLink } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { insertAudit } from './audit-rows.ts'
import { lockAccount } from './money.ts'
import { accountRow } from './rows.ts'

/** Which markets are one bet. */
export function createLinks(connection: Connection): LinkStore {
  const { query } = connection
  return {
    async links(account) {
      await accountRow(query, account)
      return await linksOf(query, account)
    },

    setLink: (link, at, by) =>
      connection.write(async (query) => {
        const { account, id } = link
        await lockAccount(query, account)
        await writeLink(query, link)
        await linksChanged(query, account)
        if (by !== undefined) await insertAudit(query, { ...by, account, at, act: 'link', subject: id })
      }),

    removeLink: (account, id, at, by) =>
      connection.write(async (query) => {
        await lockAccount(query, account)
        const isRemoved = await removeLink(query, account, id)
        if (isRemoved) await linksChanged(query, account)
        if (isRemoved && by !== undefined) await insertAudit(query, { ...by, account, at, act: 'link', subject: id })
        return isRemoved
      }),
  }
}

/** Notes that links of an account that is held have changed. */
export async function linksChanged(query: Query, account: AccountKey, changes = 1): Promise<void> {
  const sql = `UPDATE betting_advisor.account SET version = version + $2, links_version = version + $2 WHERE key = $1`
  await query(sql, [account, changes])
}

/** The links of an account, by id. */
export async function linksOf(query: Query, account: AccountKey): Promise<readonly MarketLink[]> {
  return await query<MarketLink>(
    'SELECT account, id, event, markets FROM betting_advisor.link WHERE account = $1 ORDER BY id COLLATE "C"',
    [account],
  )
}

/** Writes a link of an account that is held down under its id, if it can be. */
export async function writeLink(query: Query, link: MarketLink): Promise<void> {
  const { account, id, event, markets } = link
  checkLink(link, await linksOf(query, account))
  await removeLink(query, account, id)
  await query('INSERT INTO betting_advisor.link (account, id, event, markets) VALUES ($1, $2, $3, $4)', [
    account,
    id,
    event,
    JSON.stringify(markets),
  ])
  await query(
    'INSERT INTO betting_advisor.link_market (account, market, link) SELECT $1, market, $2 FROM unnest($3::text[]) AS market',
    [account, id, markets.map(({ market }) => market)],
  )
}

async function removeLink(query: Query, account: AccountKey, id: string): Promise<boolean> {
  await query('DELETE FROM betting_advisor.link_market WHERE account = $1 AND link = $2', [account, id])
  const rows = await query('DELETE FROM betting_advisor.link WHERE account = $1 AND id = $2 RETURNING id', [
    account,
    id,
  ])
  return rows.length > 0
}
