import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { accountKey, createAdvisor, createSystemClock, isAdvisorError, type PriceSource } from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createExchange, createExchangeVenue } from '@betting-advisor/core/simulation'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { startServer, type TestServer } from 'betting-advisor-postgres-server/server'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openPostgresControl, openPostgresStore } from '../src/index.ts'

const started = await startServer()

afterAll(async () => {
  if ('stop' in started) await started.stop()
})

const DAY = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
const authority = makeCertificate({ name: 'authority' })
const other = makeCertificate({ name: 'another authority' })
const good = makeCertificate({ name: 'server', issuer: authority, addresses: ['127.0.0.1'] })

/** A source that shows nothing until the run ends. */
const silence: PriceSource = {
  specification: 1,
  name: 'silence',
  origin: 'recording',
  async *updates({ signal }) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  },
  status: () => ({
    name: 'silence',
    state: 'ok',
    lastMessageAt: null,
    fault: null,
    nextAttemptAt: null,
    detail: null,
  }),
}

/** A file of these certificates. */
function fileOf(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const trusted = fileOf('ca.pem', authority.certificate)

/** The code of what an opening fails with, at start and for a control alike; it shows no password. */
async function codeAndWords(url: string): Promise<string> {
  const told: string[] = []
  for (const open of [openPostgresStore, openPostgresControl]) {
    const error: unknown = await open(url).then(
      () => 'opened',
      (thrown: unknown) => thrown,
    )
    if (!isAdvisorError(error)) return inspect(error)
    expect(error.remedy).toBeDefined()
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/p@ss:w|p%40ss/)
    told.push(`${error.code} ${error.message}`)
  }
  expect(told[1]).toBe(told[0])
  return told[0] ?? ''
}

