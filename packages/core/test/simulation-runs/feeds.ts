import {
  type MarketResult,
  type MarketUpdate,
  type PriceSource,
  type ResultSource,
  SECOND,
} from '@betting-advisor/core'
import type { FeedStatus } from '@betting-advisor/core/venue'
import type { Life, Simulator } from './simulator.ts'

const status = (name: string): FeedStatus => ({
  name,
  state: 'ok',
  lastMessageAt: null,
  fault: null,
  nextAttemptAt: null,
  detail: null,
})

/** Prices as the world tells them, to every process that listens. */
export interface PriceFeed {
  tell(update: Omit<MarketUpdate, 'receivedAt'>): void
  source(life: Life): PriceSource
}

/** A feed without listeners. Each of them hears the news after a delay of its own, of at most `longest` milliseconds. */
export function createPriceFeed(
  simulator: Simulator,
  latest: () => readonly Omit<MarketUpdate, 'receivedAt'>[],
  longest = 200,
): PriceFeed {
  const listeners = new Set<(update: Omit<MarketUpdate, 'receivedAt'>) => void>()
  return {
    tell(update) {
      for (const listener of listeners) listener(update)
    },
    source: (life) => ({
      specification: 1,
      name: 'prices',
      origin: 'emulator',
      status: () => status('prices'),
      async *updates({ signal, clock }) {
        const pending: MarketUpdate[] = []
        let wake = () => {}
        const listener = (update: Omit<MarketUpdate, 'receivedAt'>) => {
          simulator.plan(simulator.between(0, longest), `${life.name} hears of ${update.market.id}`, () => {
            if (!life.alive) return
            pending.push({ ...update, receivedAt: clock.now() })
            wake()
          })
        }
        listeners.add(listener)
        signal.addEventListener('abort', () => wake(), { once: true })
        for (const update of latest()) listener(update)
        try {
          while (!signal.aborted) {
            if (pending.length === 0) {
              await new Promise<void>((resolve) => {
                wake = resolve
              })
            } else yield pending.splice(0)
          }
        } finally {
          listeners.delete(listener)
        }
      },
    }),
  }
}

/** A source that looks every second for the results of what is awaited. */
export function resultSource(life: Life, known: () => readonly MarketResult[]): ResultSource {
  return {
    specification: 1,
    name: 'results',
    status: () => status('results'),
    async *results(awaited, { clock, signal }) {
      try {
        while (!signal.aborted && life.alive) {
          await clock.sleep(SECOND, signal)
          const markets = new Set(awaited().map(({ market }) => market))
          const found = known().filter(({ market }) => markets.has(market))
          if (found.length > 0) yield found
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}
