import type { ExposedPosition } from '../limits/exposure.ts'
import {
  type Exposed,
  type ExposureChange,
  exposureChange,
  positionOf,
  rowNamed,
  SUMMED_SCOPES,
  type SummedScope,
} from '../limits/exposure-change.ts'
import type { Intent, LimitClaim } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'

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

  /** An order is new. */
  enter(order: Order, change?: ExposureChange): void {
    this.#move(order.intent, null, positionOf(order), change)
  }

  /** An order has changed. */
  change(before: Order, after: Order): void {
    this.#move(after.intent, positionOf(before), positionOf(after))
  }

  #move(intent: Intent, before: ExposedPosition | null, after: ExposedPosition | null, known?: ExposureChange): void {
    if (before?.ifWins === after?.ifWins && before?.ifLoses === after?.ifLoses) return
    const positions = this.#markets.get(intent.market) ?? new Map<DecisionKey, ExposedPosition>()
    positions.delete(intent.key)
    const { change, strategyChange } = known ?? exposureChange([...positions.values()], before, after)
    if (after !== null) positions.set(intent.key, after)
    if (positions.size === 0) this.#markets.delete(intent.market)
    else this.#markets.set(intent.market, positions)
    for (const scope of SUMMED_SCOPES) {
      add(this.#sums[scope], nameOf(scope, intent), scope === 'strategy' ? strategyChange : change)
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
