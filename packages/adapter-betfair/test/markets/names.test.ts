import {
  exchangeMarket,
  exchangeSelection,
  marketAtExchange,
  runnerAtExchange,
} from '@betting-advisor/adapter-betfair/stream'
import { marketId, selectionId } from '@betting-advisor/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'

it('a market is found again by its name, and no other is taken for one', () => {
  expect(marketAtExchange(exchangeMarket('1.234567890'))).toBe('1.234567890')
  expect(marketAtExchange(marketId('theodds:ab12:h2h'))).toBeNull()
  expect(marketAtExchange(marketId('betfair:'))).toBeNull()
  expect(() => exchangeMarket('')).toThrow('a non-empty string')
})

it('a runner is found again by its name, with its handicap', () => {
  const handicap = fc.integer({ min: -400, max: 400 }).map((quarters) => quarters / 4)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), handicap, (id, line) => {
      expect(runnerAtExchange(exchangeSelection(id, line))).toEqual({ id, handicap: line + 0 })
    }),
  )
  for (const other of ['Arsenal', '47972@', '@1', '047', '47972@x']) {
    expect(runnerAtExchange(selectionId(other)), other).toBeNull()
  }
})
