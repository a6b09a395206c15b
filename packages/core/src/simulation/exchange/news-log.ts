import type { OrderNews } from '../../ports/venue.ts'

/** All order news of an exchange, numbered from 1. */
export interface NewsLog {
  /** The number of the newest piece. */
  readonly position: number
  add(news: OrderNews): void
  /** The pieces after a number, at most so many. */
  after(position: number, limit: number): readonly OrderNews[]
  /** Resolves with the next piece, or with the next {@link NewsLog.stir}. */
  stirred(): Promise<void>
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
