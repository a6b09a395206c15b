import { ZERO } from '../units/money.ts'
import type { Balances, WalletBalances } from './transfer.ts'

const EMPTY: WalletBalances = { available: ZERO, reserved: ZERO }

/**
 * What there is at one venue.
 *
 * @example
 * ```ts
 * walletOf({ wallets: {} }, 'paper') // { available: 0, reserved: 0 }
 * ```
 */
export function walletOf({ wallets }: Pick<Balances, 'wallets'>, wallet: string): WalletBalances {
  return Object.hasOwn(wallets, wallet) ? (wallets[wallet] ?? EMPTY) : EMPTY
}
