import { silentLogger } from '@betting-advisor/core'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'
import { createFaultQueue, type Fault, seededFaults, serveEmulator } from '../src/emulator.ts'

describe('serving', () => {
  test('hands requests to the handler and its responses back', async () => {
    await using server = await serveEmulator(async (request) => {
      const body = await request.text()
      return Response.json(
        { method: request.method, url: request.url, header: request.headers.get('x-one'), body },
        {
          status: 201,
          headers: [
            ['x-two', '2'],
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
          ],
        },
      )
    })
    const response = await fetch(`${server.url}/path?q=1`, { method: 'POST', headers: { 'x-one': '1' }, body: 'hello' })
    expect(response.status).toBe(201)
    expect(response.headers.get('x-two')).toBe('2')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.json()).toEqual({ method: 'POST', url: `${server.url}/path?q=1`, header: '1', body: 'hello' })
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  })

  test('a handler that throws answers 500 and is told', async () => {
    const complaints: object[] = []
    const error = new Error('bug')
    const logger = { ...silentLogger, error: (fields: object) => complaints.push(fields) }
    await using server = await serveEmulator(() => Promise.reject(error), { logger })
    expect((await fetch(`${server.url}/a?apiKey=canary`)).status).toBe(500)
    expect(complaints).toEqual([{ error, path: '/a' }])
  })

  test('closing cuts what is under way, and can be done twice', async () => {
    const server = await serveEmulator(() => new Promise<Response>(() => {}))
    const pending = fetch(server.url)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await server.close()
    await server.close()
    await expect(pending).rejects.toThrow('fetch failed')
  })

  test('a port in use is named, with what to do', async () => {
    await using server = await serveEmulator(() => new Response())
    await expect(serveEmulator(() => new Response(), { port: server.port })).rejects.toMatchObject({
      code: 'EMULATOR_NOT_SERVED',
      message: expect.stringMatching(new RegExp(`Port ${server.port} .*choose another port`)),
    })
  })
})

describe('faults', () => {
  async function spoiled(fault: Fault) {
    const faults = createFaultQueue()
    faults.add(fault)
    await using server = await serveEmulator(() => Response.json({ text: 'x'.repeat(200) }), { faults: faults.plan })
    const startedAt = performance.now()
    const outcome = await fetch(server.url).then(
      async (response) => ({ response, text: await response.text().catch((error: unknown) => error) }),
      (error: unknown) => ({ error }),
    )
    const took = performance.now() - startedAt
    expect((await fetch(server.url)).status).toBe(200)
    return { ...outcome, took }
  }

  test('latency', async () => {
    const { took } = await spoiled({ kind: 'latency', milliseconds: 50 })
    expect(took).toBeGreaterThanOrEqual(49)
  })

  test('reset', async () => {
    expect(await spoiled({ kind: 'reset' })).toMatchObject({
      error: { cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } },
    })
  })

  test('half a body', async () => {
    expect(await spoiled({ kind: 'half-body' })).toMatchObject({ response: { status: 200 }, text: expect.any(Error) })
  })

  test('half of what is packed', async () => {
    const outcome = await spoiled({ kind: 'half-gzip' })
    const text = 'text' in outcome ? outcome.text : null
    if (!(text instanceof Error)) expect(() => JSON.parse(String(text))).toThrow(SyntaxError)
    expect(outcome).toMatchObject({ response: { status: 200 } })
  })

  test('a page', async () => {
    const outcome = await spoiled({ kind: 'html', status: 503 })
    expect(outcome).toMatchObject({ response: { status: 503 }, text: expect.stringContaining('<html>') })
  })

  test('too many requests, with and without the time to wait', async () => {
    const told = await spoiled({ kind: 'rate-limited', retryAfterSeconds: 7 })
    expect('response' in told && [told.response.status, told.response.headers.get('retry-after')]).toEqual([429, '7'])
    const untold = await spoiled({ kind: 'rate-limited', retryAfterSeconds: null })
    expect('response' in untold && untold.response.headers.get('retry-after')).toBeNull()
  })

  test('invalid JSON', async () => {
    const outcome = await spoiled({ kind: 'invalid-json' })
    expect(() => JSON.parse('text' in outcome ? String(outcome.text) : '{}')).toThrow(SyntaxError)
  })

  test('a slow drip, whole in the end', async () => {
    const outcome = await spoiled({ kind: 'slow-drip', bytes: 50, everyMs: 10 })
    expect(outcome.took).toBeGreaterThanOrEqual(35)
    expect('text' in outcome && JSON.parse(String(outcome.text)).text).toHaveLength(200)
  })
})

describe('plans', () => {
  const request = new Request('http://x')

  test('a queue spoils in order, then what stands, then nothing', () => {
    const faults = createFaultQueue()
    faults.add({ kind: 'reset' }, 2)
    faults.always({ kind: 'half-body' })
    expect([1, 2, 3, 4].map(() => faults.plan(request)?.kind)).toEqual(['reset', 'reset', 'half-body', 'half-body'])
    faults.always(null)
    expect(faults.plan(request)).toBeNull()
    expect(faults.seen).toBe(5)
  })

  test('rates hold, and the same seed spoils the same requests', () => {
    const rates = [
      { fault: { kind: 'reset' }, rate: 0.1 },
      { fault: { kind: 'half-body' }, rate: 0.3 },
    ] as const
    const draw = (seed: string) => {
      const plan = seededFaults(rates, createSeededRandom(seed))
      return Array.from({ length: 4000 }, () => plan(request)?.kind ?? 'none')
    }
    const kinds = draw('a')
    expect(draw('a')).toEqual(kinds)
    expect(draw('b')).not.toEqual(kinds)
    const share = (kind: string) => kinds.filter((one) => one === kind).length / kinds.length
    expect(share('reset')).toBeCloseTo(0.1, 1)
    expect(share('half-body')).toBeCloseTo(0.3, 1)
  })
})
