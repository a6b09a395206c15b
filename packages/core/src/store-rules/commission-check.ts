import { commissionDue } from '../ledger/market-commission.ts'
import type { Order } from '../order/order.ts'
import { add, type Money, ZERO } from '../units/money.ts'

/** Whether what was posted as commission is what the markets owe; every order of an account is shown to it once. */
export interface CommissionCheck {
  add(order: Order): void
  /** For people: of which markets another commission is due. */
  faults(): readonly string[]
}

interface MarketAtVenue {
  readonly name: string
  readonly rates: Set<number>
  profit: Money
  commission: Money
}

/**
 * Adds up markets from nothing.
 *
 * A later order may have told another rate since a market was last charged, so any rate that one of its orders knew may be the one that
 * holds.
 */
export function createCommissionCheck(): CommissionCheck {
  const markets = new Map<string, MarketAtVenue>()

  return {
    add({ intent, profit, commission }) {
      const key = JSON.stringify([intent.venue, intent.market])
      const found = markets.get(key)
      if (found === undefined) {
        const name = `${intent.market} at ${intent.venue}`
        markets.set(key, {
          name,
          rates: new Set([intent.commission]),
          profit: profit ?? ZERO,
          commission: commission ?? ZERO,
        })
        return
      }
      found.rates.add(intent.commission)
      found.profit = add(found.profit, profit ?? ZERO)
      found.commission = add(found.commission, commission ?? ZERO)
    },

    faults() {
      const found: string[] = []
      for (const { name, rates, profit, commission } of markets.values()) {
        const due = [...rates].map((rate) => commissionDue(profit, rate))
        if (due.includes(commission)) continue
        found.push(`${name} was charged ${commission}, ${due.join(' or ')} is due on ${profit}`)
      }
      return found
    },
  }
}
