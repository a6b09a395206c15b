import type { OrderNews } from '../ports/venue.ts'
import type { ModelNews } from './venue-model.ts'

/** The order news of a venue, as it is written. */
export interface NewsLog extends ModelNews {
  add(news: OrderNews): void
  /** Wakes whoever waits, without news. */
  stir(): void
}

/** So many pieces are kept for whoever has not asked for them. */
const KEPT = 100_000

const LOST: OrderNews = { kind: 'gap', reason: 'news that nobody asked for was forgotten' }

/** An empty log. */
export function createNewsLog(): NewsLog {
  let pieces: OrderNews[] = []
  /** How many came before those that are kept. */
  let gone = 0
  let waiting: PromiseWithResolvers<void> | null = null

  function stir(): void {
    waiting?.resolve()
    waiting = null
  }

  function forget(position: number): void {
    const read = position - gone
    if (read <= 0) return
    if (read >= pieces.length) pieces = []
    else pieces.splice(0, read)
    gone = position
  }

  return {
    get position() {
      return gone + pieces.length
    },
    add(news) {
      if (pieces.length >= 2 * KEPT) forget(gone + KEPT)
      pieces.push(news)
      stir()
    },
    after(position, limit) {
      if (position < gone) return { news: [LOST], position: gone }
      const news = pieces.slice(position - gone, position - gone + limit)
      return { news, position: position + news.length }
    },
    forget,
    stirred() {
      waiting ??= Promise.withResolvers()
      return waiting.promise
    },
    stir,
  }
}
