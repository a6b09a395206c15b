import { type KnownRate, laterRate, type MarketBets, NO_OTHER_BETS, rateOf } from '../ledger/market-commission.ts'
import type { Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { MarketId, VenueId } from '../units/ids.ts'
import { money } from '../units/money.ts'

interface Totals {
  profit: number
  commission: number
  rate: KnownRate
  word: number | null
}

/** What the orders of an account have come to by market and venue. */
export class MemoryMarketTotals {
  readonly #markets = new Map<MarketId, Map<VenueId, Totals>>()

  add(order: Order): void {
    const { market, venue } = order.intent
    let venues = this.#markets.get(market)
    if (venues === undefined) {
      venues = new Map()
      this.#markets.set(market, venues)
    }
    const rate = rateOf(order.intent)
    const totals = venues.get(venue)
    if (totals === undefined) {
      venues.set(venue, {
        profit: order.profit ?? 0,
        commission: order.commission ?? 0,
        rate,
        word: order.chargeVersion,
      })
      return
    }
    totals.word = laterWord(totals.word, order.chargeVersion)
    totals.profit += order.profit ?? 0
    totals.commission += order.commission ?? 0
    totals.rate = laterRate(totals.rate, rate)
  }

  change(before: Order, after: Order): void {
    const isSame = before.profit === after.profit && before.commission === after.commission
    if (isSame && before.chargeVersion === after.chargeVersion) return
    const totals = this.#of(after.intent)
    if (totals === undefined) return
    totals.word = laterWord(totals.word, after.chargeVersion)
    totals.profit += (after.profit ?? 0) - (before.profit ?? 0)
    totals.commission += (after.commission ?? 0) - (before.commission ?? 0)
  }

  /** All orders on the market of this one at its venue but itself, where it is one of them. */
  others(intent: Intent, order: Order | null): MarketBets {
    const totals = this.#of(intent)
    if (totals === undefined) return NO_OTHER_BETS
    return {
      profit: money(totals.profit - (order?.profit ?? 0)),
      commission: money(totals.commission - (order?.commission ?? 0)),
      rate: totals.rate,
      word: totals.word,
    }
  }

  #of({ market, venue }: Intent): Totals | undefined {
    return this.#markets.get(market)?.get(venue)
  }
}

function laterWord(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}
