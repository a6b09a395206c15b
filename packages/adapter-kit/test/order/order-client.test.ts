import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { money } from '@betting-advisor/core'
import type { OneOrMore, PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { type Attempt, createOrderClient, type OrderClientSettings, type PlaceReader } from '../../src/index.ts'

const BODY = '{"stake":"10.00 €"}'
const NEVER = new AbortController().signal
const TAKEN: PlaceOutcome = { kind: 'accepted', venueOrderId: '7', matchedStake: money(0), averagePrice: null }
const read: PlaceReader = ({ status }) => (status === 200 ? [TAKEN] : null)

const authority = makeCertificate({ name: 'authority' })
const good = makeCertificate({ name: 'venue', issuer: authority, addresses: ['127.0.0.1'], hosts: ['localhost'] })
const foreign = makeCertificate({ name: 'elsewhere', issuer: authority, hosts: ['elsewhere.example'] })
const trusted = { ca: authority.certificate }

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  path: '/place?by=hand',
  body: () => BODY,
  timeoutMs: 5_000,
  signal: NEVER,
  mayLeave: () => true,
  ...change,
})

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A venue that keeps what reaches it, plain or encrypted. */
async function openVenue(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { secure = false, certificate = good } = {},
) {
  const bodies: string[] = []
  const requests: IncomingMessage[] = []
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request)
    let body = ''
    request.setEncoding('utf8')
    request.on('error', () => undefined)
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      answer(request, response)
    })
  }
  const server = secure
    ? createSecureServer({ cert: certificate.certificate, key: certificate.key }, listen)
    : createServer(listen)
  server.on('tlsClientError', () => undefined)
  server.on('connection', (socket: Socket) => socket.on('error', () => undefined))
  const port = await portOf(server)
  return {
    bodies,
    requests,
    port,
    origin: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function clientOf(origin: string, settings: Partial<OrderClientSettings> = {}) {
  const client = createOrderClient({ origin, tls: trusted, ...settings })
  return { ...client, [Symbol.asyncDispose]: () => client.close() }
}

const taken = (_: IncomingMessage, response: ServerResponse) => void response.end('taken')

describe.each([
  ['plain', false],
  ['encrypted', true],
])('an order over a connection that is %s', (_, secure) => {
  test('is sent whole, once, and asked for right before it is', async () => {
    await using venue = await openVenue(taken, { secure })
    await using client = clientOf(venue.origin)
    const moments: string[] = []
    const note = (moment: string) => () => void moments.push(moment)
    const body = () => {
      moments.push('written down')
      return BODY
    }
    const mayLeave = () => moments.push('may leave') > 0
    const hooks = { midWrite: note('mid write'), afterWrite: note('written'), beforeParse: note('answered') }
    const headers = { 'x-ref': '7' }
    expect(await client.place(attempt({ body, mayLeave, hooks, headers }), 1, read)).toEqual([TAKEN])
    expect(moments).toEqual(['written down', 'may leave', 'mid write', 'written', 'answered'])
    expect(venue.bodies).toEqual([BODY])
    expect(venue.requests[0]).toMatchObject({ method: 'POST', url: '/place?by=hand' })
    expect(venue.requests[0]?.headers).toMatchObject({ 'x-ref': '7', 'content-type': 'application/json' })
  })

  test('keeps its connection for the next while all goes well, and never after', async () => {
    const answers: number[] = [200, 200, 502, 200]
    await using venue = await openVenue((__, response) => void response.writeHead(answers.shift() ?? 500).end('?'), {
      secure,
    })
    await using client = clientOf(venue.origin)
    const kinds: string[] = []
    for (let count = 0; count < 4; count += 1) {
      const [{ kind }] = await client.place(attempt(), 1, read)
      kinds.push(kind)
    }
    expect(kinds).toEqual(['accepted', 'accepted', 'unknown', 'accepted'])
    const ports = venue.requests.map(({ socket }) => socket.remotePort)
    expect(new Set(ports.slice(0, 3)).size).toBe(1)
    expect(ports[3]).not.toBe(ports[2])
    expect(venue.bodies).toHaveLength(4)
  })

  test('leaves the connection reset where its answer is given up, and says when', async () => {
    const gone: (string | undefined)[] = []
    const left = Promise.withResolvers<void>()
    await using venue = await openVenue(
      (request) => {
        request.socket.on('error', (error: NodeJS.ErrnoException) => {
          gone.push(error.code)
          left.resolve()
        })
        request.socket.on('close', () => left.resolve())
      },
      { secure },
    )
    await using client = clientOf(venue.origin, { clock: { now: () => 7 as never } })
    const [outcome] = await client.place(attempt({ timeoutMs: 300 }), 1, read)
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { code: 'CLIENT_TIMEOUT' }, resetAt: 7 })
    await left.promise
    expect(gone).toEqual(['ECONNRESET'])
  })

  test('never gets whole to a peer that stops reading in the middle of it, once it is given up', async () => {
    const size = 64 * 1024 * 1024
    let received = 0
    let isStopped = false
    const fault = Promise.withResolvers<string | undefined>()
    const stopped = Promise.withResolvers<Socket>()
    const listen = (socket: Socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => fault.resolve(error.code))
      socket.on('close', () => fault.resolve(undefined))
      socket.on('data', (chunk) => {
        received += chunk.length
        if (received < 200_000 || isStopped) return
        isStopped = true
        socket.pause()
        stopped.resolve(socket)
      })
    }
    const server = secure ? createTlsServer({ cert: good.certificate, key: good.key }, listen) : createTcpServer(listen)
    server.on('connection', (socket) => socket.on('error', () => undefined))
    const port = await portOf(server)
    await using client = clientOf(`${secure ? 'https' : 'http'}://127.0.0.1:${port}`)
    const stop = new AbortController()
    const placing = client.place(
      attempt({ body: () => 'x'.repeat(size), signal: stop.signal, timeoutMs: 60_000 }),
      1,
      read,
    )
    const socket = await stopped.promise
    stop.abort()
    const [outcome] = await placing
    expect(outcome).toMatchObject({ kind: 'unknown', reason: { code: 'ABORTED' }, resetAt: expect.any(Number) })
    // Whatever the other side reads now, the rest is not there.
    socket.resume()
    expect(await fault.promise).toBe('ECONNRESET')
    expect(received).toBeLessThan(size)
    server.close()
  })

  test.each([
    ['is reset instead of answered', (socket: Socket) => socket.resetAndDestroy()],
    ['is hung up on', (socket: Socket) => socket.destroy()],
    ['is answered in half', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a')],
    ['is answered with nonsense', (socket: Socket) => socket.write('HTTP/9.9 what\r\n\r\n')],
    ['is answered twice over', (socket: Socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 what')],
  ])('that %s is unknown, sent once, and its connection gone', async (_what, react) => {
    if (secure && _what === 'is reset instead of answered') return
    await using venue = await openVenue((request) => void react(request.socket), { secure })
    await using client = clientOf(venue.origin)
    const [outcome] = await client.place(attempt({ timeoutMs: 2_000 }), 1, read)
    expect(outcome).toMatchObject({ kind: 'unknown', resetAt: expect.any(Number) })
    expect(venue.bodies).toHaveLength(1)
  })

  test('that must not leave any more when its connection stands is not sent', async () => {
    await using venue = await openVenue(taken, { secure })
    await using client = clientOf(venue.origin)
    const [outcome] = await client.place(attempt({ mayLeave: () => false }), 1, read)
    expect(outcome).toMatchObject({ kind: 'not-sent', reason: { code: 'HELD_BACK' } })
    expect(outcome).not.toHaveProperty('resetAt')
    expect(venue.requests).toEqual([])
  })

  test('is not sent over a connection that was closed while nothing was sent on it', async () => {
    await using venue = await openVenue(taken, { secure })
    await using client = clientOf(venue.origin)
    expect(await client.place(attempt(), 1, read)).toEqual([TAKEN])
    const [first] = venue.requests
    const closed = once(first?.socket ?? expect.fail('there was one'), 'close')
    first?.socket.destroy()
    await closed
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await client.place(attempt(), 1, read)).toEqual([TAKEN])
    expect(venue.bodies).toHaveLength(2)
  })
})

