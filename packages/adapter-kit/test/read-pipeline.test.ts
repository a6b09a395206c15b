import { inspect } from 'node:util'
import { createSystemClock, isAdvisorError, type Logger } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { ApiError, createRateBudget } from '../src/index.ts'
import { CANARY, failureOf, openPipeline, START } from './harness.ts'

describe('a request', () => {
  test('is answered live, with its headers', async () => {
    await using service = await openPipeline()
    service.answerWith(() => Response.json({ value: 1, more: true }, { headers: { 'x-left': '7' } }))
    const answer = await service.get()
    expect(answer).toMatchObject({ freshness: 'live', value: { value: 1 }, receivedAt: START })
    expect(answer.freshness === 'live' && answer.headers.get('x-left')).toBe('7')
    expect(service.requests[0]?.headers.get('accept-encoding')).toContain('gzip')
  })

  test('leaves out parameters that are undefined, and encodes the others', async () => {
    await using service = await openPipeline()
    await service.get({ query: { a: undefined, b: 'x y&z' } })
    expect(new URL(service.requests[0]?.url ?? '').search).toBe('?b=x+y%26z')
  })

  test('is unpacked', async () => {
    const { gzipSync } = await import('node:zlib')
    await using service = await openPipeline()
    service.answerWith(() => new Response(gzipSync('{"value":5}'), { headers: { 'content-encoding': 'gzip' } }))
    expect(await service.get()).toMatchObject({ value: { value: 5 } })
  })

  test('works on the system’s clock', async () => {
    await using service = await openPipeline({}, createSystemClock())
    service.faults.add({ kind: 'html', status: 503 })
    expect(await service.get()).toMatchObject({ value: { value: 1 } })
  })
})

