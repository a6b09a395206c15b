import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { checkEachWay } from '../market/market-at-venue.ts'
import { NO_VALUE } from '../units/matched-value.ts'
import { type Money, ZERO } from '../units/money.ts'
import { checkEachWayOrder } from './each-way.ts'
import type { Intent } from './intent.ts'
import { liability } from './liability.ts'
import { checkClaims } from './limit-claim.ts'
import type { Order } from './order.ts'
import { checkOrderTerms, stakeOfLiability } from './order-terms.ts'

/** An order at the start of its life. */
export interface NewOrder {
  readonly order: Order
}

/**
 * Makes the order of an intent: `SENDING`, its whole liability at risk. Its version is 0 until a store stamps it.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the stake is not positive, stake, price and liability do not fit each other, the
 * terms contradict themselves, more is covered than it can lose, or a claim cannot be kept count of.
 * @example
 * ```ts
 * const { order } = newOrder(intent)
 * order.state // 'SENDING'
 * order.reserved === intent.liability // true
 * ```
 */
export function newOrder(intent: Intent): NewOrder {
  if (intent.stake <= 0) throw new InvalidValueError('stake', intent.stake, 'above zero')
  checkOrderTerms(intent.terms, intent.stake)
  checkAmounts(intent)
  checkClaims(intent.claims)
  return {
    order: {
      intent,
      state: 'SENDING',
      venueOrderId: null,
      matchedStake: ZERO,
      voidedStake: ZERO,
      cancelledStake: ZERO,
      lapsedStake: ZERO,
      matchedValue: NO_VALUE,
      valueBasis: null,
      averagePrice: null,
      reserved: intent.liability,
      profit: null,
      commission: null,
      outcome: null,
      closingProbability: null,
      reason: null,
      sentAt: null,
      resetAt: null,
      pendingUntil: null,
      amendedStake: null,
      amendedPersistence: null,
      settledAt: null,
      clearedVersion: null,
      marketCharge: null,
      chargeVersion: null,
      covered: coverOf(intent),
      updatedAt: intent.decidedAt,
      version: 0,
    },
  }
}

/** What is held for it by the order that it is to replace. */
function coverOf({ covers, replaces, liability: own }: Intent): Money {
  if (covers === undefined) return ZERO
  if (replaces === null) throw new InvalidValueError('covers', covers.liability, 'left out where nothing is replaced')
  if (covers.liability > 0 && covers.liability <= own) return covers.liability
  throw new InvalidValueError('covers', covers.liability, `above zero and at most ${own}`)
}

/** One of stake and liability is asked for, and the other follows. */
function checkAmounts({ side, terms, price, stake, liability: told, eachWay }: Intent): void {
  if (eachWay !== undefined) {
    checkEachWay(eachWay, 'eachWay')
    checkEachWayOrder(terms)
  }
  if (terms.kind === 'limit') {
    const atRisk = liability(side, stake, price, eachWay)
    if (told !== atRisk) throw new InvalidValueError('liability', told, `${atRisk}, for this stake and price`)
    return
  }
  const staked = Math.max(1, stakeOfLiability(side, told, price))
  if (!(told > 0)) throw new InvalidValueError('liability', told, 'above zero')
  if (stake !== staked) throw new InvalidValueError('stake', stake, `${staked}, for this liability and price`)
}
