import type { ExposureScope, Intent } from '../order/intent.ts'
import type { Order } from '../order/order.ts'
import { isLive } from '../order/order-state.ts'
import type { EventId } from '../units/ids.ts'
import type { Money } from '../units/money.ts'
import { type ExposedPosition, type LosingPosition, marketExposure } from './exposure.ts'
import { filledLossesOf, furtherLosses, type Losses, lossesOf, NO_LOSSES } from './losses.ts'

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
  const is = exposureWith(others, after)
  const change = is - exposureWith(others, before)
  if (others.length === 0) {
    return { market: is, change, strategyChange: change, selection: is, selectionChange: change }
  }
  const { strategy, selection } = after ?? before ?? { strategy: '', selection: '' }
  const alike = others.filter((position) => position.selection === selection)
  const own = others.filter((position) => position.strategy === strategy)
  // Often they are all of one kind.
  const ofSelection = alike.length === others.length ? is : exposureWith(alike, after)
  return {
    market: is,
    change,
    strategyChange: own.length === others.length ? change : exposureWith(own, after) - exposureWith(own, before),
    selection: ofSelection,
    selectionChange: alike.length === others.length ? change : ofSelection - exposureWith(alike, before),
  }
}

function exposureWith(others: readonly LosingPosition[], own: LosingPosition | null): Money {
  return marketExposure(own === null ? others : [...others, own])
}

/** What an order is on its market; `null` where it is not live. */
export function positionOf(order: Order): ExposedPosition | null {
  if (!isLive(order)) return null
  const losses = lossesOf(order)
  return positionWith(order.intent, losses, furtherLosses(order) ?? losses)
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
