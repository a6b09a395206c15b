// What people are told of again and again, and how somebody says that it is seen to.
import type { AccountKey, Timestamp } from '@betting-advisor/core'
import type { ByHand, OutboxItem, StoreControl } from '@betting-advisor/core/store'

const PAGE = 1000
const MOST_SHOWN = 20

/** All matters of an account that are open, oldest first. */
async function openMatters(store: StoreControl, account: AccountKey): Promise<readonly OutboxItem[]> {
  const open: OutboxItem[] = []
  for (let after = 0; ; ) {
    const page = await store.outbox({ account, after, limit: PAGE, open: true })
    open.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return open
    after = last.id
  }
}

/** What is critical and that nobody has acknowledged, the newest first. */
export async function alertLines(store: StoreControl, account: AccountKey): Promise<readonly string[]> {
  const urgent = (await openMatters(store, account)).filter(({ alert }) => alert.severity === 'critical').reverse()
  const more = urgent.length - MOST_SHOWN
  return [
    ...urgent.slice(0, MOST_SHOWN).map(({ alert: { key, at, message }, repeats, lastAt }) => {
      const again = repeats > 0 ? `, ${repeats} more times until ${new Date(lastAt).toISOString()}` : ''
      return `to acknowledge, since ${new Date(at).toISOString()}${again}: ${key} · ${message}`
    }),
    ...(more > 0 ? [`to acknowledge: ${more} more`] : []),
  ]
}

/** Ends the matter of a key, or with `all` every one that is open; resolves with the keys of those that were. */
export async function acknowledge(
  store: StoreControl,
  account: AccountKey,
  key: string,
  by: ByHand,
  at: Timestamp,
): Promise<readonly string[]> {
  const keys = key === 'all' ? (await openMatters(store, account)).map(({ alert }) => alert.key) : [key]
  const ended: string[] = []
  for (const each of keys) if (await store.acknowledgeAlert(account, each, at, by)) ended.push(each)
  return ended
}