describe('an order', () => {
  test('for a venue of another name, or of an unknown authority, is not sent', async () => {
    await using elsewhere = await openVenue(taken, { secure: true, certificate: foreign })
    await using named = clientOf(elsewhere.origin)
    expect(await named.place(attempt(), 1, read)).toMatchObject([
      { kind: 'not-sent', reason: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
    ])
    await using venue = await openVenue(taken, { secure: true })
    await using trusting = clientOf(venue.origin, { tls: {} })
    expect(await trusting.place(attempt(), 1, read)).toMatchObject([{ kind: 'not-sent' }])
    // Its certificate is good for that host as well, of which it is told.
    await using byName = clientOf(`https://localhost:${venue.port}`)
    expect(await byName.place(attempt(), 1, read)).toEqual([TAKEN])
    expect(elsewhere.requests).toEqual([])
  })

  test('that cannot be connected in time, or is called off, is not sent', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => undefined))
    const port = await portOf(server)
    await using silent = clientOf(`https://127.0.0.1:${port}`)
    expect(await silent.place(attempt({ timeoutMs: 200 }), 1, read)).toMatchObject([
      { kind: 'not-sent', reason: { code: 'CLIENT_TIMEOUT' } },
    ])
    expect(await silent.place(attempt({ signal: AbortSignal.abort() }), 1, read)).toMatchObject([
      { kind: 'not-sent', reason: { code: 'ABORTED' } },
    ])
    await new Promise((resolve) => server.close(resolve))
    await using nobody = clientOf(`http://127.0.0.1:${port}`)
    expect(await nobody.place(attempt(), 1, read)).toMatchObject([
      { kind: 'not-sent', reason: { code: 'ECONNREFUSED' } },
    ])
  })

  test.each([
    ['a line break', { 'x-ref': 'a\r\nx-stake: 1000' }],
    ['a letter beyond Latin-1', { 'x-ref': 'ставка' }],
    ['a name with a space', { 'x ref': '7' }],
    ['an expectation, which would hold it up half sent', { expect: '100-continue' }],
  ])('with %s in a header is not sent', async (_what, headers) => {
    await using venue = await openVenue(taken)
    await using client = clientOf(venue.origin)
    expect(await client.place(attempt({ headers }), 1, read)).toMatchObject([
      { kind: 'not-sent', reason: { code: 'INVALID_REQUEST' } },
    ])
    expect(await client.cancel(attempt({ headers }), () => null)).toMatchObject({ kind: 'refused' })
    expect(venue.requests).toEqual([])
  })

  test.each([301, 307, 429, 500, 503])('answered with %i is told and not sent again', async (status) => {
    await using venue = await openVenue((_request, response) =>
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end('no'),
    )
    await using client = clientOf(venue.origin)
    expect(await client.place(attempt(), 1, read)).toMatchObject([{ kind: 'unknown', reason: { code: 'UNREADABLE' } }])
    expect(venue.bodies).toHaveLength(1)
  })

  test('with an answer beyond all bounds is unknown', async () => {
    await using venue = await openVenue((_request, response) => response.end('x'.repeat(100)))
    await using client = clientOf(venue.origin)
    expect(await client.place(attempt({ maxBodyBytes: 99 }), 1, read)).toMatchObject([
      { kind: 'unknown', reason: { code: 'ANSWER_TOO_LARGE' }, resetAt: expect.any(Number) },
    ])
    expect(await client.place(attempt({ maxBodyBytes: 100 }), 1, read)).toEqual([TAKEN])
  })

  test('that cannot be written down rejects with the reason, and nothing was sent', async () => {
    await using venue = await openVenue(taken)
    await using client = clientOf(venue.origin)
    const body = () => {
      throw new RangeError('no such stake')
    }
    await expect(client.place(attempt({ body }), 1, read)).rejects.toThrow('no such stake')
    const mayLeave = () => {
      throw new RangeError('no such gate')
    }
    await expect(client.place(attempt({ mayLeave }), 1, read)).rejects.toThrow('no such gate')
    expect(venue.requests).toEqual([])
  })

  test('of several is told one by one, and unknown all where the answer is for others', async () => {
    await using venue = await openVenue(taken)
    await using client = clientOf(venue.origin)
    const doubtful: PlaceOutcome = { kind: 'unknown', reason: { code: 'TIMEOUT', message: 'it does not know itself' } }
    const said: OneOrMore<PlaceOutcome> = [TAKEN, doubtful]
    expect(await client.place(attempt(), 2, () => said)).toEqual([TAKEN, { ...doubtful, resetAt: expect.any(Number) }])
    const others = await client.place(attempt(), 3, () => said)
    expect(others.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown'])
    const broken = () => {
      throw new TypeError('a bug')
    }
    expect(await client.place(attempt(), 1, broken)).toMatchObject([
      { kind: 'unknown', reason: { code: 'UNREADABLE' }, resetAt: expect.any(Number) },
    ])
    expect(await client.cancel(attempt(), broken)).toMatchObject({ kind: 'unknown', reason: { code: 'UNREADABLE' } })
  })

  test('is waited for by whoever closes the client', async () => {
    const answer = Promise.withResolvers<void>()
    const came = Promise.withResolvers<void>()
    await using venue = await openVenue((_request, response) => {
      came.resolve()
      void answer.promise.then(() => response.end('taken'))
    })
    const client = createOrderClient({ origin: venue.origin })
    const placing = client.place(attempt(), 1, read)
    await came.promise
    let isClosed = false
    const closing = client.close().then(() => {
      isClosed = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isClosed).toBe(false)
    answer.resolve()
    expect(await placing).toEqual([TAKEN])
    await closing
  })

  test('to any other address than http: or https: is refused', () => {
    expect(() => createOrderClient({ origin: 'ftp://127.0.0.1' })).toThrow('an http: or https: address')
  })
})
