import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { SECURITY_HEADERS } from '../security/response-headers.ts'

/**
 * Lets node:http ask a fetch handler that reads no bodies. A stream that ends in an error breaks the connection off at once, even
 * when its reader takes nothing any more: a reader who is dropped holds no socket.
 */
export function nodeBridge(fetch: (request: Request) => Promise<Response>): RequestListener {
  return (incoming, outgoing) => {
    answer(fetch, incoming, outgoing).catch(() => outgoing.destroy())
  }
}

async function answer(
  fetch: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = asRequest(incoming)
  const response = request === null ? malformed() : await fetch(request)
  const { body } = response
  const headers = Object.fromEntries(response.headers)
  if (body === null || incoming.method === 'HEAD') {
    await body?.cancel()
    outgoing.writeHead(response.status, headers).end()
  } else if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    outgoing.writeHead(response.status, headers)
    await send(body, outgoing)
  } else {
    const content = new Uint8Array(await response.arrayBuffer())
    outgoing.writeHead(response.status, { ...headers, 'content-length': content.byteLength }).end(content)
  }
}

/** The request line and headers as a fetch request; `null` when they are none. */
function asRequest({ method = 'GET', url = '/', headers, rawHeaders }: IncomingMessage): Request | null {
  const address = url.startsWith('/') ? `http://${headers.host ?? ''}${url}` : url
  if (!URL.canParse(address)) return null
  const list: [string, string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  }
  try {
    return new Request(address, { method, headers: list })
  } catch {
    // Methods and header values that fetch does not know, such as TRACE.
    return null
  }
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

function malformed(): Response {
  const problem = {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The request is malformed.',
    code: 'MALFORMED',
  }
  return new Response(JSON.stringify(problem), {
    status: 400,
    headers: { ...SECURITY_HEADERS, 'content-type': 'application/problem+json; charset=utf-8', connection: 'close' },
  })
}
