import { Hono } from 'hono'
import { Problem } from '../http/problem.ts'
import { wholeNumber } from '../http/query.ts'
import type { Hub } from '../live/hub.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies that buffer would hold news back.
  'x-accel-buffering': 'no',
}

/** Live news as server-sent events. */
export function eventsRoutes(hub: Hub): Hono {
  return new Hono().get('/events', async (context) => {
    const header = context.req.header('last-event-id')
    const bounds = { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER }
    const lastSeen = header === undefined || header === '' ? null : wholeNumber('Last-Event-ID', header, bounds)
    // Answered without a stream, which nobody would read.
    if (context.req.raw.method === 'HEAD') return context.body(null, 200, HEADERS)
    if (hub.isFull) {
      throw new Problem(503, 'TOO_MANY_STREAMS', 'As many event streams are open as this monitor allows.', {
        headers: { 'retry-after': '5' },
      })
    }
    const reader = await hub.open(lastSeen)
    return context.body(reader.body, 200, HEADERS)
  })
}
