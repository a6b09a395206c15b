import {
  type AdvisorSettings,
  accountKey,
  after,
  type Clock,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  DAY,
  HOUR,
  type Logger,
  MINUTE,
  ModeRefusedError,
  money,
  runId,
  type Store,
  type Venue,
} from '@betting-advisor/core'
import { defineSettings, type SettingsInput } from '@betting-advisor/core/config'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { type Run, StoreError } from '@betting-advisor/core/store'
import { SAMPLE_WALLET } from '@betting-advisor/core/testing'
import type { BookFeed, VenueTraits } from '@betting-advisor/core/venue'
import { describe, expect, it, vi } from 'vitest'
import { settingsHash } from '../../src/advisor/live/run-identity.ts'
import { asSystemTime, keepingLogger, scriptedPrices } from '../support/advisor.ts'
import { NOON } from '../support/markets.ts'
import { advised } from '../support/paper-advice.ts'
import { backHome } from '../support/strategies.ts'

const DAYS = 3
const at = (milliseconds: number) => after(NOON, milliseconds)
const LIVE = accountKey('LIVE', 'main')
const PAPER = accountKey('DRY_RUN', 'main')

const liveSettings = (input: SettingsInput = {}) =>
  defineSettings({ mode: 'LIVE', paperTrading: { daysRequired: DAYS }, ...input })

const traits: VenueTraits = {
  origin: 'venue',
  sides: ['back', 'lay'],
  minStake: money(100),
  stakeStep: money(1),
  isRemote: true,
  lateAcceptMs: 5000,
  visibilityLagMs: 1000,
  lookupHorizonMs: DAY,
  netting: true,
}

function realVenue(rest: Partial<Venue> = {}): Venue {
  return { ...createPaperVenue(), name: 'exchange', traits, checkAccess: async () => {}, ...rest }
}

/** A store that says it survives the process, with runs on paper on each of so many days before noon. */
async function storeAfterPaper(
  days: number,
  rest: Partial<Run> = {},
  quote: 'fresh' | 'stale' | 'none' = 'fresh',
): Promise<Store> {
  const store = createMemoryStore()
  for (let day = 1; day <= days; day += 1) {
    const startedAt = at(-day * DAY)
    const run = {
      id: runId(`${PAPER}#${day}`),
      account: PAPER,
      startedAt,
      clock: 'real' as const,
      source: 'venue' as const,
      seed: null,
      strategies: ['back-home@1'],
      settingsHash: settingsHash(liveSettings().risk, liveSettings().account.timeZone),
      ...rest,
    }
    await store.startRun({
      run,
      currency: liveSettings().account.currency,
      timeZone: 'UTC',
      limits: { exposure: liveSettings().risk.exposure, loss: { day: null, week: null, month: null } },
      limitRaiseDelayMs: 0,
      openingFunds: { [SAMPLE_WALLET]: money(1000) },
      since: startedAt,
    })
    if (quote !== 'none')
      await store.append([advised(run.id, at(-day * DAY + MINUTE), quote === 'stale' ? 'QUOTE_STALE' : null)])
    await store.endRun(run.id, at(-day * DAY + HOUR))
  }
  return { ...store, durable: true }
}

/** A clock whose time only the test moves, and which says that it is the system's. */
const steppedAsReal = (): Clock => asSystemTime(createSteppedClock({ start: NOON }))

/** A feed of the past that keeps no books. */
const recordedBooks: BookFeed = {
  specification: 1,
  name: 'recorded-stream',
  origin: 'recording',
  books: new Map(),
  async *messages() {},
  status: scriptedPrices([]).status,
}

/** What of a bot differs from one that may bet real money; its code does not say LIVE where `mode` is `null`. */
type Different = Omit<Partial<AdvisorSettings>, 'mode'> & { readonly mode?: 'LIVE' | null }

/** All that real money needs, but for what is said. */
async function openLive({ mode = 'LIVE', ...rest }: Different = {}): ReturnType<typeof createAdvisor> {
  return createAdvisor({
    settings: liveSettings(),
    ...(mode === null ? {} : { mode }),
    sources: [{ ...scriptedPrices([]), origin: 'venue' }],
    venues: [realVenue()],
    store: storeAfterPaper(DAYS),
    strategies: [backHome()],
    clock: steppedAsReal(),
    ...rest,
  })
}

async function refusal(rest: Different): Promise<ModeRefusedError> {
  const result: unknown = await openLive(rest).catch((error: unknown) => error)
  if (result instanceof ModeRefusedError) return result
  throw new Error(`expected a ModeRefusedError, was ${String(result)}`)
}

const unmet = async (rest: Different) => (await refusal(rest)).unmet.map(({ id }) => id)

