import { currency } from '@betting-advisor/core'
import type { OrderNews } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { knownOrder } from '../../src/stream/known-order.ts'
import { createOrderStream } from '../../src/stream/order-stream.ts'
import { readOrder } from '../../src/stream/read-order.ts'
import { contextUntil, until } from './listen.ts'
import { accessTo, openScriptedVenue, success, type Wire } from './scripted-venue.ts'

const REF = '0123456789abcdef0123456789abcdef'
const base = { id: '300000000001', p: 3, s: 2, side: 'B', status: 'E', pt: 'L', ot: 'L', pd: 1, rfo: REF, rfs: 's1' }
const order = (change: object) => ({ ...base, sm: 0, sr: 2, sl: 0, sc: 0, sv: 0, ...change })
const told = (change: object, code = 'GBP') => knownOrder(readOrder(order(change)), REF as never, currency(code))

describe('what the stream tells of an order', () => {
  it.each<[string, object, object]>([
    ['is open', {}, { state: 'open', matchedStake: 0, averagePrice: null }],
    ['is matched in part', { sm: 1, sr: 1, avp: 3 }, { state: 'open', matchedStake: 100, averagePrice: 30_000 }],
    [
      'is matched',
      { status: 'EC', sm: 2, sr: 0, avp: 3.1 },
      { state: 'matched', matchedStake: 200, averagePrice: 31_000 },
    ],
    ['was cancelled', { status: 'EC', sc: 2, sr: 0, cd: 5 }, { state: 'cancelled', matchedStake: 0 }],
    [
      'has lapsed',
      { status: 'EC', sm: 1, avp: 3, sl: 1, sr: 0, ld: 5, lsrc: 'MKT_VERSION' },
      { state: 'lapsed', matchedStake: 100 },
    ],
    [
      'was voided',
      { status: 'EC', sm: 0, sr: 0, sv: 2, md: 4 },
      { state: 'matched', matchedStake: 0, averagePrice: null, voidedStake: 200 },
    ],
    ['was reduced', { status: 'EC', p: 12, avp: 9.47, sm: 2, sr: 0 }, { state: 'matched', averagePrice: 94_700 }],
    [
      'was cancelled before the starting price',
      { ot: 'LOC', status: 'EC', sr: 0, sc: undefined, cd: 7 },
      { state: 'cancelled' },
    ],
    [
      'has noise in its figures',
      { status: 'EC', sm: 0.1 + 0.2, sr: 0, avp: 6.3999999999999995 },
      { matchedStake: 30, averagePrice: 64_000 },
    ],
    ['of a back is rounded down', { status: 'EC', sm: 2, sr: 0, avp: 21.32267441860465 }, { averagePrice: 213_226 }],
    [
      'of a lay is rounded up',
      { side: 'L', status: 'EC', sm: 2, sr: 0, avp: 21.32267441860465 },
      { averagePrice: 213_227 },
    ],
  ])('that %s', (_what, change, expected) => {
    expect(told(change)).toMatchObject({ ref: REF, venueOrderId: base.id, ...expected })
  })

  it('is in the currency of the account, which may have no hundredths', () => {
    expect(told({ sm: 1500, sr: 500, sv: 300, avp: 3 }, 'ISK')).toMatchObject({ matchedStake: 1500, voidedStake: 300 })
  })

  it.each([
    null,
    7,
    [],
    {},
    order({ side: 'X' }),
    order({ sm: -1 }),
    order({ sm: '2' }),
    order({ sl: 1e300 }),
    order({ id: 7 }),
  ])('is not taken for less than it says: %j', (value) => {
    expect(() => readOrder(value)).toThrow(expect.objectContaining({ code: 'MESSAGE_UNREADABLE' }))
  })
})

describe('a stream of orders', () => {
  const change = (...uo: readonly object[]) => ({
    op: 'ocm',
    pt: 1,
    clk: 'c1',
    oc: [{ id: '1.1', orc: [{ id: 11, uo }] }],
  })
  const image = { ...change(), ct: 'SUB_IMAGE', initialClk: 'i1', heartbeatMs: 500 }

  it('tells what becomes of our orders, whoever else bets, and that news may have been missed after each connection', async () => {
    const wires: Wire[] = []
    await using venue = await openScriptedVenue((asked, wire) => {
      wire.send(success(asked))
      if (asked.op !== 'orderSubscription') return
      wires.push(wire)
      wire.send({ ...image, ...(asked['clk'] !== undefined && { ct: 'RESUB_DELTA' }), id: asked.id })
    })
    const stop = new AbortController()
    const observed: string[] = []
    const orders = createOrderStream({
      ...accessTo(venue.port),
      currency: currency('GBP'),
      partitionMatchedByStrategyRef: true,
      observe: (market, { id }, { id: bet }) => observed.push(`${market} ${id} ${bet}`),
    })
    const news: OrderNews[] = []
    const run = (async () => {
      for await (const batch of orders.news(contextUntil(stop.signal))) news.push(...batch)
    })()
    await until(() => news.length === 1, 'the image')
    wires[0]?.send({ ...change(order({}), order({ id: '9', rfo: '' })), id: 2 })
    await until(() => news.length === 2, 'the order')
    wires[0]?.socket.destroy()
    await until(() => news.length === 4 && orders.status().state === 'ok', 'another connection')
    wires[1]?.send({ ...change(order({ sm: 'all' })), id: 2 })
    await until(() => news.length >= 5, 'something unreadable')
    await until(() => venue.asked.filter(({ op }) => op === 'orderSubscription').length === 3, 'another image')
    stop.abort()
    await run
    expect(news.slice(0, 5)).toMatchObject([
      { kind: 'gap' },
      { kind: 'order', order: { ref: REF, state: 'open' } },
      { kind: 'gap', reason: 'the stream of orders is lost' },
      { kind: 'gap', reason: 'the stream of orders has begun anew' },
      { kind: 'gap', reason: 'news of orders could not be read' },
    ])
    expect(observed.slice(0, 2)).toEqual(['1.1 11 300000000001', '1.1 11 9'])
    expect(venue.asked[1]).toMatchObject({
      orderFilter: { includeOverallPosition: true, partitionMatchedByStrategyRef: true },
    })
    expect(venue.asked[3]).toMatchObject({ initialClk: 'i1', clk: 'c1' })
    expect(orders.status().state).toBe('ended')
  })
})
