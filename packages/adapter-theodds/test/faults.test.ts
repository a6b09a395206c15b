import { type Fault, serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import { HOUR, isAdvisorError, MINUTE, SECOND } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { createTheOddsSource } from '../src/index.ts'
import { CANARY, openService, read, type Service } from './harness.ts'
import { START } from './tiny-world.ts'

const PASSING: readonly (readonly [string, Fault, string])[] = [
  ['a timeout', { kind: 'latency', milliseconds: 800 }, 'TIMEOUT'],
  ['a body that drips', { kind: 'slow-drip', bytes: 8, everyMs: 40 }, 'TIMEOUT'],
  ['a reset', { kind: 'reset' }, 'NETWORK'],
  ['a body that breaks off', { kind: 'half-body' }, 'NETWORK'],
  ['HTTP 500 with a page', { kind: 'html', status: 500 }, 'HTTP_500'],
  ['HTTP 502 with a page', { kind: 'html', status: 502 }, 'HTTP_502'],
  ['HTTP 503 with a page', { kind: 'html', status: 503 }, 'HTTP_503'],
  ['HTTP 504 with a page', { kind: 'html', status: 504 }, 'HTTP_504'],
  ['429', { kind: 'rate-limited', retryAfterSeconds: null }, 'RATE_LIMITED'],
  ['429 with Retry-After', { kind: 'rate-limited', retryAfterSeconds: 120 }, 'RATE_LIMITED'],
  ['invalid JSON', { kind: 'invalid-json' }, 'INVALID_BODY'],
]

/** Waits for slow answers no longer than their faults take. On a busy machine a good answer can be as late: another poll brings one. */
const patienceFor = ({ kind }: Fault) => (kind === 'latency' || kind === 'slow-drip' ? { httpTimeoutSeconds: 0.6 } : {})

/** A fault that outlasts the five seconds that an answer may take by default. */
function slower(fault: Fault): Fault {
  if (fault.kind === 'latency') return { ...fault, milliseconds: 7000 }
  return fault.kind === 'slow-drip' ? { ...fault, everyMs: 400 } : fault
}

/** Lets polls pass until `isMet`. */
async function polled(service: Service, isMet: () => boolean): Promise<void> {
  for (let polls = 0; polls < 20 && !isMet(); polls += 1) await service.pass(5 * MINUTE)
}

describe('faults that pass', () => {
  test.each(PASSING)('%s once is retried and not noticed', async (_what, fault) => {
    await using service = await openService()
    // The answer to the retry has all of the five seconds that it may take.
    service.faults.add(slower(fault))
    const reading = read(service, { pollSeconds: 600 })
    await service.pass(5 * MINUTE)
    expect(reading.updates()).toHaveLength(2)
    expect(reading.source.status()).toMatchObject({ state: 'ok', fault: null })
    await reading.stop()
  })

  test.each(PASSING)(
    '%s again and again is shown, distrusts what was shown, and passes',
    async (_what, fault, code) => {
      await using service = await openService()
      const reading = read(service, patienceFor(fault))
      await service.pass(0)
      await polled(service, () => reading.source.status().state === 'ok')
      service.faults.always(fault)
      // The waits between attempts pass on the same clock.
      await service.pass(5 * MINUTE + 20 * SECOND)
      expect(reading.source.status()).toMatchObject({ state: 'failing', fault: { code, at: expect.any(Number) } })
      expect(reading.source.status().nextAttemptAt).toBeGreaterThan(service.clock.now())
      const venues = reading.batches.at(-1)?.flatMap((update) => update.venues)
      expect(venues?.map(({ freshness }) => freshness)).toEqual(Array(6).fill('cached'))
      service.faults.always(null)
      await service.pass(5 * MINUTE)
      await polled(service, () => reading.source.status().state === 'ok')
      expect(reading.source.status()).toMatchObject({ state: 'ok', fault: null })
      expect(reading.updates().at(-1)?.venues[0]?.freshness).toBe('live')
      await reading.stop()
    },
  )

  test('Retry-After is waited for on the clock: within the request where there is time, otherwise before the next', async () => {
    await using service = await openService()
    service.faults.add({ kind: 'rate-limited', retryAfterSeconds: 120 })
    const reading = read(service, { pollSeconds: 600, httpTimeoutSeconds: 1 })
    await service.pass(2 * MINUTE - 1)
    expect(service.faults.seen).toBe(1)
    expect(reading.source.status().nextAttemptAt).toBe(START + 2 * MINUTE)
    await service.pass(1)
    expect(service.faults.seen).toBe(2)
    await reading.stop()
  })

  test('429 without Retry-After is left alone for two seconds at least', async () => {
    await using service = await openService()
    service.faults.add({ kind: 'rate-limited', retryAfterSeconds: null })
    const reading = read(service, { httpTimeoutSeconds: 10 })
    await service.pass(2 * SECOND - 1)
    expect(service.faults.seen).toBe(1)
    await service.pass(SECOND)
    expect(service.faults.seen).toBe(2)
    await reading.stop()
  })

  test('five failed polls open the breaker: nothing is asked until its next try', async () => {
    await using service = await openService()
    service.faults.always({ kind: 'html', status: 503 })
    const reading = read(service, { maxFailures: 5, resetTimeoutSeconds: 600 })
    await service.pass(3 * MINUTE)
    const [breaker] = reading.source.breakers
    expect(breaker?.snapshot()).toMatchObject({ name: 'theodds:odds', state: 'open', failures: 5 })
    const nextProbeAt = breaker?.snapshot().nextProbeAt
    const seen = service.faults.seen
    await service.pass(5 * MINUTE)
    expect(service.faults.seen).toBe(seen)
    expect(reading.source.status()).toMatchObject({
      state: 'failing',
      fault: { code: 'SERVICE_UNAVAILABLE' },
      nextAttemptAt: nextProbeAt,
    })
    service.faults.always(null)
    await service.pass(10 * MINUTE)
    expect(breaker?.snapshot().state).toBe('closed')
    expect(reading.source.status().state).toBe('ok')
    await reading.stop()
  })

  test('a breaker isolated by hand stops the polls, and reset starts them again', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(0)
    reading.source.breakers[0]?.isolate('maintenance')
    const asked = service.asked.length
    await service.pass(HOUR)
    expect(service.asked).toHaveLength(asked)
    reading.source.breakers[0]?.reset()
    await service.pass(5 * MINUTE)
    expect(reading.source.status().state).toBe('ok')
    await reading.stop()
  })
})

