import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { InvalidValueError } from '@betting-advisor/core'
import { Agent, request as httpRequest } from './node-http.ts'

/** What is sent, once. */
export interface Attempt {
  /** An `http:` address. */
  readonly url: URL | string
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** Written down only when the connection stands. */
  readonly body: () => string
  /** How long all of it may take, in real milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** The largest answer; 1 MiB by default. */
  readonly maxBodyBytes?: number
}

/** Moments of an attempt. */
export interface AttemptHooks {
  /**
   * The connection stands and nothing has been written: whether anything may be. Called right before the first byte leaves, so that
   * what took time to connect is asked again.
   */
  readonly mayLeave: () => boolean
  /** Half of it has been handed over. */
  readonly midWrite?: () => void
  readonly afterWrite?: () => void
  readonly beforeParse?: () => void
}

/** What came of an attempt. */
export type AttemptResult = AnsweredAttempt | FailedAttempt

/** A whole answer came, whatever it says. */
export interface AnsweredAttempt {
  readonly kind: 'answered'
  readonly status: number
  readonly body: string
}

/** No whole answer came. */
export interface FailedAttempt {
  readonly kind: 'failed'
  /** Whether any byte may have left: then the order may have been taken. */
  readonly wrote: boolean
  /** That of the system, or `CLIENT_TIMEOUT`, `ABORTED`, `SEND_DEADLINE`, `ANSWER_TOO_LARGE`, `INVALID_REQUEST`. */
  readonly code: string
  readonly message: string
}

const MAX_BODY_BYTES = 1024 * 1024

/**
 * Sends a body on a connection of its own, exactly once: no retry, no connection that was used before, no redirect. Resolves whatever
 * the other side or the network does, and with `INVALID_REQUEST` where a header cannot be sent; it rejects only with what `body` or
 * `mayLeave` throws, and nothing was sent then.
 *
 * @throws InvalidValueError `INVALID_VALUE` for an address that is not `http:`; nothing was sent.
 * @example
 * ```ts
 * const attempt = { url: 'http://127.0.0.1:8080/place', body: () => '{}', timeoutMs: 5000, signal }
 * const result = await sendOnce(attempt, { mayLeave: () => clock.now() < deadline })
 * ```
 */
export async function sendOnce(attempt: Attempt, hooks: AttemptHooks): Promise<AttemptResult> {
  const { body, timeoutMs, signal, method = 'POST', headers, maxBodyBytes = MAX_BODY_BYTES } = attempt
  const url = new URL(attempt.url)
  if (url.protocol !== 'http:') throw new InvalidValueError('url', url.origin, 'an http: address')
  let request: ClientRequest
  try {
    request = httpRequest(url, {
      method,
      // A connection that was used before may be dead without anybody knowing: what failed on it would prove nothing.
      agent: new Agent({ keepAlive: false }),
      headers: { 'content-type': 'application/json', ...headers },
    })
  } catch (error) {
    return { kind: 'failed', wrote: false, code: 'INVALID_REQUEST', message: messageOf(error) }
  }
  return await new Promise((resolve, reject) => {
    let wrote = false
    const failed = (code: string, message: string): void => {
      settle({ kind: 'failed', wrote, code, message })
      request.destroy()
    }
    const settle = (result: AttemptResult): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(result)
    }
    const abort = (): void => failed('ABORTED', 'called off')
    const timer = setTimeout(() => failed('CLIENT_TIMEOUT', `no answer within ${timeoutMs} ms`), timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    request.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? 'UNNAMED', error.message))
    request.on('response', (response) => {
      read(response, maxBodyBytes)
        .then((text) => {
          if (text === null) {
            failed('ANSWER_TOO_LARGE', `an answer of more than ${maxBodyBytes} bytes`)
            return
          }
          hooks.beforeParse?.()
          settle({ kind: 'answered', status: response.statusCode ?? 0, body: text })
        })
        .catch((error: NodeJS.ErrnoException) => failed(error.code ?? 'UNNAMED', error.message))
    })
    request.on('socket', (socket) => {
      whenConnected(socket, () => {
        if (request.destroyed) return
        try {
          const bytes = Buffer.from(body())
          // A process that stood still while it connected must look at its watch again.
          if (!hooks.mayLeave()) {
            failed('SEND_DEADLINE', 'the connection stood only when nothing was to leave any more')
            return
          }
          wrote = true
          write(request, bytes, hooks)
        } catch (error) {
          // A bug of the caller, which is told as such.
          reject(error)
          failed('FAILED', 'it could not be written')
        }
      })
    })
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function whenConnected(socket: Socket, work: () => void): void {
  if (socket.connecting) socket.once('connect', work)
  else work()
}

/** In two parts, so that a process can die between them. */
function write(request: ClientRequest, bytes: Buffer, { midWrite, afterWrite }: AttemptHooks): void {
  const half = bytes.length >> 1
  request.setHeader('content-length', bytes.length)
  if (half === 0) {
    request.end(bytes, afterWrite)
    return
  }
  request.write(bytes.subarray(0, half), () => {
    midWrite?.()
    request.end(bytes.subarray(half), afterWrite)
  })
}

/** The body; `null` when it is larger than allowed. */
async function read(response: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBytes) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
