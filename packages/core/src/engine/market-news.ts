import { InvariantError } from '../errors/invariant-error.ts'
import type { MarketView } from '../market/board.ts'
import type { FeedNews } from '../market/feed-ages.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { MarketId, VenueId } from '../units/ids.ts'
import type { AdviceDesk } from './advice-desk.ts'
import type { EngineContext, Seat } from './engine-context.ts'
import type { FinishedOrders } from './finished-orders.ts'
import type { MarketEnd } from './market-end.ts'
import { demandSynchronous } from './synchronous.ts'

/** What news of markets concerns. */
export interface MarketNewsParts {
  readonly advices: Pick<AdviceDesk, 'forget'>
  readonly finished: Pick<FinishedOrders, 'forget'>
  readonly marketEnd: Pick<MarketEnd, 'beforeUpdate' | 'started' | 'isLateClose'>
  /** Asked in this order; in a list, which is walked without making anything. */
  readonly seats: readonly Seat[]
}

/** The two ways in which an engine hears of markets: as news, and of books that have changed. */
export interface MarketNews {
  news(update: MarketUpdate): void
  feed(news: FeedNews & { readonly changed: readonly MarketId[] }): void
  /** A market is over. */
  over(market: MarketId): void
}

/** Takes what is heard of markets to the board of one engine, and to its strategies. */
export function createMarketNews({ board, now }: EngineContext, parts: MarketNewsParts): MarketNews {
  const { advices, finished, marketEnd, seats } = parts

  function ask(view: MarketView): void {
    for (const { strategy, desk } of seats) {
      demandSynchronous(strategy.onMarket?.(view, desk), strategy.name, 'onMarket')
    }
  }

  function news(update: MarketUpdate): void {
    marketEnd.beforeUpdate(update)
    if (update.status === 'closed') over(update.market.id)
    else ask(board.apply(update))
  }

  /** A market that is not on the board is another engine's, or over. */
  function bookChanged(market: MarketId, feed: FeedNews): void {
    const view = board.get(market)
    const book = view?.book
    if (view === undefined || book == null) return
    if (book.isChanging) throw new InvariantError(`The book of ${market} is told of in the middle of a message.`)
    const { status, inPlay, startingPrice } = book.state
    if (marketEnd.isLateClose && (inPlay || startingPrice === 'known')) marketEnd.started(view)
    if (status !== view.status || inPlay !== view.inPlay) {
      // Where others have prices in the market, it is not suspended for them because it is for this exchange.
      const forAll = status !== 'closed' && isShownElsewhere(view, book.venue) ? view.status : status
      if (forAll !== view.status || inPlay !== view.inPlay) {
        news({ market: view.market, status: forAll, inPlay, receivedAt: now(), venues: [] })
        return
      }
    }
    board.touch(market, feed)
    ask(view)
  }

  function over(market: MarketId): void {
    board.remove(market)
    advices.forget(market)
    finished.forget(market)
  }

  return {
    news,
    feed(told) {
      board.hear(told)
      const { changed } = told
      for (let index = 0; index < changed.length; index += 1) {
        const market = changed[index]
        if (market !== undefined) bookChanged(market, told)
      }
    },
    over,
  }
}

function isShownElsewhere(view: MarketView, exchange: VenueId): boolean {
  for (const { venue } of view.all()) if (venue !== exchange) return true
  return false
}
