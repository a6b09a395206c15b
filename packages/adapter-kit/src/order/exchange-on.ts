import { Readable } from 'node:stream'
import type { Timestamp } from '@betting-advisor/core'
import type { Client, Dispatcher } from 'undici'
import type { Attempt, AttemptHooks, AttemptResult } from './attempt.ts'
import { codeOf, messageOf } from './fault-text.ts'

const MAX_BODY_BYTES = 1024 * 1024

/**
 * Makes one attempt on a connection that stands. Whatever is given up after its first byte may have left is reset before the HTTP client
 * gets to close anything.
 *
 * @throws What `body`, `mayLeave` or `isClear` throws; the connection is reset then.
 */
export function exchangeOn(
  client: Client,
  reset: () => Promise<Timestamp>,
  attempt: Attempt,
  isClear: (answer: { status: number; body: string }) => boolean,
): Promise<AttemptResult> {
  const { path, method = 'POST', headers, timeoutMs, signal, mayLeave, maxBodyBytes = MAX_BODY_BYTES, hooks } = attempt
  return new Promise((resolve, reject) => {
    let wrote = false
    let isOver = false
    let status = 0
    let length = 0
    const chunks: Buffer[] = []

    function end(): void {
      isOver = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    function failed(code: string, message: string): void {
      if (isOver) return
      end()
      reset().then((at) => resolve({ kind: 'failed', wrote, code, message, resetAt: wrote ? at : null }), reject)
    }
    /** A bug of the caller, which is told as such. */
    function broken(error: unknown): void {
      if (isOver) return
      end()
      reset().then(() => reject(error), reject)
    }
    function answered(): void {
      if (isOver) return
      try {
        hooks?.beforeParse?.()
        const answer = { status, body: Buffer.concat(chunks).toString('utf8') }
        if (!isClear(answer)) {
          failed('UNREADABLE', `an answer with status ${status} that says nothing for certain`)
          return
        }
        end()
        resolve({ kind: 'answered', ...answer })
      } catch (error) {
        broken(error)
      }
    }
    const abort = () => failed('ABORTED', 'called off')
    const timer = setTimeout(() => failed('CLIENT_TIMEOUT', `no answer within ${timeoutMs} ms`), timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    if (isOver) return

    const handler: Dispatcher.DispatchHandler = {
      // Nothing lies between this and the first byte; an HTTP client that came here twice would send it again.
      onRequestStart(controller) {
        if (isOver || wrote) {
          controller.abort(new Error('it is not to be sent'))
          return
        }
        try {
          if (mayLeave()) wrote = true
          else failed('HELD_BACK', 'the connection stood only when nothing was to leave any more')
        } catch (error) {
          broken(error)
        }
        if (!wrote) controller.abort(new Error('it may not leave'))
      },
      onResponseStart(_, code) {
        status = code
      },
      onResponseData(_, chunk) {
        length += chunk.length
        if (length <= maxBodyBytes) chunks.push(chunk)
        else failed('ANSWER_TOO_LARGE', `an answer of more than ${maxBodyBytes} bytes`)
      },
      onResponseEnd: answered,
      onResponseError(_, error) {
        failed(wrote ? codeOf(error) : refusalOf(error), messageOf(error))
      },
    }
    try {
      const bytes = Buffer.from(attempt.body())
      const isWatched = hooks?.midWrite !== undefined || hooks?.afterWrite !== undefined
      client.dispatch(
        {
          path,
          method,
          headers: { 'content-type': 'application/json', ...headers, 'content-length': String(bytes.length) },
          body: isWatched && bytes.length > 1 ? Readable.from(inHalves(bytes, hooks), ONE_BY_ONE) : bytes,
        },
        handler,
      )
    } catch (error) {
      broken(error)
    }
  })
}

/** The next part is made when the one before was handed over. */
const ONE_BY_ONE = { objectMode: false, highWaterMark: 1 } as const

/** In two parts, so that a process can die between them. */
async function* inHalves(bytes: Buffer, { midWrite, afterWrite }: AttemptHooks): AsyncGenerator<Buffer> {
  const half = bytes.length >> 1
  yield bytes.subarray(0, half)
  midWrite?.()
  yield bytes.subarray(half)
  afterWrite?.()
}

/** What the HTTP client refuses to send has a code of its own. */
function refusalOf(error: unknown): string {
  const code = codeOf(error)
  return code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED' ? 'INVALID_REQUEST' : code
}
