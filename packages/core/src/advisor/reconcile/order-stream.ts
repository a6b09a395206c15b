import type { Engine } from '../../engine/engine.ts'
import type { Order } from '../../order/order.ts'
import type { SourceContext } from '../../ports/price-source.ts'
import type { KnownOrder } from '../../ports/venue.ts'
import type { OrderRef } from '../../units/ids.ts'
import { MINUTE, SECOND } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import type { GivenUp } from './given-up.ts'
import { isNews } from './order-news.ts'

/** Whose orders are listened for, and who hears when something may have been missed. */
export interface OrderStreamParts {
  /** Whether news of this order is this run's to tell. */
  readonly isOurs: (order: Order) => boolean
  /** Orders that were given up. */
  readonly givenUp: Pick<GivenUp, 'named'>
  /** News may have been missed. */
  readonly gap: (reason: string) => void
}

const FIRST_PAUSE_MS = SECOND
const LONGEST_PAUSE_MS = MINUTE
/** How long a stream must have lasted to count as one that lasts. */
const LASTING_MS = MINUTE

/**
 * Tells an engine what its venue's stream says of its orders, until the signal aborts. One that ends by itself is begun again, ever more
 * rarely; until then nothing new is ordered there, and then venue and ledger are compared.
 */
export async function followOrders(
  context: Pick<VenueContext, 'venue' | 'isHere' | 'engine' | 'clock' | 'hear' | 'kept' | 'tell' | 'logger'>,
  parts: OrderStreamParts,
  source: SourceContext,
): Promise<void> {
  const { venue, clock, hear, tell, logger } = context
  if (venue.orderNews === undefined) return
  const { signal } = source
  const pause = (reason: string | null) =>
    hear({ type: 'pause', at: clock.now(), venue: venue.name, cause: 'order-stream', reason })
  let pauseMs = FIRST_PAUSE_MS
  let isAlerted = false

  /** That it is back is believed when it has lasted for a while. */
  async function resolveIfItLasts(over: AbortSignal): Promise<void> {
    await clock.sleep(LASTING_MS, over)
    pauseMs = FIRST_PAUSE_MS
    isAlerted = false
    tell({ type: 'alert-resolved', code: 'ORDER_STREAM_DOWN', key: venue.name })
  }

  async function follow(): Promise<void> {
    const over = new AbortController()
    if (isAlerted) resolveIfItLasts(over.signal).catch(() => undefined)
    try {
      await followOnce(context, parts, source)
    } finally {
      over.abort(new Error('the stream has ended'))
    }
  }

  for (;;) {
    await follow()
    if (signal.aborted) return
    const message = `the stream of orders of ${venue.name} has ended`
    logger.warn({ event: 'order-stream.ended', venue: venue.name }, message)
    if (!isAlerted) tell({ type: 'alert', code: 'ORDER_STREAM_DOWN', key: venue.name, message })
    isAlerted = true
    pause(message)
    await clock.sleep(pauseMs, signal)
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    // Stopped by the comparison before it is stopped by this no more.
    parts.gap(message)
    pause(null)
  }
}

async function followOnce(
  context: Pick<VenueContext, 'venue' | 'isHere' | 'engine' | 'clock' | 'hear' | 'kept' | 'logger'>,
  { givenUp, gap, ...parts }: OrderStreamParts,
  source: SourceContext,
): Promise<void> {
  const { venue, isHere, engine, clock, hear, kept, logger } = context
  const isOurs = (order: Order) => isHere(order.intent) && parts.isOurs(order)
  const told = (order: Order, news: KnownOrder) =>
    ({ type: 'order-news', at: clock.now(), key: order.intent.key, order: news }) as const

  /** What is not live here may have been given up; whatever else it is, the next comparison finds it, if it is news at all. */
  async function hearOfGivenUp(news: KnownOrder): Promise<void> {
    try {
      const stored = await givenUp.named(news.ref)
      if (stored !== null) {
        if (isOurs(stored) && isNews(stored, news)) hear({ ...told(stored, news), stored })
        return
      }
      // News of it that came just before may have made it live.
      await kept()
      const order = orderOf(engine, news.ref)
      if (order !== undefined && isOurs(order)) hear(told(order, news))
    } catch (error) {
      if (source.signal.aborted) return
      logger.warn({ event: 'order-news.unread', ref: news.ref, error }, 'the store could not be asked for an order')
    }
  }

  for await (const batch of venue.orderNews?.(source) ?? []) {
    if (source.signal.aborted) return
    for (const news of batch) {
      if (news.kind === 'gap') {
        gap(`order news of ${venue.name} may have been missed: ${news.reason}`)
        continue
      }
      const order = orderOf(engine, news.order.ref)
      // Fills wait for no store; in virtual time nothing happens while one works.
      const looked = order === undefined ? hearOfGivenUp(news.order) : null
      if (clock.kind === 'virtual') await looked
      if (order !== undefined && isOurs(order)) hear(told(order, news.order))
    }
    if (clock.kind === 'virtual') await kept()
  }
}

function orderOf(engine: Engine, ref: OrderRef): Order | undefined {
  for (const order of engine.account.liveOrders()) if (order.intent.ref === ref) return order
  return undefined
}