describe('an answer that was paid for and cannot be used', () => {
  const DRIVEL: readonly (readonly [string, () => Response])[] = [
    ['no list', () => Response.json({ message: 'fine' })],
    ['a list of nothing that can be read', () => Response.json([{ id: '' }, null, 7])],
    ['no JSON', () => new Response('<html>', { headers: { 'content-type': 'application/json' } })],
  ]

  test.each(DRIVEL)('%s costs what a good one costs: the next is asked for at the interval', async (_what, answer) => {
    await using service = await openService({ credits: 500 })
    const asked: number[] = []
    const server = await serveEmulator(() => {
      asked.push(service.clock.now())
      const response = answer()
      response.headers.set('x-requests-remaining', String(500 - asked.length))
      response.headers.set('x-requests-used', String(asked.length))
      return response
    })
    const reading = read(service, { baseUrl: server.url, pollSeconds: 300 })
    await service.pass(HOUR)
    // What is no JSON may have been spoilt on the way: it is asked for again, once after the last good answer.
    expect(asked.length).toBeLessThanOrEqual(15)
    expect(asked.filter((at) => at - START >= 5 * MINUTE).length).toBeLessThanOrEqual(12)
    expect(reading.source.status()).toMatchObject({
      state: 'failing',
      detail: `${500 - asked.length} credits left, ${asked.length} used`,
    })
    await reading.stop()
    await server.close()
  })

  test('an outcome with a price as text costs its price and nothing else', async () => {
    await using service = await openService({ credits: 500 })
    const server = await serveEmulator(async (request) => {
      const events = await service.emulator.fetch(new Request(request.url)).json()
      events[0].bookmakers[0].markets[0].outcomes[0].price = '2.10'
      return Response.json(events)
    })
    const reading = read(service, { baseUrl: server.url, pollSeconds: 300 })
    await service.pass(0)
    expect(reading.updates()).toHaveLength(2)
    expect(reading.updates()[0]?.venues[0]?.prices.filter((price) => price === null)).toHaveLength(1)
    expect(reading.source.status()).toMatchObject({
      state: 'ok',
      fault: null,
      detail: '1 left out of the last answers',
    })
    expect(reading.log.filter((line) => line.includes('left out'))).toHaveLength(1)
    await reading.stop()
    await server.close()
  })

  test('events of a sport that was not asked for are not told, and those of the sport are', async () => {
    await using service = await openService()
    const server = await serveEmulator(async (request) => {
      const [first, second] = await service.emulator.fetch(new Request(request.url)).json()
      return Response.json([{ ...first, sport_key: 'tennis_x' }, second])
    })
    const reading = read(service, { baseUrl: server.url })
    await service.pass(0)
    expect(reading.updates().map(({ market }) => market.event.home)).toEqual(['Leeds United'])
    expect(reading.log.join()).toContain('tennis_x, which was not asked for')
    await reading.stop()
    await server.close()
  })

  test('what the service says is one line wherever it is told', async () => {
    await using service = await openService()
    const message = 'no\r\nlevel=error all is lost\u001b[2J'
    const server = await serveEmulator(() => Response.json({ message, error_code: 'ODD' }, { status: 503 }))
    const reading = read(service, { baseUrl: server.url })
    await service.pass(MINUTE)
    const { fault } = reading.source.status()
    expect(fault?.message).toContain('no\\u000d\\nlevel=error all is lost\\u001b[2J')
    await reading.stop()
    await server.close()
  })
})

