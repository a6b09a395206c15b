import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { orderCorrupt } from '../errors/store-error.ts'
import { charged, type MarketBets } from '../ledger/market-commission.ts'
import type { Intent } from '../order/intent.ts'
import { newOrder } from '../order/new-order.ts'
import type { Order, OrderEvent } from '../order/order.ts'
import type { Transfer } from '../order/transfer.ts'
import { transition } from '../order/transition.ts'

/** An order made again from its beginning. */
export interface ReplayedOrder {
  readonly order: Order
  /** All that it was ever paid. */
  readonly transfers: readonly Transfer[]
  /** The events that changed it; those that said nothing new are left out. */
  readonly history: readonly OrderEvent[]
}

/** What of an order follows from its intent and its history. */
const REPLAYED_FIELDS = [
  'state',
  'venueOrderId',
  'matchedStake',
  'voidedStake',
  'cancelledStake',
  'lapsedStake',
  'matchedValue',
  'valueBasis',
  'averagePrice',
  'reserved',
  'profit',
  'commission',
  'outcome',
  'closingProbability',
  'sentAt',
  'resetAt',
  'pendingUntil',
  'amendedStake',
  'amendedPersistence',
  'settledAt',
  'clearedVersion',
  'marketCharge',
  'chargeVersion',
  'covered',
  'updatedAt',
] as const satisfies readonly (keyof Order)[]

/**
 * Makes an order again: what an intent becomes by all that happened to it.
 *
 * @param recorded - What is written down of what is told of an order; by default just that.
 * @throws InvalidValueError `INVALID_VALUE` when the intent makes no sense.
 * @example
 * ```ts
 * replayOrder(intent, []).order.state // 'SENDING'
 * ```
 */
export function replayOrder(
  intent: Intent,
  history: readonly OrderEvent[],
  recorded: (order: Order, event: OrderEvent) => OrderEvent = (_, event) => event,
): ReplayedOrder {
  const { order: first } = newOrder(intent)
  const transfers: Transfer[] = []
  const applied: OrderEvent[] = []
  let order = first
  for (const told of history) {
    const event = recorded(order, told)
    const next = transition(order, event)
    if (next.kind === 'ignored') continue
    order = next.order
    applied.push(event)
    transfers.push(...next.transfers)
  }
  return { order, transfers, history: applied }
}

/**
 * The order of a bet that was found at a venue, after all that happened to it: what a store takes in whatever the limits say.
 *
 * @param others - The other orders on its market at its venue.
 * @throws InvalidValueError `INVALID_VALUE` when the intent makes no sense, or is one that was decided here.
 * @example
 * ```ts
 * adoptedOrder({ ...intent, origin: 'foreign' }, [{ type: 'accepted', at, venueOrderId: '31242604945' }], NO_OTHER_BETS).order.state // 'ACCEPTED'
 * ```
 */
export function adoptedOrder(intent: Intent, history: readonly OrderEvent[], others: MarketBets): ReplayedOrder {
  if (intent.origin === 'decided') throw new InvalidValueError('origin', intent.origin, 'adopted or foreign')
  return replayOrder(intent, history, (order, event) => charged(order, event, others))
}

/**
 * Makes the order of a record again and holds it against what is recorded.
 *
 * @throws StoreError `STORE_CORRUPT` when the order is not what its history makes of it.
 * @example
 * ```ts
 * recordedOrder(newOrder(intent).order, []).transfers // []: nothing was paid yet
 * ```
 */
export function recordedOrder(recorded: Order, history: readonly OrderEvent[]): ReplayedOrder {
  const { key } = recorded.intent
  const replayed = replayRecord(recorded, history)
  const [fault] = differences(recorded, replayed.order)
  if (fault !== undefined) throw orderCorrupt(key, fault)
  if (replayed.history.length < history.length) throw orderCorrupt(key, 'its history has events that change nothing')
  return replayed
}

/** Where an order is not what its history says, for people. */
export function differences(recorded: Order, replayed: Order): readonly string[] {
  const found = REPLAYED_FIELDS.filter((field) => replayed[field] !== recorded[field]).map(
    (field) => `${field} is ${recorded[field]}, its history says ${replayed[field]}`,
  )
  const [is, says] = [reasonText(recorded), reasonText(replayed)]
  return is === says ? found : [...found, `reason is ${is}, its history says ${says}`]
}

function replayRecord(recorded: Order, history: readonly OrderEvent[]): ReplayedOrder {
  try {
    return replayOrder(recorded.intent, history)
  } catch (error) {
    throw orderCorrupt(recorded.intent.key, error instanceof Error ? error.message : String(error), error)
  }
}

function reasonText({ reason }: Order): string {
  return reason === null ? 'none' : `${reason.code} (${reason.message})`
}
