import { AdvisorError, type Intent, money, type Venue } from '@betting-advisor/core'
import { createExchangeVenue, type Exchange } from '@betting-advisor/core/simulation'
import { allOf, forEachOf, type PlaceOutcome } from '@betting-advisor/core/venue'
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

/** Bookmakers at the far end of connections that lose questions and answers, and an exchange, behind one venue that routes to them. */
export function remoteVenues(
  simulator: Simulator,
  life: Life,
  {
    bookmakers,
    exchange,
    netting,
  }: { readonly bookmakers: readonly Bookmaker[]; readonly exchange: Exchange; readonly netting: boolean },
  left: (order: Intent) => void,
): Venue {
  const clock = simulator.clock(life)
  const exchangeVenue = createExchangeVenue({ exchange, clock, timeoutMs: TIMEOUT_MS })

  function bookmakerOf(name: string): Bookmaker | undefined {
    return bookmakers.find((candidate) => candidate.name === name)
  }

  /** Asks for what can be asked again. */
  function ask<Value>(label: string, bookmaker: Bookmaker, work: () => Value): Promise<Value> {
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
  function place(bookmaker: Bookmaker, order: Intent): Promise<PlaceOutcome> {
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
    name: 'venues',
    traits: {
      origin: 'simulated',
      sides: ['back', 'lay'],
      minStake: money(10),
      stakeStep: money(1),
      isRemote: true,
      lateAcceptMs: LATE_MS + TRAVEL_MS,
      visibilityLagMs: LAG_MS,
      lookupHorizonMs: null,
      netting,
    },
    takes: (venue) => bookmakerOf(venue) !== undefined || exchangeVenue.takes(venue),
    async doPlace(orders, how) {
      const [order] = orders
      const bookmaker = bookmakerOf(order.venue)
      const mayLeave = (): boolean => {
        const may = how.mayLeave()
        if (may) for (const each of orders) left(each)
        return may
      }
      if (bookmaker === undefined) return await exchangeVenue.doPlace(orders, { ...how, mayLeave })
      if (!mayLeave()) return forEachOf(orders, () => ({ kind: 'not-sent', reason: HELD_BACK }))
      return await allOf(forEachOf(orders, (each) => place(bookmaker, each)))
    },
    async doCancel(order, signal) {
      if (bookmakerOf(order.intent.venue) === undefined) return await exchangeVenue.doCancel(order, signal)
      return { kind: 'refused', reason: { code: 'BET_TAKEN', message: 'a bookmaker cancels nothing' } }
    },
    async lookup(refs, signal) {
      const [exchanged, ...answers] = await Promise.all([
        exchangeVenue.lookup(refs, signal),
        ...bookmakers.map((bookmaker) => ask('lookup', bookmaker, () => bookmaker.lookup(refs))),
      ])
      return { complete: exchanged.complete, orders: [...exchanged.orders, ...answers.flat()] }
    },
    async list(since, signal) {
      const [exchanged, ...answers] = await Promise.all([
        exchangeVenue.list(since, signal),
        ...bookmakers.map((bookmaker) => ask('list', bookmaker, () => bookmaker.list())),
      ])
      return { complete: exchanged.complete, bets: [...exchanged.bets, ...answers.flat()] }
    },
    orderNews: exchangeVenue.orderNews,
  }
}
