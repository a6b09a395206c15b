import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { NO_VALUE } from '../units/matched-value.ts'
import { negate, ZERO } from '../units/money.ts'
import type { Intent } from './intent.ts'
import { liability } from './liability.ts'
import { checkClaims } from './limit-claim.ts'
import type { Order } from './order.ts'
import type { Transfer } from './transfer.ts'

/** An order at the start of its life, with the transfer that reserves its liability. */
export interface NewOrder {
  readonly order: Order
  readonly transfer: Transfer
}

/**
 * Makes the order of an intent: `SENDING`, its whole liability reserved. Its version is 0 until a store stamps it.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the stake is not positive, the liability is not that of the stake and price,
 * or a claim cannot be kept count of.
 * @example
 * ```ts
 * const { order } = newOrder(intent)
 * order.state // 'SENDING'
 * order.reserved === intent.liability // true
 * ```
 */
export function newOrder(intent: Intent): NewOrder {
  if (intent.stake <= 0) throw new InvalidValueError('stake', intent.stake, 'above zero')
  const atRisk = liability(intent.side, intent.stake, intent.price)
  if (intent.liability !== atRisk) {
    throw new InvalidValueError('liability', intent.liability, `${atRisk}, for this stake and price`)
  }
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
      settledAt: null,
      clearedVersion: null,
      marketCharge: null,
      chargeVersion: null,
      updatedAt: intent.decidedAt,
      version: 0,
    },
    transfer: {
      account: intent.account,
      kind: 'reserve',
      order: intent.key,
      at: intent.decidedAt,
      entries: [
        { ledgerAccount: 'available', amount: negate(intent.liability) },
        { ledgerAccount: 'reserved', amount: intent.liability },
      ],
    },
  }
}
