import { randomUUID } from 'node:crypto'
import {
  type AdvisorError,
  type Clock,
  isAdvisorError,
  type Logger,
  silentLogger,
  type Timestamp,
} from '@betting-advisor/core'
import { type CircuitBreaker, createCircuitBreaker, type FailureMode } from '@betting-advisor/core/breaker'
import { createSeededRandom, type Random } from '@betting-advisor/core/simulation'
import { type BulkheadPolicy, BulkheadRejectedError, bulkhead } from 'cockatiel'
import type * as z from 'zod'
import { ApiError, isServiceFault, OverloadedError } from '../errors/api-error.ts'
import type { TlsTrust } from '../order/open-socket.ts'
import type { Redact } from '../secrets/redact.ts'
import { type AnswerCache, createAnswerCache } from './answer-cache.ts'
import { holdClock } from './clock-hold.ts'
import type { RateBudget } from './rate-budget.ts'
import { readBody, readJson } from './read-answer.ts'
import { type RetryPlan, withRetries } from './retries.ts'
import { withTimeout } from './timeout.ts'
import { type AnswerHead, createTransport, type RawAnswer } from './transport.ts'

/** How a service is read. */
export interface ReadPipelineSettings {
  /** Names the service in errors and logs, and with {@link ReadPipelineSettings.operation} its breaker. */
  readonly service: string
  /** The class of operation, such as `odds`: each has a breaker of its own. */
  readonly operation: string
  readonly baseUrl: string
  readonly clock: Clock
  /** Where the jitter comes from; unpredictable by default. */
  readonly random?: Random
  readonly logger?: Logger
  /** Takes the service's secrets out of everything that is said. */
  readonly redact: Redact
  /** Failures that open the breaker; 5 by default. */
  readonly maxFailures?: number
  /** How long the breaker stays open, in milliseconds; 60 000 by default. */
  readonly resetTimeoutMs?: number
  /** How the breaker counts; `window` by default, `consecutive` for a service that is asked less than a few times a minute. */
  readonly failureMode?: FailureMode
  /** The longest one attempt may take, in real milliseconds; 10 000 by default. */
  readonly attemptTimeoutMs?: number
  /** The longest a request may take with all its attempts, in real milliseconds; three attempts by default. */
  readonly totalTimeoutMs?: number
  /** Attempts after the first; 2 by default. */
  readonly maxRetries?: number
  readonly budget?: RateBudget
  /** Requests under way at once; 4 by default. */
  readonly concurrency?: number
  /** Requests that may wait for one of those places; 32 by default. */
  readonly queue?: number
  /** The largest answer, unpacked; 16 MiB by default. */
  readonly maxBodyBytes?: number
  readonly cache?: AnswerCache
  /**
   * Whether the service counts what it answers, such as in credits: an answer with 2xx that cannot be used is then asked for again at once
   * only where the one before was good. `false` by default.
   */
  readonly isMetered?: boolean
  /** Hears of every answer when it begins, whatever becomes of it. */
  readonly onAnswer?: (head: AnswerHead) => void
  /** Reads the service's own error out of an answer that is not a success; `undefined` to leave it at the HTTP status. */
  readonly errorOf?: (answer: RawAnswer) => ApiError | undefined
  /** Reads the service's own error out of the body of a success, where it tells of errors there. */
  readonly errorIn?: (body: unknown, answer: AnswerHead) => ApiError | undefined
  /** What to trust beyond what Node does by itself, and what to show of oneself. */
  readonly tls?: TlsTrust
}

/** What to read. */
export interface ReadRequest<Value> {
  readonly path: string
  /** Parameters; those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a POST, for a service that is read that way; without, it is a GET. */
  readonly body?: string
  readonly schema: z.ZodType<Value>
  /** For how long a remembered answer may stand in when the service fails, in milliseconds; 0, never, by default. Answers to requests that never allow it are not remembered. */
  readonly maxStaleMs?: number
}

