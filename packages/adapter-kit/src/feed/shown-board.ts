import {
  DAY,
  type Market,
  type MarketId,
  type MarketStatus,
  type MarketUpdate,
  type Timestamp,
  type VenuePrices,
} from '@betting-advisor/core'
import type { ShownMarket } from './shown-market.ts'

interface Entry {
  readonly part: string
  readonly market: Market
  readonly status: MarketStatus
  readonly inPlay: boolean
  /** When it was first missing in the feed; `null` while it is there. */
  readonly missingSince: Timestamp | null
  /** By side and venue, what was last told of each, nothing but empty prices left out. */
  readonly shown: ReadonlyMap<string, VenuePrices>
}

/** What was made of an answer. */
export interface Replaced {
  readonly updates: MarketUpdate[]
  /** Markets that were passed over because there are too many. */
  readonly refused: number
}

/** What a source has told so far, so that it can also tell what is gone. */
export interface ShownBoard {
  /** How many markets are kept. */
  readonly size: number
  /** The market as it was last told. */
  market(id: MarketId): Market | undefined
  /** Takes in everything that the feed shows for a part at `now`: updates for what is there, and for what no longer is. */
  replace(part: string, markets: readonly ShownMarket[], now: Timestamp): Replaced
  /** Updates for the events that have started by `now`: nothing is known of their prices until the feed is asked again. */
  startEvents(now: Timestamp): MarketUpdate[]
  /** Updates that turn every live price into a cached one, for one part or all, because the feed is silent. */
  distrust(now: Timestamp, part?: string): MarketUpdate[]
  /** When the events start that have not and are in the feed, by part or all. */
  startTimes(part?: string): Iterable<Timestamp>
}

/** How much is kept. */
export interface ShownBoardBounds {
  /** Markets in the feed, of all parts together; 20,000 by default. */
  readonly most?: number
  /** Markets that have vanished from the feed and may come back; 1,000 by default, the longest gone forgotten first. */
  readonly mostMissing?: number
}

const NOTHING: ReadonlyMap<string, VenuePrices> = new Map()

/** How long a market that has vanished is kept, so that it is the same when it comes back. */
const LONGEST_MISSING = DAY

/** An empty board. What it forgets of a market is told as its end. */
export function createShownBoard({ most = 20_000, mostMissing = 1_000 }: ShownBoardBounds = {}): ShownBoard {
  const entries = new Map<MarketId, Entry>()

  function* of(part: string | undefined): Generator<Entry> {
    for (const entry of entries.values()) if (part === undefined || entry.part === part) yield entry
  }

  function keep(entry: Entry): Entry {
    entries.set(entry.market.id, entry)
    return entry
  }

  function show(part: string, { market, venues }: ShownMarket, now: Timestamp): MarketUpdate {
    const old = entries.get(market.id)
    const inPlay = market.event.startsAt <= now
    const shown = new Map<string, VenuePrices>()
    const told: VenuePrices[] = []
    for (const each of venues) {
      // What the feed has seen in the future would stay young for ever.
      const prices = each.quotedAt > now ? { ...each, quotedAt: now } : each
      told.push(prices)
      if (hasPrice(prices)) shown.set(keyOf(prices), prices)
    }
    const gone = withdrawn(old?.shown ?? NOTHING, new Set(venues.map(keyOf)), market, now)
    const status = shown.size > 0 ? 'open' : 'suspended'
    return update(keep({ part, market, status, inPlay, missingSince: null, shown }), [...told, ...gone], now)
  }

  /** What is no longer in the feed: over when it has started, otherwise suspended until it comes back. */
  function miss(entry: Entry, now: Timestamp): MarketUpdate | null {
    if (entry.market.event.startsAt <= now) return forget(entry, true, now)
    const isTold = entry.status === 'suspended' && entry.shown.size === 0
    const missingSince = entry.missingSince ?? now
    const missing = keep({ ...entry, status: 'suspended', inPlay: false, missingSince, shown: new Map() })
    return isTold ? null : update(missing, withdrawn(entry.shown, new Set(), entry.market, now), now)
  }

  function forget(entry: Entry, inPlay: boolean, now: Timestamp): MarketUpdate {
    entries.delete(entry.market.id)
    return update({ ...entry, status: 'closed', inPlay }, withdrawn(entry.shown, new Set(), entry.market, now), now)
  }

  function forgetLongGone(now: Timestamp): MarketUpdate[] {
    const missing = [...entries.values()]
      .flatMap((entry) => (entry.missingSince === null ? [] : [{ entry, since: entry.missingSince }]))
      .sort((a, b) => a.since - b.since)
    const surplus = missing.length - mostMissing
    return missing
      .filter(({ since }, index) => index < surplus || now - since >= LONGEST_MISSING)
      .map(({ entry }) => forget(entry, entry.inPlay, now))
  }

  return {
    get size() {
      return entries.size
    },
    market: (id) => entries.get(id)?.market,
    replace(part, markets, now) {
      let free = most
      for (const entry of entries.values()) if (entry.missingSince === null && entry.part !== part) free--
      const taken = markets.slice(0, Math.max(0, free))
      const present = new Set(taken.map(({ market }) => market.id))
      const updates = taken.map((market) => show(part, market, now))
      for (const entry of [...of(part)]) {
        if (present.has(entry.market.id)) continue
        const missed = miss(entry, now)
        if (missed !== null) updates.push(missed)
      }
      updates.push(...forgetLongGone(now))
      return { updates, refused: markets.length - taken.length }
    },
    startEvents(now) {
      const updates: MarketUpdate[] = []
      for (const entry of entries.values()) {
        if (entry.inPlay || entry.market.event.startsAt > now) continue
        updates.push(update(keep({ ...entry, inPlay: true, status: 'suspended' }), [], now))
      }
      return updates
    },
    distrust(now, part) {
      const updates: MarketUpdate[] = []
      for (const entry of of(part)) {
        const shown = new Map(entry.shown)
        const venues: VenuePrices[] = []
        for (const [key, prices] of shown) {
          if (prices.freshness !== 'live') continue
          const cached: VenuePrices = { ...prices, freshness: 'cached' }
          shown.set(key, cached)
          venues.push(cached)
        }
        if (venues.length > 0) updates.push(update(keep({ ...entry, shown }), venues, now))
      }
      return updates
    },
    *startTimes(part) {
      for (const { market, inPlay, missingSince } of of(part)) {
        if (!inPlay && missingSince === null) yield market.event.startsAt
      }
    },
  }
}

function update(
  { market, status, inPlay }: Pick<Entry, 'market' | 'status' | 'inPlay'>,
  venues: readonly VenuePrices[],
  receivedAt: Timestamp,
): MarketUpdate {
  return { market, status, inPlay, receivedAt, venues }
}

/** Empty prices for every venue that was shown and is not among `present`: left alone, its last price would stay bettable. */
function withdrawn(
  shown: ReadonlyMap<string, VenuePrices>,
  present: ReadonlySet<string>,
  { selections }: Market,
  now: Timestamp,
): VenuePrices[] {
  return [...shown]
    .filter(([key]) => !present.has(key))
    .map(([, { venue, side }]) => ({
      venue,
      side,
      quotedAt: now,
      freshness: 'live',
      prices: selections.map(() => null),
    }))
}

function hasPrice({ prices }: VenuePrices): boolean {
  return prices.some((price) => price !== null)
}

function keyOf({ side, venue }: VenuePrices): string {
  return `${side}:${venue}`
}
