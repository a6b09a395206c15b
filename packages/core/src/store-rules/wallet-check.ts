import type { Order } from '../order/order.ts'
import type { Balances, Transfer, WalletBalances } from '../order/transfer.ts'
import type { LedgerFault } from '../ports/store/money.ts'

/** What a store has posted at one venue, by ledger account: what no order moved, and what orders did, apart. */
export interface WalletSum {
  readonly wallet: string
  readonly ledgerAccount: keyof WalletBalances
  readonly isCapital: boolean
  readonly total: number
}

/** Holds what is recorded of each venue's money against the entries, and those against the orders. */
export interface WalletCheck {
  /** Takes in what an order was paid. */
  add(order: Pick<Order, 'intent'>, transfers: readonly Transfer[]): void
  faults(balances: Balances, sums: readonly WalletSum[]): readonly LedgerFault[]
}

/** A check that has seen no order. */
export function createWalletCheck(): WalletCheck {
  const paid = new Map<string, number>()

  return {
    add({ intent: { wallet } }, transfers) {
      let amount = paid.get(wallet) ?? 0
      for (const { entries } of transfers) {
        for (const entry of entries) {
          if (entry.ledgerAccount === 'available' || entry.ledgerAccount === 'reserved') amount += entry.amount
        }
      }
      paid.set(wallet, amount)
    },
    faults({ available, reserved, wallets }, sums) {
      const faults: LedgerFault[] = []
      const total = (wallet: string, which: (sum: WalletSum) => boolean) =>
        sums.reduce((all, sum) => (sum.wallet === wallet && which(sum) ? all + sum.total : all), 0)
      for (const wallet of new Set([...Object.keys(wallets), ...sums.map((sum) => sum.wallet), ...paid.keys()])) {
        for (const name of ['available', 'reserved'] as const) {
          const shown = wallets[wallet]?.[name] ?? 0
          const entries = total(wallet, ({ ledgerAccount }) => ledgerAccount === name)
          if (shown === entries) continue
          const detail = `${name} at ${wallet} is ${shown}, its entries add up to ${entries}`
          faults.push({ check: 'wallet-equals-entries', detail })
        }
        // What is reserved only changes its place.
        const byOrders = total(wallet, ({ isCapital }) => !isCapital)
        const due = paid.get(wallet) ?? 0
        if (byOrders === due) continue
        faults.push({ check: 'wallet-equals-orders', detail: `orders brought ${wallet} ${byOrders}, they make ${due}` })
      }
      for (const [name, whole] of [
        ['available', available],
        ['reserved', reserved],
      ] as const) {
        const parts = Object.values(wallets).reduce((all, wallet) => all + wallet[name], 0)
        if (parts === whole) continue
        faults.push({ check: 'wallets-sum-to-balances', detail: `${name} is ${whole}, ${parts} at all venues` })
      }
      return faults
    },
  }
}
