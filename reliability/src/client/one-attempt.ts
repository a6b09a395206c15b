import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Agent, request as httpRequest } from './node-http.ts'

/** What is sent, once. */
export interface Attempt {
  readonly port: number
  readonly path: string
  /** Written down only when the connection stands. */
  readonly body: () => string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Moments of an attempt, for whoever wants something to happen there. */
export interface AttemptHooks {
  /** The connection stands and nothing has been written: whether anything may be. */
  readonly mayWrite: () => boolean
  readonly midWrite: () => void
  readonly afterWrite: () => void
  readonly beforeParse: () => void
}

/** What came of an attempt. */
export type AttemptResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** `wrote`: whether any byte may have left. */
  | { readonly kind: 'failed'; readonly wrote: boolean; readonly code: string; readonly message: string }

/** Posts a body on a connection of its own, exactly once; resolves whatever happens. */
export function oneAttempt(
  { port, path, body, timeoutMs, signal }: Attempt,
  hooks: AttemptHooks,
): Promise<AttemptResult> {
  return new Promise((resolve) => {
    let wrote = false
    const failed = (code: string, message: string): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve({ kind: 'failed', wrote, code, message })
      request.destroy()
    }
    const abort = (): void => failed('ABORTED', 'called off')
    const timer = setTimeout(() => failed('CLIENT_TIMEOUT', `no answer within ${timeoutMs} ms`), timeoutMs)
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      // A connection that was used before may be dead without anybody knowing: what failed on it would prove nothing.
      agent: new Agent({ keepAlive: false }),
      headers: { 'content-type': 'application/json' },
    })
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    request.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? 'UNNAMED', error.message))
    request.on('response', (response) => {
      read(response, hooks).then(
        (answer) => {
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
          resolve(answer)
        },
        (error: NodeJS.ErrnoException) => failed(error.code ?? 'UNNAMED', error.message),
      )
    })
    request.on('socket', (socket) => {
      whenConnected(socket, () => {
        if (request.destroyed) return
        // A process that stood still while it connected must look at its watch again.
        if (!hooks.mayWrite()) {
          failed('SEND_DEADLINE', 'the connection stood only when it was too late to send')
          return
        }
        wrote = true
        write(request, body(), hooks)
      })
    })
  })
}

function whenConnected(socket: Socket, work: () => void): void {
  if (socket.connecting) socket.once('connect', work)
  else work()
}

/** In two parts, so that a process can die between them. */
function write(request: ClientRequest, body: string, { midWrite, afterWrite }: AttemptHooks): void {
  const half = body.length >> 1
  request.setHeader('content-length', Buffer.byteLength(body))
  request.write(body.slice(0, half), () => {
    midWrite()
    request.end(body.slice(half), afterWrite)
  })
}

async function read(response: IncomingMessage, { beforeParse }: AttemptHooks): Promise<AttemptResult> {
  response.setEncoding('utf8')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  beforeParse()
  return { kind: 'answered', status: response.statusCode ?? 0, body }
}
