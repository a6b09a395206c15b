import { commissionDue } from '../../ledger/market-commission.ts'
import type { MarketResult } from '../../market/market-result.ts'
import { endingOf } from '../../order/bet-ending.ts'
import { matchedOf } from '../../order/matched.ts'
import type { Cleared, ClearedMarket, ClearedOrder } from '../../ports/cleared.ts'
import type { VenueId } from '../../units/ids.ts'
import { type Money, money } from '../../units/money.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { ExchangeBet } from './exchange-bet.ts'

/** What a simulated exchange has settled, and what it says of it. */
export interface Clearing {
  /** Settles the bets on a market, or settles them again; bets on selections that the result does not name stay as they are. */
  settle(result: MarketResult, bets: readonly ExchangeBet[], at: Timestamp): void
  /** Its last word on each bet and market that it settled at `since` or later. */
  since(since: Timestamp): Cleared
}

/** A word and when it was said. */
interface Said<Word> {
  readonly at: Timestamp
  readonly word: Word
}

/** A book without words. */
export function createClearing(venue: VenueId): Clearing {
  const orders = new Map<string, Said<ClearedOrder>>()
  const markets = new Map<string, Said<ClearedMarket>>()

  function say<Word extends { readonly version: number }>(
    words: Map<string, Said<Word>>,
    key: string,
    at: Timestamp,
    wordOf: (version: number) => Word,
  ): Word {
    const before = words.get(key)?.word
    if (before !== undefined && JSON.stringify(wordOf(before.version)) === JSON.stringify(before)) return before
    const word = wordOf((before?.version ?? 0) + 1)
    words.set(key, { at, word })
    return word
  }

  return {
    settle({ market, selections, void: isVoid, deductions }, bets, at) {
      let profit: Money = money(0)
      let rate = 0
      for (const bet of bets) {
        rate = bet.commission
        const named = selections.find(({ selection }) => selection === bet.selection)
        const ended = isVoid ? ({ outcome: 'void' } as const) : named
        if (bet.matchedStake === 0 || ended === undefined) continue
        const concerning = deductions.filter(({ before }) => bet.placedAt < before)
        const ending = endingOf(bet, ended, concerning)
        const { ref, id: venueOrderId } = bet
        say(orders, bet.id, at, (version) => ({ ref, venueOrderId, market, ...matchedOf(bet), ...ending, version }))
        profit = money(profit + ending.profit)
      }
      if (bets.length === 0) return
      const commission = commissionDue(profit, rate)
      say(markets, market, at, (version) => ({ venue, market, commission, version }))
    },
    since(since) {
      const lately = <Word>(words: Map<string, Said<Word>>) =>
        [...words.values()].filter(({ at }) => at >= since).map(({ word }) => word)
      return { orders: lately(orders), markets: lately(markets) }
    },
  }
}
