import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type ConnectionLimits, createConnectionGuard } from '../src/http/connections.ts'
import { createMonitor } from '../src/index.ts'
import { createScriptedAdvisor } from './support/scripted-advisor.ts'
import { exchange, openCrowd } from './support/sockets.ts'

const MEGABYTE = 1_048_576
const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`

/** A monitor in another process, whose memory is its own. */
async function attacked() {
  const file = fileURLToPath(new URL('support/attacked.ts', import.meta.url))
  const child = fork(file, { execArgv: ['--conditions=@betting-advisor/source'] })
  onTestFinished(() => void child.kill())
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    port,
    async rss() {
      child.send('rss')
      const [{ rss }] = (await once(child, 'message')) as [{ rss: number }]
      return rss
    },
  }
}

/** Whether a new client is answered. */
function alive(port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/livez', agent: false, timeout: 60_000 }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', ({ message }) => resolve(message))
    request.on('timeout', () => request.destroy(new Error('no answer')))
  })
}

describe('a monitor under attack', () => {
  it.each([
    ['a file, packed or not', '/assets/uplot.js'],
    ['what asks the store', '/api/v1/orders?limit=200'],
    ['health', '/livez'],
  ])('does not pile up answers to requests sent ahead for %s', async (_, path) => {
    const monitor = await attacked()
    expect(await alive(monitor.port)).toBe(200)
    const before = await monitor.rss()
    using crowd = await openCrowd(monitor.port, 10, ask(path).repeat(1_000))
    expect(await alive(monitor.port)).toBe(200)
    await vi.waitFor(() => expect(crowd.broken()).toBe(10), { timeout: 60_000, interval: 50 })
    // 10,000 answers of 50 kB would be 500 MB.
    expect(await monitor.rss()).toBeLessThan(before + 200 * MEGABYTE)
  })

  it.each([
    ['say nothing', ''],
    ['never end their headers', 'GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '],
    ['never take their answers', ask('/api/v1/orders?limit=20').repeat(8)],
    ['stay after an answer', ask('/livez')],
  ])('answers although more than all its connections %s', async (_, text) => {
    const monitor = await attacked()
    const before = await monitor.rss()
    using crowd = await openCrowd(monitor.port, 400, text)
    for (let attempt = 0; attempt < 3; attempt++) expect(await alive(monitor.port)).toBe(200)
    await vi.waitFor(() => expect(crowd.broken()).toBeGreaterThan(0), { timeout: 60_000, interval: 50 })
    expect(await monitor.rss()).toBeLessThan(before + 250 * MEGABYTE)
  })

  it('lets nobody hold an event stream beyond their number, and still answers', async () => {
    const monitor = await attacked()
    using crowd = await openCrowd(monitor.port, 200, ask('/api/v1/events'))
    expect(await alive(monitor.port)).toBe(200)
    expect(crowd.sockets).toHaveLength(200)
    expect(await exchange(monitor.port, ask('/api/v1/events'), 500)).toContain('TOO_MANY_STREAMS')
  })

  it('reads no body that does not say how long it is', async () => {
    const monitor = await attacked()
    const endless = `GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n${`400\r\n${'x'.repeat(1_024)}\r\n`.repeat(64)}`
    const answer = await exchange(monitor.port, endless, 5_000)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/connection: close/i)
  })
})

describe('the requests of one connection', () => {
  it('are answered one after another, in order', async () => {
    const advisor = createScriptedAdvisor()
    let asked = 0
    let most = 0
    const store = {
      ...advisor.store,
      async orders(query: Parameters<typeof advisor.store.orders>[0]) {
        asked += 1
        most = Math.max(most, asked)
        await new Promise((resolve) => setTimeout(resolve, 5))
        asked -= 1
        return advisor.store.orders(query)
      },
    }
    await using listening = await createMonitor({ ...advisor, store }).listen({ port: 0 })
    const paths = ['/api/v1/orders?limit=1', '/livez', '/api/v1/orders?limit=1', '/api/v1/none', '/health']
    const answers = await exchange(Number(new URL(listening.url).port), paths.map(ask).join(''))
    expect(answers.match(/HTTP\/1\.1 \d{3}/g)).toEqual([200, 200, 200, 404, 200].map((status) => `HTTP/1.1 ${status}`))
    expect(most).toBe(1)
  })

  it('end with whoever sent them: nothing more is asked of the store', async () => {
    const advisor = createScriptedAdvisor({ settledCount: 3 })
    const [page] = [await advisor.store.orders({ account: advisor.status().account })]
    let pages = 0
    const store = {
      ...advisor.store,
      async orders() {
        pages += 1
        await new Promise((resolve) => setTimeout(resolve, 10))
        // Finished ones only, page after page: a search that would go on for ever.
        return Array.from({ length: 200 }, (_, index) => ({
          ...(page[index % page.length] ?? expect.fail('no orders')),
          state: 'LAPSED' as const,
          reserved: 0 as never,
        }))
      },
    }
    await using listening = await createMonitor({ ...advisor, store }).listen({ port: 0 })
    const port = Number(new URL(listening.url).port)
    using crowd = await openCrowd(port, 3, ask('/api/v1/orders?state=open'))
    await vi.waitFor(() => expect(pages).toBeGreaterThan(6))
    for (const socket of crowd.sockets) socket.destroy()
    await vi.waitFor(async () => {
      const seen = pages
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(pages).toBe(seen)
    })
  })
})

describe('a guard of connections', () => {
  const LIMITS: ConnectionLimits = { connections: 4, streams: 1, untakenBytes: 4 * MEGABYTE, takeWithinMs: 60_000 }

  async function guarded(
    answer: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>,
    limits: Partial<ConnectionLimits> = {},
  ) {
    const guard = createConnectionGuard(answer, { ...LIMITS, ...limits })
    const server = createServer(guard.listener)
    guard.watch(server)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    return (server.address() as AddressInfo).port
  }

  const large = async (_: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.end(Buffer.alloc(8 * MEGABYTE))
  }

  it('breaks off those who take nothing once too much is written for all of them', async () => {
    const port = await guarded(large)
    using crowd = await openCrowd(port, 3, ask('/'))
    await vi.waitFor(() => expect(crowd.broken()).toBe(2), { timeout: 60_000 })
  })

  it('breaks off no more of them than it takes to be within the bound again', async () => {
    const bytes = Buffer.alloc(16 * MEGABYTE)
    const sockets = new Set<Socket>()
    const hold = async ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
      sockets.add(socket)
      outgoing.end(bytes)
    }
    const port = await guarded(hold, { connections: 8, untakenBytes: 4.5 * bytes.length })
    using crowd = await openCrowd(port, 5, ask('/'))
    const brokenOff = () => [...sockets].filter(({ destroyed }) => destroyed).length
    await vi.waitFor(() => expect(brokenOff()).toBeGreaterThan(0), { timeout: 60_000 })
    expect([sockets.size, brokenOff()]).toEqual([5, 1])
    expect(crowd.sockets).toHaveLength(5)
  })

  it('breaks off whoever does not take his answer in time', async () => {
    const port = await guarded(large, { takeWithinMs: 100 })
    using crowd = await openCrowd(port, 1, ask('/'))
    await vi.waitFor(() => expect(crowd.broken()).toBe(1), { timeout: 60_000 })
  })

  it('sends away nobody whose answer is being made, and keeps a few places beyond', async () => {
    let made = 0
    const port = await guarded(async (incoming, outgoing) => {
      if (incoming.url === '/livez') outgoing.end('live')
      else made += 1
    })
    using crowd = await openCrowd(port, 4, ask('/slow'))
    await vi.waitFor(() => expect(made).toBe(4))
    expect(await alive(port)).toBe(200)
    expect(crowd.broken()).toBe(0)
  })
})
