import type { ExposedPosition } from '../limits/exposure.ts'
import { marketExposure } from '../limits/exposure.ts'
import { type Exposed, exposureRow, positionOf, SUMMED_SCOPES } from '../limits/exposure-change.ts'
import type { Order } from '../order/order.ts'
import type { MarketId } from '../units/ids.ts'

/** What the rows of exposure of an account must show, by the orders that are live; each is shown to it once. */
export interface ExposureRows {
  add(order: Order): void
  /** Row by row, those of which nothing is taken left out. */
  rows(): ReadonlyMap<string, number>
}

interface Group {
  readonly exposed: Exposed
  readonly positions: ExposedPosition[]
}

/** Sums exposure from nothing: market by market, and what each strategy and venue has of it. */
export function createExposureRows(): ExposureRows {
  const markets = new Map<MarketId, Group[]>()

  return {
    add(order) {
      const position = positionOf(order)
      if (position === null) return
      const { market, event, strategy, venue } = order.intent
      const groups = markets.get(market) ?? []
      if (groups.length === 0) markets.set(market, groups)
      const group = groups.find(({ exposed }) => exposed.strategy === strategy && exposed.venue === venue)
      if (group === undefined) groups.push({ exposed: { market, event, strategy, venue }, positions: [position] })
      else group.positions.push(position)
    },

    rows() {
      const rows = new Map<string, number>()
      const take = (row: string, amount: number) => {
        if (amount > 0) rows.set(row, (rows.get(row) ?? 0) + amount)
      }
      for (const groups of markets.values()) {
        for (const scope of SUMMED_SCOPES) {
          // Within a market only venue and strategy part its orders: the other rows take all of it.
          const parts = Map.groupBy(groups, ({ exposed }) => exposureRow(scope, exposed))
          for (const [row, part] of parts) take(row, marketExposure(part.flatMap(({ positions }) => positions)))
        }
      }
      return rows
    },
  }
}
