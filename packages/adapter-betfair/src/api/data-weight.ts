import type { MarketProjection, PriceData } from './wire/enums.ts'
import type { PriceProjection } from './wire/requests.ts'

/** The most that a request may weigh: the weight of a market times how many there are. */
const MOST = 200
/** How deep offers go that say nothing else. */
const DEPTH = 3
/** The most markets that are named in one request. */
const MOST_MARKETS = 250
/** The most markets that a catalogue returns. */
const MOST_RESULTS = 1_000

const WEIGHTS: Readonly<Record<PriceData, number>> = {
  SP_AVAILABLE: 3,
  SP_TRADED: 7,
  EX_BEST_OFFERS: 5,
  EX_ALL_OFFERS: 17,
  EX_TRADED: 17,
}

/** What one market weighs in listMarketBook. */
function bookWeight({ priceData = [], exBestOffersOverrides }: PriceProjection = {}): number {
  const asked = new Set(priceData)
  if (asked.size === 0) return 2
  const startingPrices =
    (asked.has('SP_AVAILABLE') ? WEIGHTS.SP_AVAILABLE : 0) + (asked.has('SP_TRADED') ? WEIGHTS.SP_TRADED : 0)
  return startingPrices + exchangeWeight(asked, exBestOffersOverrides?.bestPricesDepth ?? DEPTH)
}

function exchangeWeight(asked: ReadonlySet<PriceData>, depth: number): number {
  const traded = asked.has('EX_TRADED')
  if (asked.has('EX_ALL_OFFERS')) return traded ? 32 : WEIGHTS.EX_ALL_OFFERS
  if (asked.has('EX_BEST_OFFERS')) return (traded ? 20 : WEIGHTS.EX_BEST_OFFERS) * Math.max(1, depth / DEPTH)
  return traded ? WEIGHTS.EX_TRADED : 0
}

/** How many markets fit into one listMarketBook. */
export function booksAtOnce(projection?: PriceProjection): number {
  return Math.max(1, Math.min(MOST_MARKETS, Math.floor(MOST / bookWeight(projection))))
}

/** How many markets fit into one listMarketCatalogue. */
export function cataloguesAtOnce(projections: readonly MarketProjection[] = []): number {
  const weight =
    (projections.includes('MARKET_DESCRIPTION') ? 1 : 0) + (projections.includes('RUNNER_METADATA') ? 1 : 0)
  return weight === 0 ? MOST_RESULTS : Math.floor(MOST / weight)
}

/** A list in parts of at most so many. */
export function inParts<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  const parts: Item[][] = []
  for (let from = 0; from < items.length; from += most) parts.push(items.slice(from, from + most))
  return parts
}
