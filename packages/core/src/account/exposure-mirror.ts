import { type ExposedPosition, marketExposure } from '../limits/exposure.ts'
import {
  type Exposed,
  type ExposureChange,
  exposureChange,
  rowNamed,
  SUMMED_SCOPES,
  type SummedScope,
  samePosition,
} from '../limits/exposure-change.ts'
import type { FreshBet } from '../limits/fresh-position.ts'
import { reduces } from '../limits/reduces.ts'
import type { DecisionKey, MarketId } from '../units/ids.ts'

/** What live orders can lose, by market and in the sums that a store keeps, kept up to date order by order. */
export interface ExposureMirror {
  /** Rises with every change. */
  readonly revision: number
  /** What all of them can lose together, in minor units. */
  readonly total: number
  /** An order's part from now on; `null` when it has none. */
  put(key: DecisionKey, exposed: Exposed, position: ExposedPosition | null): void
  /** What one more order would change, or an order that is here changes. */
  change(key: DecisionKey | null, exposed: Exposed, position: ExposedPosition): ExposureChange
  /** Whether one more order would lessen what its market can lose. */
  reduces(asked: FreshBet & { readonly market: MarketId }): boolean
  /** The sum over a scope, in minor units. */
  sum(scope: SummedScope, exposed: Exposed): number
  /** Every sum above zero, by scope and name. */
  sums(scope: SummedScope): Iterable<readonly [name: string, sum: number]>
  /** Every sum that is not zero, under the name of a store's row. */
  rows(): Readonly<Record<string, number>>
  /** The markets with live orders, and what the orders on each of their selections can lose alone. */
  selections(): Iterable<{ readonly market: MarketId; readonly selection: string; readonly worst: number }>
}

const NOTHING: readonly ExposedPosition[] = []

interface Part {
  readonly exposed: Exposed
  readonly position: ExposedPosition
}

/** A mirror without orders. */
export function createExposureMirror(): ExposureMirror {
  const markets = new Map<MarketId, Map<DecisionKey, Part>>()
  const totals: Readonly<Record<SummedScope, Map<string, number>>> = {
    market: new Map(),
    event: new Map(),
    strategy: new Map(),
    venue: new Map(),
    account: new Map(),
  }
  let revision = 0

  const nameOf = (scope: SummedScope, exposed: Exposed) => (scope === 'account' ? '' : exposed[scope])

  function add(scope: SummedScope, exposed: Exposed, change: number): void {
    if (change === 0) return
    const name = nameOf(scope, exposed)
    const sum = (totals[scope].get(name) ?? 0) + change
    if (sum === 0) totals[scope].delete(name)
    else totals[scope].set(name, sum)
  }

  function others(market: MarketId, key: DecisionKey | null): readonly ExposedPosition[] {
    const orders = markets.get(market)
    if (orders === undefined) return NOTHING
    const found: ExposedPosition[] = []
    for (const [other, { position }] of orders) if (other !== key) found.push(position)
    return found
  }

  /** Where nothing is set off against anything, the others do not matter. */
  function movedBy(market: MarketId, key: DecisionKey, before: ExposedPosition | null, after: ExposedPosition | null) {
    if (before?.netting === true || after?.netting === true) return exposureChange(others(market, key), before, after)
    const change = alone(after) - alone(before)
    return { change, strategyChange: change }
  }

  function keep(key: DecisionKey, exposed: Exposed, position: ExposedPosition | null): void {
    const { market } = exposed
    const orders = markets.get(market)
    if (position !== null) {
      const part = { exposed, position }
      if (orders === undefined) markets.set(market, new Map([[key, part]]))
      else orders.set(key, part)
    } else if (orders !== undefined) {
      orders.delete(key)
      if (orders.size === 0) markets.delete(market)
    }
  }

  function move(
    key: DecisionKey,
    exposed: Exposed,
    before: ExposedPosition | null,
    after: ExposedPosition | null,
  ): void {
    const { change, strategyChange } = movedBy(exposed.market, key, before, after)
    for (const scope of SUMMED_SCOPES) add(scope, exposed, scope === 'strategy' ? strategyChange : change)
    keep(key, exposed, after)
    revision += 1
  }

  return {
    get revision() {
      return revision
    },
    get total() {
      return totals.account.get('') ?? 0
    },
    put(key, exposed, position) {
      const known = markets.get(exposed.market)?.get(key)
      const before = known?.position ?? null
      if (samePosition(before, position)) return
      const hasMoved =
        known !== undefined && (known.exposed.venue !== exposed.venue || known.exposed.event !== exposed.event)
      if (hasMoved) {
        // What was held here was recorded elsewhere first, and differently.
        move(key, known.exposed, before, null)
        if (position !== null) move(key, exposed, null, position)
      } else move(key, exposed, before, position)
    },
    change: (key, { market }, position) => exposureChange(others(market, key), null, position),
    reduces: (asked) => asked.netting && reduces(others(asked.market, null), asked),
    sum: (scope, exposed) => totals[scope].get(nameOf(scope, exposed)) ?? 0,
    sums: (scope) => totals[scope],
    rows() {
      const rows: Record<string, number> = {}
      for (const scope of SUMMED_SCOPES) {
        for (const [name, sum] of totals[scope]) {
          rows[rowNamed(scope, name)] = sum
        }
      }
      return rows
    },
    *selections() {
      for (const [market, orders] of markets) {
        const bySelection = Map.groupBy(orders.values(), ({ position }) => position.selection)
        for (const [selection, parts] of bySelection) {
          yield { market, selection, worst: marketExposure(parts.map(({ position }) => position)) }
        }
      }
    },
  }
}

function alone(position: ExposedPosition | null): number {
  return position === null ? 0 : marketExposure([position])
}
