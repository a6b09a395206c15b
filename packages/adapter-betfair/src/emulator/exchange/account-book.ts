import type { BetSide, EmulatedBet } from './emulated-bet.ts'

/** An account of the emulated venue. */
export interface EmulatedAccountSettings {
  readonly username: string
  readonly password: string
  /** In pounds. @default 10_000 */
  readonly balance?: number
  /** In percent. @default 0 */
  readonly discountRate?: number
  /** @default one live key named `live-key` and a delayed one, `delayed-key` */
  readonly appKeys?: readonly { readonly key: string; readonly delayed: boolean; readonly active?: boolean }[]
  /** What interactive login says of it, such as `KYC_SUSPEND` or `INVALID_USERNAME_OR_PASSWORD`. @default nothing is wrong */
  readonly loginFault?: string | null
}

/** An entry of an account statement. Amounts are pence. */
export interface StatementEntry {
  readonly refId: string
  readonly at: number
  readonly amount: number
  readonly balance: number
  readonly kind: 'result' | 'commission' | 'reversal'
  /** Changes to `RESULT_ERR` where the market is settled again. */
  winLose: string
  readonly transactionType: string
  readonly bet: EmulatedBet | null
  readonly marketId: string
  readonly grossBetAmount: number
  readonly transactionId: number
}

/** What an account has been paid for a market. */
export interface SettledMarket {
  readonly marketId: string
  readonly settledAt: number
  readonly commission: number
  readonly bets: readonly EmulatedBet[]
}

/** What the emulated venue keeps of an account. */
export class AccountBook {
  readonly settings: Required<EmulatedAccountSettings>
  /** Pence, without what is at risk. */
  balance: number
  readonly bets = new Map<string, EmulatedBet>()
  readonly byMarket = new Map<string, EmulatedBet[]>()
  readonly settled = new Map<string, SettledMarket>()
  readonly statement: StatementEntry[] = []
  /** When each reference of a transaction was used last. */
  readonly references = new Map<string, number>()
  /** Instructions by the second in which they came. */
  readonly instructions = { second: 0, count: 0 }
  /** Transactions by the hour in which they count. */
  readonly transactions = new Map<number, number>()
  /** When a cancellation of everything ends. */
  cancelsAllUntil = 0

  constructor(settings: EmulatedAccountSettings) {
    const keys = [
      { key: 'live-key', delayed: false },
      { key: 'delayed-key', delayed: true },
    ]
    this.settings = { balance: 10_000, discountRate: 0, appKeys: keys, loginFault: null, ...settings }
    this.balance = Math.round(this.settings.balance * 100)
  }

  get name(): string {
    return this.settings.username
  }

  add(bet: EmulatedBet): void {
    this.bets.set(bet.terms.id, bet)
    const there = this.byMarket.get(bet.terms.marketId)
    if (there === undefined) this.byMarket.set(bet.terms.marketId, [bet])
    else there.push(bet)
  }

  inMarket(marketId: string): readonly EmulatedBet[] {
    return this.byMarket.get(marketId) ?? []
  }

  /** Counts instructions, and says whether they are too many for this second. */
  takes(count: number, now: number): boolean {
    const second = Math.floor(now / 1_000)
    const { instructions } = this
    if (instructions.second !== second) {
      instructions.second = second
      instructions.count = 0
    }
    instructions.count += count
    return instructions.count <= 1_000
  }

  charge(count: number, now: number): void {
    const hour = Math.floor(now / 3_600_000)
    this.transactions.set(hour, (this.transactions.get(hour) ?? 0) + count)
  }

  /** Matched stakes by price on a runner, in pence. */
  ladder(
    marketId: string,
    selectionId: number,
    handicap: number,
    side: BetSide,
    strategy?: string,
  ): Map<number, number> {
    const sizes = new Map<number, number>()
    for (const { terms, fills, result } of this.inMarket(marketId)) {
      if (terms.selectionId !== selectionId || terms.handicap !== handicap || terms.side !== side) continue
      if (result !== null || (strategy !== undefined && (terms.strategyRef ?? '') !== strategy)) continue
      for (const { stake, value } of fills) {
        const price = Math.round(value / stake / 100) / 100
        sizes.set(price, (sizes.get(price) ?? 0) + stake)
      }
    }
    return sizes
  }
}

/** What the venue charges for an hour's transactions, in pence: 0.2 p for each beyond 5,000. */
export function transactionCharge(transactions: number): number {
  return Math.max(0, transactions - 5_000) * 0.2
}
