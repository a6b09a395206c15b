import type { Position } from '../order/exposure.ts'
import {
  type ExposureChange,
  exposureChange,
  exposureRow,
  positionOf,
  SUMMED_SCOPES,
} from '../order/exposure-change.ts'
import type { Intent, LimitClaim } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'

const NOTHING: ReadonlyMap<DecisionKey, Position> = new Map()

/** What of an account's limits is taken: claims by name, exposure by scope, and the live orders of each market. */
export class MemoryExposure {
  readonly #used = new Map<string, number>()
  readonly #markets = new Map<MarketId, Map<DecisionKey, Position>>()

  used(limit: string): number {
    return this.#used.get(limit) ?? 0
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#used)
  }

  /** The live orders of a market. */
  positions(market: MarketId): readonly Position[] {
    return [...(this.#markets.get(market) ?? NOTHING).values()]
  }

  claim(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) this.#add(limit, amount)
  }

  release(claims: readonly LimitClaim[]): void {
    for (const { limit, amount } of claims) this.#add(limit, -amount)
  }

  /** An order is new. */
  enter(order: Order, change?: ExposureChange): void {
    this.#move(order.intent, null, positionOf(order), change)
  }

  /** An order has changed. */
  change(before: Order, after: Order): void {
    this.#move(after.intent, positionOf(before), positionOf(after))
  }

  #move(intent: Intent, before: Position | null, after: Position | null, known?: ExposureChange): void {
    if (before?.ifWins === after?.ifWins && before?.ifLoses === after?.ifLoses) return
    const positions = this.#markets.get(intent.market) ?? new Map<DecisionKey, Position>()
    positions.delete(intent.key)
    const { change, strategyChange } = known ?? exposureChange([...positions.values()], before, after)
    if (after !== null) positions.set(intent.key, after)
    if (positions.size === 0) this.#markets.delete(intent.market)
    else this.#markets.set(intent.market, positions)
    for (const scope of SUMMED_SCOPES) {
      this.#add(exposureRow(scope, intent), scope === 'strategy' ? strategyChange : change)
    }
  }

  #add(limit: string, amount: number): void {
    if (amount === 0) return
    const left = this.used(limit) + amount
    if (left === 0) this.#used.delete(limit)
    else this.#used.set(limit, left)
  }
}
