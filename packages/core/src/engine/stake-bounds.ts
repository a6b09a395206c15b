import type { Side } from '../market/market-update.ts'
import type { SizeRisk } from '../risk/gate.ts'
import type { StakeBound } from '../staking/caps.ts'
import { stakeWithin } from '../staking/fraction-of.ts'
import { type Currency, formatMoney, type Money, money } from '../units/money.ts'
import { PRICE_SCALE } from '../units/price.ts'
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
export function mostStakes(
  { maxPayout, maxLiability }: TermsInForce,
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
    const why = `the venue lets an order risk at most ${formatMoney(maxLiability, currency)}`
    bounds.push({ stake: side === 'back' ? maxLiability : stakeWithin(maxLiability, price - 1), why })
  }
  const shown = size?.shown ?? null
  if (shown !== null) bounds.push({ stake: shown, why: `all that the venue shows at ${price} or better` })
  return bounds
}
