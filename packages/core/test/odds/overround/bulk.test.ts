import { getHeapStatistics } from 'node:v8'
import { InvalidValueError, isAdvisorError } from '@betting-advisor/core'
import {
  additive,
  overroundRefusal,
  overroundRemovals,
  power,
  removeOverrounds,
  shin,
} from '@betting-advisor/core/odds'
import { describe, expect, it } from 'vitest'
import { allMethods, methodTable, sampleBooks } from '../books.ts'

describe('many books at once', () => {
  it.each(methodTable)('gives what $key gives one by one', ({ method }) => {
    const books = sampleBooks('bulk', 300)
    const prices = Float64Array.from(books.flat())
    const outcomes = Uint32Array.from(books, ({ length }) => length)
    const into = overroundRemovals(books.length, prices.length)
    const solved = removeOverrounds(prices, outcomes, method, into)
    let start = 0
    let expected = 0
    books.forEach((book, index) => {
      const probabilities = Array.from(into.probabilities.subarray(start, start + book.length))
      start += book.length
      try {
        const removal = method(book)
        expected += 1
        expect(probabilities).toEqual(removal.probabilities)
        expect(into.overrounds[index]).toBe(removal.overround)
        expect(into.parameters[index]).toBe(removal.parameter ?? 0)
        expect(overroundRefusal(into, index)).toBeNull()
      } catch (error) {
        if (!isAdvisorError(error, 'OVERROUND_UNSOLVABLE')) throw error
        expect(error).toMatchObject({ reason: overroundRefusal(into, index) })
        expect(probabilities.every((probability) => probability === 0)).toBe(true)
      }
    })
    expect(solved).toBe(expected)
  })

  it('marks books with invalid prices and goes on', () => {
    const into = overroundRemovals(4, 12)
    const prices = Float64Array.of(2, 3, 5, 2, Number.NaN, 5, 1.01, 15, 1000, 2, 3, 5)
    expect(removeOverrounds(prices, 3, additive, into)).toBe(2)
    expect([0, 1, 2, 3].map((book) => overroundRefusal(into, book))).toEqual([
      null,
      'invalid-price',
      'outside-unit-interval',
      null,
    ])
    expect(into.probabilities.some(Number.isNaN)).toBe(false)
    expect(into.probabilities.subarray(9)).toEqual(into.probabilities.subarray(0, 3))
  })

  it('clears what an earlier use left', () => {
    const into = overroundRemovals(1, 2)
    removeOverrounds(Float64Array.of(1, 2), 2, shin, into)
    removeOverrounds(Float64Array.of(1.9, 1.9), 2, shin, into)
    expect(overroundRefusal(into, 0)).toBeNull()
    removeOverrounds(Float64Array.of(4.2, 3.7), 2, shin, into, { underround: 'refuse' })
    expect(overroundRefusal(into, 0)).toBe('underround')
  })

  it('takes a target for all', () => {
    const into = overroundRemovals(2, 8)
    const prices = Float64Array.of(1.6, 1.7, 2.4, 2.6, 1.6, 1.7, 2.4, 2.6)
    expect(removeOverrounds(prices, 4, power, into, { target: 2 })).toBe(2)
    expect(into.probabilities.subarray(0, 4).reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(2, 13)
    expect(removeOverrounds(prices, 4, shin, into, { target: 2 })).toBe(0)
    expect(overroundRefusal(into, 1)).toBe('target')
  })

  it('makes no garbage', () => {
    const count = 2_000
    const prices = Float64Array.from({ length: 3 * count }, (_, index) => [1.9, 3.4, 4.6][index % 3] ?? 2)
    const into = overroundRemovals(count, prices.length)
    for (const method of allMethods) {
      for (let warm = 0; warm < 30; warm += 1) removeOverrounds(prices, 3, method, into)
    }
    const used = (): number => getHeapStatistics().used_heap_size
    for (const method of allMethods) {
      // The least of a few tries, because the test runner allocates too.
      const growth = Array.from({ length: 5 }, () => {
        const before = used()
        for (let pass = 0; pass < 10; pass += 1) removeOverrounds(prices, 3, method, into)
        return used() - before
      })
      expect(Math.min(...growth.map(Math.abs)) / (10 * count), `bytes a book, ${method.key}`).toBeLessThan(1)
    }
  })

  it('refuses what does not fit together', () => {
    const into = overroundRemovals(1, 3)
    const three = Float64Array.of(2, 3, 5)
    expect(() => removeOverrounds(three, 2, shin, into)).toThrow('number of prices must be a multiple')
    expect(() => removeOverrounds(three, 1, shin, into)).toThrow('outcomes must be an integer from 2')
    expect(() => removeOverrounds(three, Uint32Array.of(2), shin, into)).toThrow(
      'the sum of the numbers of outcomes, 2',
    )
    expect(() => removeOverrounds(three, Uint32Array.of(2, 1), shin, into)).toThrow('outcomes must be')
    expect(() => removeOverrounds(three, 3, shin, overroundRemovals(1, 2))).toThrow('results must be')
    expect(() => removeOverrounds(three, 3, shin, into, { target: 3 })).toThrow('target')
    expect(() => overroundRefusal(into, 1)).toThrow(InvalidValueError)
    expect(() => overroundRemovals(-1, 2)).toThrow('books must be')
    expect(() => overroundRemovals(1, 0.5)).toThrow('prices must be')
  })
})
