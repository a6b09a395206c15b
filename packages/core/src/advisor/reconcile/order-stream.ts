import type { Engine } from '../../engine/engine.ts'
import type { Order } from '../../order/order.ts'
import type { SourceContext } from '../../ports/price-source.ts'
import type { OrderRef } from '../../units/ids.ts'
import type { RunContext } from '../run-context.ts'
import type { GivenUp } from './given-up.ts'
import { isNews } from './venue-comparison.ts'

/** Whose orders are listened for, and who hears when something may have been missed. */
export interface OrderStreamParts {
  /** Whether news of this order is this run's to tell. */
  readonly isOurs: (order: Order) => boolean
  /** Orders that were given up. */
  readonly givenUp: Pick<GivenUp, 'named'>
  /** News may have been missed. */
  readonly gap: (reason: string) => void
}

/** Tells an engine what its venue's stream says of its orders, until the signal aborts. */
export async function followOrders(
  { venue, engine, hear, kept }: Pick<RunContext, 'venue' | 'engine' | 'hear' | 'kept'>,
  { isOurs, givenUp, gap }: OrderStreamParts,
  source: SourceContext,
): Promise<void> {
  if (venue.orderNews === undefined) return
  for await (const batch of venue.orderNews(source)) {
    if (source.signal.aborted) return
    for (const news of batch) {
      if (news.kind === 'gap') {
        gap(`order news of ${venue.name} may have been missed: ${news.reason}`)
        continue
      }
      const live = orderOf(engine, news.order.ref)
      // Whatever else is not live here is found by the next comparison, if it is news at all.
      const stored = live === undefined ? await givenUp.named(news.order.ref) : null
      const order = live ?? stored
      if (order == null || !isOurs(order)) continue
      if (stored !== null && !isNews(stored, news.order)) continue
      const { key } = order.intent
      const told = { type: 'order-news', at: source.clock.now(), key, order: news.order } as const
      hear(stored === null ? told : { ...told, stored })
    }
    await kept()
  }
}

function orderOf(engine: Engine, ref: OrderRef): Order | undefined {
  for (const order of engine.account.liveOrders()) if (order.intent.ref === ref) return order
  return undefined
}
