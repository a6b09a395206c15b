import { Problem } from '../http/problem.ts'
import { parameters, wholeNumber } from '../http/query.ts'
import type { Routes } from '../http/routes.ts'
import type { Hub } from '../live/hub.ts'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies that buffer would hold news back.
  'x-accel-buffering': 'no',
}

/** Live news as server-sent events. */
export function eventsRoutes(hub: Hub): Routes {
  return {
    '/events': async (asked) => {
      parameters(asked, [])
      const header = asked.header('last-event-id')
      const bounds = { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER }
      const lastSeen = header === null || header === '' ? null : wholeNumber('Last-Event-ID', header, bounds)
      // Answered without a stream, which nobody would read.
      if (asked.method === 'HEAD') return { status: 200, headers: HEADERS, body: null }
      if (hub.isFull) {
        throw new Problem(503, 'TOO_MANY_STREAMS', 'As many event streams are open as this monitor allows.', {
          headers: { 'retry-after': '5' },
        })
      }
      const reader = await hub.open(lastSeen, asked.signal)
      return { status: 200, headers: HEADERS, body: reader.body }
    },
  }
}
