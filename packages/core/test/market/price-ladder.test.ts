import { InvalidValueError } from '@betting-advisor/core'
import {
  betdaq,
  betfairClassic,
  betfairFinest,
  createPriceLadder,
  ladderIndex,
  ladderPrices,
  lineRange,
  moveTicks,
  nearestPrice,
  priceAt,
  priceLadder,
  snapPrice,
  ticksBetween,
} from '@betting-advisor/core/odds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const ladders = [betfairClassic, betfairFinest, betdaq, lineRange(-10, 10, 0.25), lineRange(0.5, 300.5, 1)]

describe('the classic Betfair ladder', () => {
  const prices = [...ladderPrices(betfairClassic)]

  it('has 350 prices, all of them the numbers that people write', () => {
    expect(prices).toHaveLength(350)
    expect(prices.every((price) => price === Number(price.toFixed(2)))).toBe(true)
    expect(prices.slice(0, 3)).toEqual([1.01, 1.02, 1.03])
    expect(prices[12]).toBe(1.13)
    expect(prices.at(-1)).toBe(1000)
  })

  it.each([
    [2, 2.02],
    [3.95, 4],
    [9.8, 10],
    [10, 10.5],
    [19.5, 20],
    [29, 30],
    [48, 50],
    [95, 100],
    [990, 1000],
  ])('goes from %d to %d', (from, to) => {
    expect(moveTicks(betfairClassic, from, 1)).toBe(to)
    expect(moveTicks(betfairClassic, to, -1)).toBe(from)
    expect(ticksBetween(betfairClassic, from, to)).toBe(1)
  })

  it('ends at 1.01 and 1000', () => {
    expect(moveTicks(betfairClassic, 1000, 1)).toBeNull()
    expect(moveTicks(betfairClassic, 1.01, -1)).toBeNull()
    expect(moveTicks(betfairClassic, 1.01, 349)).toBe(1000)
  })

  it.each([2.01, 3.02, 4.05, 6.1, 10.2, 20.5, 31, 52, 105, 1, 1010, 70.1621307023403])('does not have %d', (price) => {
    expect(ladderIndex(betfairClassic, price)).toBeNull()
    expect(() => moveTicks(betfairClassic, price, 1)).toThrow('price must be a value of the CLASSIC ladder')
  })

  it('knows prices whose last digits are noise', () => {
    expect(ladderIndex(betfairClassic, 8.799999999999999)).toBe(ladderIndex(betfairClassic, 8.8))
    expect(ladderIndex(betfairClassic, 3.8000000000000003)).toBe(ladderIndex(betfairClassic, 3.8))
    expect(snapPrice(betfairClassic, 8.799999999999999, 'lay')).toBe(8.8)
    expect(snapPrice(betfairClassic, 3.8000000000000003, 'back')).toBe(3.8)
  })

  it.each([
    [2.01, 2.02],
    [2.0099, 2],
    [0, 1.01],
    [1001, 1000],
    [-5, 1.01],
    [10.25, 10.5],
    [10.24, 10],
  ])('%d is nearest to %d', (price, nearest) => {
    expect(nearestPrice(betfairClassic, price)).toBe(nearest)
  })

  it.each([
    [2.001, 2.02, 2],
    [1.009, 1.01, null],
    [1001, null, 1000],
    [5, 5, 5],
    [99.9, 100, 95],
    [101, 110, 100],
  ])('%d becomes %d for a back and %d for a lay', (price, back, lay) => {
    expect(snapPrice(betfairClassic, price, 'back')).toBe(back)
    expect(snapPrice(betfairClassic, price, 'lay')).toBe(lay)
  })
})

it('Betdaq counts in its own steps', () => {
  const steps = [2.99, 3, 4, 9.9, 10, 20, 50, 200, 995].map((price) => moveTicks(betdaq, price, 1))
  expect(steps).toEqual([3, 3.05, 4.1, 10, 10.5, 21, 52, 205, 1000])
})

it('the finest ladder has every hundredth', () => {
  expect(betfairFinest.size).toBe(99_900)
  for (const price of [2.01, 8.28, 12.19, 999.99]) expect(ladderIndex(betfairFinest, price)).not.toBeNull()
})

