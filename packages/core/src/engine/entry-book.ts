import type { Side } from '../market/market-update.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { Restored } from '../ports/store.ts'
import type { MarketId, SelectionId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What an entry is into. */
export interface EntryPoint {
  readonly strategy: string
  readonly market: MarketId
  readonly selection: SelectionId
  readonly side: Side
}

/** Counts how often each strategy has entered each market, so that no decision is ever made twice. */
export interface EntryBook {
  /** The number of the next entry, or `null` while the last one lives or no quote newer than its end has been seen. */
  next(point: EntryPoint, quotedAt: Timestamp): number | null
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
  const pointsOf = new Map<MarketId, Set<string>>()

  const pointKey = ({ strategy, market, selection, side }: EntryPoint) => `${strategy}|${market}|${selection}|${side}`
  const marketKey = (strategy: string, market: MarketId) => `${strategy}|${market}`
  const take = (intent: Intent, count: number) => {
    const key = marketKey(intent.strategy, intent.market)
    taken.set(key, (taken.get(key) ?? 0) + count)
  }
  const remember = (intent: Intent, entry: Entry) => {
    const key = pointKey(intent)
    last.set(key, entry)
    let points = pointsOf.get(intent.market)
    if (points === undefined) {
      points = new Set()
      pointsOf.set(intent.market, points)
    }
    points.add(key)
  }

  for (const [key, number] of Object.entries(restored.entries)) last.set(key, { number, live: false, endedAt: at })
  for (const { intent } of restored.live) {
    remember(intent, { number: intent.entry, live: true, endedAt: 0 })
    take(intent, 1)
  }
  for (const { intent, matchedStake } of restored.settled) if (matchedStake > 0) take(intent, 1)

  return {
    next(point, quotedAt) {
      const entry = last.get(pointKey(point))
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
      for (const key of pointsOf.get(market) ?? []) {
        last.delete(key)
        taken.delete(marketKey(key.slice(0, key.indexOf('|')), market))
      }
      pointsOf.delete(market)
    },
  }
}