describe('real money', () => {
  it('is bet when everything is there', async () => {
    const store = await storeAfterPaper(DAYS)
    const logger = keepingLogger()
    await using advisor = await openLive({ store, logger })
    expect(advisor.status()).toMatchObject({ account: LIVE, mode: 'LIVE' })
    expect(await store.runs(LIVE)).toMatchObject([{ strategies: ['back-home@1'], settingsHash: expect.any(String) }])
    expect(await store.events({ account: LIVE, after: 0, limit: 9 })).toEqual([])
    expect(logger.lines).toEqual([])
  })

  const refused: readonly (readonly [id: string, what: string, parts: () => Promise<Different>])[] = [
    ['mode-setting', 'MODE=DRY_RUN', async () => ({ settings: { ...liveSettings(), mode: 'DRY_RUN' } })],
    ['mode-code', "without mode: 'LIVE' in code", async () => ({ mode: null })],
    ['real-clock', 'a virtual clock', async () => ({ clock: createSteppedClock({ start: NOON }) })],
    [
      'durable-store',
      'a store in memory',
      async () => ({ store: { ...(await storeAfterPaper(DAYS)), durable: false } }),
    ],
    ['real-venue', 'bets on paper', async () => ({ venues: [createPaperVenue()] })],
    [
      'venue-traits',
      'a venue that takes no side',
      async () => ({ venues: [realVenue({ traits: { ...traits, sides: [] } })] }),
    ],
    ['credentials', 'a venue that cannot check them', async () => ({ venues: [withoutAccess()] })],
    ['real-prices', 'prices of a recording', async () => ({ sources: [scriptedPrices([])] })],
    ['real-prices', 'books of a recording', async () => ({ books: [recordedBooks] })],
    [
      'real-prices',
      'one emulator of two',
      async () => ({
        sources: [
          { ...scriptedPrices([]), origin: 'venue' },
          { ...scriptedPrices([]), origin: 'emulator' },
        ],
      }),
    ],
    ['paper-record', 'a day on paper too few', async () => ({ store: storeAfterPaper(DAYS - 1) })],
    [
      'paper-record',
      'days on which every price was stale',
      async () => ({ store: storeAfterPaper(DAYS, {}, 'stale') }),
    ],
    ['paper-record', 'days without advice', async () => ({ store: storeAfterPaper(DAYS, {}, 'none') })],
    ['paper-record', 'no day on paper at all', async () => ({ store: storeAfterPaper(0) })],
    ['paper-record', 'days on a virtual clock', async () => ({ store: storeAfterPaper(DAYS, { clock: 'virtual' }) })],
    ['paper-record', 'days of an emulator', async () => ({ store: storeAfterPaper(DAYS, { source: 'emulator' }) })],
    ['paper-record', 'days with another version', async () => ({ strategies: [backHome(1000, { version: '2' })] })],
    [
      'paper-record',
      'days with other risk settings',
      async () => ({ settings: liveSettings({ risk: { minEdge: 0.02 } }) }),
    ],
    [
      'paper-record',
      'the days of another account',
      async () => ({ settings: liveSettings({ account: { name: 'two' } }) }),
    ],
  ]

  it.each(refused)('is refused by name, %s: %s', async (id, _, parts) => {
    const error = await refusal(await parts())
    expect(error.unmet).toMatchObject([{ id }])
    expect(error.code).toBe('MODE_REFUSED')
    expect(error.remedy).toBe(error.unmet[0]?.remedy)
    expect(error.message).toContain(error.unmet[0]?.message)
  })

  it('says everything that is missing at once, with a remedy each', async () => {
    const error = await refusal({
      mode: null,
      store: createMemoryStore(),
      venues: [realVenue({ traits: { ...traits, minStake: money(0) }, checkAccess: () => Promise.reject(denied) })],
      sources: [scriptedPrices([])],
    })
    expect(error.unmet.map(({ id }) => id)).toEqual([
      'mode-code',
      'durable-store',
      'venue-traits',
      'credentials',
      'real-prices',
      'paper-record',
    ])
    for (const { id, message, remedy } of error.unmet) {
      expect(error.message).toContain(`- ${id}: ${message} ${remedy}`)
      expect(remedy).not.toBe('')
    }
    expect(error.cause).toBe(denied)
  })

  it('names the days that there are and the days that are needed', async () => {
    const { message } = await refusal({ store: storeAfterPaper(2) })
    expect(message).toContain('back-home@1 has run on paper on 2 of the 3 days that are needed')
    expect(message).toContain('DRY_RUN:main')
  })

  it('needs no days on paper where the settings demand none', async () => {
    const settings = liveSettings({ paperTrading: { daysRequired: 0 } })
    await using advisor = await openLive({ settings, store: storeAfterPaper(0) })
    expect(advisor.status().mode).toBe('LIVE')
  })
})

