import { Agent, fetch, type Response } from 'undici'
import { BodyTooLargeError, NetworkError, RequestTimeoutError } from '../errors/api-error.ts'
import type { TlsTrust } from '../order/open-socket.ts'
import { type Redact, redactError } from '../secrets/redact.ts'

/** How an answer begins. */
export interface AnswerHead {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

/** What came back, whatever it says. */
export interface RawAnswer extends AnswerHead {
  readonly text: string
}

/** What is sent: a GET, or with a body a POST. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Sends one request and reads its answer, once. */
export interface Transport {
  /**
   * @param begun - Called when an answer begins.
   * @throws NetworkError, RequestTimeoutError, BodyTooLargeError, or `signal.reason` when aborted.
   */
  send(url: URL, sent: Sent, signal: AbortSignal, begun: (head: AnswerHead) => void): Promise<RawAnswer>
  /** Breaks off whatever is under way and closes every connection. */
  close(): Promise<void>
}

export interface TransportSettings {
  readonly service: string
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly connections: number
  readonly tls: TlsTrust
  readonly redact: Redact
}

const TIMEOUT_CODES = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** A transport with connections of its own, so that no other part of the program can slow it down or see its traffic. */
export function createTransport(settings: TransportSettings): Transport {
  const { service, timeoutMs, maxBodyBytes, connections, tls, redact } = settings
  const agent = new Agent({
    connections,
    pipelining: 1,
    connect: { ...tls, timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 4_000,
  })
  return {
    async send(url, { headers, body }, signal, begun) {
      let status: number | null = null
      try {
        // A redirect would carry the secrets of the request to wherever it points.
        const response = await fetch(url, {
          dispatcher: agent,
          headers,
          redirect: 'manual',
          signal,
          ...(body !== null && { method: 'POST', body }),
        })
        status = response.status
        begun(response)
        return {
          status: response.status,
          headers: response.headers,
          text: await readText(response, maxBodyBytes, service),
        }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof BodyTooLargeError) throw error
        const code = codeOf(error)
        const cause = redactError(error, redact)
        if (TIMEOUT_CODES.has(code)) throw new RequestTimeoutError(service, timeoutMs, 'attempt', { cause, status })
        throw new NetworkError(service, code, cause, status)
      }
    },
    close: () => agent.destroy(),
  }
}

async function readText(response: Response, maxBytes: number, service: string): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body) {
    if (!(chunk instanceof Uint8Array)) continue
    bytes += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) throw new BodyTooLargeError(service, response.status, maxBytes)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** The most telling code of an error and its causes: undici wraps what happened in a plain `fetch failed`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.cause !== undefined) return codeOf(error.cause)
  return error.message === '' ? error.name : error.message
}
