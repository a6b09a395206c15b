import type { DecisionKey, Order, OrderState } from '@betting-advisor/core'
import type { OrderQuery } from '@betting-advisor/core/store'
import { Hono } from 'hono'
import { fromStore } from '../http/deadline.ts'
import { Problem } from '../http/problem.ts'
import { wholeNumber, words } from '../http/query.ts'
import type { MonitoredAdvisor } from '../monitored-advisor.ts'

/** Every state, with the groups it belongs to. A cancelled or lapsed order is an open bet as long as a matched part is reserved for. */
const STATES: Readonly<Record<OrderState, readonly ('open' | 'settled' | 'unresolved')[]>> = {
  SENDING: ['open'],
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
export function ordersRoutes(advisor: MonitoredAdvisor): Hono {
  const { store } = advisor
  return new Hono()
    .get('/orders', async (context) => {
      const { state, strategy, after } = context.req.query()
      const limit = wholeNumber('limit', context.req.query('limit'), { fallback: 50, min: 1, max: MAX_PAGE })
      const wanted = state === undefined ? null : selection(state)
      const query = {
        account: advisor.status().account,
        ...(wanted === null ? {} : { states: wanted.states }),
        ...(strategy === undefined ? {} : { strategy }),
      }
      const orders = await fromStore(
        page(query, after as DecisionKey | undefined, limit, wanted?.accepts ?? (() => true)),
      )
      const last = orders.length === limit ? orders.at(-1) : undefined
      return context.json({ orders, next: last?.intent.key ?? null })
    })
    .get('/orders/:key', async (context) => {
      const key = context.req.param('key') as DecisionKey
      const order = await fromStore(store.order(key))
      if (order === null || order.intent.account !== advisor.status().account) {
        throw new Problem(404, 'ORDER_NOT_FOUND', 'There is no order with this key in this account.')
      }
      return context.json({ order, history: await fromStore(store.history(key)) })
    })

  /** `limit` accepted orders after `after`, from as many pages of the store as that takes. */
  async function page(
    query: OrderQuery,
    after: DecisionKey | undefined,
    limit: number,
    accepts: (order: Order) => boolean,
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
      if (batch.length < MAX_PAGE || cursor === undefined) return found
    }
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
