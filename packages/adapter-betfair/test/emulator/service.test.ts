import { once } from 'node:events'
import { request } from 'node:https'
import { makeCertificate } from '@betting-advisor/adapter-kit/emulator'
import { describe, expect, it } from 'vitest'
import { definition, limitBet, M, opening, openStage, START, scripted } from './stage.ts'

const offers = [{ id: 11, atb: [[2.9, 50]], atl: [[3.1, 50]], trd: [[3, 4]], tv: 4, ltp: 3 }] as const
const BOOK = 'SportsAPING/v1.0/listMarketBook'

describe('login', () => {
  it('asks a bot for its certificate, and cuts off who has none', async () => {
    const client = makeCertificate({ name: 'a bot' })
    await using stage = await openStage(scripted([opening()]), { clientCertificates: [client.certificate] })
    const { authority, hosts } = stage.emulator
    const [host, port] = hosts.certificateLogin.split(':')
    const asked = async (shown: object) => {
      const options = { host, port, path: '/api/certlogin', method: 'POST', ca: authority, agent: false, ...shown }
      const sent = request({ ...options, headers: { 'x-application': 'any' } })
      sent.end(new URLSearchParams({ username: 'bot', password: 'pass word&' }).toString())
      const [answer] = await once(sent, 'response')
      let text = ''
      for await (const chunk of answer.setEncoding('utf8')) text += chunk
      return JSON.parse(text)
    }
    expect(await asked({ cert: client.certificate, key: client.key })).toEqual({
      loginStatus: 'SUCCESS',
      sessionToken: expect.stringMatching(/=$/),
    })
    await expect(asked({})).rejects.toThrow()
  })

  it('keeps sessions alive, ends them, and says so of those that are over', async () => {
    await using stage = await openStage(scripted([opening()]), { sessionMs: 60_000 })
    const headers = { accept: 'application/json', 'x-authentication': stage.token }
    await stage.pass(50_000)
    expect(JSON.parse((await stage.post('/api/keepAlive', '', headers)).body)).toMatchObject({ status: 'SUCCESS' })
    await stage.pass(50_000)
    expect(await stage.call('AccountAPING/v1.0/getAccountFunds', {})).toHaveProperty('wallet')
    await stage.pass(20_000)
    expect(await stage.call('AccountAPING/v1.0/getAccountFunds', {})).toMatchObject({
      code: -32_099,
      message: 'AANGX-0002',
      data: { AccountAPINGException: { errorCode: 'INVALID_SESSION_INFORMATION' } },
    })
    expect(JSON.parse((await stage.post('/api/keepAlive', '', headers)).body)).toEqual({
      token: '',
      product: '',
      status: 'FAIL',
      error: 'NO_SESSION',
    })
    expect((await stage.post('/api/keepAlive', '', { 'x-authentication': 'x' })).body).toContain('<html>')
  })

  it('bans who logs in too often, and locks who guesses', async () => {
    await using stage = await openStage(scripted([opening()]))
    const login = async (password: string) => {
      const form = new URLSearchParams({ username: 'bot', password }).toString()
      return JSON.parse((await stage.post('/api/login', form, { 'x-application': 'live-key' })).body)
    }
    for (let attempt = 0; attempt < 99; attempt += 1) await login('pass word&')
    expect(await login('pass word&')).toMatchObject({ status: 'FAIL', error: 'TEMPORARY_BAN_TOO_MANY_REQUESTS' })
    await stage.pass(20 * 60_000)
    expect(await login('wrong')).toEqual({
      token: '',
      product: '',
      status: 'FAIL',
      error: 'INVALID_USERNAME_OR_PASSWORD',
    })
    for (let attempt = 0; attempt < 4; attempt += 1) await login('wrong')
    expect(await login('pass word&')).toMatchObject({ error: 'ACCOUNT_ALREADY_LOCKED' })
  })
})

