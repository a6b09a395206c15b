import type { Clock } from '../../clock/clock.ts'
import { createSystemClock } from '../../clock/system-clock.ts'
import { AdvisorError } from '../../errors/advisor-error.ts'
import type { MarketUpdate } from '../../market/market-update.ts'
import type { OrderReason } from '../../order/order.ts'
import type { PlaceOutcome, Venue } from '../../ports/venue.ts'
import { allOf, forEachOf } from '../../units/one-or-more.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import { untilStirred } from '../until-stirred.ts'
import type { Exchange, ExchangeReply } from './exchange.ts'

/** How an engine is connected to a simulated exchange in its own process. */
export interface ExchangeVenueSettings {
  readonly exchange: Exchange
  /** @default the system's clock */
  readonly clock?: Clock
  /** How long an answer is waited for, in milliseconds of the clock. @default 10000 */
  readonly timeoutMs?: number
}

/** A simulated exchange as an engine sees it. */
export type ExchangeVenue = Venue &
  Required<Pick<Venue, 'doCancel' | 'doAmend' | 'list' | 'orderNews'>> & {
    /** News of a market: what the exchange shows from now on. */
    observe(update: MarketUpdate): void
  }

/** A simulated exchange gave no answer, as real ones do. */
export class ExchangeUnavailableError extends AdvisorError {
  readonly code = 'EXCHANGE_UNAVAILABLE'
}

const CALLED_OFF: OrderReason = { code: 'ABORTED', message: 'called off before it left' }
const LAPSES: OrderReason = { code: 'INVALID_PERSISTENCE_TYPE', message: 'what is open lapses here' }
const LOST: OrderReason = { code: 'CONNECTION_LOST', message: 'the connection broke before an answer came' }
const LATE: OrderReason = { code: 'TIMEOUT', message: 'no answer came in time' }
/** Order news that is handed over at once, at most. */
const NEWS_BATCH = 100

/**
 * Connects an engine to a simulated exchange. Whatever the exchange does, a lost or late answer leaves an order unknown here.
 *
 * @example
 * ```ts
 * const venue = createExchangeVenue({ exchange: createExchange({ seed: '2026' }) })
 * venue.traits.lateAcceptMs // 15000
 * ```
 */
export function createExchangeVenue(settings: ExchangeVenueSettings): ExchangeVenue {
  const { exchange, clock = createSystemClock(), timeoutMs = 10_000 } = settings

  /** Waits for a reply as a client does; a reason where none comes in time. */
  async function awaited<Answer>(
    { answer, afterMs }: ExchangeReply<Answer>,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Answer } | { readonly lost: OrderReason }> {
    const waitMs = Math.min(afterMs, timeoutMs)
    if (waitMs > 0) await clock.sleep(waitMs, signal)
    if (afterMs > timeoutMs) return { lost: LATE }
    return answer === null ? { lost: LOST } : { answer }
  }

  /** What an attempt came to; unknown where it was called off or nothing was answered. */
  async function attempted<Answer>(
    reply: ExchangeReply<Answer>,
    signal: AbortSignal,
  ): Promise<Answer | { readonly kind: 'unknown'; readonly reason: OrderReason }> {
    try {
      const came = await awaited(reply, signal)
      return 'answer' in came ? came.answer : { kind: 'unknown', reason: came.lost }
    } catch {
      return { kind: 'unknown', reason: { code: 'ABORTED', message: 'called off while the answer was waited for' } }
    }
  }

  /** A client that does not know what became of an order lets nothing more of it leave. */
  async function placed(reply: ExchangeReply<PlaceOutcome>, signal: AbortSignal): Promise<PlaceOutcome> {
    const outcome = await attempted(reply, signal)
    return outcome.kind === 'unknown' ? { ...outcome, resetAt: clock.now() } : outcome
  }

  async function asked<Answer>(reply: ExchangeReply<Answer>, signal: AbortSignal): Promise<Answer> {
    const came = await awaited(reply, signal)
    if ('answer' in came) return came.answer
    throw new ExchangeUnavailableError(`The simulated exchange could not be asked: ${came.lost.message}.`)
  }

  return {
    specification: 1,
    name: exchange.settings.venue,
    traits: exchange.traits,
    takes: (venue) => venue === exchange.settings.venue,
    observe: exchange.observe,

    async doPlace(orders, { signal, mayLeave }) {
      if (signal.aborted || !mayLeave()) return forEachOf(orders, () => ({ kind: 'not-sent', reason: CALLED_OFF }))
      return await allOf(forEachOf(orders, (order) => placed(exchange.place(order, clock.now()), signal)))
    },

    async doCancel({ intent }, signal) {
      if (signal.aborted) return { kind: 'refused', reason: CALLED_OFF }
      return await attempted(exchange.cancel(intent.ref, clock.now()), signal)
    },

    async doAmend({ intent }, { stake, persistence }, signal) {
      if (signal.aborted) return { kind: 'refused', reason: CALLED_OFF }
      if (persistence !== 'lapse') return { kind: 'refused', reason: LAPSES }
      return await attempted(exchange.amend(intent.ref, stake, clock.now()), signal)
    },

    async lookup(refs, signal) {
      signal.throwIfAborted()
      return await asked(exchange.lookup(refs, clock.now()), signal)
    },

    async list(since, signal) {
      signal.throwIfAborted()
      return await asked(exchange.list(since, clock.now()), signal)
    },

    ...(exchange.settings.clears && {
      async cleared(since: Timestamp, signal: AbortSignal) {
        signal.throwIfAborted()
        return await asked(exchange.cleared(since, clock.now()), signal)
      },
    }),

    async *orderNews({ signal }) {
      let position = exchange.newsPosition()
      while (!signal.aborted) {
        const batch = exchange.news(position, NEWS_BATCH)
        position += batch.length
        if (batch.length > 0) yield batch
        else {
          await untilStirred(exchange, clock, signal)
          exchange.advance(clock.now())
        }
      }
    },
  }
}