describe('a rehearsal', () => {
  const emulated = (): Different => ({
    venues: [realVenue({ traits: { ...traits, origin: 'emulator' } })],
    sources: [{ ...scriptedPrices([]), origin: 'emulator' }],
  })
  const waive = ['emulated-world'] as const

  /** What has been run under the name of real money, and where its prices came from. */
  async function storeAfter(source: Run['source']): Promise<Store> {
    const store = await storeAfterPaper(DAYS)
    const settings = liveSettings()
    await store.startRun({
      run: {
        ...{ id: runId(`${LIVE}#1`), account: LIVE, startedAt: at(-HOUR), clock: 'real', source, seed: null },
        ...{ strategies: ['back-home@1'], settingsHash: 'any' },
      },
      currency: settings.account.currency,
      timeZone: 'UTC',
      limits: { exposure: settings.risk.exposure, loss: { day: null, week: null, month: null } },
      limitRaiseDelayMs: 0,
      openingFunds: { [SAMPLE_WALLET]: money(1000) },
      since: at(-HOUR),
    })
    await store.endRun(runId(`${LIVE}#1`), at(-MINUTE))
    return store
  }

  it('is told to be no real money, and is had by name', async () => {
    const { unmet: stands, message } = await refusal(emulated())
    expect(stands).toMatchObject([
      { id: 'emulated-world', remedy: expect.stringContaining("waive: ['emulated-world']") },
    ])
    expect(message).toContain('Nothing here is real money: exchange, script are an emulator’s.')
    const store = await storeAfterPaper(DAYS)
    await using advisor = await openLive({ ...emulated(), store, waive })
    expect(advisor.status()).toMatchObject({ account: LIVE, mode: 'LIVE', venues: [{ isPaper: true }] })
    expect(await store.events({ account: LIVE, after: 0, limit: 9 })).toMatchObject([
      { event: { code: 'REQUIREMENT_WAIVED', message: expect.stringContaining('Nothing here is real money') } },
    ])
  })

  it('needs all else that real money needs', async () => {
    const venues = [withoutAccess({ ...traits, origin: 'emulator' })]
    const store = storeAfterPaper(DAYS, { source: 'emulator' })
    expect(await unmet({ ...emulated(), venues, store, waive })).toEqual(['credentials', 'paper-record'])
  })

  it('mixes nothing real with what is emulated', async () => {
    const { venues, sources } = emulated()
    expect(await unmet({ venues: venues ?? [], waive })).toEqual(['real-venue'])
    expect(await unmet({ sources: sources ?? [], waive })).toEqual(['real-prices'])
    expect(await unmet({ ...emulated(), venues: [realVenue(), ...(venues ?? [])], waive })).toEqual([
      'real-venue',
      'real-prices',
    ])
  })

  it('does not run in production', async () => {
    const settings = liveSettings({ env: 'production' })
    expect(await unmet({ ...emulated(), settings, waive })).toEqual(['real-venue', 'real-prices'])
  })

  it('keeps its money out of the ledger of real money, and the other way round', async () => {
    expect(await unmet({ ...emulated(), store: storeAfter('venue'), waive })).toEqual(['one-world'])
    expect(await unmet({ store: storeAfter('emulator') })).toEqual(['one-world'])
    await using again = await openLive({ ...emulated(), store: storeAfter('emulator'), waive })
    expect(again.status().mode).toBe('LIVE')
  })
})

describe('the paper record', () => {
  it('can be waived by name, which is kept as a warning', async () => {
    const store = await storeAfterPaper(1)
    const logger = keepingLogger()
    await using advisor = await openLive({ store, logger, waive: ['paper-record'] })
    const [stored] = await store.events({ account: LIVE, after: 0, limit: 9 })
    expect(stored?.event).toMatchObject({
      type: 'warning',
      code: 'REQUIREMENT_WAIVED',
      message: expect.stringContaining('on 1 of the 3 days'),
      account: LIVE,
      run: advisor.status().run,
      at: NOON,
    })
    expect(logger.lines).toMatchObject([
      { level: 'warn', fields: { event: 'mode.waived', requirement: 'paper-record' } },
    ])
  })

  it('is not spoken of where it is there and waived all the same', async () => {
    const store = await storeAfterPaper(DAYS)
    await using _advisor = await openLive({ store, waive: ['paper-record'] })
    expect(await store.events({ account: LIVE, after: 0, limit: 9 })).toEqual([])
  })

  it('is the only one that can be, where anything is real', async () => {
    // A program without types might try.
    const waive: unknown = ['paper-record', 'real-clock', 'durable-store', 'credentials']
    const clock = createSteppedClock({ start: NOON })
    expect(await unmet({ waive: waive as ['paper-record'], store: createMemoryStore(), clock })).toEqual([
      'real-clock',
      'durable-store',
    ])
  })
})

