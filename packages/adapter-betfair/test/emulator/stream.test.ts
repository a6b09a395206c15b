import { describe, expect, it } from 'vitest'
import type { StreamFaultKind } from '../../src/emulator.ts'
import {
  definition,
  limitBet,
  M,
  opening,
  openStage,
  START,
  type Stage,
  type StreamClient,
  scripted,
  VERSION,
} from './stage.ts'

const offers = [{ id: 11, atb: [[2.9, 50]], atl: [[3.1, 50]], trd: [[3, 4]], tv: 4, ltp: 3 }] as const
const moves = {
  at: START + 1_000,
  markets: [
    {
      id: M,
      tv: 8,
      rc: [
        {
          id: 11,
          atb: [
            [2.9, 0],
            [2.88, 7],
          ] as const,
          trd: [[3, 8]] as const,
          tv: 8,
        },
      ],
    },
  ],
}

async function authenticated(stage: Stage, asked: object = {}): Promise<StreamClient> {
  const client = await stage.stream()
  expect(await client.next()).toMatchObject({ op: 'connection', connectionId: expect.any(String) })
  client.send({ op: 'authentication', id: 1, appKey: 'live-key', session: stage.token, ...asked })
  return client
}

const subscription = {
  op: 'marketSubscription',
  id: 2,
  heartbeatMs: 500,
  marketFilter: { marketIds: [M] },
  marketDataFilter: {},
}

