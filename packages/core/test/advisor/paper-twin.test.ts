import {
  after,
  createAdvisor,
  createMemoryStore,
  createPaperVenue,
  InvalidValueError,
  MINUTE,
  ModeRefusedError,
  type Venue,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { createBookmakerModel, createSteppedClock, simulatedVenue } from '@betting-advisor/core/simulation'
import type { TwinTerms, WatchingVenue } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { openAdvisor, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'

const market = matchOdds('theirs')

/** A venue whose bets are real, and which says what of it was called. */
function realVenue(twin?: (terms: TwinTerms) => WatchingVenue): { venue: Venue; calls: string[] } {
  const calls: string[] = []
  const told = (name: string) => async (): Promise<never> => {
    calls.push(name)
    throw new Error(`${name} of a real venue was called`)
  }
  const { traits } = createPaperVenue()
  const venue: Venue = {
    specification: 1,
    name: 'shop',
    traits: { ...traits, origin: 'venue', isRemote: true },
    takes: () => true,
    doPlace: told('doPlace'),
    lookup: told('lookup'),
    doAmend: told('doAmend'),
    doCancel: told('doCancel'),
    list: told('list'),
    cleared: told('cleared'),
    funds: told('funds'),
    checkAccess: told('checkAccess'),
    ...(twin === undefined ? {} : { twin }),
  }
  return { venue, calls }
}

const onPaper = (name: string) => (terms: TwinTerms) => simulatedVenue(createBookmakerModel({ name }), terms)

describe('a venue with a twin, in DRY_RUN', () => {
  it('is bet at on paper under its own name, and never hears of it', async () => {
    let given: TwinTerms | undefined
    const { venue, calls } = realVenue((terms) => {
      given = terms
      return onPaper('shop')(terms)
    })
    const { advisor, store } = await openAdvisor({
      sources: [scriptedPrices([{ at: NOON, tell: [news(market, NOON, { book: [2, 4] })] }], true)],
      results: [scriptedResults([{ at: after(NOON, 2 * MINUTE), tell: [ended(market, 'Home')] }])],
      venues: [venue],
      strategies: [backHome()],
    })
    const running = advisor.run()
    await new Promise<void>((resolve) => {
      advisor.on('change', () => {
        if (advisor.status().equity > 100_000) resolve()
      })
    })
    await advisor.stop('seen')
    await running
    const { account, venues } = advisor.status()
    expect(venues).toMatchObject([{ name: 'shop', isPaper: true }])
    expect(await store.orders({ account })).toMatchObject([{ state: 'SETTLED', profit: 1000 }])
    expect(given).toMatchObject({ currency: { code: 'GBP' }, rates: null, fxMargin: 0.02 })
    expect(calls).toEqual([])
  })

  it.each<[what: string, twin: (terms: TwinTerms) => WatchingVenue, argument: string]>([
    ['has another name', onPaper('other'), 'venues[0].twin().name'],
    ['is real', () => realVenue().venue, 'venues[0].twin().traits.origin'],
  ])('is not bet at where its twin %s', async (_, twin, argument) => {
    const error: unknown = await openAdvisor({ venues: [realVenue(twin).venue] }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InvalidValueError)
    expect(String(error)).toContain(argument)
  })

  it('is refused where it has none', async () => {
    const error: unknown = await openAdvisor({ venues: [realVenue().venue] }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ModeRefusedError)
    expect(String(error)).toContain('it has no twin on paper')
  })

  it('is not swapped where real money was asked for', async () => {
    let twins = 0
    const { venue } = realVenue((terms) => {
      twins += 1
      return onPaper('shop')(terms)
    })
    const settings = defineSettings({ mode: 'LIVE' })
    const parts = { settings, sources: [], strategies: [], venues: [venue], store: createMemoryStore() }
    await expect(createAdvisor({ ...parts, clock: createSteppedClock({ start: NOON }) })).rejects.toThrow('checkAccess')
    await expect(createAdvisor({ ...parts, mode: 'LIVE', settings: defineSettings({}) })).rejects.toThrow('checkAccess')
    expect(twins).toBe(0)
  })
})
