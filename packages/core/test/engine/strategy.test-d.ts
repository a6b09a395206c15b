import type { Desk, MarketView, Message, Order, Strategy } from '@betting-advisor/core'
import { describe, expectTypeOf, it } from 'vitest'

type OnMarket = NonNullable<Strategy['onMarket']>
type OnOrder = NonNullable<Strategy['onOrder']>
type OnSettled = NonNullable<Strategy['onSettled']>
type OnTimer = NonNullable<Strategy['onTimer']>
type OnMessage = NonNullable<Strategy['onMessage']>

describe('the methods of a strategy', () => {
  it('cannot be async', () => {
    expectTypeOf<(market: MarketView, desk: Desk) => Promise<void>>().not.toExtend<OnMarket>()
    expectTypeOf<(market: MarketView, desk: Desk) => PromiseLike<number>>().not.toExtend<OnMarket>()
    expectTypeOf<(market: MarketView, desk: Desk) => Promise<void> | undefined>().not.toExtend<OnMarket>()
    expectTypeOf<(order: Order, desk: Desk) => Promise<void>>().not.toExtend<OnOrder>()
    expectTypeOf<(order: Order, desk: Desk) => Promise<void>>().not.toExtend<OnSettled>()
    expectTypeOf<(name: string, desk: Desk) => Promise<void>>().not.toExtend<OnTimer>()
    expectTypeOf<(message: Message, desk: Desk) => Promise<void>>().not.toExtend<OnMessage>()
    // @ts-expect-error an async method of an object literal
    const strategy: Strategy = { name: 'late', version: '1', async onMarket() {} }
    expectTypeOf(strategy).toExtend<Strategy>()
  })

  it('may answer with anything else, or with nothing', () => {
    expectTypeOf<() => void>().toExtend<OnMarket>()
    expectTypeOf<() => undefined>().toExtend<OnMarket>()
    expectTypeOf<(market: MarketView) => boolean>().toExtend<OnMarket>()
    expectTypeOf<(market: MarketView, desk: Desk) => ReturnType<Desk['signal']>>().toExtend<OnMarket>()
    expectTypeOf<(market: MarketView) => number[]>().toExtend<OnMarket>()
  })
})
