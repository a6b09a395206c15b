import type { Order, OrderEvent, Timestamp } from '@betting-advisor/core'
import type { AuditEntry, LedgerAccount } from '@betting-advisor/core/store'
import {
  amountsOf,
  inLockOrder,
  isLive,
  type LimitClaim,
  liveFilledLosses,
  liveLosses,
  settlementsOf,
  type Transfer,
  type Windows,
  windowFinder,
} from '@betting-advisor/core/store'
import { auditColumns } from './audit-rows.ts'
import type { SeenBets } from './market-totals.ts'

/** What core's rules have made of an order. */
export interface Change {
  readonly order: Order
  readonly transfers: readonly Transfer[]
  readonly events: readonly OrderEvent[]
  readonly released: readonly LimitClaim[]
  readonly claimed: readonly LimitClaim[]
  /** What its commission was worked out from. */
  readonly seen: SeenBets | null
  /** Whether it holds less for another by it than it did. */
  readonly endsCover?: boolean
  /** What is noted with it as done by hand. */
  readonly audit?: AuditEntry
}

/** Tells the windows of a moment in a time zone, whichever accounts there are. */
export type Calendar = (timeZone: string) => (at: Timestamp) => Windows

/** A calendar that makes each time zone once. */
export function createCalendar(): Calendar {
  const finders = new Map<string, (at: Timestamp) => Windows>()
  return (timeZone) => {
    const known = finders.get(timeZone)
    if (known !== undefined) return known
    const finder = windowFinder(timeZone)
    finders.set(timeZone, finder)
    return finder
  }
}

/** The columns of an order that change in its life. */
export function stateColumns(order: Order): Readonly<Record<string, unknown>> {
  const { ifWins, ifLoses } = liveLosses(order)
  const filled = liveFilledLosses(order)
  return {
    state: order.state,
    live: isLive(order),
    venue_order_id: order.venueOrderId,
    matched_stake: order.matchedStake,
    voided_stake: order.voidedStake,
    cancelled_stake: order.cancelledStake,
    lapsed_stake: order.lapsedStake,
    matched_value: order.matchedValue,
    value_basis: order.valueBasis,
    average_price: order.averagePrice,
    reserved: order.reserved,
    profit: order.profit,
    commission: order.commission,
    outcome: order.outcome,
    closing_probability: order.closingProbability,
    reason_code: order.reason?.code ?? null,
    reason_message: order.reason?.message ?? null,
    sent_at: order.sentAt,
    reset_at: order.resetAt,
    pending_until: order.pendingUntil,
    amended_stake: order.amendedStake,
    amended_persistence: order.amendedPersistence,
    settled_at: order.settledAt,
    cleared_version: order.clearedVersion,
    market_charge: order.marketCharge,
    charge_version: order.chargeVersion,
    covered: order.covered,
    updated_at: order.updatedAt,
    if_wins: ifWins,
    if_loses: ifLoses,
    filled_wins: filled.ifWins,
    filled_loses: filled.ifLoses,
  }
}

/** A change as `apply_v1` takes it. */
export function changeText(change: Change, windowsOf: (at: Timestamp) => Windows): string {
  const { order, transfers, events, released, claimed, seen, endsCover = false, audit } = change
  return JSON.stringify({
    order: stateColumns(order),
    claims: claimChanges(released, claimed),
    totals: totalsOf(transfers),
    transfers: transfers.map((transfer) => ({
      kind: transfer.kind,
      at: transfer.at,
      ...amountsOf(transfer),
    })),
    losses: settlementsOf(transfers)
      .filter(({ change: profit }) => profit !== 0)
      .map(({ at, change: profit }) => ({ ...windowsOf(at), profit })),
    events,
    seen,
    endsCover,
    audit: audit === undefined ? [] : [auditColumns(audit)],
  })
}

/** Each limit once, in the order of locks, with by how much more of it is taken: events that come together may give back and take again. */
function claimChanges(
  released: readonly LimitClaim[],
  claimed: readonly LimitClaim[],
): readonly { readonly name: string; readonly amount: number }[] {
  const amounts = new Map<string, number>()
  for (const { limit } of inLockOrder([...released, ...claimed])) amounts.set(limit, 0)
  for (const { limit, amount } of released) amounts.set(limit, (amounts.get(limit) ?? 0) - amount)
  for (const { limit, amount } of claimed) amounts.set(limit, (amounts.get(limit) ?? 0) + amount)
  return [...amounts].map(([name, amount]) => ({ name, amount }))
}

/** How much transfers add to each ledger account together. */
export function totalsOf(transfers: readonly Transfer[]): Readonly<Record<LedgerAccount, number>> {
  const totals = { available: 0, reserved: 0, capital: 0, result: 0, commission: 0 }
  for (const { entries } of transfers) for (const { ledgerAccount, amount } of entries) totals[ledgerAccount] += amount
  return totals
}
