import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Intent } from '../order/intent.ts'
import type { BeginAllResult } from '../ports/store/orders.ts'
import type { OneOrMore } from '../units/one-or-more.ts'

/**
 * Checks that intents can be begun together: no two of them are one decision, one account holds them all, and none relies on an
 * order that it is to replace.
 *
 * @throws InvalidValueError `INVALID_VALUE`
 * @example
 * ```ts
 * checkTogether([intent])
 * ```
 */
export function checkTogether(intents: OneOrMore<Intent>): void {
  const accounts = new Set(intents.map(({ account }) => account))
  if (accounts.size !== 1) throw new InvalidValueError('intents', [...accounts], 'intents of one account')
  const covered = intents.find(({ covers }) => covers !== undefined)
  if (covered !== undefined) throw new InvalidValueError('covers', covered.key, 'left out of what is begun together')
  const keys = intents.map(({ key }) => key)
  const refs = new Set(intents.map(({ ref }) => ref))
  if (new Set(keys).size < keys.length || refs.size < keys.length)
    throw new InvalidValueError('intents', keys, 'different decisions')
}

/** Why intents are not begun together: what a store throws within its transaction to undo it, and catches outside. */
export class NoneBegun extends Error {
  readonly result: Exclude<BeginAllResult, { readonly kind: 'reserved' }>

  constructor(result: Exclude<BeginAllResult, { readonly kind: 'reserved' }>) {
    super('None was begun.')
    this.result = result
  }
}
