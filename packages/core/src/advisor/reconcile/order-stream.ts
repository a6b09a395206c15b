import type { Engine } from '../../engine/engine.ts'
import type { Order } from '../../order/order.ts'
import { venueRefOf } from '../../order/venue-ref.ts'
import type { SourceContext } from '../../ports/price-source.ts'
import type { KnownOrder } from '../../ports/venue.ts'
import { MINUTE, SECOND } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import { createBetOwners } from './bet-owners.ts'
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
  context: Pick<
    VenueContext,
    'account' | 'store' | 'keep' | 'venue' | 'isHere' | 'engine' | 'clock' | 'hear' | 'kept' | 'tell' | 'logger'
  >,
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
  context: Pick<
    VenueContext,
    'account' | 'store' | 'keep' | 'venue' | 'isHere' | 'engine' | 'clock' | 'hear' | 'kept' | 'logger'
  >,
  { givenUp, gap, ...parts }: OrderStreamParts,
  source: SourceContext,
): Promise<void> {
  const { venue, isHere, engine, clock, hear, kept, logger } = context
  const owners = createBetOwners(context)
  const isOurs = (order: Order) => isHere(order.intent) && parts.isOurs(order)
  const told = (order: Order, news: KnownOrder) =>
    ({ type: 'order-news', at: clock.now(), key: order.intent.key, order: news }) as const

  /** What is not live here may have been given up; whatever else it is, the next comparison finds it, if it is news at all. */
  async function hearOfGivenUp(news: KnownOrder): Promise<void> {
    const stored = await givenUp.named(news)
    if (stored !== null) {
      await hearOfOwner(news, stored)
      return
    }
    // News of it that came just before may have made it live.
    await kept()
    const order = orderOf(engine, news)
    if (order !== undefined) await hearOfOwner(news, order)
  }

  /** One of a chain of orders that replaced each other, of which the names don't say whose the bet is, or a second bet of an order. */
  async function hearOfOwner(news: KnownOrder, under: Order): Promise<void> {
    const owner = (await owners.of(news, under)) ?? under
    const live = engine.account.order(owner.intent.key)
    if (live !== undefined && isOurs(live)) hear(told(live, news))
    else if (live === undefined && isOurs(owner) && isNews(owner, news)) hear({ ...told(owner, news), stored: owner })
  }

  async function orWarn(news: KnownOrder, hearing: Promise<void>): Promise<void> {
    try {
      await hearing
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
      const { order: shown } = news
      const order = orderOf(engine, shown)
      // Fills wait for no store; in virtual time nothing happens while one works.
      if (order !== undefined && isCertain(shown, order)) {
        if (isOurs(order)) hear(told(order, shown))
        continue
      }
      const looked = orWarn(shown, order === undefined ? hearOfGivenUp(shown) : hearOfOwner(shown, order))
      if (clock.kind === 'virtual') await looked
    }
    if (clock.kind === 'virtual') await kept()
  }
}

/** A live order that its venue knows by the reference of a bet: that of its name where there is one. */
function orderOf(engine: Engine, { ref, venueOrderId }: KnownOrder): Order | undefined {
  let under: Order | undefined
  for (const order of engine.account.liveOrders()) {
    if (venueRefOf(order.intent) !== ref) continue
    if (order.venueOrderId === venueOrderId) return order
    under = order
  }
  return under
}

/** Whether a bet under the reference of an order is its own without a doubt. */
function isCertain({ venueOrderId }: KnownOrder, order: Order): boolean {
  if (order.venueOrderId === null) return order.intent.venueRef === undefined
  return order.venueOrderId === venueOrderId
}
