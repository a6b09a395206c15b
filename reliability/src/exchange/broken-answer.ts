import type { ServerResponse } from 'node:http'
import type { Random } from '@betting-advisor/core/simulation'

/** Ways in which an answer does not come. */
const WAYS = ['reset', 'close', 'hang', 'half', 'gateway'] as const

/** Ends a request without its answer, in one of the ways that networks know. */
export function breakAnswer(out: ServerResponse, body: string, random: Random): void {
  const way = WAYS[Math.floor(random() * WAYS.length)] ?? 'reset'
  switch (way) {
    case 'reset':
      out.socket?.resetAndDestroy()
      return
    case 'close':
      out.socket?.destroy()
      return
    case 'hang':
      // Until the client loses patience; the connection may not outlive it.
      return
    case 'half':
      out.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      out.write(body.slice(0, body.length >> 1))
      setTimeout(() => out.socket?.resetAndDestroy(), 2)
      return
    case 'gateway':
      out.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')
  }
}
