import type { AccountKey, EventId, MarketId } from '@betting-advisor/core'
import { type Accounts, checkLink, type LinkStore, type MarketLink } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { insertAudit } from './audit.ts'
import type { Rows } from './rows.ts'

/** Which markets are one bet. */
export interface Links extends Pick<Accounts, keyof LinkStore> {
  /** Writes a link down under its id, if it can be; that it changed is for the caller to note. */
  write(link: MarketLink): void
}

/** The event of the links that a market is in; `undefined` where it is in none. */
export function linkedEventOf(database: Database, account: AccountKey, market: MarketId): unknown {
  const sql = `SELECT l.event FROM link_market m JOIN link l ON l.account = m.account AND l.id = m.link
    WHERE m.account = ? AND m.market = ? LIMIT 1`
  return database.get(sql, account, market)?.['event']
}

/** Keeps which markets are one bet. */
export function createLinks(database: Database, rows: Rows): Links {
  function linksOf(account: AccountKey): readonly MarketLink[] {
    rows.account(account)
    return database.all('SELECT * FROM link WHERE account = ? ORDER BY id', account).map((found) => {
      const row = rows.columns(found)
      const markets = row.json<MarketLink['markets']>('markets')
      return { account, id: row.text('id'), event: row.text<EventId>('event'), markets }
    })
  }

  function remove(account: AccountKey, id: string): boolean {
    database.run('DELETE FROM link_market WHERE account = ? AND link = ?', account, id)
    return database.run('DELETE FROM link WHERE account = ? AND id = ?', account, id).changes > 0
  }

  function write(link: MarketLink): void {
    const { account, id, event, markets } = link
    checkLink(link, linksOf(account))
    remove(account, id)
    database.run(
      'INSERT INTO link (account, id, event, markets) VALUES (?, ?, ?, ?)',
      account,
      id,
      event,
      JSON.stringify(markets),
    )
    for (const { market } of markets) {
      database.run('INSERT INTO link_market (account, market, link) VALUES (?, ?, ?)', account, market, id)
    }
  }

  function changed(account: AccountKey): void {
    database.run('UPDATE account SET version = version + 1, links_version = version + 1 WHERE key = ?', account)
  }

  return {
    write,
    links: (account) => linksOf(account).toSorted((a, b) => (a.id < b.id ? -1 : 1)),

    setLink(link, at, by) {
      database.write(() => {
        write(link)
        const { account, id } = link
        changed(account)
        if (by !== undefined) insertAudit(database, { ...by, account, at, act: 'link', subject: id })
      })
    },

    removeLink(account, id, at, by) {
      return database.write(() => {
        rows.account(account)
        const isRemoved = remove(account, id)
        if (isRemoved) changed(account)
        if (isRemoved && by !== undefined) insertAudit(database, { ...by, account, at, act: 'link', subject: id })
        return isRemoved
      })
    },
  }
}
