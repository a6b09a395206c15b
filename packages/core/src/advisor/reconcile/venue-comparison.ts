import { netsAt } from '../../engine/terms-in-force.ts'
import { isAdvisorError } from '../../errors/advisor-error.ts'
import { eventOfMarket } from '../../limits/exposure-change.ts'
import type { Order } from '../../order/order.ts'
import { isSettled } from '../../order/order-state.ts'
import { venueRefOf } from '../../order/venue-ref.ts'
import { walletOf } from '../../order/wallet-of.ts'
import type { Lease } from '../../ports/coordination.ts'
import type { BetList, KnownOrder, VenueBet } from '../../ports/venue.ts'
import type { DecisionKey, OrderRef } from '../../units/ids.ts'
import type { Money } from '../../units/money.ts'
import { DAY, type Timestamp, timestamp } from '../../units/timestamp.ts'
import type { VenueContext } from '../run-context.ts'
import { type Adopter, adoptedHistory, adoptedIntent, referenceOf } from './adoption.ts'
import { type BetOwners, createBetOwners } from './bet-owners.ts'
import { isNews } from './order-news.ts'
import { askVenue } from './venue-question.ts'

/** Venue and ledger could not be held against each other, or do not agree; for people. */
export class ComparisonFault extends Error {}

/** How bets that are found go into the ledger, and who hears what the store says to them. */
export interface VenueComparisonParts {
  /** The IANA time zone of the account's calendar. */
  readonly timeZone: string
  /** A bet was taken into the ledger. */
  readonly adopted: (order: Order) => void
  /** What the venue says that it holds. */
  readonly told: (funds: HeldFunds) => void
  /** The store refused the pass of the leader. */
  readonly fenced: () => void
}

/** What a venue has said that it holds, and when. */
export interface HeldFunds {
  /** If every open bet were returned. */
  readonly balance: Money
  readonly at: Timestamp
}

/** Holds what a venue shows against what the ledger has. */
export interface VenueComparison {
  /**
   * Asks for these orders by their references, and tells what is news.
   *
   * @returns Those of which the answer says nothing that means anything. @throws ComparisonFault
   */
  lookUp(orders: readonly Order[], signal: AbortSignal): Promise<readonly Order[]>
  /**
   * Goes through all bets that the venue lists, and takes in those that the ledger does not have. One that does not lead has no pass, and
   * leaves news of known orders to whoever leads. @throws ComparisonFault
   */
  list(fence: Lease | null, signal: AbortSignal): Promise<void>
  /**
   * Whether the venue holds what the ledger has to spend; bets that the venue has settled and the ledger has not make no difference to
   * that. @throws ComparisonFault when it holds less.
   */
  funds(signal: AbortSignal): Promise<void>
}

/** How far before the oldest live order bets are listed. */
const LIST_MARGIN_MS = DAY

