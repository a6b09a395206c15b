import { createSeededRandom } from '@betting-advisor/core/simulation'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import * as account from '../../src/api/wire/account.ts'
import * as change from '../../src/api/wire/change-orders.ts'
import { clearedOrderSchema, clearedOrdersSchema } from '../../src/api/wire/cleared-order.ts'
import { currentOrderSchema, currentOrdersSchema } from '../../src/api/wire/current-order.ts'
import { heartbeatReportSchema } from '../../src/api/wire/heartbeat.ts'
import { certificateAnswerSchema, identityAnswerSchema } from '../../src/api/wire/identity.ts'
import * as lists from '../../src/api/wire/lists.ts'
import { marketBookSchema } from '../../src/api/wire/market-book.ts'
import { marketCatalogueSchema } from '../../src/api/wire/market-catalogue.ts'
import { placeExecutionReportSchema } from '../../src/api/wire/place-orders.ts'
import { rpcAnswerSchema } from '../../src/api/wire/rpc.ts'
import { mutated } from './mutate.ts'
import * as samples from './samples.ts'

/** How many spoiled payloads each parser gets; `pnpm test:long` sends 20,000. */
const PAYLOADS = Number(process.env['FAULT_PAYLOADS'] ?? 1_000)

const parsers: readonly (readonly [string, z.ZodType, unknown])[] = [
  ['a market of the catalogue', marketCatalogueSchema, samples.catalogue],
  ['a market book', marketBookSchema, samples.book],
  ['an order', currentOrderSchema, samples.currentOrder],
  ['a page of orders', currentOrdersSchema, { currentOrders: [samples.currentOrder], moreAvailable: false }],
  ['a cleared order', clearedOrderSchema, samples.clearedRow],
  ['a page of cleared orders', clearedOrdersSchema, { clearedOrders: [samples.clearedRow], moreAvailable: true }],
  ['a report on bets placed', placeExecutionReportSchema, samples.refusedWithBet],
  ['a report on bets cancelled', change.cancelExecutionReportSchema, samples.cancelReport],
  ['a report on bets replaced', change.replaceExecutionReportSchema, samples.replaceReport],
  ['a report on bets updated', change.updateExecutionReportSchema, samples.cancelReport],
  ['funds', account.accountFundsSchema, samples.funds],
  ['details of an account', account.accountDetailsSchema, { currencyCode: 'GBP', countryCode: 'GB' }],
  ['a page of a statement', account.accountStatementSchema, { accountStatement: [], moreAvailable: false }],
  ['an item of a statement', account.statementItemSchema, samples.statementItem],
  ['a rate of a currency', account.currencyRateSchema, { currencyCode: 'EUR', rate: 1.15 }],
  ['an application', account.developerAppSchema, samples.developerApp],
  ['a heartbeat', heartbeatReportSchema, { actionPerformed: 'NONE', actualTimeoutSeconds: 10 }],
  ['a login', identityAnswerSchema, { token: 'abc=', product: 'key', status: 'SUCCESS', error: '' }],
  ['a login with a certificate', certificateAnswerSchema, { sessionToken: 'abc=', loginStatus: 'SUCCESS' }],
  ['a sport', lists.eventTypeResultSchema, { eventType: { id: '7', name: 'Horse Racing' }, marketCount: 3 }],
  ['a competition', lists.competitionResultSchema, { competition: { id: '1', name: 'Cup' }, competitionRegion: 'GBR' }],
  ['an event', lists.eventResultSchema, { event: samples.catalogue.event, marketCount: 1 }],
  ['a type of market', lists.marketTypeResultSchema, { marketType: 'WIN', marketCount: 1 }],
  ['a country', lists.countryResultSchema, { countryCode: 'GB', marketCount: 1 }],
  ['a course', lists.venueResultSchema, { venue: 'Ascot', marketCount: 1 }],
  [
    'an answer of JSON-RPC',
    rpcAnswerSchema,
    {
      jsonrpc: '2.0',
      error: {
        code: -32_099,
        message: 'ANGX-0003',
        data: {
          exceptionname: 'APINGException',
          APINGException: { requestUUID: 'ie1', errorCode: 'INVALID_SESSION_INFORMATION', errorDetails: '' },
        },
      },
      id: 1,
    },
  ],
]

describe.each(parsers)('the parser of %s', (_, schema, sample) => {
  it('takes what the venue sends, and more of it', () => {
    expect(schema.safeParse(sample).error).toBeUndefined()
    expect(schema.safeParse({ ...(sample as object), newField: { of: ['next year'] } }).error).toBeUndefined()
  })

  it('says of spoiled payloads what is wrong with them, and never throws', () => {
    const random = createSeededRandom('betfair')
    const text = JSON.stringify(sample)
    const startedAt = performance.now()
    let refused = 0
    for (let run = 0; run < PAYLOADS; run += 1) {
      const { success } = schema.safeParse(mutated(text, random))
      if (!success) refused += 1
    }
    expect(refused).toBeGreaterThan(PAYLOADS / 100)
    expect(refused).toBeLessThan(PAYLOADS)
    expect(performance.now() - startedAt).toBeLessThan(PAYLOADS * 10)
  })
})

describe('the parsers', () => {
  it('read numbers that are none, moments of any zone and statuses of tomorrow', () => {
    const read = marketBookSchema.parse({ ...samples.book, status: 'PAUSED_FOR_TEA' })
    expect(read.status).toBe('PAUSED_FOR_TEA')
    expect(read.runners[0]?.sp?.nearPrice).toBeNaN()
    expect(read.runners[0]?.sp?.farPrice).toBe(Number.POSITIVE_INFINITY)
    expect(read.runners[1]?.removalDate).toBe(Date.parse(samples.T))
  })

  it('keep the bet of a failure', () => {
    const [report] = placeExecutionReportSchema.parse(samples.refusedWithBet).instructionReports ?? []
    expect(report).toMatchObject({ status: 'FAILURE', errorCode: 'BET_TAKEN_OR_LAPSED', betId: '300000000004' })
  })

  it('refuse money that is no number', () => {
    expect(currentOrderSchema.safeParse({ ...samples.currentOrder, sizeMatched: 'NaN' }).success).toBe(false)
    expect(clearedOrderSchema.safeParse({ ...samples.clearedRow, profit: '4.0' }).success).toBe(false)
  })
})
