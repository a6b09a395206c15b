import { inspect } from 'node:util'
import {
  createSystemClock,
  HOUR,
  isAdvisorError,
  type Logger,
  after as later,
  MINUTE,
  Secret,
  timestamp,
} from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { type BetfairSessionSettings, createBetfairSession } from '../../src/session/session.ts'
import { type Asked, authority, bot, type Scripted, serveScript } from '../scripted.ts'

const CANARIES = { appKey: 'canary-key-1', password: 'canary pass&word+ü', token: 'canary-token-3=' }
const signal = new AbortController().signal

async function openSession(
  answer: (asked: Asked, count: number) => Scripted = () => ok(),
  settings: Partial<BetfairSessionSettings> = {},
) {
  const counts = new Map<string, number>()
  const server = await serveScript((asked) => {
    const count = (counts.get(asked.path) ?? 0) + 1
    counts.set(asked.path, count)
    return answer(asked, count)
  })
  const lines: unknown[] = []
  const log = (fields: object, text?: string) => lines.push([fields, text])
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const session = createBetfairSession({
    appKey: CANARIES.appKey,
    username: 'someone',
    password: new Secret(CANARIES.password),
    hosts: server.hosts,
    authorities: authority.certificate,
    clock: createSystemClock(),
    logger,
    ...settings,
  })
  return {
    server,
    session,
    lines,
    paths: () => server.asked.map(({ path }) => path),
    async [Symbol.asyncDispose]() {
      await session.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const ok = (token = CANARIES.token): Scripted => ({ json: { token, product: 'p', status: 'SUCCESS', error: '' } })
const refused = (error: string, status = 'FAIL'): Scripted => ({ json: { token: '', product: '', status, error } })

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('a session', () => {
  it('logs in once for all who ask, with the form encoded, and out again', async () => {
    await using it = await openSession()
    const [one, two] = await Promise.all([it.session.token(signal), it.session.token(signal)])
    expect(one.reveal()).toBe(CANARIES.token)
    expect(two).toBe(one)
    const [login] = it.server.asked
    expect(login).toMatchObject({ path: '/api/login', method: 'POST', certified: false })
    expect(login?.headers['x-application']).toBe(CANARIES.appKey)
    expect(login?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(new URLSearchParams(login?.body).get('password')).toBe(CANARIES.password)
    await it.session.close()
    expect(it.paths()).toEqual(['/api/login', '/api/logout'])
    expect(it.server.asked[1]?.headers['x-authentication']).toBe(CANARIES.token)
  })

  it('shows a certificate where it logs in, and nowhere else', async () => {
    await using it = await openSession(
      ({ path }) =>
        path === '/api/certlogin' ? { json: { sessionToken: CANARIES.token, loginStatus: 'SUCCESS' } } : ok(),
      { certificate: { certificate: bot.certificate, key: bot.key } },
    )
    await it.session.token(signal)
    await it.session.close()
    expect(it.server.asked.map(({ path, certified }) => [path, certified])).toEqual([
      ['/api/certlogin', true],
      ['/api/logout', false],
    ])
  })

  it('appends the code of the second factor to the password', async () => {
    await using it = await openSession(undefined, { secondFactor: () => '123456' })
    await it.session.token(signal)
    expect(new URLSearchParams(it.server.asked[0]?.body).get('password')).toBe(`${CANARIES.password}123456`)
  })

  it('sends no code of the second factor twice, so that a lost answer does not end all logging in', async () => {
    const used = new Set<string>()
    const codeOf = (body: string) => new URLSearchParams(body).get('password')?.slice(-6) ?? ''
    const codes = ['111111', '111111', '222222']
    await using it = await openSession(
      ({ path, body }) => {
        if (path !== '/api/login') return ok()
        if (used.has(codeOf(body))) return refused('STRONG_CODE_FAIL')
        used.add(codeOf(body))
        return used.size === 1 ? 'reset' : ok()
      },
      { secondFactor: () => codes.shift() ?? '' },
    )
    expect(await failureOf(it.session.token(signal))).toMatchObject({ code: 'NETWORK', isRetryable: true })
    expect(await failureOf(it.session.token(signal))).toMatchObject({ code: 'SECOND_FACTOR_SPENT', isRetryable: true })
    expect((await it.session.token(signal)).reveal()).toBe(CANARIES.token)
    expect(it.server.asked.map(({ body }) => codeOf(body))).toEqual(['111111', '222222'])
  })

  it.each([
    ['INVALID_USERNAME_OR_PASSWORD', 'FAIL', /lock the account/],
    ['KYC_SUSPEND', 'LIMITED_ACCESS', /website/],
    ['SELF_EXCLUDED', 'LOGIN_RESTRICTED', /excluded himself/],
    ['A_CODE_OF_TOMORROW', 'FAIL', /new here/],
  ])('asks for a person after %s, and never tries again by itself', async (code, status, remedy) => {
    await using it = await openSession(() => ({ json: { token: 'works', product: '', status, error: code } }))
    const error = await failureOf(it.session.token(signal))
    expect(error).toMatchObject({ code, isRetryable: false, remedy: expect.stringMatching(remedy) })
    expect(await failureOf(it.session.token(signal))).toBe(error)
    expect(it.server.asked).toHaveLength(1)
    expect(it.session.status()).toMatchObject({ state: 'refused', fault: code })
  })

  it('may be tried again after a fault of the service, and says so', async () => {
    await using it = await openSession((_, count) => (count === 1 ? refused('INTERNAL_ERROR') : ok()))
    expect(await failureOf(it.session.token(signal))).toMatchObject({ code: 'INTERNAL_ERROR', isRetryable: true })
    expect((await it.session.token(signal)).reveal()).toBe(CANARIES.token)
  })

  it('leaves a barred account alone for 20 minutes', async () => {
    await using it = await openSession(() => refused('TEMPORARY_BAN_TOO_MANY_REQUESTS'))
    expect(await failureOf(it.session.token(signal))).toMatchObject({ retryAfterMs: 20 * MINUTE })
    expect(await failureOf(it.session.token(signal))).toMatchObject({ code: 'LOGIN_BUDGET' })
    expect(it.server.asked).toHaveLength(1)
  })

  it('does not log in again and again where its tokens are refused each time', async () => {
    await using it = await openSession((_, count) => ok(`token-${count}`))
    for (let times = 0; times < 10; times += 1) it.session.refused(await it.session.token(signal))
    expect(await failureOf(it.session.token(signal))).toMatchObject({ code: 'LOGIN_BUDGET', isRetryable: true })
    expect(it.server.asked).toHaveLength(10)
  })

  it('logs in again once for all when its token is refused, and ignores late refusals of the one before', async () => {
    await using it = await openSession((_, count) => ok(`token-${count}`))
    const first = await it.session.token(signal)
    it.session.refused(first)
    const [a, b] = await Promise.all([it.session.token(signal), it.session.token(signal)])
    expect(a.reveal()).toBe('token-2')
    expect(b).toBe(a)
    it.session.refused(first)
    expect((await it.session.token(signal)).reveal()).toBe('token-2')
  })

  it('keeps itself alive at a third of its life, and logs in again when it was ended all the same', async () => {
    const start = timestamp(Date.UTC(2026, 10, 30))
    const clock = createSteppedClock({ start, limit: start })
    await using it = await openSession(
      ({ path }, count) => (path === '/api/keepAlive' && count === 3 ? refused('NO_SESSION') : ok(`${path}-${count}`)),
      { clock, jurisdiction: 'italy' },
    )
    await it.session.token(signal)
    await clock.until(later(start, 15 * MINUTE))
    expect(it.paths()).toEqual(['/api/login', '/api/keepAlive', '/api/keepAlive'])
    expect(it.session.status().expiresAt).toBeGreaterThan(later(start, 30 * MINUTE))
    await clock.until(later(start, 21 * MINUTE))
    expect(it.session.status().state).toBe('out')
    expect((await it.session.token(signal)).reveal()).toBe('/api/login-2')
    clock.close()
  })

  it('is over when it could not be kept alive for its whole life', async () => {
    const start = timestamp(Date.UTC(2026, 10, 30))
    const clock = createSteppedClock({ start, limit: start })
    await using it = await openSession(
      ({ path }, count) => (path === '/api/keepAlive' ? 'reset' : ok(`login-${count}`)),
      {
        clock,
      },
    )
    await it.session.token(signal)
    await clock.until(later(start, 12 * HOUR + MINUTE))
    expect(it.session.status().fault).not.toBeNull()
    expect((await it.session.token(signal)).reveal()).toBe('login-2')
    clock.close()
  })

  it('is kept alive by another host where the documented one cannot be reached', async () => {
    const start = timestamp(Date.UTC(2026, 10, 30))
    const clock = createSteppedClock({ start, limit: start })
    await using server = await serveScript(() => ok())
    await using it = await openSession(undefined, {
      clock,
      hosts: { ...server.hosts, keepAlive: '127.0.0.1:1' },
    })
    await it.session.token(signal)
    await clock.until(later(start, 4 * HOUR + MINUTE))
    expect(server.asked.map(({ path }) => path)).toEqual(['/api/login', '/api/keepAlive'])
    expect(inspect(it.lines)).toContain('another one does it')
    clock.close()
  })

  it('says of a web page that it is one', async () => {
    await using it = await openSession(() => ({ text: '<html>Maintenance</html>' }))
    expect(await failureOf(it.session.token(signal))).toMatchObject({
      code: 'INVALID_BODY',
      message: expect.stringContaining('a web page'),
    })
    await using blocked = await openSession(() => ({ text: '<html>Not from here</html>', status: 403 }))
    expect(await failureOf(blocked.session.token(signal))).toMatchObject({ code: 'HTTP_403', isRetryable: false })
  })

  it('refuses to be made without credentials, and to work after it was closed', async () => {
    expect(() =>
      createBetfairSession({ appKey: 'k', username: '', password: 'p', clock: createSystemClock() }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    await using it = await openSession()
    await it.session.close()
    expect(isAdvisorError(await failureOf(it.session.token(signal)), 'CLOSED')).toBe(true)
  })

  it('shows its secrets nowhere', async () => {
    await using it = await openSession(({ path }) =>
      path === '/api/login' ? ok() : { text: `oops ${CANARIES.token} ${CANARIES.appKey}`, status: 500 },
    )
    await it.session.token(signal)
    await using broken = await openSession(() => ({ text: `{"token":"${CANARIES.password} ${CANARIES.appKey}` }))
    const error = await failureOf(broken.session.token(signal))
    await it.session.close()
    const shown = inspect([it.lines, it.session, broken.lines, error, error instanceof Error && error.stack], {
      depth: 9,
    })
    for (const canary of Object.values(CANARIES)) expect(shown).not.toContain(canary)
    expect(JSON.stringify([it.session, it.lines])).not.toContain('canary')
  })
})
