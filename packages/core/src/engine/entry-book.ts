import { type EntrySeries, entrySeriesKey } from '../order/decision-key.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { Restored } from '../ports/store.ts'
import type { MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Counts how often each strategy has entered each market, so that no decision is ever made twice. */
export interface EntryBook {
  /** The number of the next entry, or `null` while the last one lives or no quote newer than its end has been seen. */
  next(series: EntrySeries, quotedAt: Timestamp): number | null
  /** Entries of a strategy in a market that live or were placed. */
  taken(strategy: string, market: MarketId): number
  begin(intent: Intent): void
  /** The store refused: the number was never used. */
  forget(intent: Intent): void
  /** An entry is over: `placed` when something of it was matched. */
  end(order: Order, placed: boolean, at: Timestamp): void
  /** Forgets a market that is over. */
  close(market: MarketId): void
}

interface Entry {
  number: number
  live: boolean
  endedAt: number
}

/** A book that continues the entries a store knows of. */
export function createEntryBook(restored: Pick<Restored, 'entries' | 'live' | 'settled'>, at: Timestamp): EntryBook {
  const last = new Map<string, Entry>()
  const taken = new Map<string, number>()
  const seriesOf = new Map<MarketId, Set<string>>()

  const marketKey = (strategy: string, market: MarketId) => `${strategy}|${market}`
  const take = (intent: Intent, count: number) => {
    const key = marketKey(intent.strategy, intent.market)
    taken.set(key, (taken.get(key) ?? 0) + count)
  }
  const remember = (intent: Intent, entry: Entry) => {
    const key = entrySeriesKey(intent)
    last.set(key, entry)
    let known = seriesOf.get(intent.market)
    if (known === undefined) {
      known = new Set()
      seriesOf.set(intent.market, known)
    }
    known.add(key)
  }

  for (const [key, number] of Object.entries(restored.entries)) last.set(key, { number, live: false, endedAt: at })
  for (const { intent } of restored.live) {
    remember(intent, { number: intent.entry, live: true, endedAt: 0 })
    take(intent, 1)
  }
  for (const { intent, matchedStake } of restored.settled) if (matchedStake > 0) take(intent, 1)

  return {
    next(series, quotedAt) {
      const entry = last.get(entrySeriesKey(series))
      if (entry === undefined) return 1
      return entry.live || quotedAt <= entry.endedAt ? null : entry.number + 1
    },
    taken: (strategy, market) => taken.get(marketKey(strategy, market)) ?? 0,
    begin(intent) {
      remember(intent, { number: intent.entry, live: true, endedAt: 0 })
      take(intent, 1)
    },
    forget(intent) {
      remember(intent, { number: intent.entry - 1, live: false, endedAt: 0 })
      take(intent, -1)
    },
    end({ intent }, placed, moment) {
      remember(intent, { number: intent.entry, live: false, endedAt: moment })
      if (!placed) take(intent, -1)
    },
    close(market) {
      for (const key of seriesOf.get(market) ?? []) {
        last.delete(key)
        taken.delete(marketKey(key.slice(0, key.indexOf('|')), market))
      }
      seriesOf.delete(market)
    },
  }
}
