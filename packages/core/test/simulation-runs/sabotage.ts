import type { Accounts } from '@betting-advisor/core/store'

/** Something done wrong on purpose, to see that it is noticed. */
export type Sabotage =
  | 'every order is sent twice'
  | 'absence is proven too early'
  | 'a halt is not heard'
  | 'old quotes are taken for fresh'
  | 'the deadline never comes'
  | 'fills are lost'
  | 'orders are sent before they are stored'

/** Accounts that do not take in what was matched. */
export function withoutFills(accounts: Accounts): Accounts {
  return {
    ...accounts,
    advance(key, events, fence) {
      const others = events.filter(({ type }) => type !== 'matched')
      if (others.length > 0) return accounts.advance(key, others, fence)
      return {
        kind: 'ignored',
        order: accounts.order(key) ?? accounts.advance(key, events, fence).order,
        detail: 'lost',
      }
    },
  }
}
