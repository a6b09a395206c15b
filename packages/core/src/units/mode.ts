import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { AccountKey } from './ids.ts'

/** How real the money is: on paper, with real bets, or over the past. */
export type Mode = 'DRY_RUN' | 'LIVE' | 'BACKTEST'

/**
 * The key under which one account's money and limits are kept in one mode.
 *
 * @example
 * ```ts
 * accountKey('DRY_RUN', 'main') // 'DRY_RUN:main'
 * ```
 */
export function accountKey(mode: Mode, account: string): AccountKey {
  if (!/^[\w.-]{1,64}$/.test(account)) {
    throw new InvalidValueError('account', account, '1 to 64 letters, digits, dots, dashes or underscores')
  }
  return `${mode}:${account}` as AccountKey
}
