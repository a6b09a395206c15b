import { type EntrySeries, entrySeriesKey } from '../order/decision-key.ts'
import type { Intent } from '../order/intent.ts'
import type { Restored } from '../ports/store.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * Counts how often each strategy has entered each market, so that no decision is ever made twice.
 *
 * It forgets as little as the store does: a market that comes back after its end goes on with the next number.
 */
export interface EntryBook {
  /** The number of the next entry, or `null` while the last one lives or no quote newer than its end has been seen. */
  next(series: EntrySeries, quotedAt: number): number | null
  /** Entries of a strategy in a market that live or were placed. */
  taken(strategy: string, market: MarketId): number
  /** An entry lives; said twice, it counts once. */
  begin(intent: Intent): void
  /** The store refused: the number was never used. */
  forget(intent: Intent): void
  /** An entry is over: `placed` when something of it was matched. */
  end(intent: Intent, placed: boolean, at: Timestamp): void
}

interface Series {
  /** The highest entry number ever used. */
  number: number
  endedAt: number
  readonly live: Set<DecisionKey>
}

/** A book that continues the entries a store knows of; what ended before `at` counts as ended then. */
export function createEntryBook(restored: Pick<Restored, 'entries' | 'live' | 'settled'>, at: Timestamp): EntryBook {
  const known = new Map<string, Series>()
  const taken = new Map<string, number>()

  const marketKey = (strategy: string, market: MarketId) => `${strategy}|${market}`
  const take = ({ strategy, market }: Intent, count: number) => {
    const key = marketKey(strategy, market)
    taken.set(key, (taken.get(key) ?? 0) + count)
  }
  const seriesOf = (intent: Intent): Series => {
    const key = entrySeriesKey(intent)
    let series = known.get(key)
    if (series === undefined) {
      series = { number: 0, endedAt: Number.NEGATIVE_INFINITY, live: new Set() }
      known.set(key, series)
    }
    return series
  }

  const book: EntryBook = {
    next(entry, quotedAt) {
      const series = known.get(entrySeriesKey(entry))
      if (series === undefined) return 1
      return series.live.size > 0 || quotedAt <= series.endedAt ? null : series.number + 1
    },
    taken: (strategy, market) => taken.get(marketKey(strategy, market)) ?? 0,
    begin(intent) {
      const series = seriesOf(intent)
      if (series.live.has(intent.key)) return
      series.live.add(intent.key)
      series.number = Math.max(series.number, intent.entry)
      take(intent, 1)
    },
    forget(intent) {
      const series = seriesOf(intent)
      if (!series.live.delete(intent.key)) return
      if (series.number === intent.entry) series.number -= 1
      take(intent, -1)
    },
    end(intent, placed, moment) {
      const series = seriesOf(intent)
      if (!series.live.delete(intent.key)) return
      series.endedAt = moment
      if (!placed) take(intent, -1)
    },
  }

  for (const [key, number] of Object.entries(restored.entries)) known.set(key, { number, endedAt: at, live: new Set() })
  for (const { intent } of restored.live) book.begin(intent)
  for (const { intent, matchedStake } of restored.settled) if (matchedStake > 0) take(intent, 1)
  return book
}
