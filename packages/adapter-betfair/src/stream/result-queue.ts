import type { MarketResult, ResultSource } from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'

/** Results that one feed finds, for whoever waits for them. */
export interface ResultQueue {
  add(results: readonly MarketResult[]): void
  readonly source: ResultSource
}

/** Nobody may be listening. */
const MOST_WAITING = 10_000

export function createResultQueue(name: string, status: () => FeedStatus): ResultQueue {
  let waiting: MarketResult[] = []
  let arrived = Promise.withResolvers<void>()
  return {
    add(results) {
      if (results.length === 0) return
      waiting = [...waiting, ...results].slice(-MOST_WAITING)
      arrived.resolve()
    },
    source: {
      specification: 1,
      name,
      status,
      async *results(_awaited, { signal }) {
        const abort = () => arrived.resolve()
        signal.addEventListener('abort', abort)
        try {
          while (!signal.aborted) {
            await arrived.promise
            arrived = Promise.withResolvers()
            const told = waiting
            waiting = []
            if (told.length > 0 && !signal.aborted) yield told
          }
        } finally {
          signal.removeEventListener('abort', abort)
        }
      },
    },
  }
}
