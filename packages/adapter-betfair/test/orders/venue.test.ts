import { currency, money, silentLogger, timestamp } from '@betting-advisor/core'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { createBetfairVenue } from '../../src/orders/venue.ts'
import { failure, openClient, result } from '../api/open-client.ts'
import { catalogue, clearedRow, currentOrder, developerApp, funds, refusedWithBet, T } from '../api/samples.ts'
import type { Scripted } from '../scripted.ts'
import { attempt, intentOf, openOrder, openVenue } from './open-venue.ts'

const { signal } = new AbortController()
const report = (fields: object) => ({ status: 'SUCCESS', betId: '300000000001', placedDate: T, ...fields })
const reports = (...instructionReports: object[]) => ({
  status: 'SUCCESS',
  marketId: '1.200000001',
  instructionReports,
})
const failed = (errorCode: string | undefined, ...own: (string | undefined)[]) => ({
  status: 'FAILURE',
  errorCode,
  ...(own.length > 0 && { instructionReports: own.map((code) => ({ status: 'FAILURE', errorCode: code })) }),
})
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('placing orders', () => {
  it('asks for what is meant, in one request', async () => {
    await using it = await openVenue(() =>
      result(
        reports(
          report({ averagePriceMatched: 3.05, sizeMatched: 1.2, orderStatus: 'EXECUTABLE' }),
          report({ betId: '300000000002', averagePriceMatched: 0, sizeMatched: 0 }),
          report({ betId: '300000000003' }),
          report({ betId: '300000000004' }),
        ),
      ),
    )
    const orders = [
      intentOf({ execution: { token: null, marketVersion: 17, betDelayMs: 0, maxStake: null } }),
      intentOf({
        side: 'lay',
        selection: '12@-0.5',
        entry: 2,
        terms: { kind: 'limit', persistence: 'lapse', minFill: money(100) },
      }),
      intentOf({ entry: 3, terms: { kind: 'market-on-close' }, liability: 1000 }),
      intentOf({ entry: 4, terms: { kind: 'limit-on-close' }, liability: 1000 }),
    ] as const
    const outcomes = await it.venue.doPlace(orders, attempt())
    expect(outcomes).toEqual([
      { kind: 'accepted', venueOrderId: '300000000001', matchedStake: 120, averagePrice: 30_500 },
      { kind: 'accepted', venueOrderId: '300000000002', matchedStake: 0, averagePrice: null },
      { kind: 'accepted', venueOrderId: '300000000003', matchedStake: 0, averagePrice: null },
      { kind: 'accepted', venueOrderId: '300000000004', matchedStake: 0, averagePrice: null },
    ])
    expect(it.calls).toHaveLength(1)
    const [first, second, third, fourth] = orders.map(({ ref }) => ref)
    expect(it.calls[0]?.params).toEqual({
      marketId: '1.200000001',
      customerRef: first,
      customerStrategyRef: 'betting-advisor',
      marketVersion: { version: 17 },
      instructions: [
        {
          selectionId: 11,
          handicap: 0,
          side: 'BACK',
          customerOrderRef: first,
          orderType: 'LIMIT',
          limitOrder: { size: 2, price: 3, persistenceType: 'LAPSE' },
        },
        {
          selectionId: 12,
          handicap: -0.5,
          side: 'LAY',
          customerOrderRef: second,
          orderType: 'LIMIT',
          limitOrder: { size: 2, price: 3, timeInForce: 'FILL_OR_KILL', minFillSize: 1 },
        },
        {
          selectionId: 11,
          handicap: 0,
          side: 'BACK',
          customerOrderRef: third,
          orderType: 'MARKET_ON_CLOSE',
          marketOnCloseOrder: { liability: 10 },
        },
        {
          selectionId: 11,
          handicap: 0,
          side: 'BACK',
          customerOrderRef: fourth,
          orderType: 'LIMIT_ON_CLOSE',
          limitOnCloseOrder: { liability: 10, price: 3 },
        },
      ],
    })
  })

  it.each<[string, Scripted, PlaceOutcome['kind'], string]>([
    ['a market that is suspended', result(failed('MARKET_SUSPENDED')), 'rejected', 'MARKET_SUSPENDED'],
    ['odds off the ladder', result(failed('BET_ACTION_ERROR', 'INVALID_ODDS')), 'rejected', 'INVALID_ODDS'],
    ['a delayed key', result(failed('PERMISSION_DENIED', 'ERROR_IN_ORDER')), 'rejected', 'PERMISSION_DENIED'],
    [
      'a failure that owns a bet',
      result({
        ...refusedWithBet,
        instructionReports: refusedWithBet.instructionReports.map((own) => ({ ...own, instruction: {} })),
      }),
      'rejected',
      'BET_TAKEN_OR_LAPSED',
    ],
    ['an error of the matcher', result(failed('ERROR_IN_MATCHER', 'ERROR_IN_ORDER')), 'unknown', 'ERROR_IN_MATCHER'],
    [
      'a second request with its reference',
      result(failed('DUPLICATE_TRANSACTION')),
      'unknown',
      'DUPLICATE_TRANSACTION',
    ],
    [
      'a time-out of the matcher',
      result({ status: 'TIMEOUT', instructionReports: [{ status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS' }] }),
      'unknown',
      'BET_IN_PROGRESS',
    ],
    ['a code of tomorrow', result(failed('BET_ACTION_ERROR', 'WRONG_WEATHER')), 'unknown', 'WRONG_WEATHER'],
    ['a failure without a code', result(failed(undefined)), 'unknown', 'FAILURE'],
    ['a success without a bet', result(reports({ status: 'SUCCESS' })), 'unknown', 'NO_BET_ID'],
    ['reports on other orders', result(reports(report({}), report({}))), 'unknown', 'UNREADABLE'],
    [
      'the report of another',
      result(reports(report({ instruction: { customerOrderRef: 'somebody-else' } }))),
      'unknown',
      'REPORT_OF_ANOTHER',
    ],
    ['what waits', result(reports(report({ betId: undefined, orderStatus: 'PENDING' }))), 'pending', ''],
    ['a session that is over', failure('INVALID_SESSION_INFORMATION'), 'rejected', 'INVALID_SESSION_INFORMATION'],
    ['too many requests', failure('TOO_MANY_REQUESTS'), 'rejected', 'TOO_MANY_REQUESTS'],
    ['a service that timed out', failure('TIMEOUT_ERROR'), 'unknown', 'TIMEOUT_ERROR'],
    ['a service that failed', failure('UNEXPECTED_ERROR'), 'unknown', 'UNEXPECTED_ERROR'],
    ['a web page', { text: '<html>', status: 503 }, 'unknown', 'UNREADABLE'],
    ['half an answer', { text: '{"jsonrpc":"2.0","result":{"sta' }, 'unknown', 'UNREADABLE'],
    ['a reset', 'reset', 'unknown', ''],
    ['silence', 'silence', 'unknown', 'CLIENT_TIMEOUT'],
  ])('makes of %s what is certain, after one request', async (_, scripted, kind, code) => {
    await using it = await openVenue(() => scripted, { answerMs: 1_500 })
    const [outcome] = await it.venue.doPlace([intentOf()], attempt())
    expect(outcome.kind).toBe(kind)
    if (code !== '' && 'reason' in outcome) expect(outcome.reason.code).toBe(code)
    if (kind === 'unknown') expect(outcome).toHaveProperty('resetAt')
    expect(outcome).toEqual(
      expect.objectContaining(code === 'BET_TAKEN_OR_LAPSED' ? { venueOrderId: '300000000004' } : {}),
    )
    expect(it.calls).toHaveLength(1)
  })

  it('waits for what is held in play until its own delay and the time of the matcher are over', async () => {
    const held = { orderStatus: 'PENDING', betId: undefined }
    await using it = await openVenue(() =>
      result({
        status: 'TIMEOUT',
        instructionReports: [
          { status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS', ...held },
          { status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS' },
          report(held),
        ],
      }),
    )
    const inPlay = { token: null, marketVersion: null, betDelayMs: 5_000, maxStake: null }
    const orders = [
      intentOf({ execution: inPlay }),
      intentOf({ entry: 2, execution: inPlay }),
      intentOf({ entry: 3 }),
    ] as const
    const sentAt = it.clock.now()
    const outcomes = await it.venue.doPlace(orders, attempt())
    const answeredAt = it.clock.now()
    expect(outcomes).toMatchObject([
      { kind: 'pending', venueOrderId: null },
      { kind: 'unknown', reason: { code: 'BET_IN_PROGRESS' } },
      { kind: 'pending', venueOrderId: null },
    ])
    for (const [index, heldMs] of [
      [0, 20_000],
      [2, 27_000],
    ] as const) {
      const outcome = outcomes[index]
      const until = outcome?.kind === 'pending' ? outcome.until : 0
      expect(until).toBeGreaterThanOrEqual(sentAt + heldMs)
      expect(until).toBeLessThanOrEqual(answeredAt + heldMs)
    }
  })

  it('takes each order of a mixed answer by itself', async () => {
    await using it = await openVenue(() =>
      result({
        status: 'PROCESSED_WITH_ERRORS',
        errorCode: 'PROCESSED_WITH_ERRORS',
        instructionReports: [
          report({ sizeMatched: 2, averagePriceMatched: 3 }),
          { status: 'FAILURE', errorCode: 'ERROR_IN_ORDER' },
        ],
      }),
    )
    const outcomes = await it.venue.doPlace([intentOf(), intentOf({ entry: 2 })], attempt())
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'rejected'])
  })

  it('sends nothing that may not leave, is not of the exchange, or has no session', async () => {
    await using it = await openVenue(() => result(reports(report({}))))
    const held = await it.venue.doPlace([intentOf()], { ...attempt(), mayLeave: () => false })
    expect(held).toMatchObject([{ kind: 'not-sent', reason: { code: 'HELD_BACK' } }])
    expect(await it.venue.doPlace([intentOf({ selection: 'Home' })], attempt())).toMatchObject([{ kind: 'not-sent' }])
    expect(await it.venue.doPlace([intentOf({ market: 'theodds:x' })], attempt())).toMatchObject([{ kind: 'not-sent' }])
    await it.session.close()
    expect(await it.venue.doPlace([intentOf()], attempt())).toMatchObject([
      { kind: 'not-sent', reason: { code: 'CLOSED' } },
    ])
    expect(it.calls).toHaveLength(0)
  })

  it('logs in again for the next order when the session was over', async () => {
    await using it = await openVenue(({ count }) =>
      count === 1 ? failure('NO_SESSION') : result(reports(report({ sizeMatched: 0, averagePriceMatched: 0 }))),
    )
    expect(await it.venue.doPlace([intentOf()], attempt())).toMatchObject([{ kind: 'rejected' }])
    expect(await it.venue.doPlace([intentOf({ entry: 2 })], attempt())).toMatchObject([{ kind: 'accepted' }])
    expect(it.logins()).toBe(2)
  })
})

describe('changing orders', () => {
  const cancelled = (sizeCancelled: number) =>
    result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS', sizeCancelled, cancelledDate: T }] })
  const open = openOrder(intentOf())

  const ended = { ...currentOrder, status: 'EXECUTION_COMPLETE', sizeRemaining: 0 }

  it('cancels what is open, and asks for nothing else where all that was known to be open is gone', async () => {
    await using it = await openVenue(() => cancelled(1.5))
    const partly = { ...open, state: 'PARTIAL', matchedStake: money(50), averagePrice: null } as const
    expect(await it.venue.doCancel?.(partly, signal)).toMatchObject({ kind: 'cancelled', matchedStake: 50 })
    expect(it.calls.map(({ params }) => params)).toEqual([
      { marketId: '1.200000001', instructions: [{ betId: '300000000001' }] },
    ])
  })

  it.each<[string, number, object, object]>([
    [
      'that more was matched meanwhile',
      1.5,
      { ...ended, sizeMatched: 0.5, averagePriceMatched: 3.1, sizeCancelled: 1.5 },
      { kind: 'cancelled', matchedStake: 50, averagePrice: 31_000 },
    ],
    [
      'that it was smaller than was known',
      1.2,
      { ...ended, sizeCancelled: 2 },
      { kind: 'cancelled', matchedStake: 0, averagePrice: null },
    ],
    ['that nothing was open any more', 0, { ...ended, sizeCancelled: 2 }, { kind: 'cancelled', matchedStake: 0 }],
    ['that it is open all the same', 1.2, { ...currentOrder, sizeCancelled: 1.2 }, { kind: 'unknown' }],
    [
      'a word of tomorrow',
      1.2,
      { ...ended, status: 'SUSPENDED_FOR_NOW', sizeMatched: 0.8, sizeRemaining: 1.2 },
      { kind: 'unknown' },
    ],
  ])('takes nothing for matched that the exchange does not say is: it lists %s', async (_, size, row, expected) => {
    await using it = await openVenue(({ operation }) =>
      operation === 'cancelOrders' ? cancelled(size) : result({ currentOrders: [row], moreAvailable: false }),
    )
    expect(await it.venue.doCancel?.(open, signal)).toMatchObject(expected)
    expect(it.calls.at(-1)?.params).toMatchObject({ betIds: ['300000000001'] })
  })

  it('reads what is settled or was never matched where the bet is listed no more, and else says that it does not know', async () => {
    let isListed = true as boolean
    await using it = await openVenue(({ operation, params }) => {
      if (operation === 'cancelOrders') return cancelled(1.2)
      if (operation === 'listCurrentOrders') return result({ currentOrders: [], moreAvailable: false })
      const rows = params['betStatus'] === 'CANCELLED' && isListed ? [{ ...clearedRow, sizeCancelled: 2 }] : []
      return result({ clearedOrders: rows, moreAvailable: false })
    })
    expect(await it.venue.doCancel?.(open, signal)).toMatchObject({ kind: 'cancelled', matchedStake: 0 })
    isListed = false
    expect(await it.venue.doCancel?.(open, signal)).toMatchObject({ kind: 'unknown', reason: { code: 'NOT_LISTED' } })
  })

  it.each<[string, Scripted, string]>([
    [
      'a bet that is taken, in a success',
      result({ status: 'SUCCESS', instructionReports: [{ status: 'FAILURE', errorCode: 'BET_TAKEN_OR_LAPSED' }] }),
      'refused',
    ],
    ['a market that is suspended', result(failed('MARKET_SUSPENDED')), 'refused'],
    ['a matcher that failed', result(failed('ERROR_IN_MATCHER')), 'unknown'],
    ['a matcher that failed, behind another code', result(failed('ERROR_IN_MATCHER', 'ERROR_IN_ORDER')), 'unknown'],
    ['silence of a kind', { text: '' }, 'unknown'],
    ['a session that is over', failure('NO_SESSION'), 'refused'],
  ])('makes of %s what is certain', async (_, scripted, kind) => {
    await using it = await openVenue(() => scripted)
    expect(await it.venue.doCancel?.(open, signal)).toMatchObject({ kind })
    expect(it.calls).toHaveLength(1)
  })

  it.each([
    ['no bet', []],
    ['the bet of another', [{ ...currentOrder, customerOrderRef: 'f'.repeat(32) }]],
    ['two bets', ['1', '2'].map((betId) => ({ ...currentOrder, betId, customerOrderRef: open.intent.ref }))],
  ])('never cancels without naming a bet: the exchange lists %s under the reference', async (_, currentOrders) => {
    await using it = await openVenue(() => result({ currentOrders, moreAvailable: false }))
    const nameless = { ...open, venueOrderId: null }
    expect(await it.venue.doCancel?.(nameless, signal)).toMatchObject({
      kind: 'refused',
      reason: { code: 'NO_BET_ID' },
    })
    expect(await it.venue.doAmend?.(nameless, { stake: money(100), persistence: 'lapse' }, signal)).toMatchObject({
      kind: 'refused',
    })
    expect(it.calls.map(({ operation }) => operation)).toEqual(['listCurrentOrders', 'listCurrentOrders'])
  })

  it('cancels a bet whose name was never heard, by the name that the exchange lists under our reference', async () => {
    await using it = await openVenue(({ operation }) =>
      operation === 'listCurrentOrders'
        ? result({
            currentOrders: [{ ...currentOrder, betId: '300000000007', customerOrderRef: open.intent.ref }],
            moreAvailable: false,
          })
        : cancelled(2),
    )
    expect(await it.venue.doCancel?.({ ...open, venueOrderId: null }, signal)).toMatchObject({
      kind: 'cancelled',
      matchedStake: 0,
    })
    expect(it.calls.at(-1)?.params).toEqual({
      marketId: '1.200000001',
      instructions: [{ betId: '300000000007' }],
    })
  })

  it('refuses to cancel where the exchange cannot be asked for the name', async () => {
    await using it = await openVenue(() => failure('INVALID_APP_KEY'))
    expect(await it.venue.doCancel?.({ ...open, venueOrderId: null }, signal)).toMatchObject({
      kind: 'refused',
      reason: { code: 'INVALID_APP_KEY' },
    })
    expect(it.calls.map(({ operation }) => operation)).not.toContain('cancelOrders')
  })

  it('makes an order smaller, and changes how it persists, each by its own request', async () => {
    await using it = await openVenue(({ operation }) =>
      operation === 'cancelOrders'
        ? cancelled(0.5)
        : result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS' }] }),
    )
    const amend = (stake: number, persistence: 'lapse' | 'persist') =>
      it.venue.doAmend?.(open, { stake: money(stake), persistence }, signal)
    expect(await amend(150, 'lapse')).toMatchObject({ kind: 'amended' })
    expect(await amend(200, 'persist')).toMatchObject({ kind: 'amended' })
    expect(await amend(150, 'persist')).toMatchObject({ kind: 'refused' })
    expect(await amend(100, 'lapse')).toMatchObject({ kind: 'unknown' })
    expect(it.calls.map(({ params }) => params['instructions'])).toEqual([
      [{ betId: '300000000001', sizeReduction: 0.5 }],
      [{ betId: '300000000001', newPersistenceType: 'PERSIST' }],
      [{ betId: '300000000001', sizeReduction: 1 }],
    ])
  })
})

describe('asking the exchange', () => {
  const { ref } = intentOf()
  const other = intentOf({ entry: 2 }).ref

  it('finds orders by reference among those that live and those that ended, part by part', async () => {
    await using it = await openVenue(({ operation, params }) => {
      if (operation === 'listCurrentOrders')
        return result({
          currentOrders: [
            {
              ...currentOrder,
              customerOrderRef: ref,
              sizeMatched: 0.5,
              averagePriceMatched: 3.049999999,
              sizeRemaining: 1.5,
            },
          ],
          moreAvailable: false,
        })
      const row = { ...clearedRow, betId: '300000000009', customerOrderRef: other }
      const rows = {
        SETTLED: [{ ...row, sizeSettled: 1.25, priceMatched: 3.1 }],
        VOIDED: [{ ...row, sizeSettled: 0.25 }],
        LAPSED: [{ ...row, sizeCancelled: 0.5 }],
      }
      const status = String(params['betStatus'])
      return result({
        clearedOrders: Object.entries(rows).find(([name]) => name === status)?.[1] ?? [],
        moreAvailable: false,
      })
    })
    expect(await it.venue.lookup([ref, other], signal)).toEqual({
      complete: true,
      orders: [
        { ref, state: 'open', venueOrderId: '300000000001', matchedStake: 50, averagePrice: 30_500, voidedStake: 0 },
        {
          ref: other,
          state: 'lapsed',
          venueOrderId: '300000000009',
          matchedStake: 125,
          averagePrice: 31_000,
          voidedStake: 25,
        },
      ],
    })
  })

  it('does not take a bet that comes between its two questions for one of which nothing was matched', async () => {
    const halfDone = {
      ...{ ...currentOrder, customerOrderRef: ref, status: 'EXECUTION_COMPLETE', sizeMatched: 1.07 },
      ...{ averagePriceMatched: 3, sizeRemaining: 0, sizeCancelled: 0.93 },
    }
    let asked = 0
    await using it = await openVenue(({ operation, params }) => {
      if (operation === 'listMarketCatalogue') return result([])
      if (operation === 'listCurrentOrders') {
        asked += 1
        return result({ currentOrders: asked % 2 === 0 ? [halfDone] : [], moreAvailable: false })
      }
      const cancelledPart = { ...clearedRow, betId: halfDone.betId, customerOrderRef: ref, sizeCancelled: 0.93 }
      return result({
        clearedOrders: params['betStatus'] === 'CANCELLED' ? [cancelledPart] : [],
        moreAvailable: false,
      })
    })
    const bet = { ref, state: 'cancelled', venueOrderId: halfDone.betId, matchedStake: 107 }
    expect(await it.venue.lookup([ref], signal)).toMatchObject({ complete: true, orders: [bet] })
    expect(await it.venue.list?.(timestamp(0), signal)).toMatchObject({ complete: true, bets: [bet] })
  })

  it('does not call an order absent where a row could not be read', async () => {
    await using it = await openVenue(({ operation }) =>
      operation === 'listCurrentOrders'
        ? result({ currentOrders: [{ ...currentOrder, sizeMatched: 'NaN' }], moreAvailable: false })
        : result({ clearedOrders: [], moreAvailable: false }),
    )
    expect(await it.venue.lookup([ref], signal)).toEqual({ complete: false, orders: [] })
  })

  it('lists every bet, ours and foreign ones, and what has been placed since and ended', async () => {
    await using it = await openVenue(({ operation, params }) => {
      if (operation === 'listMarketCatalogue') return result([])
      if (operation === 'listCurrentOrders')
        return result({
          currentOrders: [
            { ...currentOrder, customerOrderRef: ref, customerStrategyRef: 'betting-advisor' },
            {
              ...currentOrder,
              betId: '300000000002',
              orderType: 'MARKET_ON_CLOSE',
              side: 'LAY',
              bspLiability: 10,
              priceSize: { price: 0, size: 0 },
            },
          ],
          moreAvailable: false,
        })
      return result({
        clearedOrders: params['betStatus'] === 'SETTLED' ? [{ ...clearedRow, betId: '300000000003' }] : [],
        moreAvailable: false,
      })
    })
    const list = await it.venue.list?.(timestamp(Date.parse(T) - 1), signal)
    expect(list).toMatchObject({
      complete: true,
      bets: [
        { ref, ours: true, state: 'open', stake: 200, price: 30_000 },
        { ref: null, ours: false, terms: { kind: 'market-on-close' }, liability: 1000 },
        { venueOrderId: '300000000003', ours: false, state: 'matched', matchedStake: 200 },
      ],
    })
    expect((await it.venue.list?.(timestamp(Date.parse(T) + 1), signal))?.bets).toHaveLength(2)
  })

  it('calls a bet over only by words that say so', async () => {
    const row = { ...currentOrder, customerOrderRef: ref, sizeMatched: 0.5, averagePriceMatched: 3, sizeRemaining: 1.5 }
    let status = 'UNDER_REVIEW'
    await using it = await openVenue(({ operation }) =>
      operation === 'listMarketCatalogue'
        ? result([])
        : result({ currentOrders: [{ ...row, status }], clearedOrders: [], moreAvailable: false }),
    )
    const open = [{ state: 'open', matchedStake: 50 }]
    expect(await it.venue.lookup([ref], signal)).toMatchObject({ orders: open })
    expect(await it.venue.list?.(timestamp(0), signal)).toMatchObject({ bets: open })
    status = 'EXECUTION_COMPLETE'
    expect(await it.venue.lookup([ref], signal)).toMatchObject({ orders: open })
  })

  it.each<[string, object, object]>([
    ['one that wins', {}, { winners: 1 }],
    ['one for places', { marketType: 'PLACE' }, { winners: 0 }],
    ['one of a type that nobody knows', { marketType: 'WITHOUT_FAV' }, { winners: 0 }],
    ['one on handicaps', { marketType: 'ASIAN_HANDICAP', bettingType: 'ASIAN_HANDICAP_DOUBLE_LINE' }, { winners: 0 }],
    ['one with a line', { marketType: 'MATCH_ODDS', bettingType: 'LINE' }, { winners: 0 }],
    [
      'one each way',
      { marketType: 'EACH_WAY', eachWayDivisor: 5 },
      { winners: 0, eachWay: { divisor: 5 }, stake: 200 },
    ],
    ['one each way that does not tell its places', { marketType: 'EACH_WAY' }, { eachWay: { divisor: 1 } }],
  ])('sets bets off against each other only where one of them is sure to win: %s', async (_, changed, expected) => {
    const description = { ...catalogue.description, ...changed }
    await using it = await openVenue(({ operation }) =>
      operation === 'listMarketCatalogue'
        ? result([{ ...catalogue, description }])
        : result({ currentOrders: [currentOrder], clearedOrders: [], moreAvailable: false }),
    )
    const list = await it.venue.list?.(timestamp(0), signal)
    expect(list?.bets).toMatchObject([expected])
    expect(list?.bets.some(({ eachWay }) => eachWay !== undefined)).toBe('eachWay' in expected)
  })

  it('knows how a market of which nothing is told any more was won by what is told of its bets', async () => {
    const row = (betId: string, itemDescription: object) => ({ ...clearedRow, betId, itemDescription })
    const rows = [
      row('1', { marketType: 'WIN', numberOfWinners: 1 }),
      row('2', { marketType: 'PLACE', numberOfWinners: 3 }),
      row('3', { marketType: 'EACH_WAY', numberOfWinners: 3, eachWayDivisor: 4 }),
      row('4', {}),
    ]
    await using it = await openVenue(({ params }) =>
      result({
        currentOrders: [],
        clearedOrders: params['betStatus'] === 'SETTLED' ? rows : [],
        moreAvailable: false,
      }),
    )
    const list = await it.venue.list?.(timestamp(0), signal)
    expect(list?.bets.map(({ winners, eachWay }) => [winners, eachWay])).toEqual([
      [1, undefined],
      [0, undefined],
      [0, { divisor: 4, places: 3 }],
      [0, undefined],
    ])
  })

  it('tells how bets ended, and what each market was charged', async () => {
    const since = timestamp(Date.parse(T) - 1)
    const half = { ...clearedRow, betId: '2', handicap: -0.25, betOutcome: 'LOST', profit: -1, priceMatched: 2 }
    await using it = await openVenue(({ params }) => {
      const { groupBy, betStatus, betIds } = params
      if (groupBy === 'MARKET')
        return result({ clearedOrders: [{ ...clearedRow, commission: 0.2 }], moreAvailable: false })
      if (betStatus === 'SETTLED')
        return result({ clearedOrders: [{ ...clearedRow, customerOrderRef: ref }, half], moreAvailable: false })
      const voided = { ...clearedRow, betId: '3', betOutcome: undefined, sizeSettled: 2, profit: 0 }
      return result({
        clearedOrders: betIds === undefined ? [voided] : [voided, { ...voided, betId: '300000000001', sizeSettled: 1 }],
        moreAvailable: false,
      })
    })
    const word = { market: 'betfair:1.200000001', version: Date.parse(T) }
    expect(await it.venue.cleared?.(since, signal)).toMatchObject({
      orders: [
        {
          ...word,
          ref,
          venueOrderId: '300000000001',
          outcome: 'won',
          profit: 400,
          matchedStake: 200,
          averagePrice: 30_000,
          voidedStake: 100,
        },
        { ...word, ref: null, venueOrderId: '2', outcome: 'half-lost', profit: -100 },
        { ...word, venueOrderId: '3', outcome: 'void', profit: 0, matchedStake: 0, voidedStake: 200 },
      ],
      markets: [{ ...word, venue: 'betfair', commission: 20 }],
    })
  })

  it('refuses to tell a part of what is settled', async () => {
    await using it = await openVenue(() =>
      result({ clearedOrders: [{ ...clearedRow, profit: 'much' }], moreAvailable: false }),
    )
    expect(await failureOf(it.venue.cleared?.(timestamp(0), signal) ?? Promise.resolve())).toMatchObject({
      code: 'INCOMPLETE',
    })
  })

  it('knows what the account would hold without its bets', async () => {
    await using it = await openVenue(() => result(funds))
    expect(await it.venue.funds?.(signal)).toEqual({ balance: 102_055 })
  })

  it.each([
    ['latelatelatelate', 'GBP', 'DELAYED_KEY'],
    ['livelivelivelive', 'GBP', 'INACTIVE_KEY'],
    ['latelatelatelate', 'EUR', 'CURRENCY_DIFFERS'],
    ['somebody-elses-key', undefined, 'CURRENCY_UNKNOWN'],
    ['somebody-elses-key', 'GBP', undefined],
  ])('holds the key %s and %s against the account', async (appKey, currencyCode, code) => {
    await using it = await openVenue(
      ({ operation }) => result(operation === 'getAccountDetails' ? { currencyCode } : [developerApp]),
      {},
      { appKey },
    )
    const error = await failureOf(it.venue.checkAccess?.(signal) ?? Promise.resolve())
    expect(error === null ? undefined : (error as { code: string }).code).toBe(code)
  })
})

describe('a venue', () => {
  it('tells news of orders where somebody listens for them', async () => {
    const gap = { kind: 'gap', reason: 'so it is' } as const
    const news = async function* () {
      yield [gap]
    }
    await using it = await openVenue(() => result({}), { news })
    const heard: unknown[] = []
    for await (const batch of it.venue.orderNews?.({ clock: it.clock, logger: silentLogger, signal }) ?? [])
      heard.push(...batch)
    expect(heard).toEqual([gap])
    await using deaf = await openVenue(() => result({}))
    expect(deaf.venue.orderNews).toBeUndefined()
  })

  it('takes the least of its currency and jurisdiction', async () => {
    await using it = await openClient(() => result({}), { jurisdiction: 'italy' })
    const { client, clock } = it
    const venueIn = (code: string) => createBetfairVenue({ client, clock, currency: currency(code) })
    expect(venueIn('EUR').traits).toMatchObject({ minStake: 200, stakeStep: 50, lateAcceptMs: 132_000 })
    expect(() => venueIn('XAU')).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    expect(() =>
      createBetfairVenue({ client, clock, currency: currency('EUR'), strategyRef: 'far too long for it' }),
    ).toThrow(expect.objectContaining({ code: 'INVALID_STRATEGY_REF' }))
  })
})
