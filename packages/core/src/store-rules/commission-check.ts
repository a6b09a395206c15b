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
  /** The venue's last word on what it charges, and its version. */
  charge: readonly [amount: Money, version: number] | null
}

/**
 * Adds up markets from nothing.
 *
 * A later order may have told another rate since a market was last charged, so any rate that one of its orders knew may be the one that
 * holds. What its venue said that it charges holds whatever the rates are.
 */
export function createCommissionCheck(): CommissionCheck {
  const markets = new Map<string, MarketAtVenue>()

  return {
    add({ intent, profit, commission, marketCharge, chargeVersion }) {
      const key = JSON.stringify([intent.venue, intent.market])
      const charge = marketCharge === null || chargeVersion === null ? null : ([marketCharge, chargeVersion] as const)
      const found = markets.get(key)
      if (found === undefined) {
        const name = `${intent.market} at ${intent.venue}`
        markets.set(key, {
          name,
          rates: new Set([intent.commission]),
          profit: profit ?? ZERO,
          commission: commission ?? ZERO,
          charge,
        })
        return
      }
      found.rates.add(intent.commission)
      found.profit = add(found.profit, profit ?? ZERO)
      found.commission = add(found.commission, commission ?? ZERO)
      if (charge !== null && (found.charge === null || charge[1] > found.charge[1])) found.charge = charge
    },

    faults() {
      const found: string[] = []
      for (const { name, rates, profit, commission, charge } of markets.values()) {
        const due = charge === null ? [...rates].map((rate) => commissionDue(profit, rate)) : [charge[0]]
        if (due.includes(commission)) continue
        found.push(`${name} was charged ${commission}, ${due.join(' or ')} is due on ${profit}`)
      }
      return found
    },
  }
}