describe('TLS', () => {
  let server: TestServer
  let address: string

  beforeEach(({ skip }) => {
    if ('unavailable' in started) return skip(started.unavailable)
    server = started
    address = `${server.url()}?sslmode=verify-full`
  })

  test('that a server does not offer is a fault with a remedy', async () => {
    await server.secure(null)
    const words = /^STORE_TLS_FAILED .*offers no TLS.*ssl = on/
    expect(await codeAndWords(address)).toMatch(words)
    expect(await codeAndWords(`${server.url()}?sslmode=require`)).toMatch(words)
  })

  test('by a certificate that this machine trusts is used', async () => {
    await server.secure(good)
    await using store = await openPostgresStore(`${address}&sslrootcert=${trusted}`)
    expect((await store.startRun(sampleRunStart())).balances.available).toBe(100_000)
  })

  test('by a certificate of another authority is refused, and where none is named', async () => {
    const words = /^STORE_TLS_FAILED .*nobody whom this machine trusts.*sslrootcert=/
    expect(await codeAndWords(`${address}&sslrootcert=${fileOf('other.pem', other.certificate)}`)).toMatch(words)
    expect(await codeAndWords(address)).toMatch(words)
  })

  test('by a certificate that signed itself is refused', async () => {
    await server.secure(makeCertificate({ name: 'server', addresses: ['127.0.0.1'] }))
    expect(await codeAndWords(`${address}&sslrootcert=${trusted}`)).toMatch(/^STORE_TLS_FAILED .*nobody whom/)
  })

  test('by a certificate for another host is refused', async () => {
    await server.secure(makeCertificate({ name: 'server', issuer: authority, hosts: ['db.example'] }))
    const told = await codeAndWords(`${address}&sslrootcert=${trusted}`)
    expect(told).toMatch(/^STORE_TLS_FAILED .*is for another name.*Name the server in DB_URL/)
  })

  test.each([
    ['has expired', { from: Date.now() - 2 * DAY, until: Date.now() - DAY }],
    ['is not valid yet', { from: Date.now() + DAY, until: Date.now() + 2 * DAY }],
  ])('by a certificate that %s is refused', async (_name, validity) => {
    const certificate = { name: 'server', issuer: authority, addresses: ['127.0.0.1'] }
    await server.secure(makeCertificate({ ...certificate, ...validity }))
    const told = await codeAndWords(`${address}&sslrootcert=${trusted}`)
    expect(told).toMatch(/^STORE_TLS_FAILED .*has expired or is not valid yet.*clocks/)
  })

  test('by files that cannot be read is refused', async () => {
    await server.secure(good)
    const words = /^STORE_TLS_FAILED .*can’t be read.*sslrootcert/
    expect(await codeAndWords(`${address}&sslrootcert=${join(folder, 'missing.pem')}`)).toMatch(words)
    expect(await codeAndWords(`${address}&sslrootcert=${folder}`)).toMatch(words)
    const key = fileOf('no-key.pem', 'no key')
    expect(await codeAndWords(`${address}&sslrootcert=${trusted}&sslcert=${trusted}&sslkey=${key}`)).toMatch(words)
    const unnamed = `${server.url()}?uselibpqcompat=true&sslmode=verify-ca`
    expect(await codeAndWords(unnamed)).toMatch(/^STORE_TLS_FAILED .*by which authority.*sslrootcert/)
  })

  test('that a server insists on is named where it is missing', async () => {
    await server.secure(good, true)
    expect(await codeAndWords(server.url())).toMatch(/^STORE_ACCESS_DENIED .*may also want TLS/)
    await (await openPostgresStore(`${address}&sslrootcert=${trusted}`)).close()
  })

  test('that is lost in the middle keeps nothing, and goes on when it is back', async () => {
    await server.secure(good)
    await using store = await openPostgresStore(`${address}&sslrootcert=${trusted}`)
    await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
    await server.secure(null)
    const codes = new Set<string>()
    await vi.waitFor(async () => {
      const error: unknown = await store.begin(sampleIntent({ market: 'lost' })).catch((thrown: unknown) => thrown)
      codes.add(isAdvisorError(error) ? error.code : inspect(error))
      expect([...codes]).toContain('STORE_TLS_FAILED')
    }, 20_000)
    // What was on its way when the server went may have been kept.
    const allowed = new Set(['STORE_TLS_FAILED', 'STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'])
    expect([...codes].filter((code) => !allowed.has(code))).toEqual([])
    await server.secure(makeCertificate({ name: 'server', issuer: other, addresses: ['127.0.0.1'] }))
    await expect(store.balances(SAMPLE_ACCOUNT)).rejects.toMatchObject({ code: 'STORE_TLS_FAILED' })
    await server.secure(good)
    expect((await store.begin(sampleIntent({ market: 'back' }))).kind).toBe('reserved')
    expect(await store.order(sampleIntent({ market: 'lost' }).key)).toBeNull()
  })

  test('that is lost under an engine stops its trading until it is back, and ends no run', async () => {
    await server.secure(good)
    const clock = createSystemClock()
    const exchange = createExchange({ seed: 'tls', visibilityLagMs: 0, lateAcceptMs: 0 })
    await using advisor = await createAdvisor({
      settings: defineSettings({ account: { name: 'tls' } }),
      sources: [silence],
      strategies: [],
      venues: [createExchangeVenue({ exchange, clock })],
      store: openPostgresStore(`${address}&sslrootcert=${trusted}`),
    })
    const running = advisor.run()
    running.catch(() => {})
    await vi.waitFor(() => expect(advisor.status().tradingState).toBe('ACTIVE'), 30_000)
    await server.secure(null)
    await vi.waitFor(() => expect(advisor.status().tradingState).toBe('RECONCILING'), 30_000)
    await server.secure(good)
    await vi.waitFor(() => expect(advisor.status().tradingState).toBe('ACTIVE'), 30_000)
    expect(await advisor.store.verify(accountKey('DRY_RUN', 'tls'))).toEqual([])
    await advisor.stop('the test is over')
    await running
  })
})
