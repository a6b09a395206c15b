import { DAY, HOUR, MINUTE, SECOND, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'
import { createTheOddsEmulator, type TheOddsEmulatorSettings } from '../src/emulator.ts'
import { START, tinyWorld } from './tiny-world.ts'

const KEY = 'emulator-key'

function open(settings: Partial<TheOddsEmulatorSettings> = {}) {
  const world = tinyWorld()
  const clock = createSteppedClock({ start: START, limit: START })
  const emulator = createTheOddsEmulator({ world, clock, apiKeys: [KEY], ...settings })
  async function get(path: string, key: string | null = KEY) {
    const url = new URL(`http://emulator${path}`)
    if (key !== null) url.searchParams.set('apiKey', key)
    const response = emulator.fetch(new Request(url))
    const text = await response.text()
    const credits = ['remaining', 'used', 'last'].map((name) => response.headers.get(`x-requests-${name}`))
    return { status: response.status, text, body: JSON.parse(text), credits, headers: response.headers }
  }
  const pass = (milliseconds: number) => clock.until(timestamp(clock.now() + milliseconds))
  return { world, clock, emulator, get, pass }
}

describe('keys', () => {
  test.each([
    [null, 'MISSING_KEY'],
    ['other', 'INVALID_KEY'],
    ['old', 'DEACTIVATED_KEY'],
  ])('%j is refused with 401 %s, body and all', async (key, code) => {
    const { get } = open({ deactivatedKeys: ['old'] })
    const { status, body, text } = await get('/v4/sports', key)
    expect(status).toBe(401)
    expect(body).toMatchObject({ error_code: code, message: expect.any(String), details_url: expect.any(String) })
    expect(text.endsWith('\n')).toBe(true)
  })

  test('the other spelling of the parameter works', async () => {
    const { get } = open()
    expect((await get(`/v4/sports?api_key=${KEY}`, null)).status).toBe(200)
  })
})

describe('credits', () => {
  test.each([
    ['/v4/sports', 0],
    ['/v4/sports?all=true', 0],
    ['/v4/sports/soccer_epl/events', 0],
    ['/v4/sports/soccer_epl/odds?regions=eu', 1],
    ['/v4/sports/soccer_epl/odds?regions=uk,eu&markets=h2h,spreads', 4],
    ['/v4/sports/soccer_epl/odds?bookmakers=pinnacle', 1],
    ['/v4/sports/soccer_epl/odds?regions=us&bookmakers=pinnacle', 1],
    [
      '/v4/sports/soccer_epl/odds?bookmakers=pinnacle,onexbet,sport888,betsson,coolbet,everygame,gtbets,suprabets,unibet_se,williamhill,matchbook',
      2,
    ],
    ['/v4/sports/soccer_epl/odds?bookmakers=onexbet', 0],
    ['/v4/sports/soccer_spain_la_liga/odds?regions=eu', 0],
    ['/v4/sports/soccer_epl/scores', 1],
    ['/v4/sports/soccer_epl/scores?daysFrom=3', 2],
    ['/v4/sports/soccer_spain_la_liga/scores?daysFrom=3', 0],
  ])('%s costs %i', async (path, cost) => {
    const { get } = open({ credits: 500 })
    const { status, credits } = await get(path)
    expect(status).toBe(200)
    expect(credits).toEqual([String(500 - cost), String(cost), String(cost)])
  })

  test('used up, priced endpoints say so with 401, the free ones go on, and the next month brings new ones', async () => {
    const { get, pass } = open({ credits: 1 })
    await get('/v4/sports/soccer_epl/odds?regions=eu')
    for (const path of ['/odds?regions=eu', '/scores']) {
      const { status, body, credits } = await get(`/v4/sports/soccer_epl${path}`)
      expect([status, body.error_code, ...credits]).toEqual([401, 'OUT_OF_USAGE_CREDITS', '0', '1', '0'])
    }
    expect((await get('/v4/sports')).status).toBe(200)
    expect((await get('/v4/sports/soccer_epl/events')).status).toBe(200)
    await pass(timestamp(Date.UTC(2026, 8, 1)) - START)
    expect((await get('/v4/sports/soccer_epl/odds?regions=eu')).status).toBe(200)
  })
})

describe('refusals', () => {
  test.each([
    ['/v4/sports?all=maybe', 422, 'INVALID_ALL_SPORTS_PARAM'],
    ['/v4/sports/soccer_moon/odds?regions=eu', 404, 'UNKNOWN_SPORT'],
    ['/v4/sports/soccer_moon/scores', 404, 'UNKNOWN_SPORT'],
    ['/v4/sports/soccer_epl/odds', 422, 'MISSING_REGION'],
    ['/v4/sports/soccer_epl/odds?regions=eu,moon', 422, 'INVALID_REGION'],
    ['/v4/sports/soccer_epl/odds?bookmakers=nobody', 422, 'INVALID_BOOKMAKERS'],
    ['/v4/sports/soccer_epl/odds?regions=eu&markets=btts', 422, 'INVALID_MARKET'],
    ['/v4/sports/soccer_epl/odds?regions=eu&markets=player_points', 422, 'INVALID_MARKET'],
    ['/v4/sports/soccer_epl/odds?regions=eu&markets=quantum', 422, 'INVALID_MARKET'],
    ['/v4/sports/soccer_epl/odds?regions=eu&oddsFormat=roman', 422, 'INVALID_ODDS_FORMAT'],
    ['/v4/sports/soccer_epl/odds?regions=eu&dateFormat=roman', 422, 'INVALID_DATE_FORMAT'],
    ['/v4/sports/soccer_epl/odds?regions=eu&eventIds=x', 422, 'INVALID_EVENT_IDS'],
    ['/v4/sports/soccer_epl/odds?regions=eu&includeLinks=1', 422, 'INVALID_INCLUDE_LINKS'],
    ['/v4/sports/soccer_epl/events?commenceTimeFrom=today', 422, 'INVALID_COMMENCE_TIME_FROM'],
    ['/v4/sports/soccer_epl/events?commenceTimeTo=2026-08-07', 422, 'INVALID_COMMENCE_TIME_TO'],
    [
      '/v4/sports/soccer_epl/events?commenceTimeFrom=2026-08-09T00:00:00Z&commenceTimeTo=2026-08-08T00:00:00Z',
      422,
      'INVALID_COMMENCE_TIME_RANGE',
    ],
    ['/v4/sports/soccer_epl/scores?daysFrom=4', 422, 'INVALID_SCORES_DAYS_FROM'],
    ['/v5/sports', 404, 'NOT_FOUND'],
  ])('%s is %i %s and costs nothing', async (path, status, code) => {
    const { get } = open()
    const answer = await get(path)
    expect([answer.status, answer.body.error_code, answer.credits]).toEqual([status, code, ['500', '0', '0']])
  })

  test('more than thirty requests a second are too many, until a second has passed', async () => {
    const { get, pass } = open()
    for (let request = 0; request < 30; request++) expect((await get('/v4/sports')).status).toBe(200)
    const { status, body } = await get('/v4/sports')
    expect([status, body.error_code]).toEqual([429, 'EXCEEDED_FREQ_LIMIT'])
    await pass(SECOND)
    expect((await get('/v4/sports')).status).toBe(200)
  })

  test('only GET is answered', async () => {
    const { emulator } = open()
    const request = new Request(`http://emulator/v4/sports?apiKey=${KEY}`, { method: 'POST' })
    expect(emulator.fetch(request).status).toBe(405)
  })

  test.each([{ credits: -1 }, { quirks: 2 }])('settings %j are refused', (settings) => {
    expect(() => open(settings)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })
})

describe('bodies', () => {
  test('sports', async () => {
    const { body } = await open().get('/v4/sports/')
    expect(body[0]).toEqual({
      key: 'soccer_epl',
      group: 'Soccer',
      title: 'EPL',
      description: 'EPL',
      active: true,
      has_outrights: false,
    })
  })

  test('odds, with moments to the second and the draw last', async () => {
    const { body } = await open().get('/v4/sports/soccer_epl/odds?regions=eu')
    expect(body[1]).toMatchObject({
      sport_key: 'soccer_epl',
      sport_title: 'EPL',
      commence_time: '2026-08-08T15:00:00Z',
      home_team: 'Leeds United',
      away_team: 'Everton',
    })
    expect(body[1].bookmakers[0]).toEqual({
      key: 'pinnacle',
      title: 'Pinnacle',
      last_update: '2026-08-07T08:59:55Z',
      markets: [
        {
          key: 'h2h',
          last_update: '2026-08-07T08:59:55Z',
          outcomes: [
            { name: 'Leeds United', price: 2 },
            { name: 'Everton', price: 4 },
            { name: 'Draw', price: 3.4 },
          ],
        },
      ],
    })
  })

  test('in American prices and unix seconds, with what was asked to be included', async () => {
    const { world, get } = open()
    world.fixed.set(world.sharp, [1.5, 2, 2.5])
    const { body } = await get(
      '/v4/sports/soccer_epl/odds?bookmakers=pinnacle&oddsFormat=american&dateFormat=unix&includeSids=true&includeBetLimits=true&includeRotationNumbers=true',
    )
    expect(body[1]).toMatchObject({ commence_time: Date.UTC(2026, 7, 8, 15) / 1000, home_rotation: null })
    const sidOf = (name: string) => `pinnacle-${body[1].id}-h2h-${name}`
    expect(body[1].bookmakers[0].markets[0].outcomes).toEqual([
      { name: 'Leeds United', price: -200, sid: sidOf('Leeds United'), bet_limit: null },
      { name: 'Everton', price: 150, sid: sidOf('Everton'), bet_limit: null },
      { name: 'Draw', price: 100, sid: sidOf('Draw'), bet_limit: null },
    ])
  })

  test('are the same until the service looks again: each minute, in play every forty seconds', async () => {
    const { get, pass } = open()
    const odds = async () => (await get('/v4/sports/soccer_epl/odds?regions=eu')).text
    const first = await odds()
    await pass(59 * SECOND)
    expect(await odds()).toBe(first)
    await pass(SECOND)
    expect(await odds()).not.toBe(first)
    await pass(6 * HOUR + 20 * SECOND)
    const live = async () => JSON.parse(await odds())[0].bookmakers[0].last_update
    expect(await live()).toBe('2026-08-07T15:01:15Z')
    await pass(40 * SECOND)
    expect(await live()).toBe('2026-08-07T15:01:55Z')
  })

  test('an event stays while it is in play and is gone when it is over', async () => {
    const { get, pass } = open()
    const ids = async (path: string) =>
      (await get(`/v4/sports/soccer_epl/${path}`)).body.map(({ id }: { id: string }) => id.slice(-2))
    expect(await ids('events')).toEqual(['a1', 'b2'])
    await pass(7 * HOUR)
    expect(await ids('odds?regions=eu')).toEqual(['a1', 'b2'])
    await pass(HOUR)
    expect(await ids('odds?regions=eu')).toEqual(['b2'])
    expect(await ids('events')).toEqual(['b2'])
    expect(await ids('scores')).toEqual(['b2'])
    expect(await ids('scores?daysFrom=1')).toEqual(['a1', 'b2'])
    expect(await ids(`scores?daysFrom=1&eventIds=${'a1'.padStart(32, '0')}`)).toEqual(['a1'])
    await pass(DAY)
    expect(await ids('scores?daysFrom=1')).toEqual(['b2'])
    await pass(2 * DAY)
    expect(await ids('scores?daysFrom=3')).toEqual(['b2'])
  })

  test('scores are text, and null before the start', async () => {
    const { get, pass } = open()
    const first = async () => (await get('/v4/sports/soccer_epl/scores?daysFrom=1')).body[0]
    expect(await first()).toMatchObject({ completed: false, scores: null, last_update: null })
    await pass(7 * HOUR + MINUTE)
    expect(await first()).toMatchObject({
      completed: false,
      scores: [
        { name: 'Arsenal', score: '2' },
        { name: 'Chelsea', score: '1' },
      ],
      last_update: '2026-08-07T16:01:00Z',
    })
    await pass(HOUR)
    expect(await first()).toMatchObject({ completed: true })
  })

  test('upcoming is what is live and the next across sports; filters choose by id and by start', async () => {
    const { get } = open()
    expect((await get('/v4/sports/upcoming/odds?regions=eu')).body).toHaveLength(2)
    const from = '/v4/sports/soccer_epl/events?commenceTimeFrom=2026-08-08T00:00:00Z'
    expect((await get(from)).body).toMatchObject([{ home_team: 'Leeds United' }])
    expect((await get('/v4/sports/soccer_epl/events?commenceTimeTo=2026-08-08T00:00:00Z')).body).toHaveLength(1)
  })

  test('a bookmaker in none of the regions is left out', async () => {
    const { body } = await open().get('/v4/sports/soccer_epl/odds?regions=uk')
    expect(body[0].bookmakers.map(({ key }: { key: string }) => key)).toEqual(['corner_shop'])
  })

  test('are packed when that is asked for', async () => {
    const { emulator } = open()
    const url = `http://emulator/v4/sports/soccer_epl/odds?regions=eu&apiKey=${KEY}`
    const response = emulator.fetch(new Request(url, { headers: { 'accept-encoding': 'gzip, br' } }))
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const { gunzipSync } = await import('node:zlib')
    expect(JSON.parse(gunzipSync(await response.arrayBuffer()).toString())).toHaveLength(2)
  })

  test('quirks spoil the fraction asked for, the same markets each time', async () => {
    const read = async (quirks: number) => (await open({ quirks }).get('/v4/sports/soccer_epl/odds?regions=eu')).text
    expect(await read(1)).not.toBe(await read(0))
    expect(await read(1)).toBe(await read(1))
  })
})
