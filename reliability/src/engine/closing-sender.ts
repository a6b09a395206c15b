import type { Attempt, OrderClient } from '@betting-advisor/adapter-kit'
import type { OneOrMore, PlaceOutcome } from '@betting-advisor/core/venue'
import { request } from '../client/node-http.ts'
import type { FastClock } from './fast-clock.ts'

/** Sends orders as most clients do: what is given up is closed, and is said to have been reset. */
export function createClosingSender(port: number, clock: FastClock): Pick<OrderClient, 'place'> {
  return {
    async place(attempt, _count, read) {
      const answer = await answered(port, attempt)
      const said = answer === null ? null : read(answer)
      return said ?? unknown(clock)
    },
  }
}

function unknown(clock: FastClock): OneOrMore<PlaceOutcome> {
  return [{ kind: 'unknown', reason: { code: 'NO_ANSWER', message: 'given up' }, resetAt: clock.now() }]
}

/** The whole answer; `null` where none came in time, or where nothing was to leave. */
function answered(
  port: number,
  { path, body, timeoutMs, mayLeave }: Attempt,
): Promise<{ readonly status: number; readonly body: string } | null> {
  return new Promise((resolve) => {
    const written = body()
    if (!mayLeave()) {
      resolve(null)
      return
    }
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(written) }
    const asked = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', () => resolve(null))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    asked.on('error', () => resolve(null))
    setTimeout(() => {
      asked.destroy()
      resolve(null)
    }, timeoutMs)
    asked.end(written)
  })
}
