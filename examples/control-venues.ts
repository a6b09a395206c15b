// What a database tells of the venues of an account, and how one is paused and opened again.
import { type AccountKey, formatMoney, type Timestamp } from '@betting-advisor/core'
import { pauseLock } from '@betting-advisor/core/risk'
import { type ByHand, pauseOf, type StoreControl } from '@betting-advisor/core/store'

/** What bots tell of a venue that takes no orders, or does not agree with the ledger. */
const VENUE_ALERTS: readonly string[] = [
  'ORDERS_REFUSED',
  'ORDER_STREAM_DOWN',
  'RECONCILIATION_FAILED',
  'LEDGER_BROKEN',
]
const PAGE = 1000

/** What each venue has, and whether a person has paused it: of venues with money or a pause. */
export async function venueLines(store: StoreControl, account: AccountKey, at: Timestamp): Promise<readonly string[]> {
  const { wallets } = await store.balances(account)
  const locks = await store.locks(account)
  const currency = await store.currency(account)
  const paused = locks.flatMap(({ kind, venue }) => (kind === 'pause' && venue !== undefined ? [venue] : []))
  const names = [...new Set([...Object.keys(wallets), ...paused])]
  return names.flatMap((name) => {
    const pause = pauseOf(locks, name, at)
    const wallet = wallets[name]
    if (pause === null && (wallet === undefined || names.length === 1)) return []
    const money =
      wallet === undefined
        ? 'no money'
        : `${formatMoney(wallet.available, currency)} available · ${formatMoney(wallet.reserved, currency)} at risk`
    const state = pause === null ? '' : ` · PAUSED since ${new Date(pause.from).toISOString()}: ${pause.reason}`
    return [`at ${name}: ${money}${state}`]
  })
}

/** What the latest run has told of venues and not taken back. */
export async function openVenueAlerts(store: StoreControl, account: AccountKey): Promise<readonly string[]> {
  const run = (await store.runs(account)).at(-1)
  const open = new Map<string, string>()
  for (let after = 0; ; ) {
    const page = await store.events({ account, after, limit: PAGE, types: ['alert', 'alert-resolved'] })
    for (const { id, event } of page) {
      after = id
      if ((event.type !== 'alert' && event.type !== 'alert-resolved') || event.run !== run?.id) continue
      const matter = `${event.code} ${event.key}`
      if (event.type === 'alert-resolved') open.delete(matter)
      else if (VENUE_ALERTS.includes(event.code)) {
        open.set(matter, `${event.code} since ${new Date(event.at).toISOString()}: ${event.message}`)
      }
    }
    if (page.length < PAGE) return [...open.values()]
  }
}

/** Stops what is new at one venue; `false` where no bot of the account has money or bets there. */
export async function pauseVenue(
  store: StoreControl,
  account: AccountKey,
  venue: string,
  by: ByHand,
  at: Timestamp,
): Promise<boolean> {
  const { wallets } = await store.balances(account)
  if (!Object.hasOwn(wallets, venue)) return false
  await store.setLock(pauseLock(account, venue, at, by.reason), by)
  return true
}

/** Ends a pause; `false` where there is none. */
export async function reopenVenue(
  store: StoreControl,
  account: AccountKey,
  venue: string,
  by: ByHand,
  at: Timestamp,
): Promise<boolean> {
  const lock = pauseOf(await store.locks(account), venue, at)
  return lock !== null && (await store.liftLock(account, lock.id, at, by))
}
