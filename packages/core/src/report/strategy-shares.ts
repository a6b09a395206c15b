import { commissionShares } from '../ledger/commission-shares.ts'
import { add, type Money, subtract, ZERO } from '../units/money.ts'
import type { SettledBet } from './settled-bet.ts'

/** What a strategy pays more of commission since the bet before; less where negative. */
export interface ShareChange {
  readonly strategy: string
  readonly commission: Money
}

/** Parts the commission of markets among the strategies that won there. */
export interface StrategyShares {
  /** Takes in the next bet; what it changes adds up to its own commission. */
  add(bet: Pick<SettledBet, 'venue' | 'market' | 'strategy' | 'profit' | 'commission'>): readonly ShareChange[]
}

interface MarketAtVenue {
  readonly profits: Map<string, Money>
  commission: Money
  shares: ReadonlyMap<string, Money>
}

/** Markets that bets may still be expected on. */
const MARKETS_KEPT = 1000

const UNCHANGED: readonly ShareChange[] = []

/**
 * Starts with no bets.
 *
 * @param maxMarkets - The most markets kept; one that comes back after so many others starts anew.
 */
export function createStrategyShares(maxMarkets: number = MARKETS_KEPT): StrategyShares {
  const markets = new Map<string, MarketAtVenue>()

  function marketOf({ venue, market }: Pick<SettledBet, 'venue' | 'market'>): MarketAtVenue {
    const key = `${venue}\n${market}`
    const known = markets.get(key)
    if (known !== undefined) return known
    const fresh: MarketAtVenue = { profits: new Map(), commission: ZERO, shares: new Map() }
    markets.set(key, fresh)
    if (markets.size > maxMarkets) {
      const { value: oldest } = markets.keys().next()
      if (oldest !== undefined) markets.delete(oldest)
    }
    return fresh
  }

  return {
    add(bet) {
      const market = marketOf(bet)
      const { profits, shares: before } = market
      const gross = add(bet.profit, bet.commission)
      profits.set(bet.strategy, add(profits.get(bet.strategy) ?? ZERO, gross))
      market.commission = add(market.commission, bet.commission)
      if (market.commission === 0 && before.size === 0) return UNCHANGED
      market.shares = commissionShares(profits, market.commission)
      const changes: ShareChange[] = []
      for (const strategy of new Set([...before.keys(), ...market.shares.keys()])) {
        const commission = subtract(market.shares.get(strategy) ?? ZERO, before.get(strategy) ?? ZERO)
        if (commission !== 0) changes.push({ strategy, commission })
      }
      return changes
    },
  }
}
