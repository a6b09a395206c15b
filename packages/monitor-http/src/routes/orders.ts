import type { DecisionKey, Order, OrderState } from '@betting-advisor/core'
import type { OrderQuery } from '@betting-advisor/core/store'
import { json } from '../http/answer.ts'
import { Problem } from '../http/problem.ts'
import { invalid, nameIn, parameters, wholeNumber, words } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { StoreReads } from '../http/store-reads.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

/** Every state, with the groups it belongs to. A cancelled or lapsed order is an open bet as long as a matched part is reserved for. */
const STATES: Readonly<Record<OrderState, readonly ('open' | 'settled' | 'unresolved')[]>> = {
  SENDING: ['open'],
  PENDING: ['open'],
  UNKNOWN: ['open', 'unresolved'],
  ACCEPTED: ['open'],
  PARTIAL: ['open'],
  MATCHED: ['open'],
  CANCELLED: ['open'],
  LAPSED: ['open'],
  REJECTED: [],
  NOT_SENT: [],
  ABSENT: [],
  LATE_FOUND: ['open'],
  SETTLED: ['settled'],
  VOIDED: ['settled'],
}
const ALL_STATES = Object.keys(STATES) as readonly OrderState[]
const GROUPS = ['open', 'settled', 'unresolved'] as const
const MAX_PAGE = 200

/** Orders, newest first, by group or state and by strategy; one order with all that ever happened to it. */
export function ordersRoutes(advisor: MonitoredAdvisor, fromStore: StoreReads): Routes {
  const { store } = advisor
  return {
    '/orders': async (asked) => {
      const { state, strategy, after, ...rest } = parameters(asked, ['state', 'strategy', 'limit', 'after'])
      const limit = wholeNumber('limit', rest.limit, { fallback: 50, min: 1, max: MAX_PAGE })
      const wanted = state === undefined ? null : selection(state)
      const query = {
        account: advisor.status().account,
        ...(wanted === null ? {} : { states: wanted.states }),
        ...(strategy === undefined ? {} : { strategy: nameIn('strategy', strategy) }),
      }
      const accepts = wanted?.accepts ?? (() => true)
      const orders = await fromStore(asked.signal, async (signal) => {
        const cursor = after === undefined ? undefined : await known(nameIn('after', after), after)
        return page(query, cursor, { limit, accepts, signal })
      })
      const last = orders.length === limit ? orders.at(-1) : undefined
      return json({ orders, next: last?.intent.key ?? null })
    },
    '/orders/*': async ({ signal }, rest) => {
      const key = decoded(rest)
      const found = await fromStore(signal, async () => {
        const order = key === null ? null : await owned(key)
        return order === null ? null : { order, history: await store.history(order.intent.key) }
      })
      if (found === null) throw new Problem(404, 'ORDER_NOT_FOUND', 'There is no order with this key in this account.')
      return json(found)
    },
  }

  /** An order of this account by its key. */
  async function owned(key: string): Promise<Order | null> {
    const order = await store.order(key as DecisionKey)
    return order?.intent.account === advisor.status().account ? order : null
  }

  /** @throws Problem `INVALID_QUERY` */
  async function known(key: string, given: string): Promise<DecisionKey> {
    const order = await owned(key)
    if (order === null) throw invalid('after', 'the key of an order in this account, as `next` tells it', given)
    return order.intent.key
  }

  /** `limit` accepted orders after `after`, from as many pages of the store as that takes. */
  async function page(
    query: OrderQuery,
    after: DecisionKey | undefined,
    { limit, accepts, signal }: { limit: number; accepts: (order: Order) => boolean; signal: AbortSignal },
  ): Promise<readonly Order[]> {
    const found: Order[] = []
    let cursor = after
    for (;;) {
      const batch = await store.orders({
        ...query,
        limit: MAX_PAGE,
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      for (const order of batch) {
        if (accepts(order) && found.push(order) === limit) return found
      }
      cursor = batch.at(-1)?.intent.key
      if (batch.length < MAX_PAGE || cursor === undefined || signal.aborted) return found
    }
  }
}

/** A key out of a path; `null` when it is not one. */
function decoded(part: string): string | null {
  try {
    const key = decodeURIComponent(part)
    // Stores cannot be asked for it, so none has it.
    return key.includes('\0') ? null : key
  } catch {
    return null
  }
}

function selection(text: string): {
  readonly states: readonly OrderState[]
  readonly accepts: (order: Order) => boolean
} {
  const given = words('state', text, [...GROUPS, ...ALL_STATES])
  const named = new Set<string>(given)
  const groups = GROUPS.filter((group) => named.has(group))
  const isFinished = (order: Order) => order.reserved === 0 && (order.state === 'CANCELLED' || order.state === 'LAPSED')
  return {
    states: ALL_STATES.filter((state) => named.has(state) || STATES[state].some((group) => groups.includes(group))),
    accepts: (order) => named.has(order.state) || !isFinished(order),
  }
}
