import { amountsOf } from '../ledger/transfer-amounts.ts'
import { exposureRow, liveLosses } from '../limits/exposure-change.ts'
import type { Order } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { Transfer } from '../order/transfer.ts'
import type { LedgerFault } from '../ports/store/money.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What an order's history makes of it. */
export interface MadeOfHistory {
  readonly order: Order
  /** All that it was ever paid, in that order. */
  readonly paid: readonly Transfer[]
  /** When it was begun and changed, in that order. */
  readonly times: readonly Timestamp[]
}

/** Holds every transfer that is recorded of an order against the order: what it was paid one by one, what was reserved by its times and its market. */
export interface TransferCheck {
  /** @param recorded - In the order in which they were posted. */
  add(made: MadeOfHistory, recorded: readonly Transfer[]): readonly LedgerFault[]
  /** @param exposure - What is at risk, by the rows of exposure. */
  faults(exposure: ReadonlyMap<string, number>): readonly LedgerFault[]
}

/** A check that has seen no order. */
export function createTransferCheck(): TransferCheck {
  const held = new Map<string, number>()

  return {
    add({ order, paid, times }, recorded) {
      const { intent } = order
      const faults: LedgerFault[] = []
      const fault = (what: string) =>
        faults.push({ check: 'transfers-match-history', detail: `${intent.key}: ${what}` })
      const payments = recorded.filter((transfer) => !isHold(transfer))
      for (const [index, transfer] of payments.entries()) {
        const due = paid[index]
        if (due === undefined || textOf(due) !== textOf(transfer)) fault(`its history makes no ${textOf(transfer)}`)
      }
      if (payments.length < paid.length) fault(`${paid.length - payments.length} of its payments are missing`)
      const holds = recorded.filter(isHold)
      let reserved = 0
      let step = 0
      for (const hold of holds) {
        reserved += amountsOf(hold).reserved
        if (hold.account !== intent.account || hold.wallet !== intent.wallet) fault(`${textOf(hold)} is not its own`)
        while (step < times.length && times[step] !== hold.at) step += 1
        if (step === times.length) fault(`nothing happened to it at the time of ${textOf(hold)}`)
        step += 1
      }
      const row = exposureRow('market', intent)
      held.set(row, (held.get(row) ?? 0) + reserved)
      if (!intent.netting) {
        const { ifWins, ifLoses } = liveLosses(order)
        const due = isLive(order) ? Math.max(0, ifWins, ifLoses) : 0
        if (reserved !== due) fault(`${reserved} is held for it, it can lose ${due}`)
      }
      return faults
    },

    faults(exposure) {
      return [...held]
        .filter(([row, reserved]) => reserved !== (exposure.get(row) ?? 0))
        .map(([row, reserved]) => ({
          check: 'transfers-match-history',
          detail: `${reserved} is held for ${row}, it can lose ${exposure.get(row) ?? 0}`,
        }))
    },
  }
}

function isHold({ kind }: Transfer): boolean {
  return kind === 'reserve' || kind === 'release'
}

function textOf(transfer: Transfer): string {
  const { account, wallet, kind, at } = transfer
  return JSON.stringify({ kind, at, account, wallet, ...amountsOf(transfer) })
}
