import { money } from '@betting-advisor/core'
import type { CancelOutcome, PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { failure, result } from '../api/open-client.ts'
import { clearedRow, currentOrder, T } from '../api/samples.ts'
import type { Scripted } from '../scripted.ts'
import { attempt, intentOf, openOrder, openVenue } from './open-venue.ts'

const open = openOrder(intentOf())
const by = intentOf({ entry: 2, price: 32_000 })

const cancelHalf = (sizeCancelled: number) => ({
  status: 'SUCCESS',
  instruction: { betId: '300000000001' },
  sizeCancelled,
  cancelledDate: T,
})
const placeHalf = {
  status: 'SUCCESS',
  betId: '300000000002',
  placedDate: T,
  averagePriceMatched: 0,
  sizeMatched: 0,
  orderStatus: 'EXECUTABLE',
}
const report = (own: object, whole: object = {}) => result({ status: 'SUCCESS', ...whole, instructionReports: [own] })
const WITH_ERRORS = { status: 'PROCESSED_WITH_ERRORS', errorCode: 'PROCESSED_WITH_ERRORS' }
const FAILED = { status: 'FAILURE', errorCode: 'BET_ACTION_ERROR' }
const isCancelled = (params: unknown) => JSON.stringify(params).includes('"betStatus":"CANCELLED"')
const failed = (errorCode: string) => ({ status: 'FAILURE', errorCode })

describe('replacing an order', () => {
  it('asks once for a new price and nothing else, under the reference of the one in its place', async () => {
    await using it = await openVenue(() =>
      report({ status: 'SUCCESS', cancelInstructionReport: cancelHalf(2), placeInstructionReport: placeHalf }),
    )
    const execution = { token: null, marketVersion: 17, betDelayMs: 0, maxStake: null }
    const outcome = await it.venue.doReplace?.(open, { ...by, execution }, attempt())
    expect(outcome).toEqual({
      cancelled: { kind: 'cancelled', matchedStake: 0, averagePrice: null, voidedStake: 0 },
      placed: { kind: 'accepted', venueOrderId: '300000000002', matchedStake: 0, averagePrice: null },
    })
    expect(it.calls.map(({ operation, params }) => [operation, params])).toEqual([
      [
        'replaceOrders',
        {
          marketId: '1.200000001',
          instructions: [{ betId: '300000000001', newPrice: 3.2 }],
          customerRef: by.ref,
          marketVersion: { version: 17 },
        },
      ],
    ])
    expect(it.venue.traits.replaces).toEqual({ stake: 'open', ref: 'unpromised' })
  })

  it('shows of a chain what has ended beside what lives', async () => {
    const named = { customerOrderRef: open.intent.ref }
    const living = { ...currentOrder, ...named, betId: '300000000002' }
    const ended = { ...clearedRow, ...named, betId: '300000000001', sizeCancelled: 2, sizeSettled: 0 }
    await using it = await openVenue(({ operation, params }) => {
      if (operation === 'listCurrentOrders') return result({ currentOrders: [living], moreAvailable: false })
      if (operation === 'listClearedOrders') {
        const isOfIt = isCancelled(params)
        return result({ clearedOrders: isOfIt ? [ended] : [], moreAvailable: false })
      }
      return report({ status: 'SUCCESS', cancelInstructionReport: cancelHalf(2), placeInstructionReport: placeHalf })
    })
    const shown = async () => {
      const { orders } = await it.venue.lookup([open.intent.ref], new AbortController().signal)
      return orders.map(({ venueOrderId, state }) => [venueOrderId, state])
    }
    expect(await shown()).toEqual([['300000000002', 'open']])
    await it.venue.doReplace?.(open, by, attempt())
    expect(await shown()).toEqual([
      ['300000000002', 'open'],
      ['300000000001', 'cancelled'],
    ])
  })

  it('tells that less was left where more was matched meanwhile', async () => {
    const ended = { ...currentOrder, status: 'EXECUTION_COMPLETE', sizeMatched: 0.5, sizeRemaining: 0 }
    await using it = await openVenue(({ operation }) =>
      operation === 'listCurrentOrders'
        ? result({ currentOrders: [{ ...ended, averagePriceMatched: 3.1, sizeCancelled: 1.5 }], moreAvailable: false })
        : report({ status: 'SUCCESS', cancelInstructionReport: cancelHalf(1.5), placeInstructionReport: placeHalf }),
    )
    expect(await it.venue.doReplace?.(open, by, attempt())).toMatchObject({
      cancelled: { kind: 'cancelled', matchedStake: 50, averagePrice: 31_000 },
      placed: { kind: 'accepted' },
      stake: 150,
    })
  })

  it('does not take for matched what somebody has cancelled before', async () => {
    const ended = { ...currentOrder, status: 'EXECUTION_COMPLETE', sizeMatched: 0, sizeRemaining: 0, sizeCancelled: 2 }
    await using it = await openVenue(({ operation }) =>
      operation === 'listCurrentOrders'
        ? result({ currentOrders: [ended], moreAvailable: false })
        : report({ status: 'SUCCESS', cancelInstructionReport: cancelHalf(1.2), placeInstructionReport: placeHalf }),
    )
    expect(await it.venue.doReplace?.(open, by, attempt())).toMatchObject({
      cancelled: { kind: 'cancelled', matchedStake: 0 },
      placed: { kind: 'accepted' },
      stake: 120,
    })
  })

  it.each<[string, Scripted, CancelOutcome['kind'], PlaceOutcome['kind'], string]>([
    [
      'one that was cancelled, and none in its place',
      report(
        {
          ...failed('CANCELLED_NOT_PLACED'),
          cancelInstructionReport: cancelHalf(2),
          placeInstructionReport: failed('INVALID_ODDS'),
        },
        WITH_ERRORS,
      ),
      'cancelled',
      'rejected',
      'INVALID_ODDS',
    ],
    [
      'one that was cancelled, and only that is told',
      report({ ...failed('CANCELLED_NOT_PLACED'), cancelInstructionReport: cancelHalf(2) }, WITH_ERRORS),
      'cancelled',
      'rejected',
      'CANCELLED_NOT_PLACED',
    ],
    [
      'one in its place that owns a bet all the same',
      report(
        {
          ...failed('CANCELLED_NOT_PLACED'),
          cancelInstructionReport: cancelHalf(2),
          placeInstructionReport: { ...failed('BET_TAKEN_OR_LAPSED'), betId: '300000000002' },
        },
        WITH_ERRORS,
      ),
      'cancelled',
      'rejected',
      'BET_TAKEN_OR_LAPSED',
    ],
    [
      'one in its place of which the matcher says nothing',
      report(
        {
          status: 'TIMEOUT',
          cancelInstructionReport: cancelHalf(2),
          placeInstructionReport: { status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS' },
        },
        { status: 'TIMEOUT' },
      ),
      'cancelled',
      'unknown',
      'BET_IN_PROGRESS',
    ],
    [
      'one in its place that the matcher broke off',
      report(
        {
          ...failed('CANCELLED_NOT_PLACED'),
          cancelInstructionReport: cancelHalf(2),
          placeInstructionReport: failed('ERROR_IN_MATCHER'),
        },
        WITH_ERRORS,
      ),
      'cancelled',
      'unknown',
      'ERROR_IN_MATCHER',
    ],
    [
      'a bet that is taken',
      report({ ...failed('BET_TAKEN_OR_LAPSED'), cancelInstructionReport: failed('BET_TAKEN_OR_LAPSED') }, FAILED),
      'refused',
      'rejected',
      'BET_TAKEN_OR_LAPSED',
    ],
    [
      'a price that may not be asked for',
      report(failed('INVALID_PRICE_EDIT'), FAILED),
      'refused',
      'rejected',
      'INVALID_PRICE_EDIT',
    ],
    [
      'a failure of the matcher that hides behind another code',
      report(
        { ...failed('ERROR_IN_ORDER'), cancelInstructionReport: failed('ERROR_IN_ORDER') },
        { status: 'FAILURE', errorCode: 'ERROR_IN_MATCHER' },
      ),
      'unknown',
      'unknown',
      'ERROR_IN_MATCHER',
    ],
    [
      'a time-out',
      report({ status: 'TIMEOUT', errorCode: 'BET_IN_PROGRESS' }, { status: 'TIMEOUT' }),
      'unknown',
      'unknown',
      'BET_IN_PROGRESS',
    ],
    [
      'a size that is not told',
      report({
        status: 'SUCCESS',
        cancelInstructionReport: { status: 'SUCCESS' },
        placeInstructionReport: placeHalf,
      }),
      'unknown',
      'accepted',
      '',
    ],
    [
      'the report of another',
      report({
        status: 'SUCCESS',
        cancelInstructionReport: { ...cancelHalf(2), instruction: { betId: '7' } },
        placeInstructionReport: placeHalf,
      }),
      'unknown',
      'unknown',
      'REPORT_OF_ANOTHER',
    ],
    [
      'reports of several',
      result({ status: 'SUCCESS', instructionReports: [{ status: 'SUCCESS' }, { status: 'SUCCESS' }] }),
      'unknown',
      'unknown',
      'UNREADABLE',
    ],
    ['a market that is suspended', result(failed('MARKET_SUSPENDED')), 'refused', 'rejected', 'MARKET_SUSPENDED'],
    [
      'a second request with its reference',
      result(failed('DUPLICATE_TRANSACTION')),
      'unknown',
      'unknown',
      'DUPLICATE_TRANSACTION',
    ],
    ['an answer without a status', result({}), 'unknown', 'unknown', 'NO_STATUS'],
    ['a session that is over', failure('NO_SESSION'), 'refused', 'rejected', 'NO_SESSION'],
    ['a service that timed out', failure('TIMEOUT_ERROR'), 'unknown', 'unknown', 'TIMEOUT_ERROR'],
    ['a web page', { text: '<html>', status: 503 }, 'unknown', 'unknown', 'UNREADABLE'],
    ['a reset', 'reset', 'unknown', 'unknown', ''],
    ['silence', 'silence', 'unknown', 'unknown', 'CLIENT_TIMEOUT'],
  ])('makes of %s what is certain of each half, after one request', async (_, scripted, cancelled, placed, code) => {
    await using it = await openVenue(() => scripted, { answerMs: 500 })
    const outcome = await it.venue.doReplace?.(open, by, attempt())
    expect(outcome).toMatchObject({ cancelled: { kind: cancelled }, placed: { kind: placed } })
    if (code !== '') expect(outcome?.placed).toMatchObject({ reason: { code } })
    if (placed === 'unknown') expect(outcome?.placed).toHaveProperty('resetAt')
    if (code === 'BET_TAKEN_OR_LAPSED' && cancelled === 'cancelled')
      expect(outcome?.placed).toMatchObject({ venueOrderId: '300000000002' })
    expect(it.calls).toHaveLength(1)
  })

  it('sends nothing that may not leave, asks for anything but another price, or has no name', async () => {
    await using it = await openVenue(() => result({}))
    const replace = async (order = open, replacement = by, mayLeave = true) =>
      await it.venue.doReplace?.(order, replacement, { ...attempt(), mayLeave: () => mayLeave })
    const not = (code: string) => ({ cancelled: { kind: 'refused' }, placed: { kind: 'not-sent', reason: { code } } })
    expect(await replace(open, by, false)).toMatchObject(not('HELD_BACK'))
    expect(await replace({ ...open, venueOrderId: null })).toMatchObject(not('NO_BET_ID'))
    expect(await replace(open, { ...by, stake: money(300) })).toMatchObject(not('OTHER_STAKE'))
    expect(await replace({ ...open, matchedStake: money(50) })).toMatchObject(not('OTHER_STAKE'))
    expect(await replace(open, { ...by, side: 'lay' })).toMatchObject(not('OTHER_TERMS'))
    expect(await replace({ ...open, amendedPersistence: 'persist' })).toMatchObject(not('OTHER_TERMS'))
    await it.session.close()
    expect(await replace()).toMatchObject(not('CLOSED'))
    expect(it.calls).toHaveLength(0)
  })
})