describe('faults that waiting does not cure', () => {
  async function fatal(settings: object, emulator: object = {}): Promise<unknown> {
    await using service = await openService(emulator)
    const reading = read(service, settings)
    await service.pass(0)
    const error = await reading.ended.then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(reading.source.status().state).toBe('ended')
    expect(isAdvisorError(error) && error.remedy !== undefined && error.message.endsWith(error.remedy)).toBe(true)
    return error
  }

  test.each([
    ['MISSING_KEY', { apiKey: '' }, {}],
    ['MISSING_KEY', { apiKey: async () => ' \n' }, {}],
    ['INVALID_KEY', { apiKey: 'another-key' }, {}],
    ['DEACTIVATED_KEY', {}, { deactivatedKeys: [CANARY] }],
    ['UNKNOWN_SPORT', { sports: ['soccer_moon'] }, {}],
    ['INVALID_REGION', { regions: ['moon'] }, {}],
    ['INVALID_BOOKMAKERS', { regions: undefined, bookmakers: ['nobody'] }, {}],
  ])('%s ends the run with a remedy', async (code, settings, emulator) => {
    expect(await fatal(settings, emulator)).toMatchObject({ code })
  })

  test('a provider that fails is not swallowed', async () => {
    await using service = await openService()
    const reading = read(service, { apiKey: () => Promise.reject(new Error('the vault is sealed')) })
    await expect(reading.ended).rejects.toThrow('the vault is sealed')
    expect(reading.source.status()).toMatchObject({ state: 'ended', fault: { message: 'the vault is sealed' } })
  })

  test('something else at baseUrl is named', async () => {
    await using service = await openService()
    const reading = read(service, { baseUrl: `${service.server.url}/elsewhere` })
    await expect(reading.ended).rejects.toMatchObject({ status: 404 })
  })
})

