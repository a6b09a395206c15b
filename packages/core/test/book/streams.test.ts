import { selectionId } from '@betting-advisor/core'
import { betfairClassic, priceAt } from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookView } from '../../src/market/book-view.ts'
import { expectSame, shownRunner } from './compare-books.ts'
import { SlowBooks } from './slow-book.ts'
import { type MarketChange, type MarketDefinition, runnerName, type StreamMessage } from './stream-message.ts'
import { createStreamReader, type StreamDepth } from './stream-reader.ts'

const onLadder = fc.integer({ min: 0, max: betfairClassic.size - 1 }).map((index) => priceAt(betfairClassic, index))
/** Prices of bets that a removal reduced are on no ladder. */
const price = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1.01, 2, 2.02, 2.04, 3.05, 1000) },
  { weight: 4, arbitrary: onLadder },
  { weight: 1, arbitrary: fc.constantFrom(9.47, 2.0101) },
)
const size = fc.oneof(fc.constant(0), fc.constantFrom(0.01, 2, 12.66, 4.35), fc.integer({ max: 1e9 }).map(pounds))
const byPrice = fc.array(fc.tuple(price, size), { maxLength: 6 })
const byLevel = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), price, size), { maxLength: 6 })
const computed = fc.oneof(
  fc.constantFrom('NaN', 'Infinity', 'INF', '-Infinity'),
  fc.double({ min: 1, max: 1000, noNaN: true }),
)
const runner = { id: fc.integer({ min: 1, max: 4 }), hc: fc.constantFrom(0, -0.5) }

const runnerChange = fc.record(
  {
    ...runner,
    ...{ atb: byPrice, atl: byPrice, trd: byPrice, spb: byPrice, spl: byPrice },
    ...{ batb: byLevel, batl: byLevel, bdatb: byLevel, bdatl: byLevel },
    ...{ tv: size, ltp: price, spn: computed, spf: computed },
  },
  { requiredKeys: ['id'] },
)
const definition: fc.Arbitrary<MarketDefinition> = fc.record({
  status: fc.constantFrom('OPEN', 'SUSPENDED', 'CLOSED', 'INACTIVE'),
  inPlay: fc.boolean(),
  runners: fc.array(fc.record({ ...runner, status: fc.constantFrom('ACTIVE', 'REMOVED', 'WINNER', 'SOMETHING_NEW') }), {
    maxLength: 4,
  }),
})
const marketChange: fc.Arbitrary<MarketChange> = fc.record(
  {
    id: fc.constantFrom('1.1', '1.2', '1.3'),
    img: fc.constantFrom(false, false, true),
    tv: size,
    marketDefinition: definition,
    rc: fc.array(runnerChange, { maxLength: 4 }),
  },
  { requiredKeys: ['id'] },
)
const changes = fc.array(marketChange, { maxLength: 3 })
const message: fc.Arbitrary<readonly StreamMessage[]> = fc.oneof(
  { weight: 6, arbitrary: changes.map((mc) => [{ op: 'mcm', mc }]) },
  { weight: 1, arbitrary: fc.constant([{ op: 'mcm', ct: 'HEARTBEAT' as const }]) },
  { weight: 1, arbitrary: changes.map((mc) => [{ op: 'mcm', ct: 'SUB_IMAGE' as const, mc }]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('SUB_IMAGE', 'RESUB_DELTA', null), changes, changes, changes)
      .map(([ct, first, second, last]) => [
        { op: 'mcm', ct, segmentType: 'SEG_START' as const, mc: first },
        { op: 'mcm', ct, segmentType: 'SEG' as const, mc: second },
        { op: 'mcm', ct, segmentType: 'SEG_END' as const, mc: last },
      ]),
  },
)
const stream = fc
  .array(message, { maxLength: 20 })
  .map((messages) => messages.flat().map((each, index) => ({ ...each, pt: 1_700_000_000_000 + index })))

function pounds(pence: number): number {
  return Math.abs(pence) / 100
}

const EMPTY = { back: [], lay: [], traded: [], starting: [0, 0], matched: 0, lastPrice: null, near: null, far: null }

