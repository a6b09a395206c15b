import type { Engine } from '../engine/engine.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import { isOpen } from '../order/order-state.ts'
import type { BookFeed } from '../ports/book-feed.ts'
import type { PriceSource, SourceContext } from '../ports/price-source.ts'
import type { AwaitedMarket, ResultSource } from '../ports/result-source.ts'
import type { WatchingVenue } from '../ports/venue.ts'
import type { MarketId } from '../units/ids.ts'
import { createNewsQueue, LONGEST_TURN_MS } from './news-queue.ts'
import type { Partition } from './partition.ts'
import type { RunContext } from './run-context.ts'
import type { Upkeep } from './upkeep.ts'

/** What news passes on its way to the engine. */
export interface RunFeedParts {
  readonly partition: Partition
  readonly upkeep: Pick<Upkeep, 'withNews'>
  /** Hears what the venues have matched on a market until now. */
  readonly catchUp: (market: MarketId, signal: AbortSignal) => Promise<void>
}

/**
 * Brings the news of sources to an engine. On a real clock it waits for no store; in virtual time, which stands still meanwhile, whatever is
 * decided on a batch is kept before the next is asked for.
 */
export interface RunFeeds {
  prices(source: PriceSource, context: SourceContext): Promise<void>
  books(feed: BookFeed, context: SourceContext): Promise<void>
  results(source: ResultSource, context: SourceContext): Promise<void>
}

/** The feeds of one run. */
export function createRunFeeds(
  {
    engine,
    venues,
    clock,
    hear,
    kept,
    changed,
    failed,
  }: Pick<RunContext, 'engine' | 'venues' | 'clock' | 'hear' | 'kept' | 'changed' | 'failed'>,
  { partition, upkeep, catchUp }: RunFeedParts,
): RunFeeds {
  async function heard(signal: AbortSignal): Promise<void> {
    if (clock.kind === 'virtual') {
      await kept()
      // What venues answer at once is kept before more is heard: else it would depend on the speed of store and machine which comes first.
      await clock.sleep(0, signal)
    }
    await upkeep.withNews()
    changed()
  }

  function hearPrices(update: MarketUpdate): void {
    for (const venue of venues.all) venue.observe?.(update)
    const isOver = update.status === 'closed'
    // Whoever had the market before must hear of its end.
    if (isOver || partition.owns(update.market.id)) hear({ type: 'market', at: clock.now(), update })
    if (isOver) partition.forget(update.market.id)
  }

  return {
    async prices(source, context) {
      const queue = clock.kind === 'real' ? createNewsQueue(context, hearPrices, failed) : null
      for await (const batch of source.updates(context)) {
        if (context.signal.aborted) return
        if (queue === null) for (const update of batch) hearPrices(update)
        else await queue.add(batch)
        await heard(context.signal)
      }
      await queue?.idle()
    },
    async books(feed, context) {
      let turnEndsAt = clock.monotonic() + LONGEST_TURN_MS
      for await (const batch of feed.messages(context)) {
        for (const takeIn of batch) {
          if (context.signal.aborted) return
          // Venues on paper meet with what is due the books as they were. Books change and are heard of without anything between.
          for (const venue of venues.all) venue.beforeBooks?.()
          const { asOf, markets, changed: touched, bytes } = takeIn()
          for (const update of markets) hearPrices(update)
          for (const venue of venues.all) showBooks(venue, feed, touched)
          const ours = touched.every(partition.owns) ? touched : touched.filter(partition.owns)
          hear({ type: 'feed', at: clock.now(), feed: feed.name, asOf, changed: ours, bytes })
          if (clock.kind === 'virtual' || clock.monotonic() < turnEndsAt) continue
          await clock.sleep(0, context.signal)
          turnEndsAt = clock.monotonic() + LONGEST_TURN_MS
        }
        await heard(context.signal)
      }
    },
    async results(source, context) {
      for await (const batch of source.results(() => awaitedMarkets(engine), context)) {
        if (context.signal.aborted) return
        for (const result of batch) {
          for (const venue of venues.all) venue.observeResult?.(result)
          // What is still open here may have been matched at its venue, and is paid for what was matched.
          if (engine.account.ordersIn(result.market).some(isOpen)) {
            await catchUp(result.market, context.signal)
          }
          // Whoever leads by now hears of it as well, and settles.
          if (context.signal.aborted) return
          hear({ type: 'result', at: clock.now(), result })
        }
        await heard(context.signal)
      }
    },
  }
}

/** Shows a venue on paper the books that have changed. */
function showBooks(venue: WatchingVenue, { books }: BookFeed, changed: readonly MarketId[]): void {
  if (venue.observeBook === undefined) return
  for (const market of changed) {
    const book = books.get(market)
    if (book !== undefined) venue.observeBook(book)
  }
}

/** The markets of live orders, each once. */
function awaitedMarkets({ account, board }: Engine): readonly AwaitedMarket[] {
  const markets = new Map<string, AwaitedMarket>()
  for (const { intent } of account.liveOrders()) {
    const { market, event, competition } = intent
    const shown = board.get(market)?.market
    const startsAt = shown?.event.startsAt ?? intent.startsAt
    const outcomes = Math.max(intent.outcomes, shown?.selections.length ?? 0, markets.get(market)?.outcomes ?? 0)
    markets.set(market, { market, event, competition, startsAt, outcomes })
  }
  return [...markets.values()]
}
