import { type Answer, createAnswerCache, createReadPipeline, type ReadPipeline } from '@betting-advisor/adapter-kit'
import { isAdvisorError } from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import type { Random } from '@betting-advisor/core/simulation'
import * as z from 'zod'
import { betfairError, SERVICE } from '../errors.ts'
import type { Surroundings } from '../session/access.ts'
import type { BetfairSession } from '../session/session.ts'
import { isSessionCode } from './error-codes.ts'
import { errorInAnswer } from './rpc-error.ts'

/** The services of the exchange that JSON-RPC reaches. */
export type RpcService = 'betting' | 'account' | 'heartbeat'

const PREFIXES: Readonly<Record<RpcService, string>> = {
  betting: 'SportsAPING/v1.0/',
  account: 'AccountAPING/v1.0/',
  heartbeat: 'HeartbeatAPING/v1.0/',
}

/** Where and how one operation is called. */
export function rpcPath(service: RpcService): string {
  return `/exchange/${service}/json-rpc/v1`
}

/** A request of JSON-RPC as text. The id is the same for all: each goes by itself. */
export function rpcBody(service: RpcService, operation: string, params: object): string {
  return JSON.stringify({ jsonrpc: '2.0', method: `${PREFIXES[service]}${operation}`, params, id: 1 })
}

/** How often a class of operations is asked at once, and which. */
export interface CallerSettings extends Surroundings {
  readonly session: BetfairSession
  readonly service: RpcService
  /** Names its breaker: `betfair:<operation>`. */
  readonly operation: string
  readonly concurrency: number
  /** How many answers may stand in for others at the most, where they may. @default 256 */
  readonly remembered?: number
  readonly random?: Random
}

/** Calls operations of one class, through a breaker of their own. */
export interface Caller {
  readonly breaker: CircuitBreaker
  /**
   * @throws ApiError whose `code` is the exchange's, ServiceUnavailableError, or `signal.reason` when aborted.
   */
  call<Value>(
    operation: string,
    params: object,
    schema: z.ZodType<Value>,
    signal: AbortSignal,
    maxStaleMs?: number,
  ): Promise<Answer<Value>>
  close(): Promise<void>
}

/** The largest answer: a page of 1,000 orders, or 200 markets with all they show. */
const MOST_BYTES = 64 * 1024 * 1024

/** Makes a caller: reads are asked again where that helps, and once more with a new session where the old one has ended. */
export function createCaller(settings: CallerSettings): Caller {
  const { session, service, operation, concurrency, remembered, clock, logger, random } = settings
  const { access, mask } = session
  const pipeline: ReadPipeline = createReadPipeline({
    service: SERVICE,
    operation,
    baseUrl: `https://${service === 'heartbeat' ? access.hosts.heartbeat : access.hosts.api}`,
    clock,
    logger,
    redact: mask.redact,
    concurrency,
    queue: 256,
    failureMode: 'consecutive',
    maxBodyBytes: MOST_BYTES,
    attemptTimeoutMs: access.attemptTimeoutMs,
    tls: access.trust,
    errorIn: (body) => errorInAnswer(body, mask.redact),
    errorOf: (answer) => errorOfPage(answer.status),
    ...(remembered !== undefined && { cache: createAnswerCache(remembered) }),
    ...access.breaker,
    ...(random !== undefined && { random }),
  })
  return {
    breaker: pipeline.breaker,
    async call(name, params, schema, signal, maxStaleMs = 0) {
      const body = rpcBody(service, name, params)
      const enveloped = z.object({ result: schema }).transform(({ result }) => result)
      for (let isSecond = false; ; isSecond = true) {
        const token = await session.token(signal)
        try {
          return await pipeline.get(
            {
              path: rpcPath(service),
              headers: {
                'content-type': 'application/json',
                'x-application': access.appKey.reveal(),
                'x-authentication': token.reveal(),
              },
              body,
              schema: enveloped,
              maxStaleMs,
            },
            signal,
          )
        } catch (error) {
          if (!(isAdvisorError(error) && isSessionCode(error.code))) throw error
          session.refused(token)
          if (isSecond) throw error
        }
      }
    },
    close: () => pipeline.close(),
  }
}

/** A refusal by something in front of the exchange, where waiting does not help. */
function errorOfPage(status: number) {
  if (status !== 403 && status !== 417) return undefined
  return betfairError({
    code: `HTTP_${status}`,
    message: `Something in front of the exchange refused a request with HTTP ${status}.`,
    status,
    remedy:
      status === 403
        ? 'The exchange does not serve the place that this machine is in, or blocks its address.'
        : 'A proxy on the way adds headers that the exchange does not take.',
  })
}
