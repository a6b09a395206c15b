import type { ClearedWord } from '../../engine/input.ts'
import type { Order } from '../../order/order.ts'
import { isSettled } from '../../order/order-state.ts'
import { ownerOf, venueRefOf } from '../../order/venue-ref.ts'
import type { Cleared, ClearedMarket, ClearedOrder, KnownWords } from '../../ports/cleared.ts'
import type { MarketId } from '../../units/ids.ts'
import { DAY, type Timestamp, timestamp } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import { createKnownWords } from './known-words.ts'
import { ComparisonFault } from './venue-comparison.ts'
import { askVenue } from './venue-question.ts'

/** Asks one venue what it has settled. */
export interface VenueCleared {
  /** Tells the engine every word of the venue that the store does not have. @throws ComparisonFault when it could not be asked. */
  take(signal: AbortSignal): Promise<void>
}

/** How long after a bet was settled a venue is asked whether it has settled it again. */
const LOOK_BACK_MS = 7 * DAY
const PAGE = 1000

/** What one venue of a run has settled. */
export function createVenueCleared(
  context: Pick<VenueContext, 'account' | 'engine' | 'store' | 'venue' | 'isHere' | 'clock' | 'keep' | 'kept' | 'hear'>,
): VenueCleared {
  const { account, engine, store, venue, isHere, clock, keep, kept, hear } = context
  /** Words that the store has, by what they are of: it is not asked for these again. */
  const known = new Map<string, number>()

  function isKnown(what: string, version: number): boolean {
    return (known.get(what) ?? -1) >= version
  }

  function since() {
    let oldest = clock.now() - LOOK_BACK_MS
    for (const { intent } of engine.account.liveOrders()) {
      if (isHere(intent)) oldest = Math.min(oldest, intent.decidedAt)
    }
    return timestamp(Math.max(0, oldest))
  }

  async function ordersOf(market: MarketId): Promise<readonly Order[]> {
    const orders: Order[] = []
    for (;;) {
      const last = orders.at(-1)?.intent.key
      const query = { account, market, limit: PAGE, ...(last === undefined ? {} : { after: last }) }
      const page = await keep(() => store.orders(query))
      orders.push(...page)
      if (page.length < PAGE) return orders.filter(({ intent }) => isHere(intent))
    }
  }

  /** What the engine is to hear of an order; `null` where that is nothing, or nothing new. */
  function wordOf(told: ClearedOrder, orders: readonly Order[]): ClearedWord | null {
    const order =
      orders.find(({ venueOrderId }) => venueOrderId === told.venueOrderId) ??
      ownerOf(
        null,
        orders.filter(({ intent }) => venueRefOf(intent) === told.ref),
      )
    if (order === null) return null
    const { key } = order.intent
    if (isSettled(order) && ((order.clearedVersion ?? -1) >= told.version || order.matchedStake === 0)) {
      known.set(told.venueOrderId, told.version)
      return null
    }
    const stored = engine.account.order(key) === undefined ? { stored: order } : {}
    return { key, order: told, ...stored }
  }

  function tellMarket(told: ClearedMarket, orders: readonly Order[]): void {
    const here = orders.filter(({ intent }) => intent.venue === told.venue)
    if (here.some(({ chargeVersion }) => (chargeVersion ?? -1) >= told.version)) {
      known.set(nameOf(told), told.version)
      return
    }
    const last = here
      .filter(isSettled)
      .toSorted((a, b) => a.version - b.version)
      .at(-1)
    if (last === undefined) return
    const { key } = last.intent
    const { commission: amount, version: venueVersion } = told
    hear({ type: 'market-cleared', at: clock.now(), key, amount, venueVersion, stored: last })
  }

  return {
    async take(signal) {
      const { cleared } = venue
      if (cleared === undefined) return
      const { orders, markets } = await ask(cleared.bind(venue), createKnownWords(context, ordersOf), signal)
      const words = orders.filter(({ venueOrderId, version }) => !isKnown(venueOrderId, version))
      const charges = markets.filter((told) => !isKnown(nameOf(told), told.version))
      for (const [market, told] of Map.groupBy(words, (word) => word.market)) {
        const stored = await ordersOf(market)
        const news = told.map((word) => wordOf(word, stored)).filter((word) => word !== null)
        if (news.length > 0) hear({ type: 'cleared', at: clock.now(), words: news })
      }
      await kept()
      for (const charge of charges) tellMarket(charge, await ordersOf(charge.market))
    },
  }

  async function ask(
    question: (since: Timestamp, signal: AbortSignal, words: KnownWords) => Promise<Cleared>,
    words: KnownWords,
    signal: AbortSignal,
  ): Promise<Cleared> {
    try {
      return await askVenue(clock, signal, (until) => question(since(), until, words))
    } catch (error) {
      signal.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      throw new ComparisonFault(`${venue.name} could not be asked for what it has settled: ${why}`, { cause: error })
    }
  }
}

function nameOf({ venue, market }: ClearedMarket): string {
  return `${venue}|${market}`
}