describe('what goes wrong', () => {
  test.each([
    ['NETWORK', { kind: 'reset' }, null],
    ['NETWORK', { kind: 'half-body' }, 200],
    ['TIMEOUT', { kind: 'latency', milliseconds: 4_000 }, null],
    ['TIMEOUT', { kind: 'slow-drip', bytes: 1, everyMs: 500 }, 200],
    ['HTTP_502', { kind: 'html', status: 502 }, 502],
    ['INVALID_BODY', { kind: 'invalid-json' }, 200],
    ['INVALID_BODY', { kind: 'half-gzip' }, 200],
    ['RATE_LIMITED', { kind: 'rate-limited', retryAfterSeconds: 1 }, 429],
  ] as const)('%s is tried three times and then told: %j', async (code, fault, status) => {
    await using service = await openPipeline(code === 'TIMEOUT' ? { attemptTimeoutMs: 1_000 } : {})
    service.faults.always(fault)
    const failing = failureOf(service.get())
    await service.pass(30_000)
    expect(await failing).toMatchObject({ code, status, isServiceFault: true, service: 'numbers' })
    expect(service.faults.seen).toBe(3)
  })

  test.each([
    ['INVALID_BODY', { kind: 'invalid-json' }, 3, 1],
    ['NETWORK', { kind: 'half-body' }, 3, 1],
    ['HTTP_502', { kind: 'html', status: 502 }, 3, 3],
  ] as const)(
    '%s of a metered service is asked for again at once only after a good answer: %j',
    async (code, fault, first, later) => {
      await using service = await openPipeline({ isMetered: true })
      service.faults.always(fault)
      for (const asked of [first, first + later, first + 2 * later]) {
        const failing = failureOf(service.get())
        await service.pass(30_000)
        expect(await failing).toMatchObject({ code })
        expect(service.faults.seen).toBe(asked)
      }
      service.faults.always(null)
      await service.get()
      const seen = service.faults.seen
      service.faults.add(fault)
      const again = service.get()
      await service.pass(30_000)
      expect(await again).toMatchObject({ freshness: 'live' })
      expect(service.faults.seen).toBe(seen + 2)
    },
  )

  test('every answer is heard of when it begins, whatever becomes of it', async () => {
    const heard: number[] = []
    await using service = await openPipeline({ maxRetries: 0, onAnswer: ({ status }) => heard.push(status) })
    service.faults.add({ kind: 'half-body' })
    service.faults.add({ kind: 'reset' })
    service.faults.add({ kind: 'html', status: 503 })
    for (let turn = 0; turn < 3; turn++) await failureOf(service.get())
    await service.get()
    expect(heard).toEqual([200, 503, 200])
  })

  test('what a service says is one line of an error', async () => {
    await using service = await openPipeline({
      errorOf: ({ status, text }) => new ApiError({ service: 'numbers', code: 'SAID', message: text, status }),
    })
    service.answerWith(() => new Response('no\r\nlevel=info all is well\u001b[2J\u009b2J', { status: 418 }))
    const { message } = (await failureOf(service.get())) as Error
    expect(message).toBe('no\\u000d\\nlevel=info all is well\\u001b[2J\\u009b2J')
  })

  test('a body that does not fit the schema is not asked for again, and says where', async () => {
    await using service = await openPipeline()
    service.answerWith(() => Response.json({ value: 'many' }))
    const error = await failureOf(service.get())
    expect(error).toMatchObject({
      code: 'INVALID_BODY',
      isRetryable: false,
      message: expect.stringContaining('value: '),
    })
    expect(service.requests).toHaveLength(1)
  })

  test.each([400, 401, 403, 404, 409, 422])(
    '%i is a refusal: told at once, and no fault of the service',
    async (status) => {
      await using service = await openPipeline({ maxFailures: 1 })
      service.answerWith(() => new Response('no', { status }))
      expect(await failureOf(service.get())).toMatchObject({ code: `HTTP_${status}`, status, isServiceFault: false })
      expect(service.requests).toHaveLength(1)
      expect(service.pipeline.breaker.snapshot().state).toBe('closed')
    },
  )

  test('the service’s own errors are told instead, where they can be read', async () => {
    await using service = await openPipeline({
      errorOf: ({ status, text }) => new ApiError({ service: 'numbers', code: text, message: text, status }),
    })
    service.answerWith(() => new Response('NO_SUCH_NUMBER', { status: 418 }))
    expect(await failureOf(service.get())).toMatchObject({ code: 'NO_SUCH_NUMBER', status: 418 })
  })

  test('a body larger than allowed is broken off, packed or not', async () => {
    const { gzipSync } = await import('node:zlib')
    await using service = await openPipeline({ maxBodyBytes: 1000 })
    service.answerWith(() => new Response(gzipSync(' '.repeat(5_000_000)), { headers: { 'content-encoding': 'gzip' } }))
    expect(await failureOf(service.get())).toMatchObject({ code: 'BODY_TOO_LARGE', isRetryable: false })
    service.answerWith(() => new Response(' '.repeat(1001)))
    expect(await failureOf(service.get())).toMatchObject({ code: 'BODY_TOO_LARGE' })
    service.answerWith(() => new Response(`${' '.repeat(987)}{"value": 123}`.slice(1)))
    expect(await service.get()).toMatchObject({ value: { value: 123 } })
  })

  test('a service that is not there', async () => {
    await using service = await openPipeline({ maxRetries: 0 })
    await service.server.close()
    expect(await failureOf(service.get())).toMatchObject({
      code: 'NETWORK',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('all attempts together have an end too', async () => {
    await using service = await openPipeline({ totalTimeoutMs: 120 })
    service.faults.always({ kind: 'latency', milliseconds: 8000 })
    const startedAt = performance.now()
    expect(await failureOf(service.get())).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('all attempts together'),
    })
    expect(performance.now() - startedAt).toBeLessThan(6000)
    expect(service.clock.holds).toBe(0)
  })
})

describe('retries', () => {
  test('wait on the clock, with jitter: half of 500 ms, half of 1000 ms', async () => {
    await using service = await openPipeline()
    service.faults.add({ kind: 'html', status: 503 }, 2)
    const reading = service.get()
    await service.pass(249)
    expect(service.faults.seen).toBe(1)
    await service.pass(1)
    expect(service.faults.seen).toBe(2)
    await service.pass(499)
    expect(service.faults.seen).toBe(2)
    await service.pass(1)
    expect(await reading).toMatchObject({ value: { value: 1 } })
  })

  test('wait at least as long as Retry-After says', async () => {
    await using service = await openPipeline()
    service.faults.add({ kind: 'rate-limited', retryAfterSeconds: 20 })
    const reading = service.get()
    await service.pass(20_249)
    expect(service.faults.seen).toBe(1)
    await service.pass(1)
    await reading
  })

  test('are not made when Retry-After is beyond the time of the request: the error says when', async () => {
    await using service = await openPipeline()
    service.faults.add({ kind: 'rate-limited', retryAfterSeconds: 90 })
    expect(await failureOf(service.get())).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 90_000 })
    expect(service.faults.seen).toBe(1)
  })

  test('are not made once the breaker has opened meanwhile', async () => {
    await using service = await openPipeline()
    service.faults.add({ kind: 'html', status: 503 })
    const failing = failureOf(service.get())
    await service.pass(100)
    service.pipeline.breaker.isolate('test')
    await service.pass(60_000)
    expect(await failing).toMatchObject({ code: 'HTTP_503' })
    expect(service.faults.seen).toBe(1)
  })
})

