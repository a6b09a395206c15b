/** Serves the routes of `requests.ts`, by the monitor or by node:http alone as the first argument says; tells its parent where, and what it cost. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SAMPLE_ACCOUNT, SAMPLE_TIME } from '@betting-advisor/core/testing'
import { createMonitor } from '@betting-advisor/monitor-http'
import { restingAdvisor } from './advisor.ts'

const advisor = await restingAdvisor()

function send(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The least that can answer the same. */
const bare: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/health': (response) => send(response, { status: 'pass' }),
  '/api/v1/status': (response) => send(response, advisor.status()),
  '/api/v1/orders?limit=50': async (response) => {
    const orders = await advisor.store.orders({ account: SAMPLE_ACCOUNT, limit: 50 })
    send(response, { orders, next: orders.at(-1)?.intent.key ?? null })
  },
  '/api/v1/log?limit=50': async (response) => {
    const last = await advisor.store.lastEventId(SAMPLE_ACCOUNT)
    const events = await advisor.store.events({ account: SAMPLE_ACCOUNT, after: last - 50, limit: 50 })
    send(response, { events: events.toReversed(), next: events[0]?.id ?? null })
  },
  '/api/v1/equity': async (response) => {
    const points = await advisor.store.equity(SAMPLE_ACCOUNT, SAMPLE_TIME)
    send(response, { points })
  },
}

async function listenBare(): Promise<number> {
  const server = createServer((request, response) => bare[request.url ?? '']?.(response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

const port =
  process.argv[2] === 'bare'
    ? await listenBare()
    : Number(new URL((await createMonitor(advisor).listen({ port: 0 })).url).port)

process.send?.({ port })
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.on('disconnect', () => process.exit())
