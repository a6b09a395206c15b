import { createSystemClock, isAdvisorError, Secret } from '@betting-advisor/core'
import { HttpResponse, http } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTheOddsClient } from '../src/index.ts'
import { fakeNetwork } from './network.ts'

const CANARY = 'canary-41aa90'
const requests: Request[] = []
let answer: () => Response = () => HttpResponse.json([])

const network = fakeNetwork(
  http.get('https://api.the-odds-api.com/*', ({ request }) => {
    requests.push(request)
    return answer()
  }),
)
beforeAll(() => network.enable())
afterAll(() => network.disable())
beforeEach(() => {
  requests.length = 0
})

function open() {
  return createTheOddsClient({ apiKey: new Secret(CANARY), clock: createSystemClock(), random: () => 0 })
}

async function failure(run: (client: ReturnType<typeof open>) => Promise<unknown>) {
  await using client = open()
  return await run(client).then(
    () => null,
    (error: unknown) => error,
  )
}

describe('what is sent', () => {
  test('odds', async () => {
    answer = () => HttpResponse.json([])
    await using client = open()
    await client.odds('soccer_epl', {
      regions: ['eu', 'uk'],
      markets: ['h2h', 'totals'],
      eventIds: ['a', 'b'],
      commenceTimeFrom: new Date(Date.UTC(2026, 7, 7)),
      commenceTimeTo: new Date(Date.UTC(2026, 7, 8)),
    })
    const url = new URL(requests[0]?.url ?? '')
    expect(url.pathname).toBe('/v4/sports/soccer_epl/odds')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      apiKey: CANARY,
      regions: 'eu,uk',
      markets: 'h2h,totals',
      oddsFormat: 'decimal',
      eventIds: 'a,b',
      commenceTimeFrom: '2026-08-07T00:00:00Z',
      commenceTimeTo: '2026-08-08T00:00:00Z',
    })
    expect(requests[0]?.headers.get('accept-encoding')).toContain('gzip')
  })

  test('the other endpoints', async () => {
    answer = () => HttpResponse.json([])
    await using client = open()
    await client.sports()
    await client.sports({ all: true })
    await client.events('soccer_epl')
    await client.scores('soccer_epl', { daysFrom: 3 })
    await client.odds('soccer_epl', { bookmakers: ['pinnacle'] })
    expect(
      requests.map(({ url }) => url.replace(/&?apiKey=[^&]*/, '').replace('https://api.the-odds-api.com/v4', '')),
    ).toEqual([
      '/sports?',
      '/sports?all=true',
      '/sports/soccer_epl/events?',
      '/sports/soccer_epl/scores?daysFrom=3',
      '/sports/soccer_epl/odds?bookmakers=pinnacle&markets=h2h&oddsFormat=decimal',
    ])
  })
})

describe('what is understood', () => {
  test('credits, from the headers, when they are numbers', async () => {
    await using client = open()
    expect(client.credits()).toBeNull()
    answer = () =>
      HttpResponse.json([], {
        headers: { 'x-requests-remaining': '480', 'x-requests-used': '20', 'x-requests-last': '1' },
      })
    await client.sports()
    expect(client.credits()).toEqual({ remaining: 480, used: 20, last: 1 })
    answer = () => HttpResponse.json([], { headers: { 'x-requests-remaining': 'many', 'x-requests-used': '' } })
    await client.sports()
    expect(client.credits()).toEqual({ remaining: 480, used: 20, last: 1 })
  })

  test('events with null or missing teams, unknown fields, and both forms of moments', async () => {
    const events = [
      { id: 'a', sport_key: 's', commence_time: '2026-08-07T15:00:00Z', home_team: null, away_team: null, odd: [{}] },
      { id: 'b', sport_key: 's', commence_time: 1786114800 },
    ]
    answer = () => HttpResponse.json(events)
    await using client = open()
    const { value } = await client.events('s')
    expect(value.map((event) => event.commence_time)).toEqual([Date.UTC(2026, 7, 7, 15), Date.UTC(2026, 7, 7, 15)])
    expect(value[0]).toMatchObject({ home_team: null })
  })
})

test('what can be read of an answer is told, and what cannot is counted', async () => {
  const outcomes = [
    { name: 'x', price: '2.5' },
    { name: 'y', price: 3 },
  ]
  const odds = { bookmakers: [{ key: 'b', markets: [{ key: 'h2h', outcomes }] }] }
  answer = () => HttpResponse.json([{ id: 'a', sport_key: 's', commence_time: 1, ...odds }, { id: 'b' }, null])
  await using client = open()
  const { value, leftOut } = await client.odds('s', { regions: ['eu'] })
  expect(value.map(({ id }) => id)).toEqual(['a'])
  expect(value[0]?.bookmakers[0]?.markets[0]?.outcomes).toMatchObject([{ name: 'y', price: 3 }])
  expect(leftOut.count).toBe(3)
  expect(leftOut.examples[0]).toBe(
    '[0].bookmakers[0].markets[0].outcomes[0].price: Invalid input: expected number, received string',
  )
})

describe('what is not', () => {
  test.each([
    ['an object where a list should be', { id: 'a' }],
    ['an event without an id', [{ sport_key: 's', commence_time: 1 }]],
    ['a moment that is none', [{ id: 'a', sport_key: 's', commence_time: 'tomorrow' }]],
    ['a moment beyond any calendar', [{ id: 'a', sport_key: 's', commence_time: 1e300 }]],
  ])('%s is INVALID_BODY and not asked for again', async (_what, body) => {
    answer = () => HttpResponse.json(body as never)
    const error = await failure((client) => client.odds('s', { regions: ['eu'] }))
    expect(error).toMatchObject({ code: 'INVALID_BODY', isRetryable: false, isServiceFault: true })
    expect(requests).toHaveLength(1)
  })

  test.each([
    [401, 'INVALID_KEY'],
    [401, 'OUT_OF_USAGE_CREDITS'],
    [404, 'UNKNOWN_SPORT'],
    [422, 'INVALID_MARKET'],
    [422, 'SOMETHING_NEW'],
  ])('%i %s is told as it is, with a remedy, and not asked for again', async (status, code) => {
    answer = () => HttpResponse.json({ message: `No: ${CANARY}`, error_code: code, details_url: 'x' }, { status })
    const error = await failure((client) => client.sports())
    expect(error).toMatchObject({ code, status, isRetryable: false, isServiceFault: false })
    expect(isAdvisorError(error) && error.remedy).toEqual(expect.any(String))
    expect(String(error)).not.toContain(CANARY)
    expect(requests).toHaveLength(1)
  })

  test('an error without a code goes by its status', async () => {
    answer = () => new HttpResponse('Forbidden', { status: 403 })
    expect(await failure((client) => client.sports())).toMatchObject({ code: 'HTTP_403', status: 403 })
  })

  test('a redirect is not followed: it would take the key along', async () => {
    answer = () => new HttpResponse(null, { status: 302, headers: { location: 'https://example.org/' } })
    expect(await failure((client) => client.sports())).toMatchObject({ code: 'HTTP_302' })
    expect(requests).toHaveLength(1)
  })
})

test('an aborted call ends with the reason of the abort', async () => {
  const reason = new Error('enough')
  await using client = open()
  await expect(client.sports({}, AbortSignal.abort(reason))).rejects.toBe(reason)
})
