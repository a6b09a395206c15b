import { request } from 'node:http'
import { isAdvisorError, Secret } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMonitor, monitorVariables } from '../../src/index.ts'
import { ask, HOST } from '../support/asking.ts'
import { createScriptedAdvisor } from '../support/scripted-advisor.ts'

const TOKEN = 'q7Jx2mV9kRtB4nYw8LpZs3HdCfGe6UaT1oXiNbMcEvA'
const advisor = createScriptedAdvisor()
const monitor = createMonitor(advisor)

describe('host names', () => {
  it.each(['127.0.0.1:5000', 'localhost:5000', 'LOCALHOST', '[::1]:5000'])('answers to %s', async (host) => {
    expect((await ask(monitor, '/livez', { headers: { host } })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'evil.example:5000',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '',
    'a b',
    '10.0.0.7',
  ])('does not answer to %j, with or without an origin, on any route', async (host) => {
    for (const path of ['/', '/livez', '/api/v1/status', '/assets/main.js']) {
      const response = await ask(monitor, path, { headers: { host } })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'HOST_NOT_ALLOWED' })
    }
  })

  it('answers to configured names', async () => {
    const own = createMonitor(advisor, { allowedHosts: ['bets.example'] })
    expect((await ask(own, '/livez', { headers: { host: 'bets.example:8443' } })).status).toBe(200)
    expect((await ask(own, '/livez', { headers: { host: 'x.bets.example' } })).status).toBe(403)
  })

  it.each(['https://bets.example', 'bets.example:80', 'bets.example/x', '', '*'])('refuses %j as a name', (name) => {
    expect(() => createMonitor(advisor, { allowedHosts: [name] })).toThrow(/allowed ?host/i)
  })
})

