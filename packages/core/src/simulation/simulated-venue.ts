import type { Clock } from '../clock/clock.ts'
import { createSystemClock } from '../clock/system-clock.ts'
import { AdvisorError } from '../errors/advisor-error.ts'
import type { OrderReason } from '../order/order.ts'
import type { AmendOutcome, CancelOutcome, PlaceOutcome, ReplaceOutcome, Venue, WatchingVenue } from '../ports/venue.ts'
import { allOf, forEachOf } from '../units/one-or-more.ts'
import { untilStirred } from './until-stirred.ts'
import type { Answered, VenueModel } from './venue-model.ts'

/** How a model is made a venue. */
export interface SimulatedVenueSettings {
  /** @default the system's clock */
  readonly clock?: Clock
  /** How long an order is on its way, in milliseconds of the clock; one that is called off meanwhile is not sent. @default 0 */
  readonly delayMs?: number
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
  const { clock = createSystemClock(), delayMs = 0 } = settings
  const { name, traits, news } = model
  const { amend, cancel, list, observeBook, replace } = model

  /** Waits for a model's answer, and lets it be given by letting time pass; `null` where it is called off. */
  async function answer<Outcome>(
    ask: (answered: Answered<Outcome>) => void,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome } | null> {
    let given: { readonly outcome: Outcome } | null = null
    const came = Promise.withResolvers<void>()
    ask((outcome) => {
      given = { outcome }
      came.resolve()
    })
    const waiting = { nextAt: () => model.nextAt(), stirred: () => came.promise }
    // TypeScript does not see that the callback sets it.
    const isOpen = () => given === null && !signal.aborted
    while (isOpen()) {
      await untilStirred(waiting, clock, signal)
      model.advance(clock.now())
    }
    return given
  }

  async function asked<Answer>(ask: (answered: Answered<Answer | null>) => void, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted()
    const came = await answer(ask, signal)
    signal.throwIfAborted()
    if (came === null || came.outcome === null) {
      throw new SimulatedVenueUnavailableError(`The simulated venue ${name} cannot be asked just now.`)
    }
    return came.outcome
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
      if (!mayLeave()) return forEachOf(orders, () => ({ kind: 'not-sent', reason: HELD_BACK }))
      if (delayMs > 0 && !(await travelled(signal))) {
        return forEachOf(orders, () => ({ kind: 'not-sent', reason: WITHDRAWN }))
      }
      const outcomes = forEachOf(orders, async (order) => {
        const came = await answer<PlaceOutcome>((answered) => model.place(order, clock.now(), answered), signal)
        return came?.outcome ?? ({ kind: 'unknown', reason: CALLED_OFF, resetAt: clock.now() } as const)
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
          return came?.outcome ?? { kind: 'unknown', reason: CALLED_OFF }
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
          return came?.outcome ?? { kind: 'unknown', reason: CALLED_OFF }
        },
      } satisfies Pick<Venue, 'doAmend'>)),

    ...(replace !== undefined &&
      ({
        async doReplace({ intent }, replacement, { signal, mayLeave }) {
          if (!mayLeave()) return notReplaced(HELD_BACK)
          if (delayMs > 0 && !(await travelled(signal))) return notReplaced(WITHDRAWN)
          const came = await answer<ReplaceOutcome>(
            (answered) => replace.call(model, intent.ref, replacement, clock.now(), answered),
            signal,
          )
          const unknown = { kind: 'unknown', reason: CALLED_OFF } as const
          return came?.outcome ?? { cancelled: unknown, placed: { ...unknown, resetAt: clock.now() } }
        },
      } satisfies Pick<Venue, 'doReplace'>)),

    ...(list !== undefined &&
      ({
        async list(since, signal) {
          return await asked((answered) => list.call(model, since, clock.now(), answered), signal)
        },
      } satisfies Pick<Venue, 'list'>)),

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

/** What comes of replacing an order where nothing left. */
function notReplaced(reason: OrderReason): ReplaceOutcome {
  return { cancelled: { kind: 'refused', reason }, placed: { kind: 'not-sent', reason } }
}