describe.each<StreamDepth>(['all', 'best', 'displayed'])('a book that is told offers of the kind: %s', (depth) => {
  it('is after each message of any stream what a slow book says', () => {
    fc.assert(
      fc.property(stream, (messages) => {
        const reader = createStreamReader(depth)
        const slow = new SlowBooks()
        for (const each of messages) {
          reader.read(each)
          slow.read(each)
          expect(new Set(reader.books.keys())).toEqual(new Set(slow.markets.keys()))
          for (const [id, market] of slow.markets) {
            const book = reader.books.get(id)
            if (book === undefined) throw new Error(`no book of ${id}`)
            expectSame(book, market, depth)
            expect(book.state.status).toBe(statusOf(market.definition))
            // A runner of before an image keeps its place, with nothing in it.
            for (let index = 0; index < book.runners; index += 1) {
              const name = book.selection(index)
              if (!market.runners.has(name)) expect(shownRunner(book, name)).toEqual(EMPTY)
            }
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('tells of all that is matched more than before', () => {
    fc.assert(
      fc.property(stream, (messages) => {
        const reader = createStreamReader(depth)
        for (const each of messages) {
          const before = new Map([...reader.books].map(([id, book]) => [id, tradedIn(book)]))
          const change = reader.read(each)
          for (const book of change?.changed ?? []) {
            const sums = new Map<string, number>()
            for (let place = 0; place < book.trades; place += 1) {
              expect(book.tradeSize(place)).toBeGreaterThan(0)
              const at = `${book.tradeRunner(place)} ${book.tradePrice(place)}`
              sums.set(at, (sums.get(at) ?? 0) + book.tradeSize(place))
            }
            const id = book.market.slice('exchange:'.length)
            const isImage =
              each.ct === 'SUB_IMAGE' || each.mc?.some((market) => market.id === id && market.img === true)
            if (isImage || each.segmentType != null) continue
            for (const [at, size] of tradedIn(book)) {
              expect(sums.get(at) ?? 0).toBeGreaterThanOrEqual(size - (before.get(id)?.get(at) ?? 0))
            }
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})

function tradedIn(book: BookView): Map<string, number> {
  const traded = new Map<string, number>()
  for (let index = 0; index < book.runners; index += 1) {
    for (let place = 0; place < book.tradedPrices(index); place += 1) {
      traded.set(`${index} ${book.tradedPrice(index, place)}`, book.tradedSize(index, place))
    }
  }
  return traded
}

function statusOf(definition: MarketDefinition | null): string {
  if (definition?.status === 'OPEN') return 'open'
  return definition?.status === 'CLOSED' ? 'closed' : 'suspended'
}

describe('messages as they come', () => {
  const rc = (change: object) => ({ op: 'mcm', pt: 1, mc: [{ id: '1.1', rc: [{ id: 7, ...change }] }] })
  const read = (depth: StreamDepth, ...messages: readonly object[]) => {
    const reader = createStreamReader(depth)
    for (const each of messages) reader.read(each)
    const book = reader.books.get('1.1')
    if (book === undefined) throw new Error('no book')
    return book
  }
  const only = selectionId('7')

  it('a runner that comes twice in one change is changed twice, in order', () => {
    const twice = [
      { id: 7, atb: [[2, 5]] },
      { id: 8, atb: [[3, 1]] },
      { id: 7, trd: [[2.02, 9]], atb: [[2, 6]] },
    ]
    const book = read('all', { op: 'mcm', pt: 1, mc: [{ id: '1.1', rc: twice }] })
    expect(book.backSize(book.runner(only), 0)).toBe(600)
    expect(book.traded(book.runner(only), 2.02)).toBe(900)
  })

  it('a size of zero where nothing is does nothing', () => {
    const book = read('all', rc({ atb: [[2, 5]] }), rc({ atb: [[2.2, 0]], atl: [[2.2, 0]], trd: [[2.2, 0]] }))
    expect(shownRunner(book, '7')).toMatchObject({ back: [[2, 500]], lay: [], traded: [] })
  })

  it('volumes that all become zero at settlement are no matches', () => {
    const traded = {
      trd: [
        [2, 5],
        [2.2, 7],
      ],
    }
    const book = read(
      'all',
      rc(traded),
      rc({
        trd: [
          [2, 0],
          [2.2, 0],
        ],
      }),
    )
    expect(book.trades).toBe(0)
    expect(book.matched(0)).toBe(0)
  })

  it('an emptied list of volumes forgets them, an emptied list of levels says nothing', () => {
    const book = read('displayed', rc({ bdatb: [[0, 2, 5]], trd: [[2, 5]] }), rc({ bdatb: [], trd: [] }))
    expect(shownRunner(book, '7')).toMatchObject({ back: [[2, 500]], traded: [] })
  })

  it('volumes that fall are followed without a match, and their next rise is one', () => {
    const falls = read('all', rc({ trd: [[2, 5]] }), rc({ trd: [[2, 4.5]] }))
    expect([falls.trades, falls.traded(0, 2)]).toEqual([0, 450])
    const rises = read('all', rc({ trd: [[2, 5]] }), rc({ trd: [[2, 4.5]] }), rc({ trd: [[2, 6]] }))
    expect([rises.trades, rises.tradePrice(0), rises.tradeSize(0)]).toEqual([1, 2, 150])
  })

  it('what an image has more of was not matched now', () => {
    const image = { op: 'mcm', ct: 'SUB_IMAGE', pt: 2, mc: [{ id: '1.1', img: true, rc: [{ id: 7, trd: [[2, 50]] }] }] }
    const book = read('all', rc({ trd: [[2, 5]] }), image)
    expect([book.trades, book.traded(0, 2)]).toEqual([0, 5000])
  })

  it('nothing of a segmented message is seen before its end', () => {
    const segment = (segmentType: string, atb: object) => ({ ...rc({ atb }), segmentType })
    const reader = createStreamReader('all')
    expect(reader.read(segment('SEG_START', [[2, 5]]) as never)).toBeNull()
    expect(reader.read(segment('SEG', [[2.2, 5]]) as never)).toBeNull()
    expect(reader.books.size).toBe(0)
    expect(reader.read(segment('SEG_END', [[2.4, 5]]) as never)?.changed).toHaveLength(1)
    expect(reader.books.get('1.1')?.levels('back', 0)).toBe(3)
  })

  it('of a runner that is removed, offers go and matches stay', () => {
    const runners = [{ id: 7, status: 'REMOVED', adjustmentFactor: 12.5 }]
    const removal = { op: 'mcm', pt: 2, mc: [{ id: '1.1', marketDefinition: { status: 'OPEN', runners } }] }
    const book = read('all', rc({ atb: [[2, 5]], trd: [[2, 5]] }), removal)
    expect(shownRunner(book, '7')).toMatchObject({ back: [], traded: [[2, 500]] })
    expect([book.status(0), book.reductionFactor(0)]).toEqual(['removed', 12.5])
  })

  it('runners of one number are told apart by their handicap', () => {
    const book = read('all', rc({ hc: -0.5, atb: [[2, 5]] }), rc({ hc: 0.5, atb: [[1.9, 5]] }), rc({ atb: [[3, 1]] }))
    expect(book.runners).toBe(3)
    expect(book.bestBack(book.runner(selectionId(runnerName({ id: 7, hc: 0.5 }))))).toBe(1.9)
  })
})
