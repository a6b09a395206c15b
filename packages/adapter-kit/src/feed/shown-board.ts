import type { Market, MarketId, MarketStatus, MarketUpdate, Timestamp, VenuePrices } from '@betting-advisor/core'
import type { ShownMarket } from './map-event.ts'

interface Entry {
  market: Market
  status: MarketStatus
  inPlay: boolean
  /** By side and venue, what was last told of each, nothing but empty prices left out. */
  readonly shown: Map<string, VenuePrices>
}

/** What a source has told so far, so that it can also tell what is gone. */
export interface ShownBoard {
  /** The market as it was last told. */
  market(id: MarketId): Market | undefined
  /** Takes in everything that the feed shows for a competition at `now`: updates for what is there, and for what no longer is. */
  replace(competition: string, markets: readonly ShownMarket[], now: Timestamp): MarketUpdate[]
  /** Updates for the events that have started by `now`: nothing is known of their prices until the feed is asked again. */
  startEvents(now: Timestamp): MarketUpdate[]
  /** Updates that turn every live price into a cached one, for one competition or all, because the feed is silent. */
  distrust(now: Timestamp, competition?: string): MarketUpdate[]
  /** When the events start that have not, by competition or all. */
  startTimes(competition?: string): Iterable<Timestamp>
}

/** An empty board. */
export function createShownBoard(): ShownBoard {
  const entries = new Map<MarketId, Entry>()

  function* of(competition: string | undefined): Generator<Entry> {
    for (const entry of entries.values()) {
      if (competition === undefined || entry.market.event.competition === competition) yield entry
    }
  }

  function update(entry: Entry, venues: readonly VenuePrices[], receivedAt: Timestamp): MarketUpdate {
    return { market: entry.market, status: entry.status, inPlay: entry.inPlay, receivedAt, venues }
  }

  function show({ market, venues }: ShownMarket, now: Timestamp): MarketUpdate {
    const entry = entries.get(market.id) ?? { market, status: 'open', inPlay: false, shown: new Map() }
    entries.set(market.id, entry)
    // A new list of selections makes the board forget all prices of this market by itself.
    if (entry.market.selections !== market.selections) entry.shown.clear()
    entry.market = market
    entry.inPlay = market.event.startsAt <= now
    entry.status = venues.some(hasPrice) ? 'open' : 'suspended'
    const gone = withdraw(entry, new Set(venues.map(keyOf)), now)
    for (const prices of venues) {
      if (hasPrice(prices)) entry.shown.set(keyOf(prices), prices)
      else entry.shown.delete(keyOf(prices))
    }
    return update(entry, [...venues, ...gone], now)
  }

  /** What is no longer in the feed: over when it has started, otherwise suspended until it comes back. */
  function miss(entry: Entry, now: Timestamp): MarketUpdate | null {
    const isOver = entry.market.event.startsAt <= now
    if (isOver) entries.delete(entry.market.id)
    else if (entry.status === 'suspended' && entry.shown.size === 0) return null
    entry.status = isOver ? 'closed' : 'suspended'
    entry.inPlay = isOver
    return update(entry, withdraw(entry, new Set(), now), now)
  }

  return {
    market: (id) => entries.get(id)?.market,
    replace(competition, markets, now) {
      const present = new Set(markets.map(({ market }) => market.id))
      const updates = markets.map((market) => show(market, now))
      for (const entry of [...of(competition)]) {
        if (present.has(entry.market.id)) continue
        const missed = miss(entry, now)
        if (missed !== null) updates.push(missed)
      }
      return updates
    },
    startEvents(now) {
      const updates: MarketUpdate[] = []
      for (const entry of entries.values()) {
        if (entry.inPlay || entry.market.event.startsAt > now) continue
        entry.inPlay = true
        entry.status = 'suspended'
        updates.push(update(entry, [], now))
      }
      return updates
    },
    distrust(now, competition) {
      const updates: MarketUpdate[] = []
      for (const entry of of(competition)) {
        const venues: VenuePrices[] = []
        for (const [key, prices] of entry.shown) {
          if (prices.freshness !== 'live') continue
          const cached: VenuePrices = { ...prices, freshness: 'cached' }
          entry.shown.set(key, cached)
          venues.push(cached)
        }
        if (venues.length > 0) updates.push(update(entry, venues, now))
      }
      return updates
    },
    *startTimes(competition) {
      for (const { market, inPlay } of of(competition)) if (!inPlay) yield market.event.startsAt
    },
  }
}

/** Empty prices for every venue that was shown and is not among `present`: left alone, its last price would stay bettable. */
function withdraw(entry: Entry, present: ReadonlySet<string>, now: Timestamp): VenuePrices[] {
  const gone: VenuePrices[] = []
  for (const [key, { venue, side, prices }] of entry.shown) {
    if (present.has(key)) continue
    entry.shown.delete(key)
    gone.push({ venue, side, quotedAt: now, freshness: 'live', prices: prices.map(() => null) })
  }
  return gone
}

function hasPrice({ prices }: VenuePrices): boolean {
  return prices.some((price) => price !== null)
}

function keyOf({ side, venue }: VenuePrices): string {
  return `${side}:${venue}`
}
