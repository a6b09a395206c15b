import { type Logger, silentLogger, timestamp } from '@betting-advisor/core'
import { createSteppedClock } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import { type ChangingOperation, tallyOf } from '../../src/account/transaction-tally.ts'
import { createTransactionMeter } from '../../src/account/transactions.ts'
import { failure, result } from '../api/open-client.ts'
import { attempt, intentOf, openOrder, openVenue } from '../orders/open-venue.ts'

const HOUR = 3_600_000
const START = timestamp(Date.UTC(2026, 10, 30, 10, 59))
const answer = (value: unknown) => ({ status: 200, body: JSON.stringify({ jsonrpc: '2.0', result: value, id: 1 }) })

describe('what is a transaction', () => {
  const mixed = {
    status: 'PROCESSED_WITH_ERRORS',
    instructionReports: ['SUCCESS', 'FAILURE', 'TIMEOUT'].map((status) => ({ status })),
  }

  it.each<[ChangingOperation, number]>([
    ['placeOrders', 2],
    ['replaceOrders', 2],
    ['cancelOrders', 1],
    ['updateOrders', 1],
  ])('counts by instruction what %s did, and what failed', (operation, counted) => {
    expect(tallyOf(operation, 3, answer(mixed))).toEqual({ counted, inDoubt: 1 })
  })

  it('counts each instruction of a request that was refused as a whole', () => {
    expect(tallyOf('placeOrders', 3, answer({ status: 'FAILURE', errorCode: 'MARKET_SUSPENDED' }))).toEqual({
      counted: 3,
      inDoubt: 0,
    })
  })

  it('leaves in doubt what nobody answered, or answered in a way that cannot be read', () => {
    const inDoubt = { counted: 0, inDoubt: 3 }
    expect(tallyOf('placeOrders', 3, null)).toEqual(inDoubt)
    expect(tallyOf('cancelOrders', 3, { status: 503, body: '<html>' })).toEqual(inDoubt)
    expect(tallyOf('placeOrders', 3, answer({ status: 'TIMEOUT' }))).toEqual(inDoubt)
  })
})

describe('a meter of transactions', () => {
  it('charges 5,001 with 2 thousandths of a pound and 6,000 with 2 pounds, each hour by itself, and warns once', () => {
    const warnings: unknown[] = []
    const logger: Logger = { ...silentLogger, warn: (fields) => void warnings.push(fields) }
    const clock = createSteppedClock({ start: START, limit: START })
    const meter = createTransactionMeter(clock, logger)
    const charge = () => meter.read().current.mostCharge
    meter.add(START, { counted: 4_990, inDoubt: 10 })
    expect(charge()).toBe(0)
    expect(warnings).toEqual([])
    meter.add(START, { counted: 0, inDoubt: 1 })
    expect(charge()).toBe(2)
    meter.add(START, { counted: 999, inDoubt: 0 })
    expect(charge()).toBe(2_000)
    expect(warnings).toHaveLength(1)
    meter.add(timestamp(START + 60_000), { counted: 1, inDoubt: 0 })
    expect(meter.read().hours).toEqual([
      { startsAt: START - 59 * 60_000, counted: 5_989, inDoubt: 11, mostCharge: 2_000 },
      { startsAt: START + 60_000, counted: 1, inDoubt: 0, mostCharge: 0 },
    ])
  })

  it('forgets after two days', async () => {
    const clock = createSteppedClock({ start: START, limit: START })
    const meter = createTransactionMeter(clock, silentLogger)
    meter.add(START, { counted: 1, inDoubt: 0 })
    await clock.until(timestamp(START + 47 * HOUR))
    expect(meter.read().hours).toHaveLength(1)
    await clock.until(timestamp(START + 48 * HOUR))
    expect(meter.read()).toMatchObject({ current: { counted: 0 }, hours: [] })
  })
})

describe('the transactions of a venue', () => {
  it('are those that it sent: bets, failures and what is in doubt, and no cancel that succeeded', async () => {
    const { signal } = new AbortController()
    const open = openOrder(intentOf())
    await using it = await openVenue(({ operation, count }) => {
      if (operation === 'cancelOrders' && count === 1)
        return result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS', sizeCancelled: 2 }] })
      if (operation === 'cancelOrders')
        return result({
          status: 'FAILURE',
          instructionReports: [{ status: 'FAILURE', errorCode: 'BET_TAKEN_OR_LAPSED' }],
        })
      if (operation === 'replaceOrders') return 'reset'
      if (count === 1) return result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS', betId: '1' }] })
      return count === 2 ? result({ status: 'FAILURE', errorCode: 'MARKET_SUSPENDED' }) : failure('TOO_MANY_REQUESTS')
    })
    const counted = () => it.venue.transactions().hours.reduce((sum, each) => sum + each.counted, 0)
    const inDoubt = () => it.venue.transactions().hours.reduce((sum, each) => sum + each.inDoubt, 0)
    await it.venue.doPlace([intentOf()], { ...attempt(), mayLeave: () => false })
    expect([counted(), inDoubt()]).toEqual([0, 0])
    await it.venue.doPlace([intentOf()], attempt())
    await it.venue.doPlace([intentOf({ entry: 2 })], attempt())
    expect([counted(), inDoubt()]).toEqual([2, 0])
    await it.venue.doPlace([intentOf({ entry: 3 })], attempt())
    await it.venue.doReplace?.(open, intentOf({ entry: 4, price: 32_000 }), attempt())
    expect([counted(), inDoubt()]).toEqual([2, 2])
    await it.venue.doCancel?.(open, signal)
    expect(counted()).toBe(2)
    await it.venue.doCancel?.(open, signal)
    expect([counted(), inDoubt()]).toEqual([3, 2])
  })
})