describe('origins', () => {
  it('lets its own page ask', async () => {
    const headers = { host: '127.0.0.1:5000', origin: HOST, 'sec-fetch-site': 'same-origin' }
    expect((await ask(monitor, '/api/v1/status', { headers })).status).toBe(200)
  })

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:3000', 'http://localhost:5000', 'file://', 'nonsense'])(
    'refuses a page of %s',
    async (origin) => {
      const response = await ask(monitor, '/api/v1/status', { headers: { host: '127.0.0.1:5000', origin } })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' })
    },
  )

  it('trusts the page of a configured name behind a proxy that renames the host', async () => {
    const own = createMonitor(advisor, { allowedHosts: ['bets.example'] })
    const headers = { host: '127.0.0.1:5000', origin: 'https://bets.example' }
    expect((await ask(own, '/api/v1/status', { headers })).status).toBe(200)
  })

  it('refuses what another site embeds, but may be linked to', async () => {
    const embedded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect((await ask(monitor, '/api/v1/status', { headers: embedded })).status).toBe(403)
    const linked = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask(monitor, '/', { headers: linked })).status).toBe(200)
  })

  it.each(['iframe', 'frame', 'embed', 'object', 'fencedframe'])('gives an %s nothing', async (destination) => {
    for (const site of ['cross-site', 'same-site', 'same-origin', 'none']) {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': destination }
      for (const path of ['/', '/api/v1/status', '/livez']) {
        const response = await ask(monitor, path, { headers })
        expect(response.status).toBe(403)
        expect(await response.json()).toMatchObject({ code: 'FRAME_NOT_ALLOWED' })
      }
    }
  })

  it('never allows another origin to read', async () => {
    for (const path of ['/', '/api/v1/status', '/nothing']) {
      const response = await ask(monitor, path)
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('token', () => {
  const own = createMonitor(advisor, { token: TOKEN })
  const API = [
    'status',
    'orders',
    'orders/x',
    'advice',
    'log',
    'rejections',
    'equity',
    'events',
    'breakers',
    'locks',
    'none',
  ]

  it.each(API)('is asked for at /api/v1/%s', async (route) => {
    for (const authorization of [undefined, 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN}x`]) {
      const headers = authorization === undefined ? {} : { authorization }
      const response = await ask(own, `/api/v1/${route}`, { headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 })
    }
  })

  it('opens the API and is never echoed', async () => {
    const response = await ask(own, '/api/v1/status', { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain(TOKEN)
    expect(JSON.stringify(own)).not.toContain(TOKEN)
  })

  it('does not count in an address', async () => {
    expect((await ask(own, `/api/v1/status?token=${TOKEN}&access_token=${TOKEN}`)).status).toBe(401)
  })

  it('is not needed for the page, which asks for it, nor for health', async () => {
    for (const path of ['/', '/assets/main.js', '/livez', '/readyz', '/health']) {
      expect((await ask(own, path)).status).not.toBe(401)
    }
  })

  it.each(['', 'sh0rt', 'x'.repeat(64), `${TOKEN} with spaces`, 'ü'.repeat(40), 'ab'.repeat(300)])(
    'refuses %j',
    (token) => {
      const failing = () => createMonitor(advisor, { token })
      expect(failing).toThrow(/token/)
      try {
        failing()
      } catch (error) {
        expect(isAdvisorError(error, 'WEAK_TOKEN')).toBe(true)
        if (token !== '') expect(String(error)).not.toContain(token)
      }
      // The settings know before the monitor does.
      expect(() => defineSettings({ monitor: { token: new Secret(token) } }, { monitor: monitorVariables })).toThrow(
        /MONITOR_TOKEN/,
      )
    },
  )

  it.each([TOKEN, TOKEN.slice(0, 32), `${TOKEN}==`, TOKEN.repeat(11)])('takes %s, as the settings do', (token) => {
    expect(() => createMonitor(advisor, { token })).not.toThrow()
    expect(() => defineSettings({ monitor: { token: new Secret(token) } }, { monitor: monitorVariables })).not.toThrow()
  })
})

describe('methods and sizes', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const response = await ask(monitor, '/api/v1/status', { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  })

  it('answers HEAD like GET, without a body', async () => {
    const response = await ask(monitor, '/api/v1/status', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })

  it('refuses addresses beyond 2 KB', async () => {
    expect((await ask(monitor, `/api/v1/orders?strategy=${'x'.repeat(2_100)}`)).status).toBe(414)
  })

  it('refuses a body beyond 16 KB, even with GET', async () => {
    expect((await ask(monitor, '/api/v1/status', { headers: { 'content-length': '16385' } })).status).toBe(413)
  })

  it('refuses a body that does not say how long it is', async () => {
    const response = await ask(monitor, '/livez', { headers: { 'transfer-encoding': 'chunked' } })
    expect(response.status).toBe(413)
    expect(response.headers.get('connection')).toBe('close')
  })

  it('refuses it over a socket without reading it', async () => {
    await using listening = await monitor.listen({ port: 0 })
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${listening.url}api/v1/status`, { method: 'POST' }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end('x'.repeat(10_000_000))
    }).catch((error: NodeJS.ErrnoException) => error.code)
    expect([405, 'EPIPE', 'ECONNRESET']).toContain(status)
  })
})

describe('every response', () => {
  const ROUTES = ['/', '/assets/main.js', '/api/v1/status', '/livez', '/nothing', '/api/v1/orders/none']

  it.each(ROUTES)('of %s is locked down', async (path) => {
    const { headers } = await ask(monitor, path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-request-id')).toMatch(/^[\w.-]+$/)
  })

  it('that is a page may run its own scripts and nothing else; what is no page may do nothing', async () => {
    const policy = async (path: string) => (await ask(monitor, path)).headers.get('content-security-policy')
    expect(await policy('/')).toContain("script-src 'self';")
    expect(await policy('/')).toContain("require-trusted-types-for 'script'")
    for (const path of ['/api/v1/status', '/livez', '/nothing', '/assets/main.js']) {
      expect(await policy(path)).toContain('sandbox')
      expect(await policy(path)).not.toContain('script-src')
    }
  })

  it('is kept by nobody, but for files, which are asked for anew each time', async () => {
    const kept = async (path: string) => (await ask(monitor, path)).headers.get('cache-control')
    for (const path of ['/', '/assets/main.js']) expect(await kept(path)).toBe('no-cache')
    for (const path of ['/api/v1/status', '/livez', '/nothing', '/assets/none.js']) {
      expect(await kept(path)).toBe('no-store')
    }
  })

  it('carries the id of its request, if that is one', async () => {
    const given = await ask(monitor, '/livez', { headers: { 'x-request-id': 'trace-1.2_3' } })
    expect(given.headers.get('x-request-id')).toBe('trace-1.2_3')
    for (const id of ['a b', '<script>', 'x'.repeat(65)]) {
      const response = await ask(monitor, '/nothing', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).not.toBe(id)
      expect(await response.json()).toMatchObject({ instance: response.headers.get('x-request-id') })
    }
  })
})

describe('paths', () => {
  it.each([
    '/assets/../monitor.ts',
    '/assets/..%2fmonitor.ts',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/....//monitor.ts',
    '/assets//etc/passwd',
    '/assets/tsconfig.json',
    '/assets/uplot.d.ts',
    '/assets/',
    '/assets',
    '/assets/constructor',
    '/assets/__proto__',
    '/package.json',
    '/api/v2/status',
    '/api/v1/status/',
    '//api/v1/status',
    '/%00',
    '/%ff',
  ])('finds nothing at %s', async (path) => {
    const response = await ask(monitor, path)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'NOT_FOUND',
    })
  })
})

describe('faults', () => {
  it('are told without what is behind them, and logged with it', async () => {
    const logged: object[] = []
    const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => void logged.push(fields) }
    const broken = createScriptedAdvisor()
    const own = createMonitor(broken, { logger })
    broken.break('failing')
    for (const path of ['orders', 'orders/x', 'advice', 'log', 'equity', 'locks', 'rejections', 'events']) {
      const response = await ask(own, `/api/v1/${path}`)
      expect(response.status).toBe(503)
      const text = await response.text()
      expect(text).toContain('STORE_UNAVAILABLE')
      expect(text).not.toMatch(/SQLITE|secret|at .*\.ts/)
    }
    expect(logged).toHaveLength(8)
    expect(String((logged[0] as { error: unknown }).error)).toContain('SQLITE_IOERR')
    expect(broken.listeners).toBe(0)
  })

  it('include a store that never answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const broken = createScriptedAdvisor()
    const own = createMonitor(broken)
    broken.break('hanging')
    const answers = ['orders', 'advice', 'equity', 'locks', 'events'].map((path) => ask(own, `/api/v1/${path}`))
    // Each is begun in a turn of its own.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503, 503, 503, 503])
    expect(broken.listeners).toBe(0)
  })

  it('of the advisor itself are a problem too', async () => {
    const own = createMonitor({
      ...createScriptedAdvisor(),
      status() {
        throw new TypeError('a bug at /secret/path')
      },
    })
    const response = await ask(own, '/api/v1/status')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'The monitor failed to answer.',
      code: 'INTERNAL',
      instance: response.headers.get('x-request-id'),
    })
  })

  it('says so when the advisor has no account yet', async () => {
    const { UnknownAccount } = await import('../support/unknown-account.ts')
    const fresh = createScriptedAdvisor()
    const own = createMonitor({
      on: fresh.on,
      status: fresh.status,
      store: { ...fresh.store, orders: () => Promise.reject(new UnknownAccount()) },
    })
    const response = await ask(own, '/api/v1/orders')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'NOT_STARTED' })
  })
})

describe('base path', () => {
  const own = createMonitor(advisor, { basePath: '/bets' })

  it('is where everything is', async () => {
    for (const path of [
      '/bets/',
      '/bets/livez',
      '/bets/assets/main.js',
      '/bets/api/v1/status',
      '/bets/api/v1/orders',
    ]) {
      expect((await ask(own, path)).status).toBe(200)
    }
  })

  it('is all there is', async () => {
    for (const path of ['/', '/livez', '/api/v1/status', '/betsapi/v1/status', '/bets/bets/', '/bare-base-path']) {
      expect((await ask(own, path)).status).toBe(404)
    }
  })

  it('gets its slash, so that the page finds its files', async () => {
    const response = await ask(own, '/bets')
    expect(response.status).toBe(308)
    expect(response.headers.get('location')).toBe('/bets/')
  })

  it.each(['bets', '/bets/', '/a//b', '/../x', '/a?b'])('cannot be %j', (basePath) => {
    expect(() => createMonitor(advisor, { basePath })).toThrow(/basePath/)
  })
})
