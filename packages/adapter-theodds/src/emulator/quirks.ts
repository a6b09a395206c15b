import { createSeededRandom } from '@betting-advisor/core/simulation'

/** An outcome as the service writes it. */
export interface WrittenOutcome {
  readonly name: string
  readonly price: number
}

/** A market of one bookmaker as the service writes it, moments still in milliseconds. */
export interface DraftMarket {
  readonly outcomes: readonly WrittenOutcome[]
  readonly hasLastUpdate: boolean
}

/** What the feed has been seen to do to a market. */
const QUIRKS: readonly ((market: DraftMarket) => DraftMarket)[] = [
  // A bookmaker closes an outcome and its price is shown as 1.
  (market) => ({ ...market, outcomes: market.outcomes.map((one, at) => (at === 0 ? { ...one, price: 1 } : one)) }),
  // The ladder's end instead of a price.
  (market) => ({ ...market, outcomes: market.outcomes.map((one, at) => (at === 0 ? { ...one, price: 1000 } : one)) }),
  (market) => ({ ...market, hasLastUpdate: false }),
  // Draw withdrawn.
  (market) => ({ ...market, outcomes: market.outcomes.filter(({ name }) => name !== 'Draw') }),
  (market) => ({ ...market, outcomes: market.outcomes.slice(0, 1).concat(market.outcomes) }),
]

/**
 * Spoils a fraction of markets in one of the ways that real data shows: prices of 1 or 1000, no `last_update`, no draw, an outcome
 * twice. The same market is spoiled in the same way until `seed` changes.
 *
 * @param rate - Which fraction, in [0, 1].
 */
export function withQuirks(market: DraftMarket, rate: number, seed: string): DraftMarket {
  if (rate === 0) return market
  const random = createSeededRandom(seed)
  if (random() >= rate) return market
  return QUIRKS[Math.floor(random() * QUIRKS.length)]?.(market) ?? market
}
