import type { Side } from '../market/market-update.ts'
import { type PriceLadder, snapPrice } from '../market/price-ladder.ts'
import { stakesOf } from '../order/each-way.ts'
import type { SizeRisk } from '../risk/gate.ts'
import type { StakeBound } from '../staking/caps.ts'
import { stakeWithin } from '../staking/fraction-of.ts'
import { type Currency, formatMoney, type Money, money } from '../units/money.ts'
import { isPrice, PRICE_SCALE, type Price } from '../units/price.ts'
import type { TermsInForce } from './terms-in-force.ts'

/** The least backer's stake that a venue takes at a price: less where that pays enough all the same. */
export function leastStake({ minStake, minPayout }: TermsInForce, price: number): Money {
  if (minPayout === null) return minStake
  const within = stakeWithin(minPayout, price)
  const enough = within * Math.round(price * PRICE_SCALE) < minPayout * PRICE_SCALE ? within + 1 : within
  return money(Math.min(minStake, Math.max(1, enough)))
}

/**
 * The most backer's stake that a venue takes at a price, and why.
 *
 * @param size - What is there for an order that means to take it; `null` for one that may wait.
 */
function mostStakes(
  { maxPayout, maxLiability, eachWay }: TermsInForce,
  side: Side,
  price: number,
  size: SizeRisk | null,
  currency: Currency,
): readonly StakeBound[] {
  const bounds: StakeBound[] = []
  if (maxPayout !== null) {
    const why = `the venue pays at most ${formatMoney(maxPayout, currency)}`
    bounds.push({ stake: stakeWithin(maxPayout, price), why })
  }
  if (maxLiability !== null) {
    const { why } = liabilityBound(maxLiability, currency)
    // Each way a bet loses at most twice what one of its stake does.
    const most = money(Math.floor(maxLiability / stakesOf(eachWay ?? undefined)))
    bounds.push({ stake: side === 'back' ? most : stakeWithin(most, price - 1), why })
  }
  const shown = size?.shown ?? null
  if (shown !== null) bounds.push({ stake: shown, why: `all that the venue shows at ${price} or better` })
  return bounds
}

/** What bounds an order that is sized by its liability. */
export function liabilityBound(most: Money, currency: Currency): StakeBound {
  return { stake: most, why: `the venue lets an order risk at most ${formatMoney(most, currency)}` }
}

/** A price that the venue takes, never worse for the bettor; the same where it takes any, or none that is as good. */
export function onLadder(price: Price | null, side: Side, ladder: PriceLadder | null): Price | null {
  if (price === null || ladder === null || !Number.isFinite(price)) return price
  const snapped = snapPrice(ladder, price, side)
  return snapped !== null && isPrice(snapped) ? snapped : price
}

/** The least and the most stakes at a price; at one that no order may name its control refuses. */
export function stakesAt(
  terms: TermsInForce,
  side: Side,
  price: number | null,
  size: SizeRisk | null,
  currency: Currency,
): { readonly least: Money; readonly bounds: readonly StakeBound[] } {
  if (price === null || !(price > 1 && price < Number.POSITIVE_INFINITY)) return { least: terms.minStake, bounds: [] }
  return { least: leastStake(terms, price), bounds: mostStakes(terms, side, price, size, currency) }
}