describe('the breaker', () => {
  test('counts requests that failed for good, opens, and comes back', async () => {
    await using service = await openPipeline({ maxFailures: 2, maxRetries: 0, resetTimeoutMs: 5000 })
    service.faults.always({ kind: 'html', status: 500 })
    await failureOf(service.get())
    await failureOf(service.get())
    expect(service.pipeline.breaker.snapshot()).toMatchObject({ name: 'numbers:read', state: 'open' })
    expect(await failureOf(service.get())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(service.faults.seen).toBe(2)
    service.faults.always(null)
    await service.pass(5000)
    expect(await service.get()).toMatchObject({ freshness: 'live' })
    expect(service.pipeline.breaker.snapshot().state).toBe('closed')
  })
})

describe('stale if error', () => {
  test('a remembered answer stands in, tagged, for as long as allowed', async () => {
    await using service = await openPipeline({ maxRetries: 0 })
    await service.get({ maxStaleMs: 10_000 })
    service.faults.always({ kind: 'html', status: 500 })
    await service.pass(10_000)
    const answer = await service.get({ maxStaleMs: 10_000 })
    expect(answer).toMatchObject({
      freshness: 'cached',
      value: { value: 1 },
      receivedAt: START,
      reason: { code: 'HTTP_500' },
    })
    await service.pass(1)
    expect(await failureOf(service.get({ maxStaleMs: 10_000 }))).toMatchObject({ code: 'HTTP_500' })
  })

  test('also behind an open breaker', async () => {
    await using service = await openPipeline()
    await service.get({ maxStaleMs: 1 })
    service.pipeline.breaker.isolate('test')
    expect(await service.get({ maxStaleMs: 1 })).toMatchObject({
      freshness: 'cached',
      reason: { code: 'SERVICE_UNAVAILABLE' },
    })
  })

  test('not for a refusal, not for another question, not unless asked for', async () => {
    await using service = await openPipeline({ maxRetries: 0 })
    await service.get({ maxStaleMs: 1000 })
    service.answerWith(() => new Response('no', { status: 401 }))
    expect(await failureOf(service.get({ maxStaleMs: 1000 }))).toMatchObject({ code: 'HTTP_401' })
    service.answerWith(() => new Response('no', { status: 500 }))
    expect(await failureOf(service.get({ maxStaleMs: 1000, path: '/other' }))).toMatchObject({ code: 'HTTP_500' })
    await service.pass(1)
    expect(await failureOf(service.get())).toMatchObject({ code: 'HTTP_500' })
  })
})

describe('limits', () => {
  test('the rate budget spaces requests on the clock', async () => {
    const clock = createSystemClock()
    await using service = await openPipeline({ budget: createRateBudget({ clock, perSecond: 50, burst: 1 }) }, clock)
    const startedAt = performance.now()
    await Promise.all([service.get(), service.get(), service.get()])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39)
  })

  test('a budget that is used up for longer than the request may take refuses it at once', async () => {
    await using service = await openPipeline({
      totalTimeoutMs: 1000,
      budget: { reserve: () => null, pause() {} },
      maxFailures: 1,
    })
    expect(await failureOf(service.get())).toMatchObject({ code: 'OVERLOADED', isServiceFault: false })
    expect(service.pipeline.breaker.snapshot().state).toBe('closed')
  })

  test('after 429 the budget rests for as long as the service asks', async () => {
    const pauses: number[] = []
    await using service = await openPipeline({ budget: { reserve: () => 0, pause: (ms) => void pauses.push(ms) } })
    service.faults.add({ kind: 'rate-limited', retryAfterSeconds: 120 })
    await failureOf(service.get())
    expect(pauses).toEqual([120_000])
  })

  test('so many at once, so many waiting, and no more', async () => {
    await using service = await openPipeline({ concurrency: 1, queue: 1, attemptTimeoutMs: 2000, maxRetries: 0 })
    let running = 0
    let most = 0
    service.answerWith(async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 30))
      running--
      return Response.json({ value: 1 })
    })
    const results = await Promise.allSettled([service.get(), service.get(), service.get()])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(results[2]).toMatchObject({ reason: { code: 'OVERLOADED' } })
    expect(most).toBe(1)
  })
})

