import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import {
  type Attempt,
  type AttemptResult,
  cancelOutcomeOf,
  NEVER_CONNECTED,
  placeOutcomeOf,
  sendOnce,
} from '../../src/index.ts'

const BODY = '{"stake":"10.00 €"}'
const signal = new AbortController().signal

/** A venue that keeps what reaches it. */
async function openVenue(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const bodies: string[] = []
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    bodies,
    requests,
    url: `http://127.0.0.1:${port}/place?by=hand`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const attempt = (url: string, change: Partial<Attempt> = {}): Attempt => ({
  url,
  body: () => BODY,
  timeoutMs: 5_000,
  signal,
  ...change,
})

const mayLeave = () => true

describe('an attempt', () => {
  test('is sent whole, once, on a connection that is closed behind it', async () => {
    await using venue = await openVenue((_request, response) => response.writeHead(201).end('taken'))
    const moments: string[] = []
    const body = () => {
      moments.push('written down')
      return BODY
    }
    const result = await sendOnce(attempt(venue.url, { body, headers: { 'x-ref': '7' } }), {
      mayLeave: () => moments.push('may leave') > 0,
      midWrite: () => void moments.push('mid write'),
      afterWrite: () => void moments.push('written'),
      beforeParse: () => void moments.push('answered'),
    })
    expect(result).toEqual({ kind: 'answered', status: 201, body: 'taken' })
    expect(moments).toEqual(['written down', 'may leave', 'mid write', 'written', 'answered'])
    expect(venue.bodies).toEqual([BODY])
    expect(venue.requests[0]).toMatchObject({ method: 'POST', url: '/place?by=hand' })
    expect(venue.requests[0]?.headers).toMatchObject({ connection: 'close', 'x-ref': '7' })
  })

  test('is not written where it may not leave once the connection stands', async () => {
    await using venue = await openVenue((_request, response) => response.end())
    const result = await sendOnce(attempt(venue.url), { mayLeave: () => false })
    expect(result).toMatchObject({ kind: 'failed', wrote: false, code: 'SEND_DEADLINE' })
    expect(venue.requests).toEqual([])
  })

  test.each([301, 307, 429, 500, 503])('answered with %i is told and not sent again', async (status) => {
    await using venue = await openVenue((_request, response) =>
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end('no'),
    )
    expect(await sendOnce(attempt(venue.url), { mayLeave })).toEqual({ kind: 'answered', status, body: 'no' })
    expect(venue.bodies).toHaveLength(1)
  })

  test.each([
    ['is reset instead of answered', (socket: Socket) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['is hung up on', (socket: Socket) => socket.destroy(), 'ECONNRESET'],
    [
      'is answered in half',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a'),
      'ECONNRESET',
    ],
  ])('that %s has left', async (_what, react, code) => {
    await using venue = await openVenue((request) => void react(request.socket))
    const result = await sendOnce(attempt(venue.url), { mayLeave })
    expect(result).toMatchObject({ kind: 'failed', wrote: true, code })
    expect(venue.bodies).toHaveLength(1)
  })

  test('that is never answered is given up in time, and so is one that is called off', async () => {
    await using venue = await openVenue(() => undefined)
    expect(await sendOnce(attempt(venue.url, { timeoutMs: 50 }), { mayLeave })).toMatchObject({
      wrote: true,
      code: 'CLIENT_TIMEOUT',
    })
    const controller = new AbortController()
    const pending = sendOnce(attempt(venue.url, { signal: controller.signal }), {
      mayLeave,
      afterWrite: () => controller.abort(),
    })
    expect(await pending).toMatchObject({ wrote: true, code: 'ABORTED' })
    expect(await sendOnce(attempt(venue.url, { signal: controller.signal }), { mayLeave })).toMatchObject({
      wrote: false,
      code: 'ABORTED',
    })
  })

  test('with nobody at the other end has not left', async () => {
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const result = await sendOnce(attempt(`http://127.0.0.1:${port}/`), { mayLeave })
    expect(result).toMatchObject({ kind: 'failed', wrote: false, code: 'ECONNREFUSED' })
  })

  test.each([
    ['a line break', { 'x-ref': 'a\r\nx-stake: 1000' }],
    ['a letter beyond Latin-1', { 'x-ref': 'ставка' }],
    ['a name with a space', { 'x ref': '7' }],
  ])('with %s in a header is not sent, and leaves nothing behind that fails later', async (_what, headers) => {
    await using venue = await openVenue((_request, response) => response.end())
    const controller = new AbortController()
    const change = { headers, timeoutMs: 20, signal: controller.signal }
    const result = await sendOnce(attempt(venue.url, change), { mayLeave })
    expect(result).toMatchObject({ kind: 'failed', wrote: false, code: 'INVALID_REQUEST' })
    expect(placeOutcomeOf(result, () => null).kind).toBe('not-sent')
    expect(cancelOutcomeOf(result, () => null).kind).toBe('refused')
    // A timer or listener that outlived the attempt would end the process here.
    controller.abort()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(venue.requests).toEqual([])
  })

  test('of nothing but an empty body is sent', async () => {
    await using venue = await openVenue((_request, response) => response.end('done'))
    const result = await sendOnce(attempt(venue.url, { body: () => '', method: 'DELETE' }), { mayLeave })
    expect(result).toMatchObject({ kind: 'answered', body: 'done' })
    expect(venue.requests[0]?.method).toBe('DELETE')
  })

  test('that cannot be written down rejects with the reason, and nothing was sent', async () => {
    await using venue = await openVenue((_request, response) => response.end())
    const body = () => {
      throw new RangeError('no such stake')
    }
    await expect(sendOnce(attempt(venue.url, { body }), { mayLeave })).rejects.toThrow('no such stake')
    expect(venue.bodies).toEqual([])
  })

  test('with an answer beyond all bounds has left', async () => {
    await using venue = await openVenue((_request, response) => response.end('x'.repeat(100)))
    expect(await sendOnce(attempt(venue.url, { maxBodyBytes: 99 }), { mayLeave })).toMatchObject({
      wrote: true,
      code: 'ANSWER_TOO_LARGE',
    })
    expect(await sendOnce(attempt(venue.url, { maxBodyBytes: 100 }), { mayLeave })).toMatchObject({ kind: 'answered' })
  })

  test('to any other address than http: is refused', async () => {
    await expect(sendOnce(attempt('https://127.0.0.1/'), { mayLeave })).rejects.toMatchObject({ code: 'INVALID_VALUE' })
  })
})

describe('what came of it', () => {
  const answered: AttemptResult = { kind: 'answered', status: 200, body: '?' }
  const failed = (code: string, wrote: boolean): AttemptResult => ({ kind: 'failed', wrote, code, message: 'why' })

  test.each(NEVER_CONNECTED)('%s: not sent while nothing was written, unknown after', (code) => {
    expect(placeOutcomeOf(failed(code, false), () => null)).toEqual({
      kind: 'not-sent',
      reason: { code, message: 'why' },
    })
    expect(placeOutcomeOf(failed(code, true), () => null).kind).toBe('unknown')
    expect(cancelOutcomeOf(failed(code, false), () => null).kind).toBe('refused')
    expect(cancelOutcomeOf(failed(code, true), () => null).kind).toBe('unknown')
  })

  test('any other failure is unknown, written or not', () => {
    for (const code of ['EPIPE', 'HPE_INVALID_CONSTANT', 'ANSWER_TOO_LARGE', 'toString', '']) {
      for (const wrote of [true, false]) expect(placeOutcomeOf(failed(code, wrote), () => null).kind).toBe('unknown')
    }
  })

  test('an answer is what its reader says, and unknown where that says nothing or fails', () => {
    const rejected = { kind: 'rejected', reason: { code: 'NO', message: 'no' } } as const
    expect(placeOutcomeOf(answered, () => rejected)).toBe(rejected)
    const broken = () => {
      throw new TypeError('a bug')
    }
    for (const read of [() => null, broken]) {
      expect(placeOutcomeOf(answered, read)).toMatchObject({ kind: 'unknown', reason: { code: 'UNREADABLE' } })
      expect(cancelOutcomeOf(answered, read)).toMatchObject({ kind: 'unknown', reason: { code: 'UNREADABLE' } })
    }
  })
})
