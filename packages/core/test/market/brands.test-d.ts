import {
  type AccountKey,
  type EventId,
  type FreshQuote,
  type MarketId,
  type Money,
  marketId,
  money,
  type Price,
  type PriceUnits,
  type Probability,
  price,
  type Quote,
  type SelectionId,
  type StaleQuote,
  type Timestamp,
  toPriceUnits,
  type VenueId,
} from '@betting-advisor/core'
import { describe, expectTypeOf, it } from 'vitest'

describe('quotes', () => {
  it('a stale quote cannot stand where a fresh one is needed', () => {
    expectTypeOf<StaleQuote>().not.toExtend<FreshQuote>()
    expectTypeOf<Quote>().not.toExtend<FreshQuote>()
    expectTypeOf<FreshQuote>().toExtend<Quote>()
    expectTypeOf<Extract<Quote, { kind: 'fresh' }>>().toEqualTypeOf<FreshQuote>()
  })

  it('a fresh quote cannot be written by hand', () => {
    expectTypeOf<Omit<StaleQuote, 'kind' | 'why'> & { kind: 'fresh' }>().not.toExtend<FreshQuote>()
  })
})

describe('brands', () => {
  it('plain values are none', () => {
    expectTypeOf<number>().not.toExtend<Money>()
    expectTypeOf<number>().not.toExtend<Price>()
    expectTypeOf<number>().not.toExtend<PriceUnits>()
    expectTypeOf<number>().not.toExtend<Timestamp>()
    expectTypeOf<string>().not.toExtend<MarketId>()
    expectTypeOf(money(1)).toExtend<number>()
    expectTypeOf(marketId('m')).toExtend<string>()
  })

  it('do not mix', () => {
    expectTypeOf<Money>().not.toExtend<PriceUnits>()
    expectTypeOf<PriceUnits>().not.toExtend<Price>()
    expectTypeOf<Price>().not.toExtend<Probability>()
    expectTypeOf<Timestamp>().not.toExtend<Money>()
    expectTypeOf<MarketId>().not.toExtend<EventId>()
    expectTypeOf<SelectionId>().not.toExtend<MarketId>()
    expectTypeOf<VenueId>().not.toExtend<AccountKey>()
    expectTypeOf(toPriceUnits).parameter(0).toEqualTypeOf<Price>()
    // @ts-expect-error money is no price
    toPriceUnits(money(2))
    expectTypeOf(toPriceUnits(price(2))).toEqualTypeOf<PriceUnits>()
  })
})
