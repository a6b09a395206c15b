import type { ExposedPosition } from '../limits/exposure.ts'
import {
  type Exposed,
  type ExposureChange,
  exposureChange,
  positionOf,
  rowNamed,
  SUMMED_SCOPES,
  type SummedScope,
  samePosition,
} from '../limits/exposure-change.ts'
import type { Intent, LimitClaim } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'

/** What an order's change means for what can be lost; `null`: nothing. */
export interface Moved {
  readonly intent: Intent
  readonly position: ExposedPosition | null
  readonly change: ExposureChange | null
}

const NOTHING: ReadonlyMap<DecisionKey, ExposedPosition> = new Map()

/** What of an account's limits is taken: claims by name, exposure by scope, and the live orders of each market. */
export class MemoryExposure {
  readonly #claims = new Map<string, number>()
  readonly #sums: Readonly<Record<SummedScope, Map<string, number>>> = {
    market: new Map(),
    event: new Map(),
    strategy: new Map(),
    venue: new Map(),
    account: new Map(),
  }
  readonly #markets = new Map<MarketId, Map<DecisionKey, ExposedPosition>>()

  /** How much of a claimed limit is taken. */
  used(limit: string): number {
    return this.#claims.get(limit) ?? 0
  }

  /** The sum over a scope, in minor units. */
  sum(scope: SummedScope, exposed: Exposed): number {
    return this.#sums[scope].get(nameOf(scope, exposed)) ?? 0
  }

  /** All that is taken, sums under the names of a store's rows. */
  all(): Readonly<Record<string, number>> {
    const rows = SUMMED_SCOPES.flatMap((scope) =>
      Array.from(this.#sums[scope], ([name, sum]) => [rowNamed(scope, name), sum] as const),
    )
    return Object.fromEntries([...this.#claims, ...rows])
  }

  /** The live orders of a market. */
  positions(market: MarketId): readonly ExposedPosition[] {
    return [...(this.#markets.get(market) ?? NOTHING).values()]
  }

  claim(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) add(this.#claims, limit, amount)
  }

  release(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) add(this.#claims, limit, -amount)
  }

  /** What an order means that was `before`, or not at all, and is `after`. */
  measure(before: Order | null, after: Order): Moved {
    const { intent } = after
    const [was, is] = [before === null ? null : positionOf(before), positionOf(after)]
    if (samePosition(was, is)) return { intent, position: is, change: null }
    const others: ExposedPosition[] = []
    for (const [key, position] of this.#markets.get(intent.market) ?? NOTHING) {
      if (key !== intent.key) others.push(position)
    }
    return { intent, position: is, change: exposureChange(others, was, is) }
  }

  /** Takes in what was measured. */
  move({ intent, position, change: moved }: Moved): void {
    if (moved === null) return
    const positions = this.#markets.get(intent.market) ?? new Map<DecisionKey, ExposedPosition>()
    positions.delete(intent.key)
    if (position !== null) positions.set(intent.key, position)
    if (positions.size === 0) this.#markets.delete(intent.market)
    else this.#markets.set(intent.market, positions)
    for (const scope of SUMMED_SCOPES) {
      add(this.#sums[scope], nameOf(scope, intent), scope === 'strategy' ? moved.strategyChange : moved.change)
    }
  }
}

function nameOf(scope: SummedScope, exposed: Exposed): string {
  return scope === 'account' ? '' : exposed[scope]
}

function add(amounts: Map<string, number>, name: string, amount: number): void {
  if (amount === 0) return
  const left = (amounts.get(name) ?? 0) + amount
  if (left === 0) amounts.delete(name)
  else amounts.set(name, left)
}
