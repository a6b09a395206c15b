import type { Clock } from '../clock/clock.ts'
import { createSystemClock } from '../clock/system-clock.ts'
import { AdvisorError } from '../errors/advisor-error.ts'
import type { OrderReason } from '../order/order.ts'
import type { AmendOutcome, CancelOutcome, PlaceOutcome, ReplaceOutcome, Venue, WatchingVenue } from '../ports/venue.ts'
import { allOf, forEachOf } from '../units/one-or-more.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import { untilStirred } from './until-stirred.ts'
import type { Answered, VenueModel } from './venue-model.ts'

/** How a model is made a venue. */
export interface SimulatedVenueSettings {
  /** @default the system's clock */
  readonly clock?: Clock
  /** How long an order is on its way, in milliseconds of the clock; one that is called off meanwhile is not sent. @default 0 */
  readonly delayMs?: number
  /** How long an answer is waited for, in milliseconds of the clock; what came of an order is unknown then. @default as long as it takes */
  readonly timeoutMs?: number
}

/** A venue that a model plays, in the time of a clock. */
export type SimulatedVenue = Venue &
  Required<Pick<WatchingVenue, 'observe' | 'beforeBooks' | 'observeBook' | 'observeResult'>>

/** A simulated venue cannot be asked just now, as real ones sometimes cannot. */
export class SimulatedVenueUnavailableError extends AdvisorError {
  readonly code = 'VENUE_UNAVAILABLE'
}

const HELD_BACK: OrderReason = { code: 'ABORTED', message: 'held back' }
const WITHDRAWN: OrderReason = { code: 'ABORTED', message: 'withdrawn before it left' }
const CALLED_OFF: OrderReason = { code: 'ABORTED', message: 'called off while the answer was waited for' }
const LATE: OrderReason = { code: 'TIMEOUT', message: 'no answer came in time' }
/** Order news that is handed over at once, at most. */
const NEWS_BATCH = 100

/**
 * Makes a venue of a model: an advisor bets there as it would at a real one.
 *
 * What a model remembers is lost with the process, and a lookup then says truthfully that it knows of nothing.
 *
 * @example
 * ```ts
 * const venue = simulatedVenue(createBookmakerModel({ minStake: money(100) }))
 * venue.traits.origin // 'simulated'
 * ```
 */
