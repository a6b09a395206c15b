import { after, DAY, HOUR, type Logger, type MarketUpdate, MINUTE, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { sourceContract } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import {
  ApiError,
  handicap,
  type MarketOffer,
  matchOdds,
  outright,
  type PollingSourceSettings,
  pollingSource,
  totals,
} from '../../src/index.ts'

const START = timestamp(Date.UTC(2026, 7, 8, 9))
const CANARY = 'canary-60c1d2'

const MATCH = {
  id: '17',
  competition: 'soccer_epl',
  startsAt: START + 6 * HOUR,
  home: 'Arsenal',
  away: 'Chelsea',
} as const

/** A shop that shows two matches, whose till may be broken. */
function shop() {
  const odds = (id: string) => matchOdds({ ...MATCH, id, prices: { shop: [2.1, 3.4, 3.6] } })
  const state: { isBroken: boolean; shows: () => unknown } = { isBroken: false, shows: () => [odds('17'), odds('18')] }
  async function read(): Promise<readonly MarketOffer[]> {
    if (state.isBroken) throw new TypeError(`fetch failed: ${CANARY}`)
    return state.shows() as readonly MarketOffer[]
  }
  return { state, read }
}

function open(settings: Partial<PollingSourceSettings> = {}) {
  const { state, read } = shop()
  const clock = createSteppedClock({ start: START, limit: START })
  const source = pollingSource({ name: 'shop', origin: 'emulator', secrets: [CANARY], read, ...settings })
  return { state, clock, source, pass: (ms: number) => clock.until(after(clock.now(), ms)) }
}

describe('the contract of price sources, kept by a naive feed', () => {
  test.each(sourceContract.map((promise) => [promise.id, promise.title, promise] as const))(
    '%s %s',
    async (_id, _title, promise) => {
      const { state, clock, source, pass } = open()
      await using harness = {
        source,
        clock,
        pass,
        secrets: [CANARY],
        breakService() {
          state.isBroken = true
        },
        healService() {
          state.isBroken = false
        },
        [Symbol.asyncDispose]: async () => clock.close(),
      }
      await promise.run(harness)
    },
  )
})

/** Reads a source in the background. */
function reading(opened: ReturnType<typeof open>) {
  const { source, clock } = opened
  const updates: MarketUpdate[] = []
  const log: { fields: object; message: string | undefined }[] = []
  const write = (fields: object, message?: string) => void log.push({ fields, message })
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const controller = new AbortController()
  const ended = (async () => {
    for await (const batch of source.updates({ clock, logger, signal: controller.signal })) updates.push(...batch)
  })()
  ended.catch(() => undefined)
  const stop = async () => {
    controller.abort()
    await ended
    clock.close()
  }
  return { updates, log, ended, stop }
}

describe('what is told', () => {
  test('is a market of core for each offer, with ids that begin with the name of the feed', async () => {
    const opened = open()
    const prices = { shop: [1.9, 2] }
    opened.state.shows = () => [
      matchOdds({ ...MATCH, prices: { shop: [2.1, null, 1] } }),
      matchOdds({ ...MATCH, id: '18', competition: 'basketball_nba', draw: false, prices }),
      totals({ ...MATCH, line: 2.5, prices }),
      handicap({ ...MATCH, line: -1.5, prices }),
      outright({
        id: 'masters',
        competition: 'golf',
        startsAt: '2026-09-01T12:00:00Z',
        name: 'Masters',
        runners: ['A', 'B'],
        prices,
      }),
    ]
    const { updates, stop } = reading(opened)
    await opened.pass(0)
    expect(
      updates.map(({ market, venues }) => [
        market.id,
        market.outcome,
        market.selections.map(({ id }) => id),
        venues[0]?.prices,
      ]),
    ).toEqual([
      ['shop:17:h2h', 'winner', ['Arsenal', 'Draw', 'Chelsea'], [2.1, null, null]],
      ['shop:18:h2h', 'winner', ['Arsenal', 'Chelsea'], [1.9, 2]],
      ['shop:17:totals:2.5', 'total', ['Over 2.5', 'Under 2.5'], [1.9, 2]],
      ['shop:17:spreads:-1.5', 'handicap', ['Arsenal -1.5', 'Chelsea +1.5'], [1.9, 2]],
      ['shop:masters:outrights', 'winner', ['A', 'B'], [1.9, 2]],
    ])
    expect(updates[0]).toMatchObject({
      status: 'open',
      inPlay: false,
      receivedAt: START,
      market: {
        event: { id: 'shop:17', name: 'Arsenal v Chelsea', startsAt: START + 6 * HOUR },
        line: null,
        winners: 1,
      },
      venues: [{ venue: 'shop', side: 'back', freshness: 'live', quotedAt: START }],
    })
    expect(updates.map(({ market }) => market.selections.map(({ role }) => role))).toEqual([
      ['home', 'draw', 'away'],
      ['home', 'away'],
      ['over', 'under'],
      ['home', 'away'],
      [null, null],
    ])
    expect(updates[4]?.market.event.startsAt).toBe(Date.UTC(2026, 8, 1, 12))
    await stop()
  })

  test('keeps the order of selections, whatever order they come in later', async () => {
    const opened = open()
    const race = (runners: readonly string[], prices: readonly number[]) =>
      outright({ ...MATCH, name: 'Derby', runners, prices: { shop: prices } })
    opened.state.shows = () => [race(['A', 'B'], [2, 3])]
    const { updates, stop } = reading(opened)
    await opened.pass(0)
    opened.state.shows = () => [race(['C', 'B', 'A'], [9, 3.1, 2.1])]
    await opened.pass(MINUTE)
    expect(updates.at(-1)?.market.selections.map(({ name }) => name)).toEqual(['A', 'B', 'C'])
    expect(updates.at(-1)?.venues[0]?.prices).toEqual([2.1, 3.1, 9])
    opened.state.shows = () => [race(['B'], [3.2])]
    await opened.pass(MINUTE)
    expect(updates.at(-1)?.market.selections).toBe(updates.at(-2)?.market.selections)
    expect(updates.at(-1)?.venues[0]?.prices).toEqual([null, 3.2, null])
    await stop()
  })

  test('is never younger than its arrival', async () => {
    const opened = open()
    const prices = [{ venue: 'shop', prices: [2, 3, 4], quotedAt: '2099-01-01T00:00:00Z' }]
    opened.state.shows = () => [matchOdds({ ...MATCH, prices })]
    const { updates, stop } = reading(opened)
    await opened.pass(0)
    expect(updates[0]?.venues[0]?.quotedAt).toBe(START)
    await stop()
  })
})

describe('what cannot be used', () => {
  const good = matchOdds({ ...MATCH, prices: { shop: [2, 3, 4] } })

  test.each([
    ['an empty team', matchOdds({ ...MATCH, id: '2', home: '', prices: {} })],
    ['a NUL in an id', matchOdds({ ...MATCH, id: '2\u0000', prices: {} })],
    ['half a surrogate pair', matchOdds({ ...MATCH, id: '2', away: 'B\ud800', prices: {} })],
    ['a line break', matchOdds({ ...MATCH, id: '2', competition: 'a\nb', prices: {} })],
    ['a name that is too long', matchOdds({ ...MATCH, id: '2', away: 'B'.repeat(201), prices: {} })],
    ['a team twice', matchOdds({ ...MATCH, id: '2', away: 'Arsenal', prices: {} })],
    ['a start without its zone', matchOdds({ ...MATCH, id: '2', startsAt: '2026-08-08 15:00', prices: {} })],
    ['a start that is none', matchOdds({ ...MATCH, id: '2', startsAt: Number.NaN, prices: {} })],
    ['a line that is none', totals({ ...MATCH, id: '2', line: Number.NaN, prices: {} })],
    ['a market that came before', good],
    ['something else', { id: '2' }],
    ['nothing', null],
    ['too few prices', matchOdds({ ...MATCH, id: '2', prices: { shop: [2, 3] } })],
    ['a price as text', matchOdds({ ...MATCH, id: '2', prices: { shop: ['2', 3, 4] } as never })],
    ['a venue without a name', matchOdds({ ...MATCH, id: '2', prices: { '': [2, 3, 4] } })],
  ])('%s is left out with a counted warning, and the rest is used', async (_what, bad) => {
    const opened = open()
    opened.state.shows = () => [good, bad]
    const { updates, log, stop } = reading(opened)
    await opened.pass(0)
    expect(updates.filter(({ status }) => status === 'open').map(({ market }) => market.id)).toEqual(['shop:17:h2h'])
    expect(log).toMatchObject([{ fields: { feed: 'shop', count: 1, examples: [expect.any(String)] } }])
    expect(opened.source.status()).toMatchObject({ state: 'ok', detail: '1 left out of the last answers' })
    await stop()
  })

  test.each([[{}], ['text'], [null], [undefined]])('%j instead of a list is a fault that passes', async (answer) => {
    const opened = open()
    opened.state.shows = () => answer
    const { stop } = reading(opened)
    await opened.pass(MINUTE)
    expect(opened.source.status()).toMatchObject({ state: 'failing', fault: { code: 'READ_FAILED' } })
    await stop()
  })
})

describe('what goes wrong', () => {
  test('a fault that is called fatal ends the run', async () => {
    const opened = open({ isFatal: (error) => error instanceof RangeError })
    opened.state.shows = () => {
      throw new RangeError('this key has no access')
    }
    const { ended } = reading(opened)
    await opened.pass(0)
    await expect(ended).rejects.toMatchObject({ code: 'READ_FAILED', message: expect.stringContaining('no access') })
    expect(opened.source.status()).toMatchObject({ state: 'ended', fault: { code: 'READ_FAILED' } })
    opened.clock.close()
  })

  const refusal = (status: number) => () => {
    throw new ApiError({ service: 'shop', code: `HTTP_${status}`, message: 'no', status })
  }

  test.each([400, 401, 404, 422])('an answer with %i ends the run, unless isFatal says otherwise', async (status) => {
    const strict = open()
    strict.state.shows = refusal(status)
    const { ended } = reading(strict)
    await strict.pass(0)
    await expect(ended).rejects.toMatchObject({ code: `HTTP_${status}` })
    strict.clock.close()

    const patient = open({ isFatal: () => false })
    const shows = patient.state.shows
    patient.state.shows = refusal(status)
    const { updates, stop } = reading(patient)
    await patient.pass(MINUTE)
    expect(patient.source.status()).toMatchObject({ state: 'failing', fault: { code: `HTTP_${status}` } })
    patient.state.shows = shows
    await patient.pass(2 * MINUTE)
    expect(patient.source.status()).toMatchObject({ state: 'ok', fault: null })
    expect(updates.length).toBeGreaterThan(0)
    await stop()
  })

  test.each([403, 429, 500])('an answer with %i passes by default', async (status) => {
    const opened = open()
    opened.state.shows = refusal(status)
    const { stop } = reading(opened)
    await opened.pass(MINUTE)
    expect(opened.source.status()).toMatchObject({ state: 'failing', fault: { code: `HTTP_${status}` } })
    await stop()
  })

  test('reading that never ends is given up', async () => {
    const opened = open({ timeoutSeconds: 0.05, read: () => new Promise(() => undefined) })
    const { stop } = reading(opened)
    await opened.pass(MINUTE)
    expect(opened.source.status()).toMatchObject({ state: 'failing', fault: { code: 'TIMEOUT' } })
    await stop()
  })

  test.each([
    { name: '' },
    { name: 'a:b' },
    { name: 'a b' },
    { origin: 'moon' },
    { pollSeconds: 0 },
    { closingPollSeconds: -1 },
    { timeoutSeconds: 0 },
  ])('%j is refused', (change) => {
    expect(() => open(change as never)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })
})

describe('what vanishes', () => {
  test('is forgotten: its end is told a day later', async () => {
    const opened = open()
    const late = matchOdds({ ...MATCH, startsAt: START + 30 * DAY, prices: { shop: [2, 3, 4] } })
    opened.state.shows = () => [late]
    const { updates, stop } = reading(opened)
    await opened.pass(0)
    opened.state.shows = () => []
    await opened.pass(HOUR)
    expect(updates.at(-1)).toMatchObject({ status: 'suspended', inPlay: false })
    await opened.pass(DAY)
    expect(updates.at(-1)).toMatchObject({ status: 'closed', inPlay: false })
    await stop()
  })
})
