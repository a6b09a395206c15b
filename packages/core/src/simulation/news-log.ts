import type { OrderNews } from '../ports/venue.ts'
import type { ModelNews } from './venue-model.ts'

/** The order news of a venue, as it is written. */
export interface NewsLog extends ModelNews {
  add(news: OrderNews): void
  /** Wakes whoever waits, without news. */
  stir(): void
}

/** An empty log. */
export function createNewsLog(): NewsLog {
  const pieces: OrderNews[] = []
  let waiting: PromiseWithResolvers<void> | null = null

  function stir(): void {
    waiting?.resolve()
    waiting = null
  }

  return {
    get position() {
      return pieces.length
    },
    add(news) {
      pieces.push(news)
      stir()
    },
    after: (position, limit) => pieces.slice(position, position + limit),
    stirred() {
      waiting ??= Promise.withResolvers()
      return waiting.promise
    },
    stir,
  }
}
