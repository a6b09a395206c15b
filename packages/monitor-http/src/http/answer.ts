import type { Problem } from './problem.ts'

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Bytes may be shared by many answers: nobody writes to them. */
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null
}

/** An answer with all the headers that it is sent with, as names and values in turn. */
export interface SentAnswer extends Omit<Answer, 'headers'> {
  readonly headers: string[]
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }

/** A value as JSON. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: JSON_TYPE, body: JSON.stringify(value) }
}

/** Plain text. */
export function text(body: string): Answer {
  return { status: 200, headers: TEXT_TYPE, body }
}

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

/** A problem document (RFC 9457). */
export function problemAnswer({ status, code, message, headers }: Problem, requestId: string | null): Answer {
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(requestId === null ? {} : { instance: requestId }),
  }
  const type = { 'content-type': 'application/problem+json; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) }
}
