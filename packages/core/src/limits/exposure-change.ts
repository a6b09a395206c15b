import type { ExposureScope, Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { EventId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import { type ExposedPosition, type LosingPosition, marketExposure } from './exposure.ts'
import { filledLossesOf, type Losses, lossesOf, NO_LOSSES } from './losses.ts'

/** The scopes over which a store keeps a sum, in the order in which it locks them: the row where everyone meets comes last. */
export const SUMMED_SCOPES = [
  'market',
  'event',
  'strategy',
  'venue',
  'account',
] as const satisfies readonly ExposureScope[]

/** A scope over which a store keeps a sum. */
export type SummedScope = (typeof SUMMED_SCOPES)[number]

/** What of an intent tells where its exposure counts. */
export type Exposed = Pick<Intent, 'market' | 'event' | 'strategy' | 'venue'>

/**
 * The name under which a store keeps the exposure of a scope among its limits.
 *
 * @example
 * ```ts
 * exposureRow('venue', intent) // 'exposure:venue:bookmaker'
 * exposureRow('account', intent) // 'exposure:account'
 * ```
 */
export function exposureRow(scope: SummedScope, exposed: Exposed): string {
  return rowNamed(scope, scope === 'account' ? '' : exposed[scope])
}

/** The name of a scope's row, by what it is summed over; of the account there is one alone. */
export function rowNamed(scope: SummedScope, name: string): string {
  return scope === 'account' ? 'exposure:account' : `exposure:${scope}:${name}`
}

/**
 * The event under which an order on a market counts: that of its live orders, so that what is set off on one market never counts for two
 * events, even where a venue and a feed call the same event by different names.
 *
 * @param live - The live orders of the market.
 * @param told - The event that whoever tells of the market now names.
 */
export function eventOfMarket(live: readonly Pick<Order, 'intent'>[], told: EventId): EventId {
  return live[0]?.intent.event ?? told
}

/** By how much one order's change moves what can be lost. */
export interface ExposureChange {
  /** What its market can lose by now, and how much more or less that is: the change at event, venue and account as well. */
  readonly market: Money
  readonly change: number
  /** The same for what its strategy has on the market. */
  readonly strategyChange: number
  /** What the orders on its selection can lose alone, and how much more or less that is. */
  readonly selection: Money
  readonly selectionChange: number
}

/**
 * What an order's change means for what can be lost.
 *
 * @param others - The other live orders of its market.
 * @param before - The order's part until now; `null` when it had none.
 * @param after - Its part from now on; `null` when it has none.
 * @example
 * ```ts
 * exposureChange([], null, positionOf(newOrder(intent).order)).change // 1000
 * ```
 */
export function exposureChange(
  others: readonly LosingPosition[],
  before: LosingPosition | null,
  after: LosingPosition | null,
): ExposureChange {
  const { strategy, selection } = after ?? before ?? { strategy: '', selection: '' }
  const measured = (kept: readonly LosingPosition[]) => {
    const was = marketExposure(before === null ? kept : [...kept, before])
    const is = marketExposure(after === null ? kept : [...kept, after])
    return { is, change: is - was }
  }
  const market = measured(others)
  // Mostly there are no others, or they are all of one kind.
  const measuredPart = (kept: readonly LosingPosition[]) => (kept.length === others.length ? market : measured(kept))
  const ofSelection = measuredPart(others.filter((position) => position.selection === selection))
  return {
    market: market.is,
    change: market.change,
    strategyChange: measuredPart(others.filter((position) => position.strategy === strategy)).change,
    selection: ofSelection.is,
    selectionChange: ofSelection.change,
  }
}

/** What an order is on its market; `null` where it is not live. */
export function positionOf(order: Order): ExposedPosition | null {
  return isLive(order) ? positionWith(order.intent, lossesOf(order), filledLossesOf(order)) : null
}

/** An intent's part of its market with these losses, as it is and once all of it is matched. */
export function positionWith(
  { venue, strategy, selection, outcomes, winners, netting }: Omit<LosingPosition, keyof Losses>,
  { ifWins, ifLoses }: Losses,
  filled: Losses,
): ExposedPosition {
  return { venue, strategy, selection, outcomes, winners, netting, ifWins, ifLoses, filled }
}

/** Whether an order's part of its market is the same before and after. */
export function samePosition(a: ExposedPosition | null, b: ExposedPosition | null): boolean {
  if (a === null || b === null) return a === b
  return (
    a.ifWins === b.ifWins &&
    a.ifLoses === b.ifLoses &&
    a.filled.ifWins === b.filled.ifWins &&
    a.filled.ifLoses === b.filled.ifLoses &&
    a.netting === b.netting &&
    a.venue === b.venue
  )
}

/** What an order costs by its outcome; nothing when it is not live. */
export function liveLosses(order: Order): Losses {
  return isLive(order) ? lossesOf(order) : NO_LOSSES
}

/** The same once all that is open of it is matched. */
export function liveFilledLosses(order: Order): Losses {
  return isLive(order) ? filledLossesOf(order) : NO_LOSSES
}
