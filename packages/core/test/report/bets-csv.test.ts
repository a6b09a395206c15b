import { currency, money, type Order, priceUnits, timestamp } from '@betting-advisor/core'
import { betsCsv } from '@betting-advisor/core/report'
import { newOrder } from '@betting-advisor/core/store'
import { SAMPLE_TIME, sampleIntent } from '@betting-advisor/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const GBP = currency('GBP')

const settled: Order = {
  ...newOrder(sampleIntent({ stake: 123_456, price: 21_050 })).order,
  state: 'SETTLED',
  venueOrderId: '31242604945',
  matchedStake: money(123_405),
  averagePrice: priceUnits(21_100),
  reserved: money(0),
  profit: money(-123_405),
  commission: money(0),
  outcome: 'lost',
  closingProbability: 0.5,
  sentAt: timestamp(SAMPLE_TIME + 1),
  settledAt: timestamp(SAMPLE_TIME + 7_200_000),
}

function named(eventName: string, order = settled): Order {
  return { ...order, intent: { ...order.intent, eventName } }
}

async function csvOf(orders: readonly Order[], unit = GBP): Promise<string> {
  let csv = ''
  for await (const line of betsCsv(orders, unit)) csv += line
  return csv
}

/** Reads CSV by the grammar of RFC 4180. */
function parse(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  for (let found = cell.exec(csv); found !== null; found = cell.exec(csv)) {
    const [, inQuotes, plain = '', end] = found
    rows.at(-1)?.push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
    if (cell.lastIndex === csv.length) return rows.slice(0, -1)
  }
  throw new Error('not CSV')
}

async function cells(order: Order, unit = GBP): Promise<Readonly<Record<string, string>>> {
  const [names = [], row = []] = parse(await csvOf([order], unit))
  expect(row.length).toBe(names.length)
  return Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']))
}

test('a line says all there is to say of a bet, amounts exact and times in UTC', async () => {
  expect(await cells(settled)).toEqual({
    key: settled.intent.key,
    ref: settled.intent.ref,
    venue_order_id: '31242604945',
    account: 'DRY_RUN:main',
    run: 'DRY_RUN:main-1',
    strategy: 'value',
    strategy_version: '1',
    origin: 'decided',
    order: 'limit',
    venue: 'bookmaker',
    competition: 'soccer_epl',
    event: 'Home v Away',
    starts_at: '2026-08-08T13:00:00.000Z',
    market: 'market',
    selection: 'Home',
    side: 'back',
    state: 'SETTLED',
    price: '2.105',
    stake: '1234.56',
    liability: '1234.56',
    average_price: '2.11',
    matched_stake: '1234.05',
    outcome: 'lost',
    profit: '-1234.05',
    commission: '0.00',
    currency: 'GBP',
    fair_probability: '0.5',
    edge: '0.05',
    closing_probability: '0.5',
    clv: expect.stringMatching(/^0\.05/),
    decided_at: '2026-08-08T12:00:00.000Z',
    sent_at: '2026-08-08T12:00:00.001Z',
    settled_at: '2026-08-08T14:00:00.000Z',
    updated_at: '2026-08-08T12:00:00.000Z',
    reason: '',
  })
})

test('what is not known is empty', async () => {
  const { profit, outcome, average_price, settled_at, clv } = await cells(newOrder(sampleIntent()).order)
  expect([profit, outcome, average_price, settled_at, clv]).toEqual(['', '', '', '', ''])
})

test('a reason is told with its code', async () => {
  const { reason } = await cells({ ...settled, reason: { code: 'PRICE_CHANGED', message: 'now 2.0, asked 2.1' } })
  expect(reason).toBe('PRICE_CHANGED: now 2.0, asked 2.1')
})

test.each([
  ['JPY', 5, '5'],
  ['GBP', 5, '0.05'],
  ['GBP', -1, '-0.01'],
  ['KWD', 5, '0.005'],
  ['GBP', 9_007_199_254_740_991, '90071992547409.91'],
])('in %s, %d is %s', async (code, amount, written) => {
  expect(await cells({ ...settled, profit: money(amount) }, currency(code))).toMatchObject({
    profit: written,
    currency: code,
  })
})

test('without bets there is a header', async () => {
  const csv = await csvOf([])
  expect(csv).toMatch(/^key,ref,.*,reason\r\n$/)
})

describe('names that came from outside', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =HYPERLINK("http://x")',
    '＝1',
    '＋1',
    '－1',
    '＠a',
  ])('%j is no formula', async (eventName) => {
    expect((await cells(named(eventName)))['event']).toBe(`'${eventName}`)
  })

  test.each(['Home v Away', 'A-B', "'quoted'", '1. FC Köln', '', 'São Paulo = SP'])(
    '%j stays as it is',
    async (eventName) => {
      expect((await cells(named(eventName)))['event']).toBe(eventName)
    },
  )

  test('any name can be read back, and no cell of text begins like a formula', async () => {
    const texts = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ',', '\r', '\n', '=', '-', ' ', "'"),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(texts, texts, async (eventName, strategy) => {
        const order = named(eventName, { ...settled, intent: { ...settled.intent, strategy } })
        const { event = '', strategy: written = '' } = await cells(order)
        for (const [is, was] of [
          [event, eventName],
          [written, strategy],
        ]) {
          expect([was, `'${was}`]).toContain(is)
          expect(is).not.toMatch(/^\s*[=+\-@]/)
        }
      }),
    )
  })
})