describe('the market stream', () => {
  it('greets, authenticates, and tells an image, changes and heartbeats', async () => {
    await using stage = await openStage(scripted([opening(offers), moves]))
    await using client = await authenticated(stage)
    expect(await client.next()).toEqual({
      op: 'status',
      id: 1,
      statusCode: 'SUCCESS',
      connectionClosed: false,
      connectionsAvailable: 9,
    })
    const fields = ['EX_BEST_OFFERS', 'EX_MARKET_DEF', 'EX_TRADED']
    client.send({ ...subscription, marketDataFilter: { ladderLevels: 2, fields } })
    expect(await client.next()).toEqual({ op: 'status', id: 2, statusCode: 'SUCCESS', connectionClosed: false })
    const image = await client.next()
    expect(image).toMatchObject({
      op: 'mcm',
      id: 2,
      ct: 'SUB_IMAGE',
      conflateMs: 0,
      heartbeatMs: 500,
      mc: [
        {
          id: M,
          img: true,
          marketDefinition: { status: 'OPEN', version: VERSION },
          rc: [
            {
              id: 11,
              batb: [
                [0, 2.9, 50],
                [1, 0, 0],
              ],
              batl: [
                [0, 3.1, 50],
                [1, 0, 0],
              ],
              trd: [[3, 4]],
            },
          ],
        },
      ],
    })
    expect(image).not.toHaveProperty('mc.0.rc.0.atb')
    await stage.pass(500)
    expect(await client.next()).toEqual({ op: 'mcm', id: 2, clk: expect.any(String), pt: START + 500, ct: 'HEARTBEAT' })
    await stage.pass(500)
    const change = await client.next()
    expect(change).toMatchObject({ mc: [{ id: M, rc: [{ id: 11, batb: [[0, 2.88, 7]], trd: [[3, 8]] }] }] })
    expect(change).not.toHaveProperty('ct')
  })

  it('goes on where a client was, tells everything where it cannot, and refuses clocks of others', async () => {
    await using stage = await openStage(scripted([opening(offers), moves]))
    const first = await authenticated(stage)
    await first.next()
    first.send(subscription)
    await first.next()
    const { initialClk, clk } = (await first.next()) ?? {}
    first.end()
    await stage.pass(1_000)
    const resumed = async (asked: object) => {
      const client = await authenticated(stage)
      await client.next()
      client.send({ ...subscription, id: 3, ...asked })
      const status = await client.next()
      return { status, message: await client.next() }
    }
    const delta = await resumed({ initialClk, clk })
    expect(delta.message).toMatchObject({
      ct: 'RESUB_DELTA',
      mc: [
        {
          id: M,
          tv: 8,
          rc: [
            {
              id: 11,
              atb: [
                [2.9, 0],
                [2.88, 7],
              ],
              trd: [[3, 8]],
            },
          ],
        },
      ],
    })
    stage.emulator.control.forgetStreams()
    expect((await resumed({ initialClk, clk })).message).toMatchObject({ ct: 'SUB_IMAGE' })
    const other = await resumed({ initialClk, clk, marketFilter: { eventTypeIds: ['7'] } })
    expect(other).toMatchObject({ status: { errorCode: 'INVALID_CLOCK', connectionClosed: true }, message: null })
  })

  it('splits images, refuses too many markets without closing, and closes on every other error', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      id: `1.${index + 1}`,
      img: true,
      marketDefinition: definition(),
    }))
    await using stage = await openStage(scripted([{ at: START, markets: many }]), { streamMarkets: 60 })
    await using client = await authenticated(stage)
    await client.next()
    client.send({ ...subscription, segmentationEnabled: true, marketFilter: {} })
    await client.next()
    const segments = [await client.next(), await client.next(), await client.next()]
    expect(segments.map((segment) => segment?.['segmentType'])).toEqual(['SEG_START', 'SEG', 'SEG_END'])
    client.send({ op: 'authentication', id: 9, appKey: 'live-key', session: stage.token })
    expect(await client.next()).toMatchObject({ errorCode: 'INVALID_REQUEST', connectionClosed: true })
    expect(await client.next()).toBeNull()

    await using less = await openStage(scripted([{ at: START, markets: many }]), { streamMarkets: 59 })
    await using narrow = await authenticated(less)
    await narrow.next()
    narrow.send({ ...subscription, marketFilter: {} })
    expect(await narrow.next()).toMatchObject({ errorCode: 'SUBSCRIPTION_LIMIT_EXCEEDED', connectionClosed: false })
    narrow.send({ ...subscription, marketFilter: { marketIds: ['1.1'] } })
    expect(await narrow.next()).toMatchObject({ statusCode: 'SUCCESS' })
  })

  it.each([
    ['NO_APP_KEY', { appKey: '' }],
    ['INVALID_APP_KEY', { appKey: 'other' }],
    ['NO_SESSION', { session: '' }],
    ['INVALID_SESSION_INFORMATION', { session: 'old=' }],
  ])('refuses with %s', async (errorCode, asked) => {
    await using stage = await openStage(scripted([opening(offers)]))
    await using client = await authenticated(stage, asked)
    expect(await client.next()).toMatchObject({ statusCode: 'FAILURE', errorCode, connectionClosed: true })
    expect(await client.next()).toBeNull()
  })

  it('cuts off who subscribes to nothing, and who has too many connections', async () => {
    await using stage = await openStage(scripted([opening(offers)]), { streamConnections: 1 })
    await using client = await authenticated(stage)
    expect(await client.next()).toMatchObject({ statusCode: 'SUCCESS', connectionsAvailable: 0 })
    await using second = await authenticated(stage)
    expect(await second.next()).toMatchObject({ errorCode: 'MAX_CONNECTION_LIMIT_EXCEEDED' })
    await stage.pass(15_000)
    expect(await client.next()).toMatchObject({ errorCode: 'TIMEOUT', connectionClosed: true })
    expect(await client.next()).toBeNull()
  })

  it('holds changes back for a delayed key, and shows it three levels', async () => {
    await using stage = await openStage(scripted([opening(offers), moves]))
    await using client = await authenticated(stage, { appKey: 'delayed-key' })
    await client.next()
    client.send({ ...subscription, heartbeatMs: 5_000 })
    await client.next()
    expect(await client.next()).toMatchObject({ conflateMs: 180_000 })
  })

  it('spoils messages as its plan says', async () => {
    const faults: (StreamFaultKind | null)[] = [null, 'unreliable', 'duplicate', 'half-line']
    const streamFaults = () => faults.shift() ?? null
    await using stage = await openStage(scripted([opening(offers)]), { streamFaults })
    await using client = await authenticated(stage)
    await client.next()
    client.send(subscription)
    await client.next()
    await client.next()
    await stage.pass(500)
    expect(await client.next()).toMatchObject({ ct: 'HEARTBEAT', status: 503 })
    await stage.pass(500)
    expect(await client.next()).toEqual(await client.next())
    await stage.pass(500)
    await expect(client.next()).rejects.toThrow(SyntaxError)
  })
})

