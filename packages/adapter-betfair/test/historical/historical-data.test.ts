import { existsSync, readFileSync, truncateSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createFaultQueue, type FaultPlan } from '@betting-advisor/adapter-kit/emulator'
import { createSystemClock } from '@betting-advisor/core'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type BetfairWorld, type SoldFile, serveBetfair } from '../../src/emulator.ts'
import { createHistoricalData, type HistoricalQuery } from '../../src/history.ts'
import { createBetfairSession } from '../../src/index.ts'
import { authority, type Scripted, serveScript } from '../scripted.ts'

const { signal } = new AbortController()
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'))
})
afterEach(() => rm(folder, { recursive: true }))

const silentWorld: BetfairWorld = { *changes() {} }
const APRIL: HistoricalQuery = { sport: 'Horse Racing', plan: 'Basic Plan', from: '2026-04-01', to: '2026-04-30' }

function sold(day: string, marketType: string, rest: Partial<SoldFile> = {}): SoldFile {
  const name = `1.${day.replaceAll('-', '')}${marketType.length}`
  return {
    path: `/data/xds/historic/BASIC/2026/Apr/${Number(day.slice(8))}/31/${name}.bz2`,
    sport: 'Horse Racing',
    plan: 'Basic Plan',
    day,
    marketType,
    country: 'GB',
    kind: 'M',
    bytes: Buffer.concat([Buffer.from('BZh'), Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))]),
    ...rest,
  }
}

const SOLD = [
  sold('2026-04-01', 'WIN'),
  sold('2026-04-02', 'PLACE'),
  sold('2026-04-03', 'WIN', { country: 'IE', bytes: Buffer.alloc(0) }),
  sold('2026-05-01', 'WIN'),
]
const FIRST = SOLD[0]?.path ?? ''

/** A client against the emulated exchange, of whose downloads `faults` spoils some. */
async function openHistory(settings: { maxResumes?: number; faults?: FaultPlan; files?: readonly SoldFile[] } = {}) {
  const clock = createSystemClock()
  let downloads = 0
  const { faults, files = SOLD, ...rest } = settings
  const emulator = await serveBetfair({
    world: silentWorld,
    clock,
    accounts: [{ username: 'bot', password: 'secret' }],
    history: files,
    faults: (request) => {
      if (!request.url.includes('/api/DownloadFile')) return null
      downloads += 1
      return faults?.(request) ?? null
    },
  })
  const { hosts, authority: authorities, control } = emulator
  const session = createBetfairSession({
    ...{ appKey: 'live-key', username: 'bot', password: 'secret', hosts, authorities, clock },
  })
  const history = createHistoricalData({ session, clock, ...rest })
  return {
    history,
    control,
    session,
    downloads: () => downloads,
    async [Symbol.asyncDispose]() {
      await history.close()
      await session.close()
      await emulator.close()
    },
  }
}

