import type { Venue } from '@betting-advisor/core'
import type { OrderNews } from '@betting-advisor/core/venue'

type News = NonNullable<Venue['orderNews']>

/** News of orders, into which others tell that some may have been missed. */
export interface NewsWithGaps {
  readonly news: News
  /** Tells everybody who listens. */
  gap(reason: string): void
}

/** No news: it lasts for as long as it is listened to. */
async function* noNews({ signal }: Parameters<News>[0]): ReturnType<News> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  yield* []
}

/** News of a source, and gaps of others, each told to whoever listens by then; gaps alone where there is no source. */
export function createNewsWithGaps(source: News = noNews): NewsWithGaps {
  const listeners = new Set<(reason: string) => void>()
  return {
    gap(reason) {
      for (const listener of listeners) listener(reason)
    },
    async *news(context) {
      const { signal } = context
      const gaps: OrderNews[] = []
      let wake: (() => void) | null = null
      const listener = (reason: string): void => {
        gaps.push({ kind: 'gap', reason })
        wake?.()
      }
      listeners.add(listener)
      const told = source(context)[Symbol.asyncIterator]()
      try {
        let next = told.next()
        while (!signal.aborted) {
          if (gaps.length > 0) yield gaps.splice(0)
          const { promise, resolve } = Promise.withResolvers<null>()
          wake = () => resolve(null)
          if (gaps.length > 0) continue
          const came = await Promise.race([next, promise])
          if (came === null) continue
          if (came.done === true) return
          next = told.next()
          // Whoever listens may be gone before it comes.
          next.catch(() => undefined)
          yield came.value
        }
      } finally {
        listeners.delete(listener)
        void told.return?.()
      }
    },
  }
}
