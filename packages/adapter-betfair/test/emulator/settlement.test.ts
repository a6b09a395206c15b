import { describe, expect, it } from 'vitest'
import type { MarketDefinition } from '../../src/stream/wire.ts'
import { definition, limitBet, M, opening, openStage, START, type Stage, scripted, VERSION } from './stage.ts'

type Statuses = Readonly<Record<number, 'WINNER' | 'LOSER' | 'PLACED' | 'REMOVED'>>

function closed(statuses: Statuses, at: number, version: number, changed: Partial<MarketDefinition> = {}) {
  const { runners, ...rest } = definition({ status: 'CLOSED', version, ...changed })
  const ended = runners.map((runner) => ({ ...runner, status: statuses[Number(runner.id)] ?? 'LOSER' }))
  return { at: START + at, markets: [{ id: M, marketDefinition: { ...rest, runners: ended } }] }
}

const offers = [
  { id: 11, atb: [[3, 500]], atl: [[3.05, 500]] },
  { id: 12, atb: [[4, 500]], atl: [[4.1, 500]] },
] as const

async function bet(stage: Stage, size: number, changed: object = {}, limit: object = {}): Promise<void> {
  const instructions = [limitBet({ customerOrderRef: undefined, ...changed }, { size, ...limit })]
  expect(await stage.call('SportsAPING/v1.0/placeOrders', { marketId: M, instructions })).toMatchObject({
    status: 'SUCCESS',
  })
}

const cleared = (stage: Stage, asked: object) =>
  stage.call('SportsAPING/v1.0/listClearedOrders', { betStatus: 'SETTLED', ...asked })