export function simulatedVenue(model: VenueModel, settings: SimulatedVenueSettings = {}): SimulatedVenue {
  const { clock = createSystemClock(), delayMs = 0, timeoutMs = Number.POSITIVE_INFINITY } = settings
  const { name, traits, news } = model
  const { amend, cancel, cleared, list, observeBook, replace } = model

  /** Waits for a model's answer, and lets it be given by letting time pass; why there is none where it is called off, or late. */
  async function answer<Outcome>(
    ask: (answered: Answered<Outcome>) => void,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome } | { readonly missing: OrderReason }> {
    let given: { readonly outcome: Outcome } | null = null
    const came = Promise.withResolvers<void>()
    const until = clock.now() + timeoutMs
    ask((outcome) => {
      given = { outcome }
      came.resolve()
    })
    const waiting = { nextAt: () => sooner(model.nextAt(), until), stirred: () => came.promise }
    // TypeScript does not see that the callback sets it.
    const answered = (): { readonly outcome: Outcome } | null => given
    while (answered() === null && !signal.aborted && clock.now() < until) {
      await untilStirred(waiting, clock, signal)
      model.advance(clock.now())
    }
    return answered() ?? { missing: signal.aborted ? CALLED_OFF : LATE }
  }

  /** A client that does not know what became of an order lets nothing more of it leave. */
  function known(came: { readonly outcome: PlaceOutcome } | { readonly missing: OrderReason }): PlaceOutcome {
    const outcome: PlaceOutcome = 'outcome' in came ? came.outcome : { kind: 'unknown', reason: came.missing }
    return outcome.kind === 'unknown' ? { resetAt: clock.now(), ...outcome } : outcome
  }

  async function asked<Answer>(ask: (answered: Answered<Answer | null>) => void, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted()
    const came = await answer(ask, signal)
    signal.throwIfAborted()
    if ('outcome' in came && came.outcome !== null) return came.outcome
    throw new SimulatedVenueUnavailableError(`The simulated venue ${name} cannot be asked just now.`)
  }

  /** Sleeps while an order is on its way; whether it was let go on. */
  async function travelled(signal: AbortSignal): Promise<boolean> {
    try {
      await clock.sleep(delayMs, signal)
      return true
    } catch {
      return false
    }
  }

  return {
    specification: 1,
    name,
    traits: { ...traits, lateAcceptMs: traits.lateAcceptMs === null ? null : traits.lateAcceptMs + delayMs },
    takes: (venue) => model.takes(venue),
    observe: (update) => model.observe(update),
    beforeBooks: () => model.advance(clock.now()),
    observeBook(book) {
      observeBook?.call(model, book, clock.now())
    },
    observeResult: ({ market }) => model.settle(market, clock.now()),

    async doPlace(orders, { signal, mayLeave }) {
      if (signal.aborted || !mayLeave()) return forEachOf(orders, () => ({ kind: 'not-sent', reason: HELD_BACK }))
      if (delayMs > 0 && !(await travelled(signal))) {
        return forEachOf(orders, () => ({ kind: 'not-sent', reason: WITHDRAWN }))
      }
      const outcomes = forEachOf(orders, async (order) => {
        return known(await answer<PlaceOutcome>((answered) => model.place(order, clock.now(), answered), signal))
      })
      return await allOf(outcomes)
    },

    async lookup(refs, signal) {
      return await asked((answered) => model.lookup(refs, clock.now(), answered), signal)
    },

    ...(cancel !== undefined &&
      ({
        async doCancel({ intent }, signal) {
          if (signal.aborted) return { kind: 'refused', reason: WITHDRAWN }
          const came = await answer<CancelOutcome>(
            (answered) => cancel.call(model, intent.ref, clock.now(), answered),
            signal,
          )
          return 'outcome' in came ? came.outcome : { kind: 'unknown', reason: came.missing }
        },
      } satisfies Pick<Venue, 'doCancel'>)),

    ...(amend !== undefined &&
      ({
        async doAmend({ intent }, change, signal) {
          if (signal.aborted) return { kind: 'refused', reason: WITHDRAWN }
          const came = await answer<AmendOutcome>(
            (answered) => amend.call(model, intent.ref, change, clock.now(), answered),
            signal,
          )
          return 'outcome' in came ? came.outcome : { kind: 'unknown', reason: came.missing }
        },
      } satisfies Pick<Venue, 'doAmend'>)),

    ...(replace !== undefined &&
      ({
        async doReplace({ intent }, replacement, { signal, mayLeave }) {
          if (signal.aborted || !mayLeave()) return notReplaced(HELD_BACK)
          if (delayMs > 0 && !(await travelled(signal))) return notReplaced(WITHDRAWN)
          const came = await answer<ReplaceOutcome>(
            (answered) => replace.call(model, intent.ref, replacement, clock.now(), answered),
            signal,
          )
          if (!('outcome' in came)) {
            return { cancelled: { kind: 'unknown', reason: came.missing }, placed: known(came) }
          }
          return { ...came.outcome, placed: known({ outcome: came.outcome.placed }) }
        },
      } satisfies Pick<Venue, 'doReplace'>)),

    ...(list !== undefined &&
      ({
        async list(since, signal) {
          return await asked((answered) => list.call(model, since, clock.now(), answered), signal)
        },
      } satisfies Pick<Venue, 'list'>)),

    ...(cleared !== undefined &&
      ({
        async cleared(since, signal) {
          return await asked((answered) => cleared.call(model, since, clock.now(), answered), signal)
        },
      } satisfies Pick<Venue, 'cleared'>)),

    ...(news !== undefined &&
      ({
        async *orderNews({ signal }) {
          let { position } = news
          while (!signal.aborted) {
            const batch = news.after(position, NEWS_BATCH)
            position = batch.position
            news.forget(position)
            if (batch.news.length > 0) yield batch.news
            else {
              await untilStirred({ nextAt: () => model.nextAt(), stirred: () => news.stirred() }, clock, signal)
              model.advance(clock.now())
            }
          }
        },
      } satisfies Pick<Venue, 'orderNews'>)),
  }
}

/** The sooner of two moments, of which neither need come. */
function sooner(at: Timestamp | null, until: number): Timestamp | null {
  const soonest = Math.min(at ?? Number.POSITIVE_INFINITY, until)
  return Number.isFinite(soonest) ? timestamp(soonest) : null
}

/** What comes of replacing an order where nothing left. */
function notReplaced(reason: OrderReason): ReplaceOutcome {
  return { cancelled: { kind: 'refused', reason }, placed: { kind: 'not-sent', reason } }
}