/** A comparison of one venue with one account. */
export function createVenueComparison(
  context: Pick<VenueContext, 'account' | 'run' | 'engine' | 'store' | 'venue' | 'isHere' | 'clock' | 'keep' | 'hear'>,
  { timeZone, adopted, fenced, told }: VenueComparisonParts,
): VenueComparison {
  const { account, run, engine, store, venue, isHere, clock, keep, hear } = context
  const owners: BetOwners = createBetOwners(context)
  const adopter: Adopter = { account, run, timeZone, wallet: venue.name, netting: venue.traits.netting }
  /** Listed bets that are over here as well, with what was matched of them: nothing more should come of them. */
  const over = new Map<string, Money>()

  async function ask<Answer>(
    what: string,
    signal: AbortSignal,
    question: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await askVenue(clock, signal, question)
    } catch (error) {
      signal.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      throw new ComparisonFault(`${venue.name} could not be asked for ${what}: ${why}`, { cause: error })
    }
  }

  function tellNews(order: Order, shown: KnownOrder): void {
    if (!isNews(order, shown)) return
    const { key } = order.intent
    const stored = engine.account.order(key) === undefined ? { stored: order } : {}
    hear({ type: 'order-news', at: clock.now(), key, order: shown, ...stored })
  }

  function since() {
    let oldest: number = clock.now()
    for (const { intent } of engine.account.liveOrders()) {
      if (isHere(intent)) oldest = Math.min(oldest, intent.decidedAt)
    }
    return timestamp(Math.max(0, oldest - LIST_MARGIN_MS))
  }

  /** A bet that is not among the live orders: unknown here, or believed to be over. */
  async function takeIn(bet: VenueBet, ref: OrderRef, fence: Lease | null, venueRef?: OrderRef): Promise<void> {
    // The store knows every order of ours before it leaves, and those of other engines that this one has not heard of yet.
    const view = engine.board.get(bet.market)
    const event = eventOfMarket(engine.account.ordersIn(bet.market), view?.market.event.id ?? bet.event)
    const netting = adopter.netting && (view === undefined || netsAt(view, bet.venue, venue.traits))
    const adoptable = adoptedIntent({ ...bet, event }, { ...adopter, netting })
    const intent = venueRef === undefined ? adoptable : { ...adoptable, venueRef }
    const result = await keep(() => store.adopt(intent, adoptedHistory(bet, clock.now()), fence ?? undefined))
    if (result.kind === 'adopted') {
      adopted(result.order)
      hear({ type: 'adopted', at: clock.now(), result })
      return
    }
    const owner = await owners.of(bet, result.order)
    if (owner === null && venue.traits.replaces?.ref === 'former' && bet.ref === ref) {
      // Another of a chain of orders of ours, which the ledger does not have.
      const unnamed = { ...bet, ref: null }
      await takeIn(unnamed, referenceOf(unnamed, account), fence, ref)
      return
    }
    const order = owner ?? result.order
    if (isSettled(order)) over.set(idOf(bet), bet.matchedStake)
    if (fence !== null) tellNews(order, { ...bet, ref })
  }

  async function compare(bet: VenueBet, known: KnownByRef, fence: Lease | null): Promise<void> {
    const ref = referenceOf(bet, account)
    if (over.get(idOf(bet)) === bet.matchedStake) return
    const under = known.get(ref) ?? []
    const [any] = under
    const named = under.find(({ venueOrderId }) => venueOrderId === bet.venueOrderId)
    const owner = named ?? (any === undefined ? null : await owners.of(bet, any))
    if (owner !== null) {
      if (fence !== null || owner.intent.run === run) tellNews(owner, { ...bet, ref })
    }
    // What ended without being matched never was at risk.
    else if (bet.state === 'open' || bet.matchedStake > 0) await takeIn(bet, ref, fence)
  }

  return {
    async lookUp(orders, signal) {
      if (orders.length === 0) return []
      const known = byRef(orders)
      const refs = [...known.keys()]
      const { complete, orders: shown } = await ask('orders', signal, (until) => venue.lookup(refs, until))
      const horizon = venue.traits.lookupHorizonMs ?? Number.POSITIVE_INFINITY
      const found = new Set<DecisionKey>()
      for (const each of shown) {
        const [any, ...others] = known.get(each.ref) ?? []
        if (any === undefined) continue
        const named = [any, ...others].find(({ venueOrderId }) => venueOrderId === each.venueOrderId)
        // A bet that is nobody's is the second one of an order.
        const owner = named ?? (await owners.of(each, any)) ?? any
        tellNews(owner, each)
        found.add(owner.intent.key)
      }
      return orders.filter((order) => {
        // A venue knows nobody else's bets by the reference that they have here.
        const isKnowable = isOfOurs(order) && clock.now() - order.intent.decidedAt < horizon
        return !(found.has(order.intent.key) || (complete && isKnowable))
      })
    },
    async list(fence, signal) {
      const { list } = venue
      if (list === undefined) return
      const answer: BetList = await ask('its bets', signal, (until) => list.call(venue, since(), until))
      const known = byRef([...engine.account.liveOrders()])
      try {
        for (const bet of answer.bets) await compare(bet, known, fence)
      } catch (error) {
        if (!isAdvisorError(error, 'FENCED')) throw error
        fenced()
        throw new ComparisonFault('another engine leads the account since its bets were asked for', { cause: error })
      }
      if (!answer.complete) throw new ComparisonFault(`${venue.name} listed only a part of its bets`)
    },
    async funds(signal) {
      const { funds } = venue
      if (funds === undefined) return
      const { balance } = await ask('its funds', signal, (until) => funds.call(venue, until))
      told({ balance, at: clock.now() })
      const { available } = walletOf(engine.account.balances, venue.name)
      if (balance + roundingOf(available) >= available) return
      throw new ComparisonFault(
        `${venue.name} holds ${balance} in all, the ledger has ${available} to spend there, in minor units`,
      )
    },
  }
}

/** Orders by the reference that their venue knows them by. */
type KnownByRef = ReadonlyMap<OrderRef, readonly Order[]>

function byRef(orders: readonly Order[]): KnownByRef {
  return Map.groupBy(orders, ({ intent }) => venueRefOf(intent))
}

/** Whether an order was placed with our reference. */
function isOfOurs({ intent }: Order): boolean {
  return intent.origin !== 'foreign' && intent.origin !== 'reported'
}

/** How far venue and ledger may be apart by the rounding of commission over many bets. */
function roundingOf(available: number): number {
  return Math.max(100, available / 1000)
}

/** The venue's own name of a bet: two may have been placed under one reference. */
function idOf({ venue, venueOrderId }: VenueBet): string {
  return `${venue}|${venueOrderId}`
}
