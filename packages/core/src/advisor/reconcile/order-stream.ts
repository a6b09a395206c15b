import type { Engine } from '../../engine/engine.ts'
import type { Order } from '../../order/order.ts'
import type { SourceContext } from '../../ports/price-source.ts'
import type { Venue } from '../../ports/venue.ts'
import type { OrderRef } from '../../units/ids.ts'
import type { EffectRunner } from '../effect-runner.ts'

/** What listening to a venue's order news takes. */
export interface OrderStreamSettings {
  readonly venue: Venue
  readonly engine: Engine
  readonly runner: Pick<EffectRunner, 'hear' | 'kept'>
  /** Whether news of this order is this run's to tell. */
  readonly isOurs: (order: Order) => boolean
  /** News may have been missed. */
  readonly gap: (reason: string) => void
}

/** Tells an engine what its venue's stream says of its orders, until the signal aborts. */
export async function followOrders(settings: OrderStreamSettings, context: SourceContext): Promise<void> {
  const { venue, engine, runner, isOurs, gap } = settings
  if (venue.orderNews === undefined) return
  for await (const batch of venue.orderNews(context)) {
    if (context.signal.aborted) return
    for (const news of batch) {
      if (news.kind === 'gap') {
        gap(`order news of ${venue.name} may have been missed: ${news.reason}`)
        continue
      }
      // What is not live here is found by the next comparison, if it is news at all.
      const order = orderOf(engine, news.order.ref)
      if (order === undefined || !isOurs(order)) continue
      runner.hear({ type: 'order-news', at: context.clock.now(), key: order.intent.key, order: news.order })
    }
    await runner.kept()
  }
}

function orderOf(engine: Engine, ref: OrderRef): Order | undefined {
  for (const order of engine.account.liveOrders()) if (order.intent.ref === ref) return order
  return undefined
}
