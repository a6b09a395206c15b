import process from 'node:process'
import { marketId, selectionId, timestamp, venueId } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLadderBook } from '../../src/book/create-ladder-book.ts'
import type { LadderBook, LadderBookSettings } from '../../src/book/ladder-book.ts'
import { GBP } from '../support/markets.ts'

const settings: LadderBookSettings = {
  venue: venueId('exchange'),
  market: marketId('exchange:1.1'),
  feed: 'stream',
  currency: GBP,
  depth: 'raw',
}

/** A book in the middle of its first change, with runners. */
function changing(runners = 1, more: Partial<LadderBookSettings> = {}): LadderBook {
  const book = createLadderBook({ ...settings, ...more })
  book.begin(timestamp(1))
  for (let index = 0; index < runners; index += 1) book.addRunner(selectionId(`runner ${index}`))
  return book
}

const units = fc.oneof(fc.integer({ min: 10_100, max: 10_110 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
const size = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 2 ** 43 }))
const side = fc.constantFrom('back' as const, 'lay' as const)

describe('a price and its size', () => {
  it.each(['back', 'lay'] as const)('%s: the best first, each with the size it was last given', (which) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(units, size), { maxLength: 200 }), (told) => {
        const book = changing()
        const expected = new Map<number, number>()
        for (const [price, amount] of told) {
          book.setPrice(which, 0, price, amount)
          if (amount === 0) expected.delete(price)
          else expected.set(price, amount)
        }
        const order = [...expected].sort(([a], [b]) => (which === 'back' ? b - a : a - b))
        expect(book.levels(which, 0)).toBe(order.length)
        for (const [level, [price, amount]] of order.entries()) {
          expect(which === 'back' ? book.back(0, level) : book.lay(0, level)).toBe(price / 10_000 + 0)
          expect(which === 'back' ? book.backSize(0, level) : book.laySize(0, level)).toBe(amount)
          expect(book.sizeAt(which, 0, price / 10_000)).toBe(amount)
        }
        const best = order[0]?.[0]
        expect(which === 'back' ? book.bestBack(0) : book.bestLay(0)).toBe(
          best === undefined ? null : best / 10_000 + 0,
        )
      }),
    )
  })

  it('comes back exactly as the decimal that was meant, for every hundredth up to 1000', () => {
    const book = changing()
    for (let hundredths = 101; hundredths <= 100_000; hundredths += 7) {
      book.setLastPrice(0, hundredths * 100)
      if (book.lastPrice(0) !== Number((hundredths / 100).toFixed(2))) throw new Error(`${hundredths} is not exact`)
    }
  })

  it('beyond the levels there is nothing', () => {
    const book = changing()
    book.setPrice('back', 0, 20_000, 5)
    for (const level of [-1, 1, 0.5, Number.NaN]) {
      expect(book.back(0, level)).toBeNull()
      expect(book.backSize(0, level)).toBe(0)
    }
  })

  it('one side, runner or kind of volume never touches another', () => {
    const book = changing(2)
    book.setPrice('back', 0, 20_000, 1)
    book.setPrice('lay', 0, 20_200, 2)
    book.setPrice('back', 1, 20_000, 3)
    book.setTraded(0, 20_000, 4)
    book.setStartingSize('back', 0, 20_000, 5)
    book.setStartingSize('lay', 0, 20_000, 6)
    book.clearOffers('back', 0)
    expect([book.bestBack(0), book.laySize(0, 0), book.backSize(1, 0)]).toEqual([null, 2, 3])
    expect([book.traded(0, 2), book.startingSize('back', 0), book.startingSizeAt('lay', 0, 2)]).toEqual([4, 5, 6])
    book.clearTraded(0)
    expect([book.traded(0, 2), book.tradedPrices(0), book.startingSize('back', 0)]).toEqual([0, 0, 5])
  })
})