describe('settings', () => {
  const good = { apiKey: 'key', sports: ['soccer_epl'], regions: ['eu'] } as const

  test.each([
    ['no sport', { sports: [] }],
    ['a sport that would change the path', { sports: ['../x'] }],
    ['what is no sport', { sports: ['upcoming'] }],
    ['no region', { regions: [] }],
    ['regions and bookmakers', { bookmakers: ['pinnacle'] }],
    ['an unknown market', { markets: ['props'] }],
    ['no market', { markets: [] }],
    ['an interval of nothing', { pollSeconds: 0 }],
    ['an interval that is no number', { pollSeconds: Number.NaN }],
    ['a negative closing poll', { closingPollSeconds: -1 }],
    ['all winnings as commission', { exchangeCommission: 1 }],
    ['a negative commission of one', { exchangeCommission: { betfair_ex_eu: -0.01 } }],
    ['a base that is no URL', { baseUrl: 'odds' }],
  ])('%s is refused', (_what, change) => {
    expect(() => createTheOddsSource({ ...good, ...change } as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })

  test('only the real service is a venue', () => {
    expect(createTheOddsSource(good).origin).toBe('venue')
    expect(createTheOddsSource({ ...good, baseUrl: 'http://127.0.0.1:8080' }).origin).toBe('emulator')
    expect(createTheOddsSource({ ...good, baseUrl: 'https://api.the-odds-api.com.example.org' }).origin).toBe(
      'emulator',
    )
    expect(createTheOddsSource({ ...good, baseUrl: 'https://ipv6-api.the-odds-api.com' }).origin).toBe('venue')
  })

  test('a source does not run twice at once', async () => {
    await using service = await openService()
    const reading = read(service)
    await service.pass(0)
    const again = reading.source.updates({
      clock: service.clock,
      logger: console,
      signal: new AbortController().signal,
    })
    await expect(again[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'INVARIANT_BROKEN' })
    await reading.stop()
  })
})

describe('the key', () => {
  test.each(PASSING)('is shown nowhere after %s', async (_what, fault) => {
    await using service = await openService()
    service.faults.always(fault)
    const reading = read(service, patienceFor(fault))
    await service.pass(2 * MINUTE)
    const seen = JSON.stringify([
      reading.log,
      reading.source.status(),
      reading.source.breakers[0]?.snapshot(),
      reading.source,
    ])
    expect(service.asked.length + service.faults.seen).toBeGreaterThan(0)
    expect(reading.log.length).toBeGreaterThan(0)
    expect(seen).not.toContain(CANARY)
    await reading.stop()
  })

  test('is shown in no error, even when the service repeats it', async () => {
    const wrong = 'wrong-canary-5510'
    await using service = await openService()
    const reading = read(service, { apiKey: wrong })
    const error = await reading.ended.then(
      () => null,
      (reason: Error) => reason,
    )
    expect(`${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain(wrong)
  })

  test('comes from the environment, or from the file it names', async () => {
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
    const folder = await mkdtemp('/tmp/theodds-key-')
    try {
      await using service = await openService()
      process.env['THEODDS_API_KEY'] = CANARY
      const first = read(service, { apiKey: undefined } as never)
      await service.pass(0)
      expect(first.source.status().state).toBe('ok')
      await first.stop()
      delete process.env['THEODDS_API_KEY']
      await writeFile(`${folder}/key`, `${CANARY}\n`)
      process.env['THEODDS_API_KEY_FILE'] = `${folder}/key`
      const second = read(service, { apiKey: undefined } as never)
      await service.pass(0)
      expect(second.source.status().state).toBe('ok')
      await second.stop()
    } finally {
      delete process.env['THEODDS_API_KEY']
      delete process.env['THEODDS_API_KEY_FILE']
      await rm(folder, { recursive: true })
    }
  })
})
