import { applyTransfers, equityChange, equityOf, NO_BALANCES } from '../ledger/balances.ts'
import type { EquityPoint } from '../ledger/equity.ts'
import { type EquityChange, equityCurve } from '../ledger/equity.ts'
import { createLossSums } from '../limits/loss-sums.ts'
import { windowFinder } from '../limits/loss-window.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import { isSettlement, lossesBy, settlementsOf } from '../store-rules/loss-posting.ts'
import type { WalletSum } from '../store-rules/wallet-check.ts'
import type { DecisionKey } from '../units/ids.ts'
import { type Money, subtract } from '../units/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The money of an account, and what of it was lost by its calendar. */
export class MemoryLedger {
  balances: Balances = NO_BALANCES
  losses = createLossSums()
  readonly #transfers: Transfer[] = []
  readonly #equityChanges: EquityChange[] = []
  #timeZone: string
  #windowsOf: ReturnType<typeof windowFinder>

  constructor(timeZone: string) {
    this.#timeZone = timeZone
    this.#windowsOf = windowFinder(timeZone)
  }

  get timeZone(): string {
    return this.#timeZone
  }

  /** Counts losses by another calendar, those of the past as well: no loss is forgotten with a change of it. */
  setTimeZone(timeZone: string): void {
    if (timeZone === this.#timeZone) return
    this.#windowsOf = windowFinder(timeZone)
    this.#timeZone = timeZone
    this.losses = lossesBy(settlementsOf(this.#transfers), this.#windowsOf)
  }

  post(transfers: readonly Transfer[]): void {
    if (transfers.length === 0) return
    this.balances = applyTransfers(this.balances, transfers)
    for (const transfer of transfers) {
      this.#transfers.push(transfer)
      if (transfer.kind === 'reserve' || transfer.kind === 'release' || transfer.kind === 'move') continue
      const { at } = transfer
      const change = equityChange(transfer)
      this.#equityChanges.push({ at, change })
      if (isSettlement(transfer)) this.losses.add(this.#windowsOf(at), change)
    }
  }

  /** How many changes of equity were posted. */
  get equityChanges(): number {
    return this.#equityChanges.length
  }

  /** Equity just before the change of that number. */
  equityBefore(change: number): Money {
    const later = this.#equityChanges.slice(change)
    return later.reduce((equity, each) => subtract(equity, each.change), equityOf(this.balances))
  }

  equity(since: Timestamp): readonly EquityPoint[] {
    return equityCurve(this.#equityChanges, since)
  }

  /** Everything that no order moved. */
  capital(): readonly Transfer[] {
    return this.#transfers.filter(({ order }) => order === null)
  }

  /** What was posted of each order. */
  byOrder(): ReadonlyMap<DecisionKey | null, readonly Transfer[]> {
    return Map.groupBy(this.#transfers, ({ order }) => order)
  }

  /** The entries of each ledger account and wallet, added up: all of them, and those that no order moved. */
  sums(): {
    readonly entrySums: Readonly<Record<string, number>>
    readonly capitalSums: Readonly<Record<string, number>>
    readonly walletSums: readonly WalletSum[]
  } {
    return {
      entrySums: sums(this.#transfers),
      capitalSums: sums(this.capital()),
      walletSums: walletSums(this.#transfers),
    }
  }
}

function sums(transfers: readonly Transfer[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { entries } of transfers) {
    for (const { ledgerAccount, amount } of entries) totals[ledgerAccount] = (totals[ledgerAccount] ?? 0) + amount
  }
  return totals
}

function walletSums(transfers: readonly Transfer[]): readonly WalletSum[] {
  const totals = new Map<string, WalletSum>()
  for (const { wallet, order, entries } of transfers) {
    const isCapital = order === null
    for (const { ledgerAccount, amount } of entries) {
      if (ledgerAccount !== 'available' && ledgerAccount !== 'reserved') continue
      const key = `${ledgerAccount} ${isCapital} ${wallet}`
      totals.set(key, { wallet, ledgerAccount, isCapital, total: (totals.get(key)?.total ?? 0) + amount })
    }
  }
  return [...totals.values()]
}
