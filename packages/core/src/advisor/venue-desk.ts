import { isAdvisorError } from '../errors/advisor-error.ts'
import type { Amendment } from '../order/amendment.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderReason } from '../order/order.ts'
import type { AmendOutcome, CancelOutcome, PlaceOutcome, ReplaceOutcome } from '../ports/venue.ts'
import { forEachOf, type OneOrMore } from '../units/one-or-more.ts'
import { after, MINUTE, SECOND } from '../units/timestamp.ts'
import type { VenueContext } from './run-context.ts'

/** Who hears of answers that nobody waits for any more. */
export interface LateAnswers {
  /** The venue has answered an order after all, or its connection was reset, long after it was given up as unknown. */
  readonly late: (order: Intent, outcome: PlaceOutcome) => void
}

/** Asks a venue, with one attempt each; whatever it does not say for certain is unknown. */
export interface VenueDesk {
  /**
   * Places orders of one market with one attempt. Gives what came of each, in their order.
   *
   * @param leave - Asked right before the first byte leaves: why it must not, or `null` when it may.
   */
  place(orders: OneOrMore<Intent>, leave: () => OrderReason | null): Promise<OneOrMore<PlaceOutcome>>
  /** Puts an order in the place of another. @param leave - As in {@link VenueDesk.place}. */
  replace(order: Order, by: Intent, leave: () => OrderReason | null): Promise<ReplaceOutcome>
  cancel(order: Order): Promise<CancelOutcome>
  amend(order: Order, change: Required<Amendment>): Promise<AmendOutcome>
}

/** How long a venue may keep silent, on a real clock, until its answer is not waited for any more. */
export const VENUE_SILENCE_MS = MINUTE

/** How long is waited, after that, for what was given up to be reset. */
export const RESET_GRACE_MS = 5 * SECOND

const GIVEN_UP: OrderReason = { code: 'VENUE_SILENT', message: 'its answer was not waited for any more' }

const UNTOLD: PlaceOutcome = {
  kind: 'unknown',
  reason: { code: 'VENUE_FAULT', message: 'the venue did not say what came of it' },
}

/** Ends the wait for a venue's silence; made once, since nearly every order ends with it. */
const ANSWERED = new Error('the venue has answered')

/** What comes of replacing an order where nothing left. */
export function notReplaced(reason: OrderReason): ReplaceOutcome {
  return { cancelled: { kind: 'refused', reason }, placed: { kind: 'not-sent', reason } }
}