const denied = new StoreError('STORE_ACCESS_DENIED', 'The key is not known here.')

function withoutAccess(its = traits): Venue {
  const { checkAccess: _, ...venue } = realVenue({ traits: its })
  return venue
}

describe('the credentials', () => {
  it('are held against the venue, whose answer is told', async () => {
    const error = await refusal({ venues: [realVenue({ checkAccess: () => Promise.reject(denied) })] })
    expect(error.message).toContain('exchange does not let it in (STORE_ACCESS_DENIED): The key is not known here.')
    expect(error.cause).toBe(denied)
  })

  it('are waited for a minute, then the question is withdrawn', async () => {
    let asked: AbortSignal | undefined
    const checkAccess = (signal: AbortSignal) => {
      asked = signal
      return new Promise<void>(() => {})
    }
    const clock = steppedAsReal()
    expect(await unmet({ venues: [realVenue({ checkAccess })], clock })).toEqual(['credentials'])
    expect(asked?.aborted).toBe(true)
    expect(clock.now()).toBe(at(MINUTE))
  })

  it('are not asked for a second time, and no wait is left behind', async () => {
    const checkAccess = vi.fn(async () => {})
    const clock = steppedAsReal()
    await using _advisor = await openLive({ venues: [realVenue({ checkAccess })], clock })
    expect(checkAccess).toHaveBeenCalledOnce()
    expect(clock.now()).toBe(NOON)
  })

  it('are not asked for of a venue on paper', async () => {
    const checkAccess = vi.fn(async () => {})
    expect(await unmet({ venues: [{ ...createPaperVenue(), checkAccess }] })).toEqual(['real-venue'])
    expect(checkAccess).not.toHaveBeenCalled()
  })

  it('a bug in the adapter is no refusal', async () => {
    const bug = new TypeError('undefined is not a function')
    await expect(openLive({ venues: [realVenue({ checkAccess: () => Promise.reject(bug) })] })).rejects.toBe(bug)
  })
})

describe('the traits of a venue', () => {
  it.each<readonly [keyof VenueTraits, unknown]>([
    ['sides', undefined],
    ['minStake', 0],
    ['minStake', 0.5],
    ['stakeStep', undefined],
    ['stakeStep', -1],
    ['lateAcceptMs', undefined],
    ['lateAcceptMs', -1],
    ['visibilityLagMs', null],
    ['visibilityLagMs', Number.POSITIVE_INFINITY],
    ['lookupHorizonMs', undefined],
    ['lookupHorizonMs', 0],
    ['netting', undefined],
  ])('%s cannot be %s', async (name, value) => {
    const error = await refusal({ venues: [realVenue({ traits: { ...traits, [name]: value } })] })
    expect(error.unmet).toMatchObject([{ id: 'venue-traits', message: expect.stringContaining(name) }])
  })

  it.each<Partial<VenueTraits>>([
    { lateAcceptMs: null },
    { lookupHorizonMs: null },
    { sides: ['back'] },
    { minStake: money(1), stakeStep: money(1) },
    { visibilityLagMs: 0, lateAcceptMs: 0, netting: false },
  ])('%o is possible', async (changed) => {
    await using advisor = await openLive({ venues: [realVenue({ traits: { ...traits, ...changed } })] })
    expect(advisor.status().mode).toBe('LIVE')
  })
})

describe('on paper', () => {
  const openPaper = (rest: Different) =>
    openLive({ settings: defineSettings(), mode: null, venues: [createPaperVenue()], ...rest })

  it('a venue whose bets are real is refused, and not asked anything', async () => {
    const checkAccess = vi.fn(async () => {})
    await expect(openPaper({ venues: [realVenue({ checkAccess })] })).rejects.toMatchObject({
      code: 'MODE_REFUSED',
      unmet: [{ id: 'simulated-venue' }],
    })
    expect(checkAccess).not.toHaveBeenCalled()
  })

  it('everything that production forbids is told at once', async () => {
    const settings = { ...defineSettings(), permits: { emulator: false, memoryStore: false } }
    const parts = {
      settings,
      store: createMemoryStore(),
      sources: [{ ...scriptedPrices([]), origin: 'emulator' as const }],
    }
    await expect(openPaper(parts)).rejects.toMatchObject({ unmet: [{ id: 'real-prices' }, { id: 'durable-store' }] })
  })

  it('nothing else is asked for', async () => {
    const logger: Logger = keepingLogger()
    await using advisor = await openPaper({
      store: createMemoryStore(),
      sources: [scriptedPrices([])],
      logger,
      waive: ['paper-record'],
    })
    expect(advisor.status().mode).toBe('DRY_RUN')
  })
})
