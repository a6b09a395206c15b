import { type EntrySeries, entrySeriesKey } from '../order/decision-key.ts'
import type { Intent } from '../order/intent.ts'
import { isOpen } from '../order/order-state.ts'
import type { Restored } from '../ports/store/runs.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * Counts how often each strategy has entered each market, so that no decision is ever made twice.
 *
 * What the store did not hand over, since it is long over, the store tells of when it is entered again: a market that comes back after its
 * end goes on with the next number.
 */
export interface EntryNumbers {
  /** The number of the next entry, or `null` while the last one is open or no quote newer than its end has been seen. */
  next(series: EntrySeries, quotedAt: number): number | null
  /** The number after the last one, whatever became of that: for an order that takes risk away. */
  following(series: EntrySeries): number
  /**
   * Entries of a strategy in a market that are open or were placed; an order and what took its place are one.
   *
   * @param besides - An order that is not counted, nor what it took the place of.
   */
  taken(strategy: string, market: MarketId, besides?: Intent): number
  /** An entry is open; said twice, it counts once. */
  begin(intent: Intent): void
  /** The store has entries of the series up to this one. */
  reach(series: EntrySeries, entry: number): void
  /** The store refused: the number was never used. */
  forget(intent: Intent): void
  /** Nothing of an entry is open any more: `placed` when something of it was matched. */
  end(intent: Intent, placed: boolean, at: Timestamp): void
}

/** What tells which entry an order is of. */
type Entered = Pick<Intent, 'key' | 'replaces' | 'strategy' | 'market'>

interface Series {
  /** The highest entry number ever used. */
  number: number
  endedAt: number
  open: number
}

/** Numbers that continue the entries a store knows of; what ended before `at` counts as ended then. */
export function createEntryNumbers(
  restored: Pick<Restored, 'entries' | 'live' | 'settled'>,
  at: Timestamp,
): EntryNumbers {
  const known = new Map<string, Series>()
  const taken = new Map<string, number>()
  /** The entries that count as taken. */
  const states = new Map<DecisionKey, 'open' | 'placed'>()
  /** The first order of those that took the place of others, and how many of each entry's orders count. */
  const firsts = new Map<DecisionKey, DecisionKey>()
  const counting = new Map<DecisionKey, number>()

  const marketKey = (strategy: string, market: MarketId) => `${strategy}|${market}`
  const take = ({ strategy, market }: Entered, count: number) => {
    const key = marketKey(strategy, market)
    taken.set(key, (taken.get(key) ?? 0) + count)
  }
  const seriesOf = (intent: EntrySeries): Series => {
    const key = entrySeriesKey(intent)
    let series = known.get(key)
    if (series === undefined) {
      series = { number: 0, endedAt: Number.NEGATIVE_INFINITY, open: 0 }
      known.set(key, series)
    }
    return series
  }
  const firstOf = ({ key, replaces }: Entered) =>
    firsts.get(key) ?? (replaces === null ? key : (firsts.get(replaces) ?? replaces))
  const countOrders = (intent: Entered, change: number) => {
    const first = firstOf(intent)
    if (intent.replaces !== null) firsts.set(intent.key, first)
    const before = counting.get(first) ?? 0
    const now = before + change
    if (now === 0) counting.delete(first)
    else counting.set(first, now)
    if (before === 0 || now === 0) take(intent, change)
  }
  const count = (intent: Entered, state: 'open' | 'placed') => {
    if (!states.has(intent.key)) countOrders(intent, 1)
    states.set(intent.key, state)
  }

  const numbers: EntryNumbers = {
    next(entry, quotedAt) {
      const series = known.get(entrySeriesKey(entry))
      if (series === undefined) return 1
      return series.open > 0 || quotedAt <= series.endedAt ? null : series.number + 1
    },
    following: (entry) => (known.get(entrySeriesKey(entry))?.number ?? 0) + 1,
    taken(strategy, market, besides) {
      const all = taken.get(marketKey(strategy, market)) ?? 0
      return besides !== undefined && counting.has(firstOf(besides)) ? all - 1 : all
    },
    begin(intent) {
      if (states.get(intent.key) === 'open') return
      const series = seriesOf(intent)
      series.open += 1
      series.number = Math.max(series.number, intent.entry)
      count(intent, 'open')
    },
    reach(entry, number) {
      const series = seriesOf(entry)
      series.number = Math.max(series.number, number)
    },
    forget(intent) {
      if (states.get(intent.key) !== 'open') return
      const series = seriesOf(intent)
      series.open -= 1
      if (series.number === intent.entry) series.number -= 1
      states.delete(intent.key)
      countOrders(intent, -1)
    },
    end(intent, placed, moment) {
      const series = seriesOf(intent)
      const before = states.get(intent.key)
      if (before === 'open') series.open -= 1
      // Of an entry that was over when it was first heard of, the number alone tells whether that is news.
      if (before === 'open' || intent.entry > series.number) series.endedAt = Math.max(series.endedAt, moment)
      series.number = Math.max(series.number, intent.entry)
      if (placed) count(intent, 'placed')
      else if (states.delete(intent.key)) countOrders(intent, -1)
    },
  }

  for (const [key, number] of Object.entries(restored.entries)) known.set(key, { number, endedAt: at, open: 0 })
  for (const { intent, ...order } of restored.live) {
    if (isOpen(order)) numbers.begin(intent)
    else numbers.end(intent, true, at)
  }
  for (const { intent, matchedStake } of restored.settled) if (matchedStake > 0) count(intent, 'placed')
  return numbers
}