describe('settlement', () => {
  it('takes commission of what a market wins together', async () => {
    await using stage = await openStage(scripted([opening(offers), closed({ 11: 'WINNER' }, 5_000, VERSION + 1)]))
    await bet(stage, 10)
    await bet(stage, 5, { selectionId: 12 }, { price: 4 })
    await stage.pass(5_000)
    expect(await cleared(stage, { groupBy: 'MARKET' })).toMatchObject({
      clearedOrders: [{ marketId: M, betCount: 2, profit: 15, commission: 0.75 }],
    })
    expect(await cleared(stage, { groupBy: 'BET' })).toMatchObject({
      clearedOrders: [
        { betId: '300000000001', betOutcome: 'WON', profit: 20, priceMatched: 3, sizeSettled: 10, priceReduced: false },
        { betId: '300000000002', betOutcome: 'LOST', profit: -5 },
      ],
    })
    expect(stage.emulator.control.statement('bot')).toMatchObject({ balance: 1_001_425, exposure: 0, commission: 75 })
  })

  it('hoists the fields of a single bet into the row of its market', async () => {
    await using stage = await openStage(scripted([opening(offers), closed({ 11: 'WINNER' }, 5_000, VERSION + 1)]))
    await bet(stage, 2)
    await stage.pass(5_000)
    expect(await cleared(stage, { groupBy: 'MARKET' })).toMatchObject({
      clearedOrders: [
        { betId: '300000000001', selectionId: 11, side: 'BACK', commission: 0.2, profit: 4, betCount: 1 },
      ],
    })
  })

  it('returns bets on a market that is voided after it was settled, and settles them no more', async () => {
    const returned = { 11: 'REMOVED', 12: 'REMOVED', 13: 'REMOVED' } as const
    await using stage = await openStage(
      scripted([opening(offers), closed({ 11: 'WINNER' }, 5_000, VERSION + 1), closed(returned, 9_000, VERSION + 2)]),
    )
    await bet(stage, 9)
    await stage.pass(9_000)
    expect(await cleared(stage, {})).toMatchObject({ clearedOrders: [] })
    expect(await cleared(stage, { betStatus: 'VOIDED' })).toMatchObject({
      clearedOrders: [{ betId: '300000000001', sizeSettled: 9, profit: 0 }],
    })
    expect(stage.emulator.control.statement('bot')).toMatchObject({ balance: 1_000_000, exposure: 0 })
  })

  it('settles again: the old items are mistaken, others undo them', async () => {
    await using stage = await openStage(
      scripted([
        opening(offers),
        closed({ 11: 'WINNER' }, 5_000, VERSION + 1),
        closed({ 12: 'WINNER' }, 9_000, VERSION + 2),
      ]),
    )
    await bet(stage, 9)
    await stage.pass(9_000)
    const { accountStatement } = (await stage.call('AccountAPING/v1.0/getAccountStatement', {})) as {
      accountStatement: readonly { amount: number; legacyData: { winLose: string } }[]
    }
    const items = accountStatement.map(({ amount, legacyData }) => [amount, legacyData.winLose]).toReversed()
    expect(items).toEqual([
      [18, 'RESULT_ERR'],
      [-0.9, 'RESULT_ERR'],
      [-18, 'RESULT_FIX'],
      [0.9, 'RESULT_FIX'],
      [-9, 'RESULT_LOST'],
    ])
    expect(await cleared(stage, { groupBy: 'BET' })).toMatchObject({
      clearedOrders: [{ profit: -9, betOutcome: 'LOST' }],
    })
    expect(stage.emulator.control.statement('bot')).toMatchObject({ balance: 1_000_000 - 900, commission: 0 })
  })

  it('shares a dead heat', async () => {
    const both = closed({ 11: 'WINNER', 12: 'WINNER' }, 5_000, VERSION + 1)
    await using stage = await openStage(scripted([opening(offers), both]))
    await bet(stage, 10)
    await stage.pass(5_000)
    expect(await cleared(stage, {})).toMatchObject({ clearedOrders: [{ profit: 5 }] })
  })

  it('pays a place of a bet each way, which has twice its size at risk', async () => {
    const eachWay = { marketType: 'EACH_WAY', eachWayDivisor: 5, numberOfWinners: 3 }
    await using stage = await openStage(
      scripted([opening(offers, eachWay), closed({ 11: 'PLACED', 12: 'WINNER' }, 5_000, VERSION + 1, eachWay)]),
    )
    await bet(stage, 10)
    expect(stage.emulator.control.statement('bot').exposure).toBe(2_000)
    await stage.pass(5_000)
    expect(await cleared(stage, {})).toMatchObject({ clearedOrders: [{ betOutcome: 'PLACE', profit: -6 }] })
  })

  it('reduces matched prices when a runner leaves, and returns bets on it', async () => {
    const { runners, ...rest } = definition({ status: 'SUSPENDED', version: VERSION + 1 })
    const removed = runners.map((runner) =>
      runner.id === 12 ? { ...runner, status: 'REMOVED', adjustmentFactor: 21.1 } : runner,
    )
    const leaves = { at: START + 1_000, markets: [{ id: M, marketDefinition: { ...rest, runners: removed } }] }
    const atb = [[12, 500]] as const
    await using stage = await openStage(scripted([opening([{ id: 11, atb }, ...offers.slice(1)]), leaves]))
    await bet(stage, 2, {}, { price: 12 })
    await bet(stage, 3, { selectionId: 12 }, { price: 4 })
    await stage.pass(1_000)
    expect(await stage.call('SportsAPING/v1.0/listCurrentOrders', {})).toMatchObject({
      currentOrders: [
        { priceSize: { price: 12 }, averagePriceMatched: 9.47, sizeMatched: 2 },
        { sizeMatched: 0, sizeVoided: 3 },
      ],
    })
  })

  it('matches bets on close at the starting price', async () => {
    const { runners, ...rest } = definition({ status: 'SUSPENDED', version: VERSION + 1, bspReconciled: true })
    const known = runners.map((runner) => ({ ...runner, bsp: runner.id === 11 ? 4.2 : 3 }))
    const start = { at: START + 1_000, markets: [{ id: M, marketDefinition: { ...rest, runners: known } }] }
    await using stage = await openStage(scripted([opening(offers), start]))
    const onClose = {
      side: 'BACK',
      selectionId: 11,
      orderType: 'MARKET_ON_CLOSE',
      marketOnCloseOrder: { liability: 10 },
    }
    await stage.call('SportsAPING/v1.0/placeOrders', { marketId: M, instructions: [onClose] })
    await stage.pass(1_000)
    expect(await stage.call('SportsAPING/v1.0/listCurrentOrders', {})).toMatchObject({
      currentOrders: [{ averagePriceMatched: 4.2, sizeMatched: 10, bspLiability: 10, orderType: 'MARKET_ON_CLOSE' }],
    })
  })
})
