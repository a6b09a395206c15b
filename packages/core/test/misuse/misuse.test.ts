import {
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  createSystemClock,
  isAdvisorError,
  money,
  runBacktest,
  valueBetting,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { describe, expect, it } from 'vitest'
import { scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { GBP, WIDE } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

type Given = Readonly<Record<string, unknown>>

/** Functions as plain JavaScript sees them: anything may be given. */
const callable = (work: unknown) => work as (given: unknown) => unknown
const [makeAdvisor, backtest, paperVenue, valueBets] = [
  callable(createAdvisor),
  callable(runBacktest),
  callable(createPaperVenue),
  callable(valueBetting),
] as const

async function faultOf(work: () => unknown): Promise<unknown> {
  try {
    return { nothing: await work() }
  } catch (error) {
    return error
  }
}

const without = (part: object, name: string) => ({ ...part, [name]: undefined })
const settings = defineSettings({ account: { name: 'test' } })
const prices = scriptedPrices([])
const results = scriptedResults([])
const venue = createPaperVenue()
const strategy = backHome()

const advisorParts = (): Given => ({
  settings,
  sources: [prices],
  venues: [venue],
  store: createMemoryStore(),
  strategies: [strategy],
})

describe('createAdvisor, given what it cannot use,', () => {
  it.each<readonly [string, Given, string]>([
    ['no settings', { settings: undefined }, 'settings must be settings, as defineSettings'],
    ['settings of its own', { settings: { bankroll: 5 } }, 'settings.mode must be DRY_RUN or LIVE, was undefined'],
    [
      'settings with half the limits',
      { settings: { ...settings, risk: { minEdge: 0.02 } } },
      'settings.risk.minOdds must',
    ],
    [
      'a limit that is a text',
      { settings: { ...settings, risk: { ...settings.risk, maxStakeAbsolute: '100' } } },
      'settings.risk.maxStakeAbsolute must be a number, at least 0, was "100"',
    ],
    [
      'a limit that is no number',
      { settings: { ...settings, risk: { ...settings.risk, minEdge: Number.NaN } } },
      'settings.risk.minEdge must be a number, was NaN',
    ],
    [
      'a currency that is a text',
      { settings: { ...settings, account: { ...settings.account, currency: 'GBP' } } },
      "settings.account.currency must be a currency, as currency('GBP') gives it",
    ],
    ['another mode', { mode: 'live' }, 'mode must be LIVE, was "live"'],
    ['one waiver', { waive: 'paper-record' }, 'waive must be a list of names of requirements, was "paper-record"'],
    ['no sources', { sources: undefined }, 'sources must be a list of price sources, was undefined'],
    ['one source', { sources: prices }, 'sources must be a list of price sources, was an object'],
    ['a source that is to come', { sources: [Promise.resolve(prices)] }, 'sources[0].specification must be 1'],
    [
      'nothing in its sources',
      { sources: [null] },
      'sources[0] must be a price source, as pollingSource makes one, was null',
    ],
    [
      'a source without updates',
      { sources: [without(prices, 'updates')] },
      'sources[0].updates must be a function, was undefined',
    ],
    [
      'a source of nowhere',
      { sources: [{ ...prices, origin: 'real' }] },
      'sources[0].origin must be venue or emulator or recording, was "real"',
    ],
    ['one result source', { results }, 'results must be a list of result sources, was an object'],
    ['a price source for results', { results: [prices] }, 'results[0].results must be a function'],
    ['no venues', { venues: undefined }, 'venues must be a list of venues, was undefined'],
    [
      'the function that makes a venue',
      { venues: [createPaperVenue] },
      'venues[0].specification must be 1, was undefined',
    ],
    [
      'a venue without doPlace',
      { venues: [without(venue, 'doPlace')] },
      'venues[0].doPlace must be a function, was undefined',
    ],
    [
      'a venue that cancels by a flag',
      { venues: [{ ...venue, doCancel: true }] },
      'venues[0].doCancel must be a function, was true',
    ],
    [
      'a venue without a step',
      { venues: [{ ...venue, traits: { ...venue.traits, stakeStep: 0 } }] },
      'venues[0].traits.stakeStep must be a whole number',
    ],
    [
      'a venue of unknown sides',
      { venues: [{ ...venue, traits: { ...venue.traits, sides: ['buy'] } }] },
      'venues[0].traits.sides[0] must be back or lay, was "buy"',
    ],
    [
      'no store',
      { store: undefined },
      'store must be a store, as openSqliteStore or createMemoryStore makes one, was undefined',
    ],
    ['an address for a store', { store: 'sqlite:./advisor.db' }, 'store must be a store'],
    [
      'the promise of nothing',
      { store: Promise.resolve(null) },
      'store must be a store, as openSqliteStore or createMemoryStore makes one, was null',
    ],
    [
      'a store that begins nothing',
      { store: without(createMemoryStore(), 'begin') },
      'store.begin must be a function, was undefined',
    ],
    ['no strategies', { strategies: undefined }, 'strategies must be a list of strategies, was undefined'],
    ['one strategy', { strategies: strategy }, 'strategies must be a list of strategies, was an object'],
    [
      'a strategy without a name',
      { strategies: [without(strategy, 'name')] },
      'strategies[0].name must be 1 to 64 letters',
    ],
    [
      'a strategy without a version',
      { strategies: [without(strategy, 'version')] },
      'strategies[0].version must be a text',
    ],
    [
      'a strategy whose onMarket is no function',
      { strategies: [{ ...strategy, onMarket: 'back' }] },
      'strategies[0].onMarket must be a function, was "back"',
    ],
    [
      'a strategy that is never asked',
      { strategies: [{ name: 'idle', version: '1' }] },
      'strategies[0] must be a strategy with one of onMarket',
    ],
    [
      'entries that are no number',
      { strategies: [{ ...strategy, maxEntriesPerMarket: '3' }] },
      'strategies[0].maxEntriesPerMarket must be a whole number',
    ],
    [
      'two strategies of one name',
      { strategies: [strategy, { ...strategy }] },
      'strategy name must be used by one strategy only, was "back-home"',
    ],
    ['one control', { controls: { name: 'mine', check: () => null } }, 'controls must be a list of controls'],
    ['a control that cannot be asked', { controls: [{ name: 'mine' }] }, 'controls[0].check must be a function'],
    [
      'a model for a yardstick',
      { yardstick: { name: 'model', fairMarket: () => null } },
      'yardstick.closingBook must be a function that tells prices of somebody else',
    ],
    [
      'null for the yardstick of a strategy',
      { strategies: [{ ...strategy, yardstick: null }] },
      'strategies[0].yardstick must be prices of somebody else at the close, as sharpPrices tells them, was null',
    ],
    ['Date for a clock', { clock: Date }, 'clock.kind must be real or virtual, was undefined'],
    [
      'a clock that answers later',
      { clock: { ...createSystemClock(), now: async () => 0 } },
      'clock.now() must be whole milliseconds since 1970, was a promise',
    ],
    ['a function for a logger', { logger: () => undefined }, 'logger.debug must be a function, was undefined'],
    ['a path for a recorder', { recorder: './session.jsonl' }, 'recorder must be a recorder'],
    ['no interval', { syncMs: 0 }, 'syncMs must be a finite number of milliseconds above 0, was 0'],
  ])('such as %s, says so by name', async (_, given, message) => {
    const fault = await faultOf(() => makeAdvisor({ ...advisorParts(), ...given }))
    expect(isAdvisorError(fault, 'INVALID_VALUE'), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
  })

  it.each([undefined, null, 5, 'settings', [], () => undefined])('such as %s, says so by name', async (given) => {
    const fault = await faultOf(() => makeAdvisor(given))
    expect(isAdvisorError(fault, 'INVALID_VALUE'), String(fault)).toBe(true)
  })

  it.each([
    [{ strategy: [strategy] }, 'createAdvisor has no option strategy. It has settings, mode'],
    [{ strategys: [strategy] }, 'createAdvisor has no option strategys. Did you mean strategies?'],
    [{ Sources: [] }, 'createAdvisor has no option Sources. Did you mean sources?'],
    [{ yardStick: null }, 'createAdvisor has no option yardStick. Did you mean yardstick?'],
  ])('such as %j, says so and what was meant', async (given, message) => {
    const fault = await faultOf(() => makeAdvisor({ ...advisorParts(), ...given }))
    expect(isAdvisorError(fault, 'UNKNOWN_OPTION'), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
  })

  it('such as a method that is never called, says what was meant', async () => {
    const strategies = [{ name: 'mine', version: '1', onmarket: () => undefined }]
    const fault = await faultOf(() => makeAdvisor({ ...advisorParts(), strategies }))
    expect(isAdvisorError(fault, 'UNKNOWN_OPTION'), String(fault)).toBe(true)
    expect(String(fault)).toContain('strategy mine has no option onmarket. Did you mean onMarket?')
  })

  it('closes what it would have closed', async () => {
    const closed: string[] = []
    const store = { ...createMemoryStore(), close: async () => void closed.push('store') }
    const recorder = { append: () => undefined, close: async () => void closed.push('recorder') }
    const given = { ...advisorParts(), store: Promise.resolve(store), recorder, venues: null }
    expect(isAdvisorError(await faultOf(() => makeAdvisor(given)), 'INVALID_VALUE')).toBe(true)
    expect(closed).toEqual(['recorder', 'store'])
  })

  it('takes parts that are made of classes', async () => {
    class Mine {
      readonly name = 'mine'
      readonly version = '1'
      onMarket(): void {}
    }
    await using advisor = await createAdvisor({
      settings,
      sources: [prices],
      venues: [venue],
      store: createMemoryStore(),
      strategies: [new Mine()],
    })
    expect(advisor.status().tradingState).toBe('RECONCILING')
  })
})

const backtestParts: Given = { events: [], strategies: [strategy], limits: WIDE, currency: GBP, bankroll: money(1000) }

describe('runBacktest, given what it cannot use,', () => {
  it.each<readonly [string, Given, string]>([
    ['no events', { events: undefined }, 'events must be a list of events'],
    [
      'events to come',
      { events: Promise.resolve([]) },
      'events must be a list of events, or anything else to iterate over, was a promise',
    ],
    ['events that are none', { events: ['m1'] }, 'event must be news'],
    ['events of no kind', { events: [{ at: 1 }] }, 'event.type must be market or feed or closing or result'],
    ['events at no time', { events: [{ type: 'market', at: '2026-01-01' }] }, 'event.at must be whole milliseconds'],
    ['no limits', { limits: undefined }, 'limits must be limits of risk, as defineSettings gives them'],
    ['half the limits', { limits: { minEdge: 0 } }, 'limits.minOdds must be a number'],
    ['the code of a currency', { currency: 'GBP' }, "currency must be a currency, as currency('GBP') gives it"],
    ['half a penny', { bankroll: 10.5 }, 'bankroll must be a whole number of minor units'],
    ['a zone on Mars', { timeZone: 'Mars/Olympus' }, 'timeZone must be an IANA time zone'],
    ['one strategy', { strategies: strategy }, 'strategies must be a list of strategies'],
    ['a venue for the limits of one', { venue: { minStake: '10' } }, 'minStake must be a whole number of minor units'],
  ])('such as %s, says so by name', async (_, given, message) => {
    const fault = await faultOf(() => backtest({ ...backtestParts, ...given }))
    expect(isAdvisorError(fault, 'INVALID_VALUE'), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
  })

  it('such as an option that there is not, says what was meant', async () => {
    const fault = await faultOf(() => backtest({ ...backtestParts, bankrol: 1000 }))
    expect(isAdvisorError(fault, 'UNKNOWN_OPTION'), String(fault)).toBe(true)
    expect(String(fault)).toContain('runBacktest has no option bankrol. Did you mean bankroll?')
  })
})

describe('other makers', () => {
  const staking = { name: 'flat', stake: () => null }
  it.each<readonly [string, () => unknown, string]>([
    [
      'createPaperVenue',
      () => paperVenue(null),
      'what createPaperVenue is given must be an object of options, was null',
    ],
    ['createPaperVenue', () => paperVenue({ delayMs: '5' }), 'delayMs must be a finite number of milliseconds'],
    [
      'createPaperVenue',
      () => paperVenue({ bookmakers: 'shop' }),
      'bookmakers must be a list of names of bookmakers, was "shop"',
    ],
    ['createPaperVenue', () => paperVenue({ clock: Date }), 'clock.kind must be real or virtual'],
    ['createPaperVenue', () => paperVenue({ maxStakes: 5 }), 'Did you mean maxStake?'],
    [
      'valueBetting',
      () => valueBets(undefined),
      'what valueBetting is given must be an object of options, was undefined',
    ],
    [
      'valueBetting',
      () => valueBets({ sharp: 'pinnacle', staking }),
      'overround must be a method, such as shin, was undefined',
    ],
    ['valueBetting', () => valueBets({ staking }), 'sharp must be a sharp bookmaker, or fairPrices given instead'],
    ['valueBetting', () => valueBets({ fairPrices: () => null, staking }), 'fairPrices.fairMarket must be a function'],
    [
      'valueBetting',
      () => valueBets({ sharp: 'pinnacle', overround: 'shin', staking }),
      'overround must be a function, was "shin"',
    ],
    [
      'valueBetting',
      () => valueBets({ sharp: 'pinnacle', overround: () => null, staking: 0.2 }),
      'staking must be a staking plan, as fractionalKelly makes one, was 0.2',
    ],
    [
      'valueBetting',
      () => valueBets({ sharp: 'pinnacle', overround: () => null, staking, minEdge: '2 %' }),
      'minEdge must be a number, was "2 %"',
    ],
    [
      'valueBetting',
      () => valueBets({ sharp: 'pinnacle', overround: () => null, staking, minedge: 0.1 }),
      'Did you mean minEdge?',
    ],
  ])('of which %s say by name what they cannot use', async (_, work, message) => {
    const fault = await faultOf(work)
    expect(isAdvisorError(fault), String(fault)).toBe(true)
    expect(String(fault)).toContain(message)
  })
})
