import type { OrderEvent } from '@betting-advisor/core'
import type { Accounts } from '@betting-advisor/core/store'

/** Something done wrong on purpose, to see that it is noticed. */
export type Sabotage =
  | 'every order is sent twice'
  | 'absence is proven too early'
  | 'a halt is not heard'
  | 'old quotes are taken for fresh'
  | 'the deadline never comes'
  | 'fills are lost'
  | 'what is settled again is not paid again'
  | 'orders are sent before they are stored'
  | 'a leg that was refused is taken for placed'
  | 'a bet each way is placed to win only'
  | 'what takes the place of an order asks for more'
  | 'what stays open in play is taken for lapsed'
  | 'what is bet at the starting price is not heard'

/** What accounts do not take in. */
const LOST: Partial<Record<Sabotage, OrderEvent['type']>> = {
  'fills are lost': 'matched',
  'what is settled again is not paid again': 'corrected',
}

/** Accounts that lose what such a sabotage loses. */
export function sabotaged(accounts: Accounts, sabotage: Sabotage | null): Accounts {
  const lost = sabotage === null ? undefined : LOST[sabotage]
  if (lost === undefined) return accounts
  return {
    ...accounts,
    advance(key, events, fence) {
      const others = events.filter(({ type }) => type !== lost)
      if (others.length > 0) return accounts.advance(key, others, fence)
      return {
        kind: 'ignored',
        order: accounts.order(key) ?? accounts.advance(key, events, fence).order,
        detail: 'lost',
      }
    },
  }
}
