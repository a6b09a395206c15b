import type { Clock } from '@betting-advisor/core'

/** How often the book of one market may be asked for within a second. */
const A_SECOND = 5

/** Counts how often the book of each market is asked for. */
export interface MarketMeter {
  /** Takes note of a request, and says how long to wait before it, in milliseconds. */
  take(markets: readonly string[]): number
}

/** A meter for listMarketBook: five a second for each market. */
export function createMarketMeter(clock: Pick<Clock, 'monotonic'>): MarketMeter {
  const times = new Map<string, number[]>()
  return {
    take(markets) {
      const now = clock.monotonic()
      let at = now
      for (const market of markets) {
        const last = times.get(market)
        const oldest = last !== undefined && last.length >= A_SECOND ? last[last.length - A_SECOND] : undefined
        if (oldest !== undefined) at = Math.max(at, oldest + 1_000)
      }
      for (const [market, last] of times) if ((last.at(-1) ?? 0) < now - 1_000) times.delete(market)
      for (const market of markets) times.set(market, [...(times.get(market) ?? []).slice(1 - A_SECOND), at])
      return at - now
    },
  }
}
