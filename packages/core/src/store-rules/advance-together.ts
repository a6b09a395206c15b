import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Balances } from '../order/transfer.ts'
import { type AdvanceResult, MOST_STEPS, type OrderStep } from '../ports/store/orders.ts'
import type { AccountKey } from '../units/ids.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'

/**
 * Checks that orders can be advanced together: not too many, and none twice.
 *
 * @throws InvalidValueError `INVALID_VALUE`
 * @example
 * ```ts
 * checkSteps([{ key: intent.key, events: [{ type: 'voided', at }] }])
 * ```
 */
export function checkSteps(steps: OneOrMore<OrderStep>): void {
  if (steps.length === 0 || steps.length > MOST_STEPS) {
    throw new InvalidValueError('steps', steps.length, `steps of 1 to ${MOST_STEPS} orders`)
  }
  const keys = steps.map(({ key }) => key)
  if (new Set(keys).size < keys.length) throw new InvalidValueError('steps', keys, 'steps of different orders')
}

/**
 * Checks that orders that are advanced together are of one account.
 *
 * @throws InvalidValueError `INVALID_VALUE`
 * @example
 * ```ts
 * checkOneAccount([intent.account, intent.account])
 * ```
 */
export function checkOneAccount(accounts: readonly AccountKey[]): void {
  const different = new Set(accounts)
  if (different.size > 1) throw new InvalidValueError('steps', [...different], 'steps of orders of one account')
}

/**
 * Answers of steps that were one, each with the balances after all of them.
 *
 * @example
 * ```ts
 * const { order } = newOrder(intent)
 * const balances = applyTransfers(NO_BALANCES, [])
 * answersAfter([{ kind: 'changed', from: 'SENDING', order, balances }], balances).length // 1
 * ```
 */
export function answersAfter(results: OneOrMore<AdvanceResult>, balances: Balances): OneOrMore<AdvanceResult> {
  return forEachOf(results, (result) => (result.kind === 'changed' ? { ...result, balances } : result))
}
