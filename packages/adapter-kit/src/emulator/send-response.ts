import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Fault } from './fault.ts'

/** What a proxy in front of a broken service shows. */
const PAGE = (status: number): string =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status} upstream failure</h1></body></html>\n`

/** The answer that a fault gives instead of the service; `null` where the service itself answers. */
export function faultResponse(fault: Fault): Response | null {
  switch (fault.kind) {
    case 'html':
      return new Response(PAGE(fault.status), { status: fault.status, headers: { 'content-type': 'text/html' } })
    case 'rate-limited': {
      const headers = new Headers({ 'content-type': 'application/json' })
      if (fault.retryAfterSeconds !== null) headers.set('retry-after', String(fault.retryAfterSeconds))
      return new Response('{"message":"Requests are being made too frequently."}\n', { status: 429, headers })
    }
    case 'invalid-json':
      return new Response('[{"id":"4f0c', { headers: { 'content-type': 'application/json' } })
    case 'latency':
    case 'reset':
    case 'half-body':
    case 'half-gzip':
    case 'slow-drip':
    case 'lost-answer':
    case 'held-answer':
      return null
  }
}

/** Writes a fetch response to a socket, spoiled by `fault`. */
export async function sendResponse(
  response: Response,
  out: ServerResponse,
  fault: Fault | null,
  reset: () => void,
): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  out.statusCode = response.status
  for (const [name, value] of response.headers) out.appendHeader(name, value)
  if (fault?.kind === 'half-gzip') {
    const packed = response.headers.get('content-encoding') === 'gzip' ? body : gzipSync(body)
    const half = packed.subarray(0, packed.length >> 1)
    out.setHeader('content-encoding', 'gzip')
    out.setHeader('content-length', half.length)
    out.end(half)
    return
  }
  out.setHeader('content-length', body.length)
  if (fault?.kind === 'half-body') {
    out.write(body.subarray(0, body.length >> 1))
    await delay(5)
    reset()
  } else if (fault?.kind === 'slow-drip') {
    for (let at = 0; at < body.length && !out.destroyed; at += fault.bytes) {
      out.write(body.subarray(at, at + fault.bytes))
      await delay(fault.everyMs)
    }
    out.end()
  } else {
    out.end(body)
  }
}