describe('a level', () => {
  it('holds what it was last given, and an empty one nothing', () => {
    const level = fc.integer({ min: 0, max: 12 })
    fc.assert(
      fc.property(side, fc.array(fc.tuple(level, units, size), { maxLength: 60 }), (which, told) => {
        const book = changing(1, { offersBy: 'level' })
        const expected: [number | null, number][] = Array.from({ length: 13 }, () => [null, 0])
        for (const [at, price, amount] of told) {
          book.setLevel(which, 0, at, price, amount)
          expected[at] = amount === 0 ? [null, 0] : [price / 10_000 + 0, amount]
        }
        for (const [at, [price, amount]] of expected.entries()) {
          expect(which === 'back' ? book.back(0, at) : book.lay(0, at)).toBe(price)
          expect(which === 'back' ? book.backSize(0, at) : book.laySize(0, at)).toBe(amount)
          if (price !== null)
            expect(book.sizeAt(which, 0, price)).toBe(expected.find(([other]) => other === price)?.[1])
        }
        expect(book.levels(which, 0)).toBe(expected.findLastIndex(([, amount]) => amount > 0) + 1)
        book.clearOffers(which, 0)
        expect([book.levels(which, 0), book.bestBack(0), book.bestLay(0)]).toEqual([0, null, null])
      }),
    )
  })
})

describe('volumes', () => {
  it('what was matched more is told of once, and adds up to what is there', () => {
    const message = fc.array(fc.tuple(fc.constantFrom(10_100, 20_000, 30_000), size), { maxLength: 5 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), (messages) => {
        const book = changing()
        book.end()
        const risen = new Map<number, number>()
        const fallen = new Map<number, number>()
        const now = new Map<number, number>()
        for (const told of messages) {
          book.begin(timestamp(2))
          for (const [price, amount] of told) {
            book.setTraded(0, price, amount)
            const before = now.get(price) ?? 0
            if (amount < before) fallen.set(price, (fallen.get(price) ?? 0) + before - amount)
            now.set(price, amount)
          }
          book.end()
          for (let place = 0; place < book.trades; place += 1) {
            expect(book.tradeRunner(place)).toBe(0)
            const price = Math.round(book.tradePrice(place) * 10_000)
            risen.set(price, (risen.get(price) ?? 0) + book.tradeSize(place))
          }
        }
        for (const [price, amount] of now) {
          expect(book.traded(0, price / 10_000)).toBe(amount)
          expect((risen.get(price) ?? 0) - (fallen.get(price) ?? 0)).toBe(amount)
        }
        expect(book.matched(0)).toBe([...now.values()].reduce((total, amount) => total + amount, 0))
      }),
    )
  })

  it("the venue's own total comes before the sum over prices", () => {
    const book = changing(2)
    book.setTraded(0, 20_000, 500)
    book.setTraded(1, 30_000, 70)
    expect(book.totalMatched).toBe(570)
    book.setMatched(0, 600)
    expect([book.matched(0), book.totalMatched]).toEqual([600, 670])
    book.setTotalMatched(1_000)
    expect(book.totalMatched).toBe(1_000)
  })
})

describe('what a change touched', () => {
  it('is exactly the runners that were named since it began', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 7 }))), (messages) => {
        const book = changing(8)
        book.end()
        for (const touched of messages) {
          book.begin(timestamp(2))
          for (const runner of touched) book.setPrice('back', runner, 20_000, 1)
          book.end()
          for (let runner = 0; runner < 8; runner += 1) expect(book.hasChanged(runner)).toBe(touched.includes(runner))
        }
      }),
    )
  })

  it('is every runner after an image, which forgets all that it does not tell', () => {
    const book = changing(2)
    book.setState({ status: 'open', inPlay: true, version: 5, betDelayMs: 1_000, winners: 1, startingPrice: 'offered' })
    book.setPrice('back', 0, 20_000, 1)
    book.setTraded(0, 20_000, 1)
    book.setMatched(0, 1)
    book.setTotalMatched(1)
    book.setLastPrice(0, 20_000)
    book.setNearPrice(0, 2.1)
    book.setFarPrice(0, Number.POSITIVE_INFINITY)
    book.setStartingPrice(0, 2.2)
    book.setStartingSize('lay', 0, 20_000, 1)
    book.setStatus(0, 'winner')
    expect([book.nearPrice(0), book.farPrice(0), book.startingPrice(0)]).toEqual([2.1, Number.POSITIVE_INFINITY, 2.2])
    book.end()
    book.begin(timestamp(2))
    book.beginImage()
    book.setPrice('back', 1, 30_000, 2)
    book.setTraded(1, 30_000, 2)
    book.endImage()
    book.end()
    expect([book.hasChanged(0), book.hasChanged(1), book.trades]).toEqual([true, true, 0])
    expect([book.bestBack(0), book.traded(0, 2), book.matched(0), book.totalMatched]).toEqual([null, 0, 0, 2])
    expect([book.lastPrice(0), book.nearPrice(0), book.farPrice(0), book.startingPrice(0)]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect([book.startingSize('lay', 0), book.status(0), book.state.status]).toEqual([0, 'active', 'suspended'])
    expect([book.bestBack(1), book.selection(0)]).toEqual([3, 'runner 0'])
  })
})

