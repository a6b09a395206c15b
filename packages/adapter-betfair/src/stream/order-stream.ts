import type { Currency } from '@betting-advisor/core'
import type { FeedStatus, OrderNews, OrderRef, SourceContext } from '@betting-advisor/core/venue'
import { createStreamHealth } from './feed-status.ts'
import { knownOrder } from './known-order.ts'
import { isObject, type ReadLine } from './read-line.ts'
import { readOrder } from './read-order.ts'
import { createRepairs } from './repairs.ts'
import { createResumedStream, type ResumedStream, type Turn } from './resumed-stream.ts'
import { StreamFault } from './stream-fault.ts'
import { completeAccess, type StreamAccess } from './stream-settings.ts'
import type { ChangeMessage, StreamOrder } from './wire.ts'

/** What a stream of orders is made of. */
export interface OrderStreamSettings extends StreamAccess {
  /** That of the account: sizes on the stream are in its major unit. */
  readonly currency: Currency
  /** @default 'betfair-orders' */
  readonly name?: string
  /** By which reference core knows an order; `null` where it is none of ours. @default what was sent as `customerOrderRef`, where it can be one of ours */
  readonly refOf?: (order: StreamOrder) => OrderRef | null
  /** Only orders with these strategy references. @default all of the account */
  readonly customerStrategyRefs?: readonly string[]
  /** Whether what is matched is also told by strategy reference. @default false */
  readonly partitionMatchedByStrategyRef?: boolean
  /** Hears of every order of the account as it was told, whoever placed it. @default nobody does */
  readonly observe?: (
    market: string,
    selection: { readonly id: number; readonly handicap: number },
    order: StreamOrder,
  ) => void
}

/** News of the account's orders, as they happen. */
export interface OrderStream {
  /** As a venue's `orderNews`: until `context.signal` aborts. @throws ApiError where waiting does not help. */
  news(context: SourceContext): AsyncIterable<readonly OrderNews[]>
  status(): FeedStatus
}

/**
 * Tells what becomes of the account's orders, by the Exchange Stream. What ended while nobody listened is never told again: after every
 * connection, and after anything that could not be read, news may have been missed, and that is told.
 *
 * @example
 * ```ts
 * const orders = createOrderStream({
 *   endpoint: { host: betfairHosts('global').stream },
 *   appKey: new Secret('the key'),
 *   session: { token: async () => new Secret('the token') },
 *   currency: currency('GBP'),
 * })
 * orders.status().state // 'starting'
 * ```
 */
export function createOrderStream(settings: OrderStreamSettings): OrderStream {
  const { name = 'betfair-orders', refOf = ownReference, currency, customerStrategyRefs, observe } = settings
  const { partitionMatchedByStrategyRef = false } = settings
  const health = createStreamHealth(name)
  const repairs = createRepairs()
  const orderFilter = {
    includeOverallPosition: true,
    partitionMatchedByStrategyRef,
    ...(customerStrategyRefs === undefined ? {} : { customerStrategyRefs }),
  }
  let stream: ResumedStream | null = null

  function* ordersIn(message: ChangeMessage & ReadLine): Generator<OrderNews, void, undefined> {
    for (const market of objectsIn(message['oc'])) {
      const { id } = market
      if (typeof id !== 'string')
        throw new StreamFault('MESSAGE_UNREADABLE', 'the id of a market is not what it should be')
      for (const runner of objectsIn(market['orc'])) {
        for (const told of objectsIn(runner['uo'])) {
          const order = readOrder(told)
          observe?.(id, { id: Number(runner['id']), handicap: Number(runner['hc'] ?? 0) }, order)
          const ref = refOf(order)
          if (ref !== null) yield { kind: 'order', order: knownOrder(order, ref, currency) }
        }
      }
    }
  }

  function hear(turn: Turn, { clock, logger }: SourceContext): OrderNews[] {
    if (turn.kind === 'lost') {
      if (turn.fault !== null) health.failed(turn.fault, clock.now())
      return [
        { kind: 'gap', reason: turn.fault === null ? 'everything is asked for anew' : 'the stream of orders is lost' },
      ]
    }
    health.heard(turn.receivedAt)
    const news: OrderNews[] = []
    try {
      for (const message of turn.messages) for (const each of ordersIn(message)) news.push(each)
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error
      health.failed(error, turn.receivedAt)
      logger.warn({ code: error.code, message: error.message }, 'news of orders could not be read')
      repairs.need()
      news.push({ kind: 'gap', reason: 'news of orders could not be read' })
    }
    if (turn.completes) {
      health.well()
      // An image has open orders only: what has ended since the last news is in nothing that will come.
      news.push({ kind: 'gap', reason: 'the stream of orders has begun anew' })
    }
    if (repairs.isDue(turn.receivedAt)) stream?.askAnew()
    return news
  }

  return {
    status: () => health.status(stream?.nextAttemptAt ?? null, stream?.connectionId?.slice(0, 64) ?? null),
    async *news(context) {
      const opened = createResumedStream(completeAccess(settings), 'ocm', async () => ({
        op: 'orderSubscription',
        orderFilter,
      }))
      stream = opened
      try {
        for await (const turns of opened.turns(context)) {
          const news = turns.flatMap((turn) => hear(turn, context))
          if (news.length > 0) yield news
          else context.changed?.()
        }
      } finally {
        health.ended()
      }
    },
  }
}

function objectsIn(list: unknown): readonly ReadLine[] {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list) || !list.every(isObject)) {
    throw new StreamFault('MESSAGE_UNREADABLE', 'a list of orders is not what it should be')
  }
  return list
}

const REFERENCE = /^[0-9a-f]{32}$/

function isReference(text: string): text is OrderRef {
  return REFERENCE.test(text)
}

/** Core's references are 32 hexadecimal digits, which is as long as the venue lets one be. */
function ownReference({ rfo = '' }: StreamOrder): OrderRef | null {
  return isReference(rfo) ? rfo : null
}