describe('historical data', () => {
  it('is listed by what the account has bought', async () => {
    await using it = await openHistory()
    expect(await it.history.purchases(signal)).toMatchObject([
      { sport: 'Horse Racing', plan: 'Basic Plan', forDate: '2026-04-01T00:00:00', purchaseItemId: '1' },
      { forDate: '2026-05-01T00:00:00' },
    ])
    expect(await it.history.options(APRIL, signal)).toMatchObject({
      marketTypes: [
        { name: 'WIN', count: 2 },
        { name: 'PLACE', count: 1 },
      ],
      countries: [{ name: 'GB' }, { name: 'IE' }],
      fileTypes: [{ name: 'M', count: 3 }],
    })
    expect(await it.history.size(APRIL, signal)).toEqual({ megabytes: 1, files: 3 })
    const wins: HistoricalQuery = { ...APRIL, marketTypes: ['WIN'], countries: ['GB'], files: ['market'] }
    expect(await it.history.files(wins, signal)).toEqual([FIRST])
    expect(await it.history.files({ ...APRIL, sport: 'Soccer' }, signal)).toEqual([])
  })

  it('comes to the disk as it is there, once', async () => {
    await using it = await openHistory()
    for (const file of await it.history.files(APRIL, signal)) {
      const { path, bytes, isKnown } = await it.history.download(file, folder, signal)
      const own = SOLD.find((each) => each.path === file)?.bytes ?? Buffer.from('none')
      expect(readFileSync(path).equals(own)).toBe(true)
      expect([path, bytes, isKnown]).toEqual([
        join(folder, file.slice('/data/xds/historic/'.length)),
        own.length,
        false,
      ])
    }
    const before = it.downloads()
    expect(await it.history.download(FIRST, folder, signal)).toMatchObject({ bytes: 300_003, isKnown: true })
    expect(it.downloads()).toBe(before)
  })

  it('goes on where a download was broken off, and has its name only when it is whole', async () => {
    const faults = createFaultQueue()
    faults.add({ kind: 'half-body' }, 2)
    await using it = await openHistory({ faults: faults.plan, maxResumes: 0 })
    for (let times = 0; times < 2; times += 1) {
      expect(await failureOf(it.history.download(FIRST, folder, signal))).toMatchObject({ code: 'NETWORK' })
      const names = await readdir(folder, { recursive: true })
      expect(names.filter((name) => name.endsWith('.bz2'))).toEqual([])
      expect(names.filter((name) => name.endsWith('.bz2.part'))).toHaveLength(1)
    }
    const { path, bytes } = await it.history.download(FIRST, folder, signal)
    expect(bytes).toBe(300_003)
    expect(readFileSync(path).equals(Buffer.from(SOLD[0]?.bytes ?? []))).toBe(true)
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it.each([300_000, 300_500, 250_000])(
    'is begun anew where the exchange has another version by then, of %i bytes more than its mark',
    async (length) => {
      const faults = createFaultQueue()
      faults.add({ kind: 'half-body' })
      const files = [sold('2026-04-01', 'WIN')]
      await using it = await openHistory({ faults: faults.plan, maxResumes: 0, files })
      expect(await failureOf(it.history.download(FIRST, folder, signal))).toMatchObject({ code: 'NETWORK' })
      const bytes = Buffer.concat([Buffer.from('BZh'), Buffer.alloc(length, 7)])
      files[0] = sold('2026-04-01', 'WIN', { bytes })
      const { path } = await it.history.download(FIRST, folder, signal)
      expect(readFileSync(path).equals(bytes)).toBe(true)
      expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([])
    },
  )

  it('is gone on with by itself where its connection breaks', async () => {
    const faults = createFaultQueue()
    faults.add({ kind: 'half-body' }, 2)
    faults.add({ kind: 'html', status: 503 })
    await using it = await openHistory({ faults: faults.plan })
    expect(await it.history.download(FIRST, folder, signal)).toMatchObject({ bytes: 300_003, isKnown: false })
    expect(it.downloads()).toBe(4)
  })

  it.each([
    ['a part of it', 1_000],
    ['all of it', 300_003],
    ['more than there is', 400_000],
  ])('does not go on behind what is of no version that it knows: %s', async (_, length) => {
    await using it = await openHistory()
    const target = join(folder, FIRST.slice('/data/xds/historic/'.length))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(`${target}.part`, Buffer.concat([Buffer.from(SOLD[0]?.bytes ?? []), Buffer.alloc(200_000)]))
    truncateSync(`${target}.part`, length)
    await it.history.download(FIRST, folder, signal)
    expect(readFileSync(target).equals(Buffer.from(SOLD[0]?.bytes ?? []))).toBe(true)
    expect(existsSync(`${target}.part`)).toBe(false)
  })

  it('logs in again where the exchange has ended the session', async () => {
    await using it = await openHistory()
    await it.history.purchases(signal)
    it.control.expireSessions()
    expect(await it.history.purchases(signal)).toHaveLength(2)
    it.control.expireSessions()
    expect(await it.history.download(FIRST, folder, signal)).toMatchObject({ bytes: 300_003 })
    expect(it.session.status().logins).toBe(3)
  })

  it('says what the account does not have, and what is no file of it', async () => {
    await using it = await openHistory()
    expect(await failureOf(it.history.download('/data/xds/historic/PRO/1.bz2', folder, signal))).toMatchObject({
      code: 'NO_SUCH_FILE',
      remedy: expect.stringContaining('months'),
    })
    for (const name of ['', '/', 'historic/', 'historic/../../x', '/data/xds/historic/a/../x', 'a b', 'a/./b'])
      expect(await failureOf(it.history.download(name, folder, signal)), name).toMatchObject({ code: 'INVALID_PATH' })
    expect(await readdir(folder, { recursive: true })).not.toContain('x')
  })

  test.each([
    [{ ...APRIL, from: '2026-04-31' }],
    [{ ...APRIL, from: '2026-05-01' }],
    [{ ...APRIL, to: 'tomorrow' }],
    [{ ...APRIL, sport: ' ' }],
  ])('%o is no question', async (query) => {
    await using it = await openHistory()
    expect(await failureOf(it.history.files(query, signal))).toMatchObject({ code: 'INVALID_QUERY' })
  })
})

describe('what stands in front of historical data', () => {
  async function asked(answer: Scripted) {
    const clock = createSystemClock()
    const login: Scripted = { json: { token: 'canary-token', product: 'p', status: 'SUCCESS', error: '' } }
    await using server = await serveScript((request) => (request.path === '/api/login' ? login : answer))
    const hosts = { ...server.hosts, history: server.host }
    await using session = createBetfairSession({
      ...{ appKey: 'k', username: 'u', password: 'canary-password', hosts, authorities: authority.certificate, clock },
    })
    await using history = createHistoricalData({ session, clock, maxResumes: 0 })
    return [
      await failureOf(history.purchases(signal)),
      await failureOf(history.download('historic/1.bz2', folder, signal)),
    ]
  }

  it.each<[string, Scripted, string]>([
    ['a place that is not served', { text: '<html>', status: 403 }, 'HTTP_403'],
    ['a session that is never good', { text: '', status: 401 }, 'INVALID_SESSION_INFORMATION'],
    ['a page in the place of everything', { text: '<html>', status: 200 }, 'INVALID_BODY'],
  ])('is told by its code: %s', async (_, answer, code) => {
    const errors = await asked(answer)
    for (const error of errors) expect(error).toMatchObject({ code })
    expect(String(errors)).not.toContain('canary')
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.bz2'))).toEqual([])
  })
})
