import { currency, money, timestamp, venueId } from '@betting-advisor/core'
import type { ClearedMarket, ClearedOrder } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { type StatementItem, statementItemSchema } from '../../src/api/wire/account.ts'
import { compareWithStatement } from '../../src/index.ts'
import { exchangeMarket } from '../../src/markets/names.ts'

const T = Date.UTC(2026, 10, 30, 10)
const market = exchangeMarket('1.200000001')

/** An item as the exchange writes it, so many minutes after the hour. */
function item(
  minutes: number,
  amount: number,
  winLose: string,
  transactionType: string,
  more: object = {},
): StatementItem {
  return statementItemSchema.parse({
    refId: '300000000001',
    itemDate: new Date(T + minutes * 60_000).toISOString(),
    amount,
    legacyData: { eventId: 200_000_001, transactionType, winLose, grossBetAmount: 0, transactionId: 0, ...more },
  })
}

const word = (profit: number, venueOrderId = '300000000001'): ClearedOrder => ({
  ref: null,
  venueOrderId,
  market,
  outcome: profit > 0 ? 'won' : 'lost',
  profit: money(profit),
  version: T,
  matchedStake: money(900),
  averagePrice: null,
})
const charge = (commission: number): ClearedMarket => ({
  venue: venueId('betfair'),
  market,
  commission: money(commission),
  version: T,
})

const won = [
  item(0, -0.9, 'RESULT_NOT_APPLICABLE', 'ACCOUNT_DEBIT', { grossBetAmount: 18 }),
  item(0, 18, 'RESULT_WON', 'ACCOUNT_CREDIT'),
]
/** Won first, then taken back, then lost: the old items are told to be mistaken. */
const settledAgain = [
  item(0, -0.9, 'RESULT_ERR', 'ACCOUNT_DEBIT', { grossBetAmount: 18 }),
  item(0, 18, 'RESULT_ERR', 'ACCOUNT_CREDIT'),
  item(5, 0.9, 'RESULT_FIX', 'COMMISSION_REVERSAL', { grossBetAmount: 18 }),
  item(5, -18, 'RESULT_FIX', 'ACCOUNT_DEBIT'),
  item(9, -2, 'RESULT_LOST', 'ACCOUNT_DEBIT'),
]

const compare = (
  orders: readonly ClearedOrder[],
  markets: readonly ClearedMarket[],
  statement: readonly StatementItem[],
  since = T,
) =>
  compareWithStatement({ cleared: { orders, markets }, statement, since: timestamp(since), currency: currency('GBP') })

describe('settled bets and the account statement', () => {
  it('agree where the same was paid, also after a market was settled again', () => {
    expect(compare([word(1800)], [charge(90)], won)).toEqual([])
    expect(compare([word(-200)], [charge(0)], settledAgain)).toEqual([])
  })

  it('count an item once that two pages told', () => {
    expect(compare([word(1800)], [charge(90)], [...won, ...won])).toEqual([])
  })

  it('keep apart a loss and a commission of the same amount on the same bet', () => {
    const both = [
      item(0, -0.5, 'RESULT_NOT_APPLICABLE', 'ACCOUNT_DEBIT', { grossBetAmount: 10 }),
      item(0, -0.5, 'RESULT_LOST', 'ACCOUNT_DEBIT'),
    ]
    expect(compare([word(-50)], [charge(50)], both)).toEqual([])
  })

  it('differ in what is named: profit, commission, and what only one of them knows', () => {
    expect(compare([word(1801)], [charge(91)], won)).toEqual([
      { kind: 'profit', betId: '300000000001', told: 1801, booked: 1800 },
      { kind: 'commission', market: '200000001', told: 91, booked: 90 },
    ])
    expect(compare([word(1800), word(-300, '7'), word(0, '8')], [charge(90)], won)).toEqual([
      { kind: 'not-booked', betId: '7', told: -300 },
    ])
    expect(compare([], [], won)).toEqual([
      { kind: 'not-told', betId: '300000000001', booked: 1800 },
      { kind: 'commission', market: '200000001', told: 0, booked: 90 },
    ])
  })

  it('say nothing of what was booked before, of deposits, or of a market that is taken back and not settled again', () => {
    expect(compare([], [], won, T + 1)).toEqual([])
    expect(compare([], [], [item(0, 100, 'RESULT_NOT_APPLICABLE', 'ACCOUNT_CREDIT', { eventId: 0 })])).toEqual([])
    expect(compare([], [], settledAgain.slice(0, 4))).toEqual([])
  })
})
