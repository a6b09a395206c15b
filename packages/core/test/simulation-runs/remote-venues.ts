import { AdvisorError, type Intent, money, type Order, type Venue, type VenueId } from '@betting-advisor/core'
import { createExchangeVenue, type Exchange } from '@betting-advisor/core/simulation'
import {
  allOf,
  forEachOf,
  type OneOrMore,
  type OrdersTaken,
  type PlaceAttempt,
  type PlaceOutcome,
  type ReplaceOutcome,
} from '@betting-advisor/core/venue'
import { type Bookmaker, LAG_MS, LATE_MS } from './bookmaker.ts'
import type { Life, Simulator } from './simulator.ts'

/** How long a caller waits for an answer, in milliseconds. */
const TIMEOUT_MS = 1500
/** The longest that anything travels. */
const TRAVEL_MS = 100

const HELD_BACK = { code: 'HELD_BACK', message: 'it was not to leave any more' }

class BookmakerSilentError extends AdvisorError {
  readonly code = 'NETWORK_FAILED'
}

/** Who takes bets, and how an engine reaches them. */
export interface RemoteVenuesSettings {
  readonly bookmakers: readonly Bookmaker[]
  /** An exchange with a starting price. */
  readonly starting: Bookmaker
  readonly exchange: Exchange
  readonly netting: boolean
  /** Whether each is a venue of its own, with money of its own; or all are behind one that routes to them. */
  readonly apart: boolean
}

/** The name of the one venue that routes to all. */
const TOGETHER = 'venues'

/** The name of the venue at which the money of a bet is. */
export function walletAt(venue: VenueId, { apart }: Pick<RemoteVenuesSettings, 'apart'>): string {
  return apart ? venue : TOGETHER
}

/** Bookmakers at the far end of connections that lose questions and answers, and an exchange, as one engine reaches them. */
export function remoteVenues(
  simulator: Simulator,
  life: Life,
  settings: RemoteVenuesSettings,
  left: (order: Intent) => void,
): readonly [Venue, ...Venue[]] {
  const { bookmakers, starting, exchange, netting, apart } = settings
  const exchanged = exchangeVenue(simulator, life, exchange, left)
  const reached = bookmakers.map((bookmaker) => bookmakerVenue(simulator, life, bookmaker, AT_BOOKMAKERS, left))
  const atStart: OwnTraits = { sides: ['back', 'lay'], orders: ALL_ORDERS, netting }
  reached.push(bookmakerVenue(simulator, life, starting, atStart, left))
  if (apart) return [exchanged, ...reached]
  return [
    {
      ...allInOne([exchanged, ...reached]),
      traits: { ...exchanged.traits, ...TRAITS, orders: { ...ALL_ORDERS, fillOrKill: true }, netting },
    },
  ]
}

const TRAITS = {
  origin: 'simulated',
  minStake: money(10),
  stakeStep: money(1),
  isRemote: true,
  lateAcceptMs: LATE_MS + TRAVEL_MS,
  visibilityLagMs: LAG_MS,
  lookupHorizonMs: null,
} as const

type OwnTraits = Pick<Venue['traits'], 'sides' | 'orders' | 'netting'>

const AT_BOOKMAKERS: OwnTraits = {
  sides: ['back'],
  orders: { kinds: ['limit'], persistence: ['lapse'], fillOrKill: true },
  netting: false,
}

const ALL_ORDERS: OrdersTaken = {
  kinds: ['limit', 'limit-on-close', 'market-on-close'],
  persistence: ['lapse', 'persist', 'market-on-close'],
  fillOrKill: false,
}

/** Tells which orders leave, in the moment in which they do. */
function watched({ mayLeave, ...how }: PlaceAttempt, orders: OneOrMore<Intent>, left: (order: Intent) => void) {
  return {
    ...how,
    mayLeave(): boolean {
      const may = mayLeave()
      if (may) for (const each of orders) left(each)
      return may
    },
  }
}

function exchangeVenue(simulator: Simulator, life: Life, exchange: Exchange, left: (order: Intent) => void) {
  const venue = createExchangeVenue({ exchange, clock: simulator.clock(life), timeoutMs: TIMEOUT_MS })
  const { doReplace } = venue
  return {
    ...venue,
    doPlace: (orders, how) => venue.doPlace(orders, watched(how, orders, left)),
    ...(doReplace !== undefined && {
      doReplace: (order: Order, by: Intent, how: PlaceAttempt) => doReplace(order, by, watched(how, [by], left)),
    }),
  } satisfies Venue
}

