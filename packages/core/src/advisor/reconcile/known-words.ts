import type { Order, OrderEvent } from '../../order/order.ts'
import { isSettled } from '../../order/order-state.ts'
import type { ClearedOrder, KnownWords } from '../../ports/cleared.ts'
import type { MarketId } from '../../units/ids.ts'
import { type Money, ZERO } from '../../units/money.ts'
import type { VenueContext } from '../run-context.ts'

/** What a word says of money. */
type Ending = Pick<ClearedOrder, 'outcome' | 'profit'>

/**
 * What the store has of the words of a venue, for one question to it.
 *
 * @param ordersOf - The orders of a market at the venue, as they stand now.
 */
export function createKnownWords(
  { store, keep }: Pick<VenueContext, 'store' | 'keep'>,
  ordersOf: (market: MarketId) => Promise<readonly Order[]>,
): KnownWords {
  const read = new Map<MarketId, Promise<readonly Order[]>>()

  function settledIn(market: MarketId): Promise<readonly Order[]> {
    const before = read.get(market)
    const orders = before ?? ordersOf(market).then((all) => all.filter(isSettled))
    if (before === undefined) read.set(market, orders)
    return orders
  }

  /** The venue's own last word, whatever a person has made of the order since. */
  async function lastWord(key: Order['intent']['key'], version: number): Promise<Ending | null> {
    const history = await keep(() => store.history(key))
    return history.map((event) => endingOf(event, version)).findLast((ending) => ending !== null) ?? null
  }

  return {
    async order(told) {
      const orders = await settledIn(told.market)
      const order = orders.find(({ venueOrderId }) => venueOrderId === told.venueOrderId)
      if (order === undefined || order.clearedVersion === null) return null
      const { outcome, profit, clearedVersion: version } = order
      const isAsItStands = says(told, { outcome: outcome ?? 'void', profit: profit ?? ZERO })
      if (isAsItStands) return { version, isSame: true }
      const last = await lastWord(order.intent.key, version)
      return { version, isSame: last !== null && says(told, last) }
    },
    async market(told) {
      let last: { version: number; charge: Money | null } | null = null
      for (const { intent, chargeVersion, marketCharge } of await settledIn(told.market)) {
        if (intent.venue !== told.venue || chargeVersion === null || chargeVersion <= (last?.version ?? -1)) continue
        last = { version: chargeVersion, charge: marketCharge }
      }
      return last === null ? null : { version: last.version, isSame: last.charge === told.commission }
    },
  }
}

function says(one: Ending, other: Ending): boolean {
  const paid = ({ outcome, profit }: Ending) => (outcome === 'void' ? ZERO : profit)
  return one.outcome === other.outcome && paid(one) === paid(other)
}

function endingOf(event: OrderEvent, version: number): Ending | null {
  switch (event.type) {
    case 'settled':
    case 'corrected':
      return event.venueVersion === version ? { outcome: event.outcome, profit: event.profit } : null
    case 'voided':
      return event.venueVersion === version ? { outcome: 'void', profit: ZERO } : null
    default:
      return null
  }
}