/** What a service says now. */
export interface LiveAnswer<Value> {
  readonly freshness: 'live'
  readonly value: Value
  readonly receivedAt: Timestamp
  readonly headers: RawAnswer['headers']
}

/** What a service said a while ago, because it does not answer now: for showing, never for betting. */
export interface CachedAnswer<Value> {
  readonly freshness: 'cached'
  readonly value: Value
  readonly receivedAt: Timestamp
  /** Why there is no live answer. */
  readonly reason: AdvisorError
}

export type Answer<Value> = LiveAnswer<Value> | CachedAnswer<Value>

/** Reads a service through cache, breaker, timeouts, retries, rate budget and bulkhead. */
export interface ReadPipeline extends AsyncDisposable {
  readonly breaker: CircuitBreaker
  /**
   * Reads once, with retries.
   *
   * @throws ApiError (its `code` says which), ServiceUnavailableError `SERVICE_UNAVAILABLE`, or `signal.reason` when aborted.
   */
  get<Value>(request: ReadRequest<Value>, signal?: AbortSignal): Promise<Answer<Value>>
  /** Breaks off whatever is under way and closes every connection. */
  close(): Promise<void>
}

/**
 * The pipeline for reads: `stale-if-error cache > breaker > total timeout > retry > rate budget > bulkhead > attempt timeout > request`.
 *
 * Timeouts run on the real clock. While anything is under way a stepped clock is held still; waits between attempts run on it.
 *
 * @example
 * ```ts
 * await using pipeline = createReadPipeline({ service: 'scores', operation: 'read', baseUrl: 'https://example.org', clock, redact })
 * const answer = await pipeline.get({ path: '/scores', schema: z.array(z.object({ id: z.string() })) })
 * ```
 */