it('line ranges have the lines that their market says', () => {
  expect([...ladderPrices(lineRange(-1, 1, 0.5))]).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(snapPrice(lineRange(0.5, 300.5, 1), 120.7, 'back')).toBe(121.5)
  expect(() => lineRange(0, 1, 0.3)).toThrow('steps[0]')
  expect(() => lineRange(0, 1, 0)).toThrow('steps[0]')
  expect(() => lineRange(0, Number.NaN, 1)).toThrow('highest')
  expect(() => lineRange(0.00001, 1, 1)).toThrow('lowest must be a finite number of at most three decimals')
})

it('names lead to ladders', () => {
  expect(priceLadder('CLASSIC')).toBe(betfairClassic)
  expect(priceLadder('FINEST')).toBe(betfairFinest)
  expect(priceLadder('BETDAQ')).toBe(betdaq)
  expect(priceLadder('LINE_RANGE:0.5:300.5:1').size).toBe(301)
  for (const name of ['', 'classic', 'LINE_RANGE', 'LINE_RANGE:1:2', 'LINE_RANGE:a:b:c', 'LINE_RANGE:0:1:1:1']) {
    expect(() => priceLadder(name)).toThrow(InvalidValueError)
  }
})

describe.each(ladders)('$name from $lowest to $highest', (ladder) => {
  const anyIndex = fc.integer({ min: 0, max: ladder.size - 1 })
  const span = ladder.highest - ladder.lowest
  const anyNumber = fc.double({ min: ladder.lowest - span / 10, max: ladder.highest + span / 10, noNaN: true })

  it('finds every value at its index', () => {
    fc.assert(
      fc.property(anyIndex, (index) => {
        expect(ladderIndex(ladder, priceAt(ladder, index))).toBe(index)
      }),
    )
  })

  it('rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: ladder.size - 1 }), (index) => {
        expect(priceAt(ladder, index)).toBeGreaterThan(priceAt(ladder, index - 1))
      }),
    )
  })

  it('moves and counts the same ticks', () => {
    fc.assert(
      fc.property(anyIndex, anyIndex, (from, to) => {
        const start = priceAt(ladder, from)
        const end = priceAt(ladder, to)
        expect(ticksBetween(ladder, start, end)).toBe(to - from)
        expect(moveTicks(ladder, start, to - from)).toBe(end)
      }),
    )
  })

  it('never snaps to a worse price, nor further than it must', () => {
    fc.assert(
      fc.property(anyNumber, (price) => {
        const back = snapPrice(ladder, price, 'back')
        const lay = snapPrice(ladder, price, 'lay')
        if (back === null) expect(price).toBeGreaterThan(ladder.highest)
        else expect(back).toBeGreaterThanOrEqual(price - 1e-8)
        if (lay === null) expect(price).toBeLessThan(ladder.lowest)
        else expect(lay).toBeLessThanOrEqual(price + 1e-8)
        if (back !== null && lay !== null && price > ladder.lowest && price < ladder.highest) {
          expect(ticksBetween(ladder, lay, back)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('has nothing nearer than the nearest', () => {
    fc.assert(
      fc.property(anyNumber, anyIndex, (price, other) => {
        const nearest = nearestPrice(ladder, price)
        expect(ladderIndex(ladder, nearest)).not.toBeNull()
        expect(Math.abs(nearest - price)).toBeLessThanOrEqual(Math.abs(priceAt(ladder, other) - price) + 1e-9)
      }),
    )
  })

  it('refuses what is not a number', () => {
    for (const price of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => nearestPrice(ladder, price)).toThrow('price must be a finite number')
      expect(() => snapPrice(ladder, price, 'back')).toThrow(InvalidValueError)
      expect(() => ladderIndex(ladder, price)).toThrow(InvalidValueError)
    }
    expect(() => priceAt(ladder, ladder.size)).toThrow('index must be an integer from 0')
    expect(() => priceAt(ladder, -1)).toThrow(InvalidValueError)
    expect(() => moveTicks(ladder, ladder.lowest, 0.5)).toThrow('ticks must be an integer')
  })
})

it('a ladder whose stretches do not fit is refused', () => {
  expect(() => createPriceLadder('none', [], 100)).toThrow('number of steps')
  expect(() => createPriceLadder('odd', [{ from: 100, step: 3 }], 110)).toThrow('steps[0]')
  expect(() =>
    createPriceLadder(
      'back',
      [
        { from: 100, step: 1 },
        { from: 90, step: 1 },
      ],
      110,
    ),
  ).toThrow('steps[0]')
})
