import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { booksAtOnce, cataloguesAtOnce } from '../../src/api/data-weight.ts'
import { createMarketMeter } from '../../src/api/market-meter.ts'
import { failure, openClient, result } from './open-client.ts'
import { book, catalogue, clearedRow, currentOrder, funds } from './samples.ts'

const { signal } = new AbortController()
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('the client of the API', () => {
  it('calls by JSON-RPC with key and token, and reads what it is told', async () => {
    await using it = await openClient(() => result([catalogue, { ...catalogue, marketName: 7 }]))
    const answer = await it.client.listMarketCatalogue({ filter: { eventTypeIds: ['7'] }, maxResults: 10 }, signal)
    expect(answer).toMatchObject({ freshness: 'live', leftOut: { count: 1 } })
    expect(answer.value[0]).toMatchObject({ marketId: '1.200000001', description: { marketBaseRate: 5 } })
    const [call] = it.calls
    expect(call?.asked).toMatchObject({ path: '/exchange/betting/json-rpc/v1', method: 'POST' })
    expect(call?.asked.headers).toMatchObject({ 'x-application': 'canary-app-key', 'x-authentication': 'token-1' })
    expect(JSON.parse(call?.asked.body ?? '')).toMatchObject({ method: 'SportsAPING/v1.0/listMarketCatalogue' })
  })

  it('logs in again once when the session has ended, for all that were under way', async () => {
    await using it = await openClient(({ asked }) =>
      asked.headers['x-authentication'] === 'token-1' ? failure('INVALID_SESSION_INFORMATION') : result(funds),
    )
    const told = await Promise.all([it.client.getAccountFunds(signal), it.client.getAccountFunds(signal)])
    expect(told.map(({ availableToBetBalance }) => availableToBetBalance)).toEqual([1000.55, 1000.55])
    expect(it.logins()).toBe(2)
  })

  it('gives up where a new session is refused as well', async () => {
    await using it = await openClient(() => failure('NO_SESSION'))
    expect(await failureOf(it.client.getAccountFunds(signal))).toMatchObject({ code: 'NO_SESSION' })
    expect(it.logins()).toBe(2)
  })

  it('asks again where the exchange is busy, and not where the request is wrong', async () => {
    await using it = await openClient(({ operation, count }) =>
      operation === 'getAccountFunds' && count > 1
        ? result(funds)
        : failure(operation === 'listEvents' ? 'INVALID_INPUT_DATA' : 'SERVICE_BUSY'),
    )
    expect(await it.client.getAccountFunds(signal)).toMatchObject({ exposure: -20 })
    expect(await failureOf(it.client.listEvents({}, signal))).toMatchObject({
      code: 'INVALID_INPUT_DATA',
      message: expect.stringContaining('so it is'),
      remedy: expect.stringContaining('request itself'),
    })
    expect(it.calls.map(({ operation }) => operation)).toEqual(['getAccountFunds', 'getAccountFunds', 'listEvents'])
  })

  it('opens the breaker of a class after five failures, and tells of markets what it knew, tagged', async () => {
    let isIll = false as boolean
    await using it = await openClient(({ operation }) =>
      !isIll ? result([catalogue]) : operation === 'getAccountFunds' ? result(funds) : { text: '<html>', status: 503 },
    )
    const ask = () => it.client.listMarketCatalogue({ filter: {}, maxResults: 1 }, signal)
    await ask()
    isIll = true
    for (let times = 0; times < 5; times += 1) expect(await ask()).toMatchObject({ freshness: 'cached' })
    const before = it.calls.length
    expect(await ask()).toMatchObject({ freshness: 'cached', reason: { code: 'SERVICE_UNAVAILABLE' } })
    expect(it.calls).toHaveLength(before)
    expect(await it.client.getAccountFunds(signal)).toMatchObject({ exposure: -20 })
  })

  it('tells of books what it knew, tagged, and never of funds, bets and orders', async () => {
    let isIll = false as boolean
    await using it = await openClient(({ operation }) => {
      if (isIll) return { text: '<html>', status: 502 }
      if (operation === 'listMarketBook') return result([{ ...book, marketId: '1.5' }])
      return result(operation === 'listCurrentOrders' ? { currentOrders: [], moreAvailable: false } : funds)
    })
    const ask = {
      books: () => it.client.listMarketBook({ marketIds: ['1.5'] }, signal),
      funds: () => it.client.getAccountFunds(signal),
      orders: () => it.client.listCurrentOrders({}, signal),
    }
    const live = await ask.books()
    await ask.funds()
    await ask.orders()
    isIll = true
    const cached = await ask.books()
    expect(live).toMatchObject({ freshness: 'live', value: [{ marketId: '1.5' }] })
    expect(cached).toMatchObject({ freshness: 'cached', value: live.value, receivedAt: live.receivedAt })
    expect(await failureOf(ask.funds())).toMatchObject({ status: 502 })
    expect(await failureOf(ask.orders())).toMatchObject({ status: 502 })
  })

  it('asks a service that was away again when its minute is over', async () => {
    let isIll = true as boolean
    await using it = await openClient(() => (isIll ? { text: '<html>', status: 503 } : result(funds)), {
      resetTimeoutMs: 200,
    })
    for (let times = 0; times < 5; times += 1) await failureOf(it.client.getAccountFunds(signal))
    const state = () =>
      it.client.breakers.map((breaker) => breaker.snapshot()).find(({ name }) => name === 'betfair:account')
    expect(state()).toMatchObject({ state: 'open' })
    isIll = false
    expect(await failureOf(it.client.getAccountFunds(signal))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    await it.clock.sleep(250, signal)
    expect(await it.client.getAccountFunds(signal)).toMatchObject({ exposure: -20 })
    expect(state()).toMatchObject({ state: 'closed' })
  })

  it.each([
    ['DSC-0018', -32_602, 'DSC-0018'],
    ['DSC-0034', -32_099, 'DSC-0034'],
    ['Parse error', -32_700, 'RPC_32700'],
  ])('reads the error %s of the framework', async (message, code, expected) => {
    await using it = await openClient(() => ({ json: { jsonrpc: '2.0', error: { code, message }, id: 1 } }))
    expect(await failureOf(it.client.getAccountFunds(signal))).toMatchObject({ code: expected })
  })

  it('asks for books in parts that weigh what is allowed, and again for those that are closed', async () => {
    const closed = new Set(['1.7', '1.90'])
    await using it = await openClient(({ params }) => {
      const ids = params['marketIds'] as string[]
      const open = ids.filter((id) => !closed.has(id))
      return result((open.length > 0 ? open : ids).map((marketId) => ({ ...book, marketId })))
    })
    const marketIds = Array.from({ length: 95 }, (_, index) => `1.${index}`)
    const { value } = await it.client.listMarketBook(
      { marketIds, priceProjection: { priceData: ['EX_BEST_OFFERS'] } },
      signal,
    )
    expect(new Set(value.map(({ marketId }) => marketId)).size).toBe(95)
    expect(it.calls.map(({ params }) => (params['marketIds'] as string[]).length).sort((a, b) => b - a)).toEqual([
      40, 40, 15, 2,
    ])
  })

  it('puts pages together, two at once at the most, and says when something is missing', async () => {
    let running = 0
    let most = 0
    const bets = ['1', '2', '3', '4'].map((betId) => ({ ...currentOrder, betId }))
    await using it = await openClient(async ({ params }) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running -= 1
      const from = Number(params['fromRecord'])
      return result(
        'betStatus' in params
          ? { clearedOrders: [{ ...clearedRow, profit: 'many' }], moreAvailable: false }
          : { currentOrders: bets.slice(from, from + 2), moreAvailable: from + 2 < bets.length },
      )
    })
    const [orders, cleared] = await Promise.all([
      it.client.listCurrentOrders({}, signal),
      it.client.listClearedOrders({ betStatus: 'SETTLED' }, signal),
      it.client.listCurrentOrders(
        { customerOrderRefs: Array.from({ length: 600 }, (_, index) => `r${index}`) },
        signal,
      ),
    ])
    expect(orders).toMatchObject({ rows: bets.map(({ betId }) => ({ betId })), complete: true })
    expect(cleared).toMatchObject({ rows: [], complete: false, leftOut: { count: 1 } })
    expect(most).toBeLessThanOrEqual(2)
    expect(it.calls.filter(({ params }) => 'customerOrderRefs' in params && params['fromRecord'] === 0)).toHaveLength(3)
  })

  it('begins a list anew that moved from one page to the next, and never calls one whole that keeps moving', async () => {
    let bets = ['1', '2', '3', '4', '5']
    let isRestless = false as boolean
    await using it = await openClient(({ params, count }) => {
      const from = Number(params['fromRecord'])
      const currentOrders = bets.slice(from, from + 2).map((betId) => ({ ...currentOrder, betId }))
      const moreAvailable = from + 2 < bets.length
      // One of the first page is settled before the second is asked for.
      if (count === 1 || isRestless) bets = [...bets.slice(1), ...(isRestless ? [`${count + 5}`] : [])]
      return result({ currentOrders, moreAvailable })
    })
    const told = await it.client.listCurrentOrders({}, signal)
    expect(told.complete).toBe(true)
    expect(told.rows.map(({ betId }) => betId)).toEqual(['2', '3', '4', '5'])
    isRestless = true
    expect(await it.client.listCurrentOrders({}, signal)).toMatchObject({ complete: false })
  })

  it('knows a bet again that has changed from one page to the next, and ends where a page has nothing new', async () => {
    await using it = await openClient(({ params, count }) => {
      const from = Number(params['fromRecord'])
      const rows = ['1', '2', '3'].map((betId) => ({ ...currentOrder, betId, sizeMatched: count / 10 }))
      return result({
        currentOrders: rows.slice(from, from + 2),
        moreAvailable: params['betIds'] !== undefined || from === 0,
      })
    })
    const told = await it.client.listCurrentOrders({}, signal)
    expect([told.complete, told.rows.map(({ betId }) => betId)]).toEqual([true, ['1', '2', '3']])
    const endless = await it.client.listCurrentOrders({ betIds: ['1'] }, signal)
    expect([endless.complete, endless.rows.length]).toEqual([false, 3])
  })

  it('shows its secrets in no error', async () => {
    await using it = await openClient(({ asked }) => ({
      text: `no ${asked.headers['x-application']} ${asked.headers['x-authentication']}`,
    }))
    const error = await failureOf(it.client.getAccountFunds(signal))
    const shown = inspect([error, it.client, error instanceof Error && error.stack], { depth: 9 })
    expect(shown).not.toContain('canary')
    expect(shown).not.toContain('token-1')
  })
})

