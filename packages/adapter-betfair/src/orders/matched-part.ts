import {
  type Currency,
  type Money,
  moneyFromMajor,
  type PriceUnits,
  priceUnits,
  type Side,
  ZERO,
} from '@betting-advisor/core'
import { PRICE_SCALE } from '@betting-advisor/core/odds'
import type { Matched } from '@betting-advisor/core/venue'

/** How far, in ten-thousandths, a price may be off by the noise of floating point numbers. */
const NOISE = 1e-4

/** An average price as it is told, rounded against the bettor; `null` where none is, or the exchange has set it to 1 for the time being. */
function averagePrice(side: Side, told: number | null): PriceUnits | null {
  if (told === null || !Number.isFinite(told)) return null
  const exact = told * PRICE_SCALE
  const near = Math.round(exact)
  const units = Math.abs(exact - near) <= NOISE ? near : side === 'back' ? Math.floor(exact) : Math.ceil(exact)
  return units > PRICE_SCALE && Number.isSafeInteger(units) ? priceUnits(units) : null
}

/** An amount as it is told: nothing where nothing is. */
export function amountOf(told: number | null, currency: Currency): Money {
  return told === null ? ZERO : moneyFromMajor(told, currency)
}

/** What is matched of an order, and what was voided of that. */
export function matchedPart(
  side: Side,
  told: { readonly size: number | null; readonly price: number | null; readonly voided: number | null },
  currency: Currency,
): Matched {
  const matchedStake = amountOf(told.size, currency)
  return {
    matchedStake,
    averagePrice: matchedStake === 0 ? null : averagePrice(side, told.price),
    voidedStake: amountOf(told.voided, currency),
  }
}