/** A bookmaker alone. */
function bookmakerVenue(
  simulator: Simulator,
  life: Life,
  bookmaker: Bookmaker,
  own: OwnTraits,
  left: (order: Intent) => void,
): Venue {
  const clock = simulator.clock(life)

  /** Asks for what can be asked again. */
  function ask<Value>(label: string, work: () => Value): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    simulator.plan(simulator.between(1, TRAVEL_MS), `${life.name} asks ${bookmaker.name}: ${label}`, () => {
      const isLost = simulator.chance(bookmaker.faults.lostRequest)
      const value = work()
      const back = isLost ? TIMEOUT_MS : simulator.between(1, TRAVEL_MS)
      simulator.plan(back, `${life.name} hears ${bookmaker.name}: ${label}`, () => {
        if (!life.alive) return
        if (isLost) reject(new BookmakerSilentError(`${bookmaker.name} does not answer`))
        else resolve(value)
      })
    })
    return promise
  }

  /** Sends an order, once: what has left arrives, also when whoever sent it dies meanwhile. */
  function place(order: Intent): Promise<PlaceOutcome> {
    const { promise, resolve } = Promise.withResolvers<PlaceOutcome>()
    const answer = (outcome: PlaceOutcome, delay: number) =>
      void simulator.plan(delay, `${life.name} hears ${bookmaker.name} of ${order.ref}`, () => {
        // What is given up is reset.
        if (life.alive) resolve(outcome.kind === 'unknown' ? { ...outcome, resetAt: clock.now() } : outcome)
      })
    const silence: PlaceOutcome = { kind: 'unknown', reason: { code: 'TIMEOUT', message: 'no answer' } }
    if (simulator.chance(bookmaker.faults.lostRequest)) answer(silence, TIMEOUT_MS)
    else {
      simulator.plan(simulator.between(1, TRAVEL_MS), `${order.ref} reaches ${bookmaker.name}`, () => {
        bookmaker.place(order, (said) => {
          if (said === null) answer(silence, TIMEOUT_MS)
          else answer(said, simulator.between(1, TRAVEL_MS))
        })
      })
    }
    return promise
  }

  return {
    specification: 1,
    name: bookmaker.name,
    traits: { ...TRAITS, ...own },
    takes: (venue) => venue === bookmaker.name,
    async doPlace(orders, how) {
      if (!watched(how, orders, left).mayLeave()) {
        return forEachOf(orders, () => ({ kind: 'not-sent', reason: HELD_BACK }))
      }
      return await allOf(forEachOf(orders, place))
    },
    lookup: async (refs) => ({ complete: true, orders: await ask('lookup', () => bookmaker.lookup(refs)) }),
    list: async () => ({ complete: true, bets: await ask('list', () => bookmaker.list()) }),
  }
}

type Exchanged = ReturnType<typeof exchangeVenue>

/** One venue that routes to all of them. */
function allInOne(venues: readonly [Exchanged, ...Venue[]]): Omit<Venue, 'traits'> {
  const [exchange] = venues
  const { doReplace } = exchange
  const at = (name: VenueId) => venues.find((each) => each.takes(name)) ?? exchange
  const all = <Value>(ask: (venue: Venue) => Promise<Value>) => Promise.all(venues.map(ask))
  return {
    specification: 1,
    name: TOGETHER,
    takes: (venue) => venues.some((each) => each.takes(venue)),
    doPlace: (orders, how) => at(orders[0].venue).doPlace(orders, how),
    async doCancel(order, signal) {
      if (at(order.intent.venue) === exchange) return await exchange.doCancel(order, signal)
      return { kind: 'refused', reason: { code: 'BET_TAKEN', message: 'a bookmaker cancels nothing' } }
    },
    async doAmend(order, change, signal) {
      if (at(order.intent.venue) === exchange) return await exchange.doAmend(order, change, signal)
      return { kind: 'refused', reason: { code: 'BET_TAKEN', message: 'a bookmaker changes nothing' } }
    },
    ...(doReplace !== undefined && {
      async doReplace(order: Order, by: Intent, how: PlaceAttempt): Promise<ReplaceOutcome> {
        if (at(order.intent.venue) === exchange) return await doReplace(order, by, how)
        const reason = { code: 'BET_TAKEN', message: 'a bookmaker replaces nothing' }
        return { cancelled: { kind: 'refused', reason }, placed: { kind: 'not-sent', reason } }
      },
    }),
    async lookup(refs, signal) {
      const answers = await all((venue) => venue.lookup(refs, signal))
      return { complete: answers.every(({ complete }) => complete), orders: answers.flatMap(({ orders }) => orders) }
    },
    async list(since, signal) {
      const answers = await all(async (venue) => await venue.list?.(since, signal))
      return {
        complete: answers.every((answer) => answer?.complete ?? false),
        bets: answers.flatMap((answer) => answer?.bets ?? []),
      }
    },
    orderNews: exchange.orderNews,
  }
}