describe('weights', () => {
  it('are those of the documentation', () => {
    const at = (...priceData: ('EX_BEST_OFFERS' | 'EX_ALL_OFFERS' | 'EX_TRADED' | 'SP_AVAILABLE')[]) =>
      booksAtOnce({ priceData })
    expect([
      at(),
      at('EX_BEST_OFFERS'),
      at('EX_BEST_OFFERS', 'EX_TRADED'),
      at('EX_ALL_OFFERS', 'EX_TRADED'),
      at('EX_ALL_OFFERS'),
    ]).toEqual([100, 40, 10, 6, 11])
    expect(booksAtOnce({ priceData: ['EX_BEST_OFFERS'], exBestOffersOverrides: { bestPricesDepth: 6 } })).toBe(20)
    expect(cataloguesAtOnce(['MARKET_DESCRIPTION', 'RUNNER_METADATA'])).toBe(100)
    expect(cataloguesAtOnce(['EVENT'])).toBe(1000)
  })
})

describe('the meter of books', () => {
  it('lets five a second pass for each market', () => {
    let now = 0
    const meter = createMarketMeter({ monotonic: () => now })
    for (let times = 0; times < 5; times += 1) expect(meter.take(['1.1'])).toBe(0)
    expect(meter.take(['1.2'])).toBe(0)
    expect(meter.take(['1.1', '1.2'])).toBe(1_000)
    now = 1_500
    expect(meter.take(['1.1'])).toBe(0)
  })
})
