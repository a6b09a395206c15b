import { applyTransfers } from '../ledger/balances.ts'
import type { ExposedPosition } from '../limits/exposure.ts'
import type { Exposed, ExposureChange, SummedScope } from '../limits/exposure-change.ts'
import type { Order } from '../order/order.ts'
import type { Balances, Transfer } from '../order/transfer.ts'
import type { EventId, MarketId } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** An order that can be begun once those before it are, with what it takes. */
export interface Draft {
  readonly order: Order
  readonly position: ExposedPosition | null
  readonly change: ExposureChange
  readonly transfers: readonly Transfer[]
}

/** What orders take together that nothing is recorded of yet. */
export class MemoryDrafts {
  readonly #drafts: Draft[] = []

  add(draft: Draft): void {
    this.#drafts.push(draft)
  }

  all(): readonly Draft[] {
    return this.#drafts
  }

  eventOf(market: MarketId): EventId | undefined {
    return this.#drafts.find(({ order }) => order.intent.market === market)?.order.intent.event
  }

  positions(market: MarketId): readonly ExposedPosition[] {
    return this.#drafts.flatMap(({ order, position }) =>
      order.intent.market === market && position !== null ? [position] : [],
    )
  }

  /** How much of a claimed limit they take. */
  used(limit: string): number {
    const claims = this.#drafts.flatMap(({ order }) => order.intent.claims)
    return claims.reduce((sum, claim) => (claim.limit === limit ? sum + claim.amount : sum), 0)
  }

  /** What they add over the scope, in minor units. */
  sum(scope: SummedScope, exposed: Exposed): number {
    let sum = 0
    for (const { order, change } of this.#drafts) {
      if (scope !== 'account' && order.intent[scope] !== exposed[scope]) continue
      sum += scope === 'strategy' ? change.strategyChange : change.change
    }
    return sum
  }

  decidedAfter(from: Timestamp): number {
    return this.#drafts.filter(({ order: { intent } }) => intent.origin === 'decided' && intent.decidedAt > from).length
  }

  transfers(): readonly Transfer[] {
    const [first, ...others] = this.#drafts
    if (first !== undefined && others.length === 0) return first.transfers
    return this.#drafts.flatMap(({ transfers }) => transfers)
  }

  /** What these balances would be with them. */
  balances(before: Balances): Balances {
    return this.#drafts.length === 0 ? before : applyTransfers(before, this.transfers())
  }
}