describe('misuse', () => {
  const broken = expect.objectContaining({ code: 'INVARIANT_BROKEN' })
  const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })

  it.each<[string, (book: LadderBook) => unknown]>([
    ['setPrice', (book) => book.setPrice('back', 0, 20_000, 1)],
    ['setTraded', (book) => book.setTraded(0, 20_000, 1)],
    ['setLastPrice', (book) => book.setLastPrice(0, 20_000)],
    ['setTotalMatched', (book) => book.setTotalMatched(1)],
    ['addRunner', (book) => book.addRunner(selectionId('another'))],
    ['beginImage', (book) => book.beginImage()],
    ['end', (book) => book.end()],
  ])('%s outside of a change', (_, change) => {
    const book = changing()
    book.end()
    expect(() => change(book)).toThrow(broken)
  })

  it('a change in a change, an image without an end, an end without an image', () => {
    const book = changing()
    expect(() => book.begin(timestamp(1))).toThrow(broken)
    expect(() => book.endImage()).toThrow(broken)
    book.beginImage()
    expect(() => book.end()).toThrow(broken)
  })

  it('levels for a book that is told by price, and the other way round', () => {
    expect(() => changing().setLevel('back', 0, 0, 20_000, 1)).toThrow(broken)
    expect(() => changing(1, { offersBy: 'level' }).setPrice('back', 0, 20_000, 1)).toThrow(broken)
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('a size of %s', (wrong) => {
    expect(() => changing().setPrice('back', 0, 20_000, wrong)).toThrow(invalid)
    expect(() => changing().setTraded(0, 20_000, wrong)).toThrow(invalid)
  })

  it.each([2 ** 31, 0.5, Number.NaN])('a price of %s ten-thousandths', (wrong) => {
    expect(() => changing().setPrice('back', 0, wrong, 1)).toThrow(invalid)
    expect(() => changing().setLastPrice(0, wrong)).toThrow(invalid)
  })

  it.each([-1, 1, 0.5, Number.NaN])('a runner of %s', (wrong) => {
    const book = changing()
    expect(() => book.setPrice('back', wrong, 20_000, 1)).toThrow(invalid)
    expect(() => book.bestBack(wrong)).toThrow(invalid)
  })

  it.each([-1, 0.5, 1_000])('a level of %s', (wrong) => {
    expect(() => changing(1, { offersBy: 'level' }).setLevel('back', 0, wrong, 20_000, 1)).toThrow(invalid)
  })

  it('settings that are none', () => {
    expect(() => createLadderBook({ ...settings, depth: 'deep' as never })).toThrow(invalid)
    expect(() => createLadderBook({ ...settings, offerBy: 'level' } as never)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION' }),
    )
  })

  it('an image makes a book right again in which an operation threw', () => {
    const book = changing()
    book.setPrice('back', 0, 20_000, 1)
    expect(() => book.setPrice('back', 0, 20_200, -1)).toThrow(invalid)
    book.beginImage()
    book.setPrice('back', 0, 30_000, 1)
    book.endImage()
    book.end()
    expect([book.bestBack(0), book.levels('back', 0)]).toEqual([3, 1])
  })
})

describe('room', () => {
  it('a thousand markets of twelve runners with a hundred prices on every ladder take less than 300 MB', () => {
    const before = process.memoryUsage()
    const books = Array.from({ length: 1_000 }, () => {
      const book = changing(12)
      for (let runner = 0; runner < 12; runner += 1) {
        for (let tick = 100; tick > 0; tick -= 1) {
          book.setPrice('back', runner, 30_000 - tick * 100, 100)
          book.setPrice('lay', runner, 30_000 + tick * 100, 100)
          book.setTraded(runner, 30_000 - tick * 100, 100)
        }
      }
      book.end()
      return book
    })
    const after = process.memoryUsage()
    const taken = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    expect(books).toHaveLength(1_000)
    expect(taken).toBeLessThan(300_000_000)
  })
})
