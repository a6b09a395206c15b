import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answering } from '../answering.ts'
import { protectedHeaders } from '../security/response-headers.ts'
import { problemAnswer, type SentAnswer } from './answer.ts'
import { type Asked, parts } from './asked.ts'
import { Problem } from './problem.ts'

/**
 * Lets node:http ask `answering`, which reads no bodies; resolves once the answer is written. A stream that ends in an error breaks
 * the connection off at once, even when its reader takes nothing any more: a reader who is dropped holds no socket.
 */
export function nodeEdge(answering: Answering): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    try {
      await answer(answering, incoming, outgoing)
    } catch {
      outgoing.destroy()
    }
  }
}

async function answer(answering: Answering, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const asked = askedBy(incoming, outgoing)
  const { status, headers, body } = asked === null ? malformed() : await answering(asked)
  if (outgoing.destroyed) {
    if (body instanceof ReadableStream) await body.cancel()
    return
  }
  const hasBody = incoming.method !== 'HEAD'
  if (body instanceof ReadableStream) {
    outgoing.writeHead(status, headers)
    if (hasBody) return send(body, outgoing)
    await body.cancel()
    outgoing.end()
  } else if (body === null) {
    outgoing.writeHead(status, headers).end()
  } else {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
    headers.push('content-length', String(length))
    outgoing.writeHead(status, headers)
    if (hasBody) outgoing.end(body)
    else outgoing.end()
  }
}

/** The request line and headers; `null` when they are none. */
function askedBy(incoming: IncomingMessage, outgoing: ServerResponse): Asked | null {
  const { url = '/', headers } = incoming
  const target = url.startsWith('/') ? { host: headers.host ?? '', ...parts(url) } : absolute(url)
  if (target === null || !/^[\w.:[\]-]+$/.test(target.host)) return null
  return new NodeAsked(incoming, outgoing, target)
}

type Target = Pick<Asked, 'host' | 'path' | 'search'>

/** A class, because literals with a getter have a shape each, which V8 keeps long after they are gone. */
class NodeAsked implements Asked {
  readonly method: string
  readonly path: string
  readonly search: string
  readonly host: string
  readonly #headers: IncomingMessage['headers']
  readonly #outgoing: ServerResponse
  #gone: AbortController | null = null

  constructor({ method = 'GET', headers }: IncomingMessage, outgoing: ServerResponse, { host, path, search }: Target) {
    this.method = method
    this.path = path
    this.search = search
    this.host = host
    this.#headers = headers
    this.#outgoing = outgoing
  }

  header(name: string): string | null {
    const value = this.#headers[name]
    return typeof value === 'string' ? value : null
  }

  isGone(): boolean {
    return this.#outgoing.destroyed
  }

  /** Made when it is asked for: most requests are answered from memory. */
  get signal(): AbortSignal {
    if (this.#gone === null) {
      const controller = new AbortController()
      this.#gone = controller
      if (this.#outgoing.destroyed) controller.abort()
      this.#outgoing.once('close', () => controller.abort())
    }
    return this.#gone.signal
  }
}

/** A target in absolute form, whose host counts instead of the header's. */
function absolute(url: string): Target | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null
  const { host, pathname, search } = new URL(url)
  return { host, path: pathname, search: search.slice(1) }
}

async function send(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader()
  outgoing.on('close', () => reader.cancel().catch(() => undefined))
  reader.closed.catch(() => outgoing.destroy())
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    if (!outgoing.write(piece.value)) await roomIn(outgoing)
  }
  outgoing.end()
}

function roomIn(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off('drain', settle)
      outgoing.off('close', settle)
      resolve()
    }
    outgoing.on('drain', settle)
    outgoing.on('close', settle)
  })
}

const MALFORMED_PROBLEM = new Problem(400, 'MALFORMED', 'The request is malformed.', {
  headers: { connection: 'close' },
})

function malformed(): SentAnswer {
  const { status, headers, body } = problemAnswer(MALFORMED_PROBLEM, null)
  return { status, headers: protectedHeaders(headers, null), body }
}
