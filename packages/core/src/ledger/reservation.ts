import type { Intent } from '../order/intent.ts'
import type { Transfer } from '../order/transfer.ts'
import { type Money, money, negate } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/**
 * What an order's change reserves or releases: by as much as its market can lose more or less, which is its own liability where its venue
 * does not net. Nothing where that stays as it is.
 *
 * @param change - Of `exposureChange`, in minor units.
 * @example
 * ```ts
 * reservation(intent, 1000, intent.decidedAt)[0]?.kind // 'reserve'
 * reservation(intent, 0, intent.decidedAt) // []: another bet on the market sets it off
 * ```
 */
export function reservation(
  { account, wallet, key }: Pick<Intent, 'account' | 'wallet' | 'key'>,
  change: number,
  at: Timestamp,
): readonly Transfer[] {
  if (change === 0) return []
  const amount: Money = money(change)
  return [
    {
      account,
      wallet,
      kind: change > 0 ? 'reserve' : 'release',
      order: key,
      at,
      entries: [
        { ledgerAccount: 'available', amount: negate(amount) },
        { ledgerAccount: 'reserved', amount },
      ],
    },
  ]
}
