import { InvalidValueError } from '@betting-advisor/core'
import { booksum, hold, overround } from '@betting-advisor/core/odds'
import { expect, it } from 'vitest'

it('booksum, overround and hold say the same in three ways', () => {
  const prices = [21 / 11, 21 / 11]
  expect(booksum(prices)).toBeCloseTo(22 / 21, 15)
  expect(overround(prices)).toBeCloseTo(1 / 21, 15)
  expect(hold(prices)).toBeCloseTo(1 / 22, 15)
  expect(hold([1.8, 1.8])).toBeCloseTo(0.1, 15)
  expect(hold([1.25, 1.25, 1.25], 2)).toBeCloseTo(1 - 2 / 2.4, 15)
})

it.each([{ prices: [] }, { prices: [2] }, { prices: [2, 1] }, { prices: [2, Number.NaN] }])(
  'refuses $prices',
  ({ prices }) => {
    for (const measure of [booksum, overround, hold]) expect(() => measure(prices)).toThrow(InvalidValueError)
  },
)

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a target of %d', (target) => {
  expect(() => overround([2, 2], target)).toThrow('target must be a finite number above 0')
  expect(() => hold([2, 2], target)).toThrow(InvalidValueError)
})
