import { applyTransfers, equityChange, equityOf, NO_BALANCES } from '../ledger/balances.ts'
import type { EquityPoint } from '../ledger/equity.ts'
import { type EquityChange, equityCurve } from '../ledger/equity.ts'
import { createLossSums } from '../limits/loss-sums.ts'
import { windowFinder } from '../limits/loss-window.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import { lossesBy, settlementsOf } from '../store-rules/loss-posting.ts'
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
      if (transfer.kind === 'reserve' || transfer.kind === 'release') continue
      this.#equityChanges.push({ at: transfer.at, change: equityChange(transfer) })
    }
    for (const { at, change } of settlementsOf(transfers)) this.losses.add(this.#windowsOf(at), change)
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

  /** Every deposit and withdrawal. */
  capital(): readonly Transfer[] {
    return this.#transfers.filter(({ order }) => order === null)
  }

  /** The entries of each ledger account, added up: all of them, and those of deposits and withdrawals. */
  sums(): {
    readonly entrySums: Readonly<Record<string, number>>
    readonly capitalSums: Readonly<Record<string, number>>
  } {
    return { entrySums: sums(this.#transfers), capitalSums: sums(this.capital()) }
  }
}

function sums(transfers: readonly Transfer[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { entries } of transfers) {
    for (const { ledgerAccount, amount } of entries) totals[ledgerAccount] = (totals[ledgerAccount] ?? 0) + amount
  }
  return totals
}
