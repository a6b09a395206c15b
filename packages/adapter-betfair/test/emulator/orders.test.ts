import { describe, expect, it } from 'vitest'
import { definition, limitBet, M, opening, openStage, START, type Stage, scripted, T, VERSION } from './stage.ts'

const PLACE = 'SportsAPING/v1.0/placeOrders'
const offers = [{ id: 11, atb: [[2.9, 50]], atl: [[3.1, 50]] }] as const

function place(stage: Stage, instruction: object, rest: object = {}): Promise<unknown> {
  return stage.call(PLACE, { marketId: M, instructions: [instruction], ...rest })
}

describe('placing', () => {
  it('answers a limit bet as the venue does, and lists it', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    const instruction = limitBet()
    expect(await place(stage, instruction, { customerRef: 'r1', customerStrategyRef: 's1' })).toEqual({
      status: 'SUCCESS',
      customerRef: 'r1',
      marketId: M,
      instructionReports: [
        {
          status: 'SUCCESS',
          instruction,
          betId: '300000000001',
          placedDate: T,
          averagePriceMatched: 0,
          sizeMatched: 0,
          orderStatus: 'EXECUTABLE',
        },
      ],
    })
    const asked = { customerOrderRefs: ['o1'], orderProjection: 'ALL', includeItemDescription: true }
    expect(await stage.call('SportsAPING/v1.0/listCurrentOrders', asked)).toEqual({
      currentOrders: [
        {
          betId: '300000000001',
          marketId: M,
          selectionId: 11,
          handicap: 0,
          priceSize: { price: 3, size: 2 },
          bspLiability: 0,
          side: 'BACK',
          status: 'EXECUTABLE',
          persistenceType: 'LAPSE',
          orderType: 'LIMIT',
          placedDate: T,
          averagePriceMatched: 0,
          sizeMatched: 0,
          sizeRemaining: 2,
          sizeLapsed: 0,
          sizeCancelled: 0,
          sizeVoided: 0,
          regulatorCode: 'GIBRALTAR REGULATOR',
          customerOrderRef: 'o1',
          customerStrategyRef: 's1',
          currentItemDescription: { marketVersion: { version: VERSION } },
        },
      ],
      moreAvailable: false,
    })
  })

  it('says of an asynchronous bet that it is pending, without its id', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await place(stage, limitBet(), { async: true })).toMatchObject({
      instructionReports: [{ status: 'SUCCESS', orderStatus: 'PENDING' }],
    })
    expect(await stage.call('SportsAPING/v1.0/listCurrentOrders', {})).toMatchObject({
      currentOrders: [{ betId: '300000000001', customerOrderRef: 'o1' }],
    })
  })

  it('fills at the volume-weighted price or kills, and calls both a success', async () => {
    const atb = [
      [5.5, 2],
      [5.4, 6],
      [5.3, 2],
    ] as const
    await using stage = await openStage(scripted([opening([{ id: 11, atb }])]))
    const fill = { size: 10, price: 5.4, persistenceType: undefined, timeInForce: 'FILL_OR_KILL' }
    expect(await place(stage, limitBet({}, fill))).toMatchObject({
      instructionReports: [{ status: 'SUCCESS', averagePriceMatched: 5.4, sizeMatched: 10 }],
    })
    expect(await place(stage, limitBet({}, { ...fill, price: 21 }))).toMatchObject({
      status: 'SUCCESS',
      instructionReports: [{ status: 'SUCCESS', sizeMatched: 0, averagePriceMatched: 0, orderStatus: 'EXPIRED' }],
    })
  })

  it('reports bets at the starting price without an order status', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    const instruction = {
      selectionId: 11,
      handicap: 0,
      side: 'BACK',
      orderType: 'LIMIT_ON_CLOSE',
      limitOnCloseOrder: { liability: 10, price: 5 },
    }
    expect(await place(stage, instruction)).toEqual({
      status: 'SUCCESS',
      marketId: M,
      instructionReports: [{ status: 'SUCCESS', instruction, betId: '300000000001', placedDate: T }],
    })
  })

  it('refuses a version before the last change that matters, with a bet that has lapsed', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    const old = { marketVersion: { version: VERSION - 1 } }
    expect(await place(stage, limitBet(), old)).toMatchObject({
      status: 'FAILURE',
      errorCode: 'BET_ACTION_ERROR',
      instructionReports: [
        {
          status: 'FAILURE',
          errorCode: 'BET_TAKEN_OR_LAPSED',
          betId: '300000000001',
          sizeMatched: 0,
          orderStatus: 'EXECUTION_COMPLETE',
        },
      ],
    })
    expect(await place(stage, limitBet(), { marketVersion: { version: VERSION } })).toMatchObject({ status: 'SUCCESS' })
  })

  it('reaches a target at what is offered', async () => {
    const lay = [[4.2, 100]] as const
    await using stage = await openStage(scripted([opening([{ id: 11, atb: [[6.4, 50]], atl: lay }])]))
    const target = {
      size: undefined,
      persistenceType: undefined,
      price: 2,
      betTargetType: 'BACKERS_PROFIT',
      betTargetSize: 2,
    }
    expect(await place(stage, limitBet({}, target))).toMatchObject({ instructionReports: [{ sizeMatched: 0.37 }] })
    const payout = { ...target, price: 10, betTargetType: 'PAYOUT', betTargetSize: 10 }
    expect(await place(stage, limitBet({ side: 'LAY' }, payout))).toMatchObject({
      instructionReports: [{ sizeMatched: 2.38 }],
    })
  })

  it.each([
    ['INVALID_ODDS', { price: 3.02 }],
    ['INVALID_BET_SIZE', { size: 0.5, price: 10 }],
    ['INVALID_PROFIT_RATIO', { size: 0.01, price: 1.7 }],
    ['INVALID_MIN_FILL_SIZE', { timeInForce: 'FILL_OR_KILL', persistenceType: undefined, minFillSize: 3 }],
    ['UNEXPECTED_MIN_FILL_SIZE', { minFillSize: 1 }],
  ])('refuses with %s', async (errorCode, limit) => {
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await place(stage, limitBet({}, limit))).toMatchObject({
      status: 'FAILURE',
      errorCode: 'BET_ACTION_ERROR',
      instructionReports: [{ status: 'FAILURE', errorCode }],
    })
  })

  it('takes less than the least stake where it pays out enough', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await place(stage, limitBet({}, { size: 0.1, price: 100 }))).toMatchObject({ status: 'SUCCESS' })
    expect(await place(stage, limitBet({}, { size: 0.99, price: 10.5 }))).toMatchObject({ status: 'SUCCESS' })
  })

  it('takes a reference once in 60 seconds, whatever else is asked', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    expect(await place(stage, limitBet(), { customerRef: 'A' })).toMatchObject({ status: 'SUCCESS' })
    await stage.pass(59_900)
    expect(await place(stage, limitBet(), { customerRef: 'A' })).toMatchObject({ errorCode: 'DUPLICATE_TRANSACTION' })
    await stage.pass(200)
    expect(await place(stage, limitBet(), { customerRef: 'A' })).toMatchObject({ status: 'SUCCESS' })
    expect(stage.emulator.control.statement('bot').bets).toHaveLength(2)
  })

  it('has no money for more than there is', async () => {
    const accounts = [{ username: 'bot', password: 'pass word&', balance: 5 }]
    await using stage = await openStage(scripted([opening(offers)]), { accounts })
    expect(await place(stage, limitBet({}, { size: 5 }))).toMatchObject({ status: 'SUCCESS' })
    expect(await place(stage, limitBet({}, { size: 1 }))).toMatchObject({ errorCode: 'INSUFFICIENT_FUNDS' })
    expect(await stage.call('AccountAPING/v1.0/getAccountFunds', {})).toMatchObject({
      availableToBetBalance: 0,
      exposure: -5,
    })
  })

  it('holds bets in play, and does not take them when the market stops meanwhile', async () => {
    const inPlay = { inPlay: true, betDelay: 5 }
    const stopped = definition({ ...inPlay, status: 'SUSPENDED', version: VERSION + 1 })
    await using stage = await openStage(
      scripted([opening(offers, inPlay), { at: START + 7_000, markets: [{ id: M, marketDefinition: stopped }] }]),
    )
    const first = place(stage, limitBet())
    let isAnswered = false
    void first.then(() => {
      isAnswered = true
    })
    await expect.poll(() => stage.clock.sleepers).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await stage.pass(4_900)
    expect(isAnswered).toBe(false)
    await stage.pass(200)
    expect(await first).toMatchObject({ status: 'SUCCESS' })
    const second = place(stage, limitBet())
    await new Promise((resolve) => setTimeout(resolve, 100))
    await stage.pass(6_000)
    expect(await second).toMatchObject({ status: 'FAILURE', errorCode: 'MARKET_SUSPENDED' })
  })

  it('does not answer in time, and has the bet later or never', async () => {
    const fates = [
      { kind: 'timeout', afterMs: 8_999.5, lives: true },
      { kind: 'timeout', afterMs: 0, lives: false },
    ] as const
    let asked = 0
    const matcher = (operation: string) => (operation === 'placeOrders' ? (fates[asked++] ?? null) : null)
    await using stage = await openStage(scripted([opening(offers)]), { matcher })
    const answers = Promise.all([place(stage, limitBet()), place(stage, limitBet({ customerOrderRef: 'o2' }))])
    await new Promise((resolve) => setTimeout(resolve, 150))
    await stage.pass(5_000)
    expect(await answers).toMatchObject([
      { status: 'TIMEOUT', instructionReports: [{ status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS' }] },
      { status: 'TIMEOUT' },
    ])
    expect(stage.emulator.control.statement('bot').bets).toHaveLength(0)
    await stage.pass(10_000)
    expect(stage.emulator.control.statement('bot').bets).toHaveLength(1)
  })
})

describe('changing bets', () => {
  it('cancels a part, a market and everything, each in its own words', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    await place(stage, limitBet())
    const cancel = 'SportsAPING/v1.0/cancelOrders'
    const part = { betId: '300000000001', sizeReduction: 1 }
    expect(await stage.call(cancel, { marketId: M, instructions: [part] })).toEqual({
      status: 'SUCCESS',
      marketId: M,
      instructionReports: [{ status: 'SUCCESS', instruction: part, sizeCancelled: 1, cancelledDate: T }],
    })
    expect(await stage.call(cancel, { marketId: M })).toMatchObject({ instructionReports: [{ sizeCancelled: 1 }] })
    expect(await stage.call(cancel, {})).toEqual({ status: 'SUCCESS' })
    expect(await stage.call(cancel, {})).toEqual({ status: 'FAILURE', errorCode: 'ERROR_IN_MATCHER' })
  })

  it('cancels nothing while the market is suspended', async () => {
    const stopped = definition({ status: 'SUSPENDED', version: VERSION + 1 })
    await using stage = await openStage(
      scripted([opening(offers), { at: START + 1_000, markets: [{ id: M, marketDefinition: stopped }] }]),
    )
    await place(stage, limitBet({}, { persistenceType: 'PERSIST' }))
    await stage.pass(1_000)
    const asked = { marketId: M, instructions: [{ betId: '300000000001' }] }
    expect(await stage.call('SportsAPING/v1.0/cancelOrders', asked)).toEqual({
      status: 'FAILURE',
      errorCode: 'MARKET_SUSPENDED',
      marketId: M,
    })
  })

  it('cancels what it replaces, whatever becomes of the other', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    const replace = 'SportsAPING/v1.0/replaceOrders'
    await place(stage, limitBet())
    const asked = (betId: string, newPrice: number) => ({ marketId: M, instructions: [{ betId, newPrice }] })
    expect(await stage.call(replace, asked('300000000001', 3.5))).toMatchObject({
      status: 'SUCCESS',
      instructionReports: [
        { cancelInstructionReport: { sizeCancelled: 2 }, placeInstructionReport: { betId: '300000000002' } },
      ],
    })
    expect(await stage.call(replace, asked('300000000002', 3.01))).toMatchObject({
      status: 'PROCESSED_WITH_ERRORS',
      errorCode: 'PROCESSED_WITH_ERRORS',
      instructionReports: [
        {
          status: 'FAILURE',
          errorCode: 'CANCELLED_NOT_PLACED',
          cancelInstructionReport: { status: 'SUCCESS', sizeCancelled: 2, cancelledDate: T },
          placeInstructionReport: { status: 'FAILURE', errorCode: 'INVALID_ODDS' },
        },
      ],
    })
  })

  it('changes how a bet persists, once', async () => {
    await using stage = await openStage(scripted([opening(offers)]))
    await place(stage, limitBet())
    const asked = { marketId: M, instructions: [{ betId: '300000000001', newPersistenceType: 'PERSIST' }] }
    const update = 'SportsAPING/v1.0/updateOrders'
    expect(await stage.call(update, asked)).toMatchObject({ status: 'SUCCESS' })
    expect(await stage.call(update, asked)).toMatchObject({
      errorCode: 'NO_CHANGE',
      instructionReports: [{ errorCode: 'NO_ACTION_REQUIRED' }],
    })
  })
})