/** A desk at a venue. */
export function createVenueDesk(
  { venue, clock, logger }: Pick<VenueContext, 'venue' | 'clock' | 'logger'>,
  { late }: LateAnswers,
): VenueDesk {
  function lost(key: string, error: unknown, what: string): { readonly kind: 'unknown'; readonly reason: OrderReason } {
    logger.error({ event: 'order.unknown', key, error }, what)
    const code = isAdvisorError(error) ? error.code : 'VENUE_FAULT'
    return { kind: 'unknown', reason: { code, message: 'the venue gave no clear answer' } }
  }

  /**
   * A venue that answers nothing at all must not keep an order in the dark for ever. What is not waited for any more is aborted, so that it
   * does not leave later after all; not even a stop aborts it before, since a request that has left cannot be taken back.
   */
  async function unlessSilent<Outcome>(
    ask: (signal: AbortSignal) => Promise<Outcome>,
    silent: (reason: OrderReason) => Outcome,
  ): Promise<Outcome> {
    const attempt = new AbortController()
    const asked = ask(attempt.signal)
    // Virtual time may stand still or run ahead while a venue works: only on a real clock does silence mean anything.
    if (clock.kind === 'virtual') return asked
    const answered = new AbortController()
    async function silence(): Promise<Outcome> {
      await clock.sleep(VENUE_SILENCE_MS, answered.signal)
      const message = `the venue gave no answer within ${VENUE_SILENCE_MS / 1000} s`
      attempt.abort(new Error(message))
      await clock.sleep(RESET_GRACE_MS, answered.signal)
      return silent({ code: 'VENUE_SILENT', message })
    }
    const silentAtLast = silence()
    silentAtLast.catch(() => undefined)
    try {
      return await Promise.race([asked, silentAtLast])
    } finally {
      answered.abort(ANSWERED)
    }
  }

  return {
    place(orders, leave) {
      let isGivenUp = false
      let refusal: OrderReason | null = null
      const deadline = clock.kind === 'virtual' ? null : after(clock.now(), VENUE_SILENCE_MS)
      async function ask(signal: AbortSignal): Promise<OneOrMore<PlaceOutcome>> {
        const mayLeave = (): boolean => {
          refusal = signal.aborted ? GIVEN_UP : leave()
          return refusal === null
        }
        try {
          const outcomes: readonly PlaceOutcome[] = await venue.doPlace(orders, { deadline, signal, mayLeave })
          let index = 0
          return forEachOf(orders, (intent) => {
            const outcome = outcomes[index] ?? UNTOLD
            index += 1
            const isNews = outcome.kind !== 'unknown' || outcome.resetAt !== undefined
            if (isGivenUp && isNews) late(intent, outcome)
            return outcome.kind === 'not-sent' && refusal !== null ? { ...outcome, reason: refusal } : outcome
          })
        } catch (error) {
          return forEachOf(orders, ({ key }) => lost(key, error, 'the outcome of an order is unknown'))
        }
      }
      return unlessSilent<OneOrMore<PlaceOutcome>>(ask, (reason) => {
        isGivenUp = true
        return forEachOf(orders, () => ({ kind: 'unknown', reason }))
      })
    },
    async replace(order, by, leave) {
      if (venue.doReplace === undefined) {
        return notReplaced({ code: 'REPLACE_NOT_OFFERED', message: `${venue.name} replaces no orders` })
      }
      let isGivenUp = false
      let refusal: OrderReason | null = null
      const deadline = clock.kind === 'virtual' ? null : after(clock.now(), VENUE_SILENCE_MS)
      const doReplace = venue.doReplace.bind(venue)
      async function ask(signal: AbortSignal): Promise<ReplaceOutcome> {
        const mayLeave = (): boolean => {
          refusal = signal.aborted ? GIVEN_UP : leave()
          return refusal === null
        }
        try {
          const outcome = await doReplace(order, by, { deadline, signal, mayLeave })
          if (isGivenUp && (outcome.placed.kind !== 'unknown' || outcome.placed.resetAt !== undefined)) {
            late(by, outcome.placed)
          }
          if (refusal === null || outcome.placed.kind !== 'not-sent') return outcome
          const cancelled =
            outcome.cancelled.kind === 'refused' ? { ...outcome.cancelled, reason: refusal } : outcome.cancelled
          return { cancelled, placed: { kind: 'not-sent', reason: refusal } }
        } catch (error) {
          const unknown = lost(by.key, error, 'whether an order was replaced is unknown')
          return { cancelled: unknown, placed: unknown }
        }
      }
      return await unlessSilent<ReplaceOutcome>(ask, (reason) => {
        isGivenUp = true
        return { cancelled: { kind: 'unknown', reason }, placed: { kind: 'unknown', reason } }
      })
    },
    async cancel(order) {
      const { key } = order.intent
      if (venue.doCancel === undefined) {
        return { kind: 'refused', reason: { code: 'CANCEL_NOT_OFFERED', message: `${venue.name} cancels no orders` } }
      }
      const { doCancel } = venue
      async function ask(signal: AbortSignal): Promise<CancelOutcome> {
        try {
          return await doCancel(order, signal)
        } catch (error) {
          return lost(key, error, 'whether an order was cancelled is unknown')
        }
      }
      return unlessSilent<CancelOutcome>(ask, (reason) => ({ kind: 'unknown', reason }))
    },
    async amend(order, change) {
      const { key } = order.intent
      if (venue.doAmend === undefined) {
        return { kind: 'refused', reason: { code: 'AMEND_NOT_OFFERED', message: `${venue.name} amends no orders` } }
      }
      const { doAmend } = venue
      async function ask(signal: AbortSignal): Promise<AmendOutcome> {
        try {
          return await doAmend(order, change, signal)
        } catch (error) {
          return lost(key, error, 'whether an order was amended is unknown')
        }
      }
      return unlessSilent<AmendOutcome>(ask, (reason) => ({ kind: 'unknown', reason }))
    },
  }
}
