import { type AccountBook, transactionCharge } from './exchange/account-book.ts'
import type { EmulatedBet } from './exchange/emulated-bet.ts'
import type { Exchange } from './exchange/exchange.ts'
import { exposureIn } from './exchange/place-orders.ts'

/** A bet as the emulated venue has it. Amounts are pence. */
export interface EmulatorBet {
  readonly betId: string
  readonly customerOrderRef: string | null
  readonly marketId: string
  readonly selectionId: number
  readonly side: 'BACK' | 'LAY'
  readonly price: number
  readonly size: number
  readonly matched: number
  /** Σ stake × price, in ten-thousandths of a penny. */
  readonly matchedValue: number
  readonly cancelled: number
  readonly lapsed: number
  readonly voided: number
  readonly isComplete: boolean
  /** `null` until it is settled; before commission. */
  readonly profit: number | null
}

/** What the emulated venue itself believes of an account, to be held against a ledger. Amounts are pence. */
export interface EmulatorStatement {
  readonly balance: number
  readonly exposure: number
  /** All that was taken of net winnings. */
  readonly commission: number
  /** What the venue would charge for transactions, before what commission is set off against it. */
  readonly transactionCharge: number
  readonly bets: readonly EmulatorBet[]
}

export function statementOf(exchange: Exchange, account: AccountBook): EmulatorStatement {
  return {
    balance: account.balance,
    exposure: exposureIn(exchange, account),
    commission: [...account.settled.values()].reduce((sum, { commission }) => sum + commission, 0),
    transactionCharge: [...account.transactions.values()].reduce((sum, count) => sum + transactionCharge(count), 0),
    bets: Array.from(account.bets.values(), betOf),
  }
}

function betOf(bet: EmulatedBet): EmulatorBet {
  const { terms, matched, value, cancelled, lapsed, voided, isComplete, result } = bet
  return {
    betId: terms.id,
    customerOrderRef: terms.orderRef,
    marketId: terms.marketId,
    selectionId: terms.selectionId,
    side: terms.side,
    price: terms.price,
    size: terms.size,
    matched,
    matchedValue: value,
    cancelled,
    lapsed,
    voided,
    isComplete,
    profit: result?.profit ?? null,
  }
}
