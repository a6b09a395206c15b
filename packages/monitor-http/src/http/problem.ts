import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** An error of one request, told to its sender as a problem document (RFC 9457). */
export class Problem extends HTTPException {
  /** Stable, machine-readable name, such as `INVALID_QUERY`. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: ContentfulStatusCode, code: string, detail: string, options: ProblemOptions = {}) {
    super(status, { message: detail, cause: options.cause })
    this.code = code
    this.headers = options.headers ?? {}
  }
}

interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** The response that tells of `problem`. */
export function problemResponse(context: Context, problem: Problem): Response {
  const instance = context.get('requestId')
  const body = {
    type: 'about:blank',
    title: TITLES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(typeof instance === 'string' ? { instance } : {}),
  }
  return context.body(JSON.stringify(body), problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    ...problem.headers,
  })
}
