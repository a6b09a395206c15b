import type { BetPersistence, BetSide, BetType } from './emulated-bet.ts'

/** A bet as it is asked for, read but not checked. Sizes are major units, as they came. */
export interface AskedBet {
  readonly selectionId: number
  readonly handicap: number
  readonly side: BetSide
  readonly type: BetType
  readonly orderRef: string | null
  readonly limit: AskedLimit | null
  readonly liability: number | null
  /** Of a limit on close. */
  readonly closePrice: number | null
}

export interface AskedLimit {
  readonly price: number
  readonly size: number | null
  readonly persistence: BetPersistence | null
  readonly timeInForce: string | null
  readonly minFill: number | null
  readonly target: { readonly type: 'PAYOUT' | 'BACKERS_PROFIT'; readonly size: number } | null
}

/** How the venue repeats an instruction. */
export function echoOf({
  selectionId,
  handicap,
  side,
  type,
  orderRef,
  limit,
  liability,
  closePrice,
}: AskedBet): object {
  return {
    selectionId,
    handicap,
    side,
    orderType: type,
    ...(limit !== null && {
      limitOrder: {
        ...(limit.size !== null && { size: limit.size }),
        price: limit.price,
        // What is filled or killed does not persist.
        ...(limit.timeInForce === null && { persistenceType: limit.persistence ?? 'LAPSE' }),
        ...(limit.timeInForce !== null && { timeInForce: limit.timeInForce }),
        ...(limit.minFill !== null && { minFillSize: limit.minFill }),
        ...(limit.target !== null && { betTargetType: limit.target.type, betTargetSize: limit.target.size }),
      },
    }),
    ...(closePrice !== null && { limitOnCloseOrder: { liability, price: closePrice } }),
    ...(type === 'MARKET_ON_CLOSE' && { marketOnCloseOrder: { liability } }),
    ...(orderRef !== null && { customerOrderRef: orderRef }),
  }
}