describe('abort', () => {
  const reason = new Error('enough')

  test.each([
    ['while the service is silent', { kind: 'latency', milliseconds: 8000 }, 20],
    ['while it waits to try again', { kind: 'html', status: 503 }, 20],
    ['while the body drips', { kind: 'slow-drip', bytes: 1, everyMs: 180 }, 60],
  ] as const)('%s ends the request at once with its reason, and lets the clock go', async (_what, fault, afterMs) => {
    await using service = await openPipeline()
    service.faults.always(fault)
    const controller = new AbortController()
    const reading = failureOf(service.get({}, controller.signal))
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    const abortedAt = performance.now()
    controller.abort(reason)
    expect(await reading).toBe(reason)
    expect(performance.now() - abortedAt).toBeLessThan(6000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(service.clock.holds).toBe(0)
    expect(service.pipeline.breaker.snapshot().failures).toBe(0)
  })

  test('in the queue, too', async () => {
    await using service = await openPipeline({ concurrency: 1 })
    service.faults.always({ kind: 'latency', milliseconds: 4000 })
    const first = failureOf(service.get())
    const controller = new AbortController()
    const second = failureOf(service.get({}, controller.signal))
    setTimeout(() => controller.abort(reason), 20)
    const startedAt = performance.now()
    expect(await second).toBe(reason)
    expect(performance.now() - startedAt).toBeLessThan(3000)
    expect(await first).toBeNull()
    expect(service.requests).toHaveLength(1)
  })

  test('before it starts, nothing is sent', async () => {
    await using service = await openPipeline()
    expect(await failureOf(service.get({}, AbortSignal.abort(reason)))).toBe(reason)
    expect(service.requests).toHaveLength(0)
  })

  test('closing breaks off everything and takes nothing more', async () => {
    await using service = await openPipeline()
    service.faults.always({ kind: 'latency', milliseconds: 8000 })
    const reading = failureOf(service.get())
    await new Promise((resolve) => setTimeout(resolve, 20))
    await service.pipeline.close()
    expect(await reading).toMatchObject({ code: 'CLOSED' })
    expect(await failureOf(service.get())).toMatchObject({ code: 'CLOSED' })
  })
})

describe('a stepped clock', () => {
  test('stands still while a request is under way, and is let go whatever comes of it', async () => {
    await using service = await openPipeline({ maxRetries: 0 })
    let holds = 0
    service.answerWith(() => {
      holds = service.clock.holds
      return Response.json({ value: 1 })
    })
    await service.get()
    expect(holds).toBe(1)
    expect(service.clock.holds).toBe(0)
    service.faults.always({ kind: 'reset' })
    await failureOf(service.get())
    expect(service.clock.holds).toBe(0)
  })
})

describe('secrets', () => {
  test.each([
    { kind: 'reset' },
    { kind: 'latency', milliseconds: 2000 },
    { kind: 'html', status: 500 },
    { kind: 'invalid-json' },
    { kind: 'half-body' },
  ] as const)('are in no error and no log after %j', async (fault) => {
    const log: string[] = []
    const write = (fields: object, message?: string) => void log.push(`${message} ${inspect(fields, { depth: 9 })}`)
    const logger: Logger = { debug: write, info: write, warn: write, error: write }
    await using service = await openPipeline({ logger, ...(fault.kind === 'latency' && { attemptTimeoutMs: 1000 }) })
    await service.get()
    service.faults.always(fault)
    const failing = failureOf(service.get())
    await service.pass(10_000)
    const error = await failing
    expect(isAdvisorError(error)).toBe(true)
    expect(log.join('\n')).toContain('apiKey=[secret]')
    const shown = [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      ...log,
      inspect(service.pipeline, { depth: 9 }),
    ]
    expect(shown.join('\n')).not.toContain(CANARY)
  })

  test('are taken out of what the service says', async () => {
    await using service = await openPipeline()
    service.answerWith(() => new Response(`not json, ${CANARY}`))
    const failing = failureOf(service.get())
    await service.pass(10_000)
    expect(inspect(await failing)).not.toContain(CANARY)
  })
})

describe('a service that is read by POST', () => {
  test('gets the body, and answers to different bodies are remembered apart', async () => {
    await using it = await openPipeline({ maxRetries: 0 })
    it.answerWith(async (request) => Response.json({ value: Number(await request.text()) }))
    const ask = (body: string) => it.get({ body, maxStaleMs: 60_000 })
    expect(await ask('7')).toMatchObject({ value: { value: 7 } })
    expect(await ask('8')).toMatchObject({ value: { value: 8 } })
    expect(it.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
    it.faults.always({ kind: 'reset' })
    expect(await ask('7')).toMatchObject({ freshness: 'cached', value: { value: 7 } })
  })

  test('is heard where it tells of an error in a success, and trips the breaker where that is its own', async () => {
    await using it = await openPipeline({
      maxRetries: 0,
      maxFailures: 2,
      errorIn: (body) =>
        typeof body === 'object' && body !== null && 'error' in body
          ? new ApiError({ service: 'numbers', code: 'BUSY', message: 'It is busy.', isServiceFault: true })
          : undefined,
    })
    it.answerWith(() => Response.json({ error: 'busy' }))
    expect(await failureOf(it.get())).toMatchObject({ code: 'BUSY' })
    expect(await failureOf(it.get())).toMatchObject({ code: 'BUSY' })
    expect(await failureOf(it.get())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })

  test('that shows a web page instead is said to', async () => {
    await using it = await openPipeline({ maxRetries: 0 })
    it.answerWith(() => new Response('<!DOCTYPE html><title>Maintenance</title>'))
    expect(await failureOf(it.get())).toMatchObject({
      code: 'INVALID_BODY',
      message: expect.stringContaining('a web page'),
    })
  })
})

test('half a secret at the end of what a parser quotes is shown nowhere', async () => {
  await using it = await openPipeline({ maxRetries: 0 })
  it.answerWith(() => new Response(`no ${CANARY}`))
  expect(inspect(await failureOf(it.get()))).not.toContain('canary')
})
