import type { AccountKey, MarketId, Order } from '@betting-advisor/core'
import type { ExposedPosition } from '@betting-advisor/core/store'
import {
  type Exposed,
  type ExposureChange,
  exposureChange,
  exposureRow,
  positionOf,
  SUMMED_SCOPES,
  samePosition,
} from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'
import type { LimitChange, LimitUse } from './limit-use.ts'
import { positionOfRow } from './records.ts'

/** What live orders can lose, by market and in the sums over many. */
export interface ExposureSums {
  /** The live orders of a market, without the one of this number. */
  positions(account: AccountKey, market: MarketId, without: number | null): readonly ExposedPosition[]
  /**
   * The same for an order that was `before` and is `after`, under the number it is recorded by; `null`: not at all. Says how much more its
   * market can lose.
   */
  move(number: number, before: Order | null, after: Order): number
}

/** Keeps what live orders can lose. */
export function createExposureSums(database: Database, limits: LimitUse): ExposureSums {
  function positions(account: AccountKey, market: MarketId, without: number | null): readonly ExposedPosition[] {
    const rows = database.all(
      `SELECT venue, strategy, selection, outcomes, winners, netting, if_wins, if_loses, filled_wins, filled_loses
       FROM orders WHERE account = ? AND market = ? AND live = 1 AND number IS NOT ? ORDER BY number`,
      account,
      market,
      without,
    )
    return rows.map((row) => positionOfRow(columnsOf(row, database.path)))
  }

  return {
    positions,
    move(number, before, after) {
      const [was, is] = [before === null ? null : positionOf(before), positionOf(after)]
      if (samePosition(was, is)) return 0
      const { account, market } = after.intent
      const moved = exposureChange(positions(account, market, number), was, is)
      limits.add(account, exposureChanges(after.intent, moved))
      return moved.change
    },
  }
}

/** What an order's change means to the sums. */
export function exposureChanges(exposed: Exposed, { change, strategyChange }: ExposureChange): readonly LimitChange[] {
  return SUMMED_SCOPES.map((scope) => [exposureRow(scope, exposed), scope === 'strategy' ? strategyChange : change])
}
