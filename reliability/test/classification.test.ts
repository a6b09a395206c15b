import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import { describe, expect, it } from 'vitest'
import { DOUBTS, REFUSALS, readCancelled, readPlaced } from '../src/client/classify.ts'

const STATUSES = [
  100, 200, 201, 202, 204, 301, 304, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 501, 502, 503, 504, 520, 599,
]

/** Every code that proves that an order was not taken, with the only statuses under which it does: written out a second time. */
const DEFINITE: ReadonlySet<string> = new Set([
  ...[
    'INSUFFICIENT_FUNDS',
    'INVALID_BET_SIZE',
    'INVALID_ODDS',
    'INVALID_RUNNER',
    'MARKET_SUSPENDED',
    'PRICE_CHANGED',
    'RESUBMIT_REQUEST',
    'LOSS_LIMIT_EXCEEDED',
    'NO_CHASING',
  ].flatMap((code) => [`${code} 200`, `${code} 400`]),
  'ERROR_IN_ORDER 200',
  'INVALID_SESSION 401',
  'ACCESS_DENIED 403',
  'TOO_MANY_REQUESTS 429',
])

const UNLISTED = ['', 'SOMETHING_NEW', 'toString', '__proto__', 'constructor', 'insufficient_funds', ' TIMEOUT']
const CODES = [...Object.keys(REFUSALS), ...DOUBTS, ...UNLISTED]

const answered = (status: number, body: unknown) =>
  ({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }) as const

/** What its client makes of an answer that says nothing. */
const SILENT = { kind: 'unknown' } as const
const classifyPlace = (answer: OrderAnswer) => readPlaced(answer)?.[0] ?? SILENT
const classifyCancel = (answer: OrderAnswer) => readCancelled(answer) ?? SILENT

describe('an answer to an order', () => {
  const failures = CODES.flatMap((errorCode) => STATUSES.map((status) => ({ errorCode, status })))

  it('is known for every code of the exchange with every status, and unknown unless listed', () => {
    expect(failures.length).toBe(CODES.length * STATUSES.length)
    let definite = 0
    for (const { errorCode, status } of failures) {
      const { kind } = classifyPlace(answered(status, { status: 'FAILURE', errorCode, message: 'why' }))
      const expected = DEFINITE.has(`${errorCode} ${status}`) ? 'rejected' : 'unknown'
      expect(kind, `${errorCode} with ${status}`).toBe(expected)
      if (kind === 'rejected') definite += 1
    }
    expect(definite).toBe(DEFINITE.size)
    expect(definite).toBe(Object.values(REFUSALS).flat().length)
  })

  it.each(['TIMEOUT', 'PROCESSED_WITH_ERRORS', '', undefined, 7, null])(
    'is unknown for a report of %j, whatever the code',
    (status) => {
      for (const errorCode of CODES) {
        for (const http of STATUSES) expect(classifyPlace(answered(http, { status, errorCode })).kind).toBe('unknown')
      }
    },
  )

  const success = { status: 'SUCCESS', betId: '7', matchedStake: 400, averagePrice: 21_000 }

  it('is accepted only with a success that is whole', () => {
    expect(classifyPlace(answered(200, success))).toEqual({
      kind: 'accepted',
      venueOrderId: '7',
      matchedStake: 400,
      averagePrice: 21_000,
    })
    expect(classifyPlace(answered(200, { ...success, matchedStake: 0 }))).toMatchObject({
      kind: 'accepted',
      averagePrice: null,
    })
    for (const status of STATUSES.filter((each) => each !== 200)) {
      expect(classifyPlace(answered(status, success)).kind, `${status}`).toBe('unknown')
    }
    const broken = [
      { ...success, betId: undefined },
      { ...success, betId: '' },
      { ...success, betId: 7 },
      { ...success, matchedStake: -1 },
      { ...success, matchedStake: 0.5 },
      { ...success, matchedStake: '400' },
      { ...success, averagePrice: null },
      { ...success, averagePrice: 10_000 },
    ]
    for (const body of broken) expect(classifyPlace(answered(200, body)).kind, JSON.stringify(body)).toBe('unknown')
  })

  it.each(['', 'null', '7', '[]', '"SUCCESS"', '{"status":"SUCC', '<html>502</html>'])(
    'is unknown for the body %j',
    (body) => {
      for (const status of STATUSES) expect(classifyPlace(answered(status, body)).kind).toBe('unknown')
    },
  )
})

describe('an answer to a cancel', () => {
  it('is definite only where the exchange says so', () => {
    const done = { status: 'SUCCESS', matchedStake: 0, averagePrice: null }
    expect(classifyCancel(answered(200, done))).toEqual({ kind: 'cancelled', matchedStake: 0, averagePrice: null })
    expect(classifyCancel(answered(200, { status: 'SUCCESS' })).kind).toBe('unknown')
    for (const status of STATUSES) {
      for (const errorCode of [...CODES, 'BET_TAKEN_OR_LAPSED', 'BET_NOT_FOUND']) {
        const isDefinite = status === 200 && (errorCode === 'BET_TAKEN_OR_LAPSED' || errorCode === 'BET_NOT_FOUND')
        const { kind } = classifyCancel(answered(status, { status: 'FAILURE', errorCode }))
        expect(kind, `${errorCode} with ${status}`).toBe(isDefinite ? 'refused' : 'unknown')
      }
      expect(classifyCancel(answered(status, '{')).kind).toBe('unknown')
    }
  })
})