describe('the API', () => {
  it('tells errors as JSON-RPC and as REST', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await stage.call(BOOK, { marketIds: [M] }, { token: 'old=' })).toEqual({
      code: -32_099,
      message: 'ANGX-0003',
      data: {
        exceptionname: 'APINGException',
        APINGException: {
          requestUUID: expect.any(String),
          errorCode: 'INVALID_SESSION_INFORMATION',
          errorDetails: '',
        },
      },
    })
    expect(await stage.call(BOOK, {})).toEqual({ code: -32_602, message: 'DSC-0018' })
    expect(await stage.call('SportsAPING/v1.0/nothing', {})).toEqual({ code: -32_601, message: 'DSC-0021' })
    const headers = { 'x-application': 'live-key', 'x-authentication': stage.token }
    expect(await stage.post('/exchange/betting/rest/v1.0/listMarketBook/', '{"marketIds":7}', headers)).toEqual({
      status: 400,
      body: '{"faultcode":"Client","faultstring":"DSC-0009","detail":{}}',
    })
    const wrong = await stage.post('/exchange/betting/rest/v1.0/listMarketBook/', '{}', {
      ...headers,
      'x-application': 'x',
    })
    expect(JSON.parse(wrong.body)).toMatchObject({
      faultstring: 'ANGX-0007',
      detail: { APINGException: { errorCode: 'INVALID_APP_KEY' } },
    })
    const bare = await stage.post('/exchange/betting/rest/v1.0/listEventTypes/', '{"filter":{}}', headers)
    expect(JSON.parse(bare.body)).toEqual([{ eventType: { id: '7', name: 'Horse Racing' }, marketCount: 1 }])
    expect(await stage.post('/exchange/betting/json-rpc/v1', '[', headers)).toMatchObject({
      body: expect.stringContaining('DSC-0008'),
    })
    stage.emulator.control.maintenance = true
    expect(await stage.post('/exchange/betting/json-rpc/v1', '', headers)).toMatchObject({
      status: 503,
      body: expect.stringContaining('<html>'),
    })
  })

  it.each([
    [['EX_BEST_OFFERS'], 40],
    [['EX_BEST_OFFERS', 'EX_TRADED'], 10],
    [['EX_ALL_OFFERS', 'EX_TRADED'], 6],
    [['SP_TRADED'], 28],
    [[], 100],
  ])('takes %s of %i markets and no more', async (priceData, most) => {
    await using stage = await openStage(scripted([opening(offers)]))
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}`)
    const asked = (count: number) => stage.call(BOOK, { marketIds: ids(count), priceProjection: { priceData } })
    expect(await asked(most)).toEqual([])
    expect(await asked(most + 1)).toMatchObject({
      message: 'ANGX-0001',
      data: { APINGException: { errorCode: 'TOO_MUCH_DATA' } },
    })
  })

  it('shows books, of open markets where both are asked for, and less to a delayed key', async () => {
    const other = { id: '1.2', img: true, marketDefinition: definition({ status: 'CLOSED' }) }
    await using stage = await openStage(scripted([opening(offers), { at: START, markets: [other] }]))
    const priceProjection = { priceData: ['EX_BEST_OFFERS', 'EX_TRADED'] }
    expect(await stage.call(BOOK, { marketIds: [M, '1.2', '1.9'], priceProjection })).toMatchObject([
      {
        marketId: M,
        isMarketDataDelayed: false,
        inplay: false,
        runners: [
          {
            selectionId: 11,
            lastPriceTraded: 3,
            totalMatched: 4,
            ex: {
              availableToBack: [{ price: 2.9, size: 50 }],
              availableToLay: [{ price: 3.1, size: 50 }],
              tradedVolume: [{ price: 3, size: 4 }],
            },
          },
          { selectionId: 12 },
          { selectionId: 13 },
        ],
      },
    ])
    expect(await stage.call(BOOK, { marketIds: ['1.2'] })).toMatchObject([{ marketId: '1.2', status: 'CLOSED' }])
    const delayed = await stage.call(BOOK, { marketIds: [M], priceProjection }, { key: 'delayed-key' })
    expect(delayed).toMatchObject([{ isMarketDataDelayed: true, runners: [{ ex: { tradedVolume: [] } }, {}, {}] }])
    expect(delayed).not.toHaveProperty('0.runners.0.totalMatched')
  })

  it('describes markets as far as that is asked for', async () => {
    const named = { name: '1m Hcap', eventName: 'Ashcombe 30 Nov' }
    await using stage = await openStage(scripted([opening(offers, named)]))
    const list = (marketProjection: string[]) =>
      stage.call('SportsAPING/v1.0/listMarketCatalogue', {
        filter: { eventTypeIds: ['7'] },
        marketProjection,
        maxResults: 10,
      })
    expect(await list([])).toEqual([{ marketId: M, marketName: '1m Hcap', totalMatched: 4 }])
    expect(await list(['EVENT', 'RUNNER_METADATA', 'MARKET_DESCRIPTION'])).toMatchObject([
      {
        event: { id: '31', name: 'Ashcombe 30 Nov' },
        runners: [{ selectionId: 11, handicap: 0, metadata: { runnerId: '11' } }, {}, {}],
        description: { marketBaseRate: 5, priceLadderDescription: { type: 'CLASSIC' } },
      },
    ])
  })

  it('has no more than three of the counted operations under way', async () => {
    await using stage = await openStage(scripted([opening(offers)]), { takesMs: () => 1_000 })
    const answers = Promise.all(Array.from({ length: 4 }, () => stage.call('SportsAPING/v1.0/listCurrentOrders', {})))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await stage.pass(1_000)
    const refused = (await answers).filter((answer) => JSON.stringify(answer).includes('TOO_MANY_REQUESTS'))
    expect(refused).toHaveLength(1)
  })

  it('cancels everything when nobody beats its heart', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    await stage.call('SportsAPING/v1.0/placeOrders', { marketId: M, instructions: [limitBet()] })
    const beat = (preferredTimeoutSeconds: number) =>
      stage.call('HeartbeatAPING/v1.0/heartbeat', { preferredTimeoutSeconds })
    expect(await beat(3)).toEqual({ actionPerformed: 'NONE', actualTimeoutSeconds: 10 })
    await stage.pass(10_000)
    expect(await beat(500)).toEqual({ actionPerformed: 'ALL_BETS_CANCELLED', actualTimeoutSeconds: 300 })
    expect(stage.emulator.control.statement('bot').bets).toMatchObject([{ cancelled: 200, isComplete: true }])
    expect(await beat(-1)).toMatchObject({ message: 'HBT-0001' })
  })

  it('bets with a delayed key, unless it is told not to', async () => {
    const asked = { marketId: M, instructions: [limitBet()] }
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await stage.call('SportsAPING/v1.0/placeOrders', asked, { key: 'delayed-key' })).toMatchObject({
      status: 'SUCCESS',
    })
    await using other = await openStage(scripted([opening(offers)]), { delayedKeyBets: false })
    expect(await other.call('SportsAPING/v1.0/placeOrders', asked, { key: 'delayed-key' })).toMatchObject({
      errorCode: 'PERMISSION_DENIED',
    })
  })
})
