import { isAdvisorError } from '../errors/advisor-error.ts'
import type { Intent } from '../order/intent.ts'
import type { Order, OrderReason } from '../order/order.ts'
import type { CancelOutcome, PlaceOutcome } from '../ports/venue.ts'
import { MINUTE } from '../units/timestamp.ts'
import type { RunContext } from './run-context.ts'

/** Who hears of answers that nobody waits for any more. */
export interface LateAnswers {
  /** The venue has answered an order after all, long after it was given up as unknown. */
  readonly late: (order: Intent, outcome: PlaceOutcome) => void
}

/** Asks a venue, with one attempt each; whatever it does not say for certain is unknown. */
export interface VenueDesk {
  place(order: Intent): Promise<PlaceOutcome>
  cancel(order: Order): Promise<CancelOutcome>
}

/** How long a venue may keep silent, on a real clock, until its answer is not waited for any more. */
export const VENUE_SILENCE_MS = MINUTE

/** Ends the wait for a venue's silence; made once, since nearly every order ends with it. */
const ANSWERED = new Error('the venue has answered')

/** A desk at a venue. */
export function createVenueDesk(
  { venue, clock, logger }: Pick<RunContext, 'venue' | 'clock' | 'logger'>,
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
    const silence = clock.sleep(VENUE_SILENCE_MS, answered.signal).then(() => {
      const message = `the venue gave no answer within ${VENUE_SILENCE_MS / 1000} s`
      const outcome = silent({ code: 'VENUE_SILENT', message })
      attempt.abort(new Error(message))
      return outcome
    })
    silence.catch(() => undefined)
    try {
      return await Promise.race([asked, silence])
    } finally {
      answered.abort(ANSWERED)
    }
  }

  return {
    place(intent) {
      const { key } = intent
      let isGivenUp = false
      async function ask(signal: AbortSignal): Promise<PlaceOutcome> {
        try {
          const outcome = await venue.doPlace(intent, signal)
          if (isGivenUp && outcome.kind !== 'unknown') late(intent, outcome)
          return outcome
        } catch (error) {
          return lost(key, error, 'the outcome of an order is unknown')
        }
      }
      return unlessSilent<PlaceOutcome>(ask, (reason) => {
        isGivenUp = true
        return { kind: 'unknown', reason }
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
  }
}
