import { InvalidValueError, type PriceSource, type Secret, type Timestamp } from '@betting-advisor/core'
import { createCircuitBreaker } from '@betting-advisor/core/breaker'
import { shapes } from '@betting-advisor/core/config'
import type { SourceContext } from '@betting-advisor/core/venue'
import { ApiError } from '../errors/api-error.ts'
import { withTimeout } from '../http/timeout.ts'
import { createRedactor, redactError } from '../secrets/redact.ts'
import { checkSeconds } from './check-seconds.ts'
import { type FaultVerdict, isRefusal, judgeAnswer, judgeFault } from './judge-fault.ts'
import type { MarketOffer } from './market-offer.ts'
import { createPolledPrices, type PolledPrices, type PriceReader } from './polled-prices.ts'
import { readOffers } from './read-offer.ts'
import { isSoundText } from './sound-text.ts'

/** How `read` is called. */
export interface PollingRequest {
  /** Aborts when the answer is not wanted any more: hand it to `fetch`. */
  readonly signal: AbortSignal
  readonly now: Timestamp
}

/** A price source of your own. */
export interface PollingSourceSettings {
  /** Names the source and begins every id of its markets. */
  readonly name: string
  /** Whether it shows the real world: only `venue` counts towards a paper-trading record. */
  readonly origin: PriceSource['origin']
  /** Reads everything that is on offer now. It may throw: what it told before is then not bet on, and it is asked again. */
  readonly read: (request: PollingRequest) => Promise<readonly MarketOffer[]> | readonly MarketOffer[]
  /** How often to read, at least every second; 60 by default. */
  readonly pollSeconds?: number
  /** How long before each start to read once more, for a closing price; 60 by default, `null` for never. */
  readonly closingPollSeconds?: number | null
  /** How long reading may take, in real seconds; 30 by default. */
  readonly timeoutSeconds?: number
  /** Failures in a row that open the circuit breaker; 5 by default. */
  readonly maxFailures?: number
  /** How long the breaker stays open, in seconds; 60 by default. */
  readonly resetTimeoutSeconds?: number
  /**
   * Which faults end the run because waiting does not cure them, such as a wrong key; by default an `ApiError` with status 400, 401, 404
   * or 422. It alone decides: with `() => false` no fault of `read` ends the run.
   */
  readonly isFatal?: (error: unknown) => boolean
  /** What must be shown in no log, error or status. */
  readonly secrets?: readonly (Secret | string)[]
}

const { aFunction, aNumber, aSecret, aText, listOf, nullable, optional } = shapes

const members = {
  name: aText,
  origin: shapes.oneOf('venue', 'emulator', 'recording'),
  read: aFunction,
  pollSeconds: optional(aNumber),
  closingPollSeconds: optional(nullable(aNumber)),
  timeoutSeconds: optional(aNumber),
  maxFailures: optional(aNumber),
  resetTimeoutSeconds: optional(aNumber),
  isFatal: optional(aFunction),
  secrets: optional((argument, value) => {
    listOf('texts and Secrets', aSecret)(argument, typeof value === 'string' ? '[hidden]' : value)
  }),
} satisfies shapes.Complete<PollingSourceSettings>

/**
 * A price source out of one function that reads what is on offer. The rest is done: asking at an interval and before each start, telling
 * what vanished, taking prices back while reading fails, a circuit breaker, and leaving out what cannot be used.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a setting is wrong, UnknownOptionError `UNKNOWN_OPTION` when there is none of its name.
 * @example
 * ```ts
 * const source = pollingSource({
 *   name: 'shop',
 *   origin: 'venue',
 *   read: async ({ signal }) => {
 *     const rows: readonly Row[] = await (await fetch('https://example.org/prices.json', { signal })).json()
 *     return rows.map((row) => matchOdds({ ...row, competition: 'soccer_epl', prices: { shop: row.prices } }))
 *   },
 * })
 * ```
 */
export function pollingSource(settings: PollingSourceSettings): PolledPrices {
  shapes.checkOptions('pollingSource', settings, members)
  const { name, origin, read, isFatal = isRefusal } = settings
  const { pollSeconds = 60, closingPollSeconds = 60, timeoutSeconds = 30, resetTimeoutSeconds = 60 } = settings
  if (!isSoundText(name, 64) || /[\s:]/.test(name)) {
    throw new InvalidValueError('name', name, 'a word of at most 64 characters, without a colon')
  }
  if (!(['venue', 'emulator', 'recording'] as const).includes(origin)) {
    throw new InvalidValueError('origin', origin, 'venue, emulator or recording')
  }
  checkSeconds('pollSeconds', pollSeconds, 1)
  if (closingPollSeconds !== null) checkSeconds('closingPollSeconds', closingPollSeconds, 0)
  checkSeconds('timeoutSeconds', timeoutSeconds, 0.001)
  const redact = createRedactor(settings.secrets ?? [])
  const intervalMs = pollSeconds * 1000

  /** What reading threw, without secrets; what it says itself of status and patience is kept. */
  function faultOf(error: unknown): ApiError {
    const cause = redactError(error, redact)
    const { message } = cause
    const fault = { service: name, isServiceFault: true, cause }
    if (!(error instanceof ApiError)) {
      return new ApiError({ ...fault, code: 'READ_FAILED', message: `${name} could not be read: ${message}` })
    }
    const { code, status, isRetryable, retryAfterMs } = error
    return new ApiError({ ...fault, code, message, status, isRetryable, retryAfterMs })
  }

  const fatal = new WeakSet<ApiError>()

  function judge(error: unknown, now: Timestamp): FaultVerdict {
    const patience = { retryMs: intervalMs, intervalMs }
    if (!(error instanceof ApiError)) return judgeFault(error, now, patience)
    return fatal.has(error) ? { kind: 'fatal' } : judgeAnswer(error, now, patience)
  }

  async function open({ clock, logger }: SourceContext): Promise<PriceReader> {
    const breaker = createCircuitBreaker({
      name: `${name}:read`,
      clock,
      logger,
      mode: 'consecutive',
      maxFailures: settings.maxFailures ?? 5,
      resetTimeoutMs: resetTimeoutSeconds * 1000,
    })

    async function readOnce(signal: AbortSignal): Promise<readonly MarketOffer[]> {
      try {
        const now = clock.now()
        return await withTimeout(name, 'request', timeoutSeconds * 1000, signal, async (limited) => {
          const offers = await read({ signal: limited, now })
          if (!Array.isArray(offers)) throw new TypeError('read() must return a list of markets')
          return offers
        })
      } catch (error) {
        signal.throwIfAborted()
        const fault = faultOf(error)
        if (isFatal(error)) fatal.add(fault)
        throw fault
      }
    }

    return {
      breakers: [breaker],
      async read(_part, known, leftOut, signal) {
        const hold = clock.hold()
        try {
          const offers = await breaker.execute(() => readOnce(signal), signal)
          const receivedAt = clock.now()
          return { markets: readOffers(offers, { feed: name, receivedAt, known, leftOut }), receivedAt }
        } finally {
          hold[Symbol.dispose]()
        }
      },
      close: async () => undefined,
    }
  }

  const closingMs = closingPollSeconds === null ? null : closingPollSeconds * 1000
  return createPolledPrices({ name, origin, parts: [name], intervalMs, closingMs, judge, open })
}