export function createReadPipeline(settings: ReadPipelineSettings): ReadPipeline {
  const { service, operation, clock, redact, logger = silentLogger } = settings
  const attemptTimeoutMs = settings.attemptTimeoutMs ?? 10_000
  const totalTimeoutMs = settings.totalTimeoutMs ?? 3 * attemptTimeoutMs
  const maxBodyBytes = settings.maxBodyBytes ?? 16 * 1024 * 1024
  const concurrency = settings.concurrency ?? 4
  const random = settings.random ?? createSeededRandom(randomUUID())
  const cache = settings.cache ?? createAnswerCache()
  const closing = new AbortController()
  const breaker = createCircuitBreaker({
    name: `${service}:${operation}`,
    clock,
    logger,
    trips: isServiceFault,
    ...(settings.maxFailures === undefined ? {} : { maxFailures: settings.maxFailures }),
    ...(settings.resetTimeoutMs === undefined ? {} : { resetTimeoutMs: settings.resetTimeoutMs }),
    ...(settings.failureMode === undefined ? {} : { mode: settings.failureMode }),
  })
  const transport = createTransport({
    service,
    timeoutMs: attemptTimeoutMs,
    maxBodyBytes,
    connections: concurrency,
    tls: settings.tls ?? {},
    redact,
  })
  const places = bulkhead(concurrency, settings.queue ?? 32)
  /** Whether the last request was answered with something usable. */
  let isWell = true

  async function attempt<Value>(
    url: URL,
    request: ReadRequest<Value>,
    signal: AbortSignal,
    begun: (head: AnswerHead | null) => void,
  ): Promise<LiveAnswer<Value> & { body: unknown }> {
    const startedAt = clock.monotonic()
    let status: number | null = null
    begun(null)
    const raw = await withTimeout(
      service,
      'attempt',
      attemptTimeoutMs,
      signal,
      (limited) =>
        transport.send(
          url,
          { headers: { accept: 'application/json', ...request.headers }, body: request.body ?? null },
          limited,
          (head) => {
            status = head.status
            begun(head)
            settings.onAnswer?.(head)
          },
        ),
      () => status,
    )
    const ms = Math.round(clock.monotonic() - startedAt)
    logger.debug({ service, url: redact(url.href), status: raw.status, ms }, 'Answered.')
    const receivedAt = clock.now()
    const { errorOf, errorIn } = settings
    const body = readJson(raw, { service, redact, now: receivedAt, errorOf, errorIn })
    const value = readBody(body, request.schema, raw.status, settings)
    return { freshness: 'live', value, receivedAt, headers: raw.headers, body }
  }

  function mayRetry({ status }: ApiError): boolean {
    const { state } = breaker.snapshot()
    if (state !== 'closed' && state !== 'half-open') return false
    const isPaid = settings.isMetered === true && status !== null && status >= 200 && status <= 299
    return !isPaid || isWell
  }

  async function live<Value>(url: URL, request: ReadRequest<Value>, signal: AbortSignal) {
    const hold = holdClock(clock)
    let status: number | null = null
    try {
      return await breaker.execute(() => {
        const startedAt = clock.monotonic()
        const remainingMs = () => totalTimeoutMs - (clock.monotonic() - startedAt)
        const plan: RetryPlan = {
          maxRetries: settings.maxRetries ?? 2,
          random,
          remainingMs,
          mayRetry,
          sleep: hold.sleep,
          onRetry: (error, waitMs) =>
            logger.info({ service, code: error.code, waitMs }, `Trying again: ${error.message}`),
        }
        const begun = (head: AnswerHead | null): void => {
          status = head?.status ?? null
        }
        const tries = (total: AbortSignal) =>
          withRetries(plan, total, async (limited) => {
            await takeTurn(settings.budget, service, remainingMs(), hold.sleep, limited)
            return await inPlace(places, service, limited, () => attempt(url, request, limited, begun))
          })
        return withTimeout(service, 'request', totalTimeoutMs, signal, tries, () => status)
      }, signal)
    } finally {
      hold[Symbol.dispose]()
    }
  }

  return {
    breaker,
    async get(request, caller) {
      const signal = caller === undefined ? closing.signal : AbortSignal.any([caller, closing.signal])
      signal.throwIfAborted()
      const url = urlOf(settings.baseUrl, request)
      const key = redact(`${url.href} ${request.body ?? ''}`)
      const { maxStaleMs = 0 } = request
      try {
        const { body, ...answer } = await live(url, request, signal)
        isWell = true
        if (maxStaleMs > 0) cache.set(key, { body, receivedAt: answer.receivedAt })
        return answer
      } catch (error) {
        signal.throwIfAborted()
        isWell = false
        if (error instanceof ApiError && error.retryAfterMs !== null) settings.budget?.pause(error.retryAfterMs)
        if (!isAdvisorError(error) || !(isServiceFault(error) || error.code === 'SERVICE_UNAVAILABLE')) throw error
        const remembered = cache.get(key)
        if (remembered === undefined || clock.now() - remembered.receivedAt > maxStaleMs) throw error
        const value = readBody(remembered.body, request.schema, 200, settings)
        return { freshness: 'cached', value, receivedAt: remembered.receivedAt, reason: error }
      }
    },
    async close() {
      closing.abort(new ApiError({ service, code: 'CLOSED', message: `The connection to ${service} has been closed.` }))
      await transport.close()
    },
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}

function urlOf(baseUrl: string, { path, query = {} }: Pick<ReadRequest<unknown>, 'path' | 'query'>): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  return url
}

async function takeTurn(
  budget: RateBudget | undefined,
  service: string,
  maxWaitMs: number,
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (budget === undefined) return
  const wait = budget.reserve(maxWaitMs)
  if (wait === null)
    throw new OverloadedError(service, 'its rate budget is used up for longer than the request may take')
  if (wait > 0) await sleep(wait, signal)
}

async function inPlace<Value>(
  places: BulkheadPolicy,
  service: string,
  signal: AbortSignal,
  run: () => Promise<Value>,
): Promise<Value> {
  try {
    return await places.execute(run, signal)
  } catch (error) {
    if (error instanceof BulkheadRejectedError)
      throw new OverloadedError(service, 'too many requests are waiting already')
    throw error
  }
}