describe('the order stream', () => {
  it('tells a bet as it is placed, matched in part and lapsed', async () => {
    const comes = { at: START + 1_000, markets: [{ id: M, rc: [{ id: 11, atb: [[3, 1]] as const }] }] }
    const stops = {
      at: START + 2_000,
      markets: [{ id: M, marketDefinition: definition({ status: 'SUSPENDED', version: VERSION + 1 }) }],
    }
    await using stage = await openStage(scripted([opening(offers), comes, stops]))
    await using client = await authenticated(stage)
    await client.next()
    const orderFilter = {
      includeOverallPosition: true,
      customerStrategyRefs: ['s1'],
      partitionMatchedByStrategyRef: true,
    }
    client.send({ op: 'orderSubscription', id: 3, segmentationEnabled: true, heartbeatMs: 5_000, orderFilter })
    await client.next()
    expect(await client.next()).toMatchObject({ op: 'ocm', id: 3, ct: 'SUB_IMAGE', oc: [] })
    const asked = { marketId: M, customerStrategyRef: 's1', instructions: [limitBet()] }
    await stage.call('SportsAPING/v1.0/placeOrders', asked)
    const open = {
      id: '300000000001',
      p: 3,
      s: 2,
      side: 'B',
      status: 'E',
      pt: 'L',
      ot: 'L',
      pd: START,
      sm: 0,
      sr: 2,
      sl: 0,
      sc: 0,
      sv: 0,
      rac: '',
      rc: 'REG_GGC',
      rfo: 'o1',
      rfs: 's1',
    }
    expect(await client.next()).toMatchObject({ oc: [{ id: M, orc: [{ id: 11, uo: [open] }] }] })
    await stage.pass(1_000)
    const half = {
      id: 11,
      uo: [{ md: START + 1_000, avp: 3, sm: 1, sr: 1 }],
      mb: [[3, 1]],
      smc: { s1: { mb: [[3, 1]] } },
    }
    expect(await client.next()).toMatchObject({ oc: [{ orc: [half] }] })
    await stage.pass(1_000)
    const lapsed = { status: 'EC', ld: START + 2_000, lsrc: 'MKT_SUSPENDED', sm: 1, sr: 0, sl: 1 }
    expect(await client.next()).toMatchObject({ oc: [{ orc: [{ uo: [lapsed] }] }] })
  })

  it('takes back what was matched, and has no price for it then', async () => {
    await using stage = await openStage(scripted([opening([{ id: 11, atb: [[3, 50]] }])]))
    await using client = await authenticated(stage)
    await client.next()
    client.send({ op: 'orderSubscription', id: 3, heartbeatMs: 5_000 })
    await client.next()
    await client.next()
    await stage.call('SportsAPING/v1.0/placeOrders', { marketId: M, instructions: [limitBet()] })
    expect(await client.next()).toMatchObject({ oc: [{ orc: [{ uo: [{ status: 'EC', sm: 2 }], mb: [[3, 2]] }] }] })
    stage.emulator.control.voidBets(['300000000001'])
    const message = await client.next()
    expect(message).toMatchObject({ oc: [{ orc: [{ uo: [{ status: 'EC', sm: 0, sr: 0, sv: 2 }], mb: [[3, 0]] }] }] })
    expect(message).not.toHaveProperty('oc.0.orc.0.uo.0.avp')
  })
})
