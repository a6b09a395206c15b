import type { Timestamp } from '@betting-advisor/core'
import type * as z from 'zod'
import { ApiError, InvalidBodyError } from '../errors/api-error.ts'
import type { Redact } from '../secrets/redact.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { AnswerHead, RawAnswer } from './transport.ts'

/** What is needed to make sense of an answer. */
export interface AnswerContext {
  readonly service: string
  readonly redact: Redact
  readonly now: Timestamp
  readonly errorOf?: ((answer: RawAnswer) => ApiError | undefined) | undefined
  readonly errorIn?: ((body: unknown, answer: AnswerHead) => ApiError | undefined) | undefined
}

/** A service that says nothing about when to come back after a 429 is left alone this long at least, in milliseconds. */
const UNSTATED_RETRY_AFTER = 2_000

/** How many faults of a body are worth telling. */
const TOLD_ISSUES = 3

/**
 * The JSON of a successful answer.
 *
 * @throws ApiError for any status but 2xx and for an error of the service inside a success, InvalidBodyError `INVALID_BODY` when it is not JSON.
 */
export function readJson(answer: RawAnswer, { service, redact, now, errorOf, errorIn }: AnswerContext): unknown {
  if (answer.status < 200 || answer.status > 299) throw errorOf?.(answer) ?? httpError(service, answer, now)
  let body: unknown
  try {
    body = JSON.parse(answer.text)
  } catch {
    const detail = /^\s*</.test(answer.text) ? 'a web page' : faultOf(redact(answer.text))
    throw new InvalidBodyError(service, answer.status, detail, true)
  }
  const error = errorIn?.(body, answer)
  if (error !== undefined) throw error
  return body
}

/** What is wrong with a text. The parser quotes its beginning, in which half a secret would not be known for one: so it gets none. */
function faultOf(redacted: string): string {
  try {
    JSON.parse(redacted)
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  return 'not JSON'
}

/**
 * What `schema` makes of a body.
 *
 * @throws InvalidBodyError `INVALID_BODY` when it does not fit; asking again would not help.
 */
export function readBody<Value>(
  body: unknown,
  schema: z.ZodType<Value>,
  status: number,
  { service, redact }: Pick<AnswerContext, 'service' | 'redact'>,
): Value {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const told = result.error.issues.slice(0, TOLD_ISSUES)
  const more = result.error.issues.length - told.length
  const detail = told.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ')
  throw new InvalidBodyError(service, status, redact(detail) + (more > 0 ? `; and ${more} more` : ''), false)
}

/**
 * The error that an HTTP status alone stands for.
 *
 * @example
 * ```ts
 * httpError('theodds', { status: 503, headers: new Headers(), text: '' }, timestamp(0)).isRetryable // true
 * ```
 */
export function httpError(service: string, { status, headers }: RawAnswer, now: Timestamp): ApiError {
  const isPassing = status === 429 || status === 408 || status >= 500
  const retryAfter = parseRetryAfter(headers.get('retry-after'), headers.get('date'), now)
  return new ApiError({
    service,
    code: status === 429 ? 'RATE_LIMITED' : `HTTP_${status}`,
    message:
      status === 429 ? `${service} says that it is asked too often.` : `${service} answered with HTTP ${status}.`,
    status,
    isRetryable: isPassing,
    isServiceFault: isPassing,
    retryAfterMs: retryAfter ?? (status === 429 ? UNSTATED_RETRY_AFTER : null),
  })
}
