import { money, price, type Signal, type Strategy } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import type { OrderRoute } from '../../src/engine/order-route.ts'
import { matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { createSession } from '../support/session.ts'
import { orderSignal } from '../support/strategies.ts'

const ALL: OrderRoute['traits'] = {
  sides: ['back', 'lay'],
  orders: {
    kinds: ['limit', 'limit-on-close', 'market-on-close'],
    persistence: ['lapse', 'persist', 'market-on-close'],
    fillOrKill: true,
  },
  minStake: money(100),
  stakeStep: money(50),
  netting: true,
}

type Ask = (rest: Pick<Signal, 'market' | 'selection' | 'venue' | 'side'>) => Signal

/** What is recorded, and said, of one signal on Home at 2.0 on either side. */
function asked(
  ask: Ask,
  {
    side = 'back',
    orders = ALL.orders ?? null,
  }: { side?: 'back' | 'lay'; orders?: OrderRoute['traits']['orders'] | null } = {},
) {
  const strategy: Strategy = {
    name: 'asks',
    version: '1',
    onMarket(view, desk) {
      const { market, selection, venue } = orderSignal(view, 1)
      desk.signal(ask({ market, selection, venue, side }))
    },
  }
  const { orders: _, ...rest } = ALL
  const route = { traits: { ...rest, ...(orders === null ? {} : { orders }) } }
  const session = createSession({ strategies: [strategy], route })
  const shown = [shownBy('book', [2, 2], NOON), shownBy('book', [2, 2], NOON, { side: 'lay' })]
  session.market({ ...news(matchOdds(), NOON, {}), venues: shown })
  return { intent: session.orders()[0]?.intent, advice: session.advice()[0], rejections: session.rejections() }
}

describe('a signal of an order', () => {
  it('is a limit that lapses unless it says more', () => {
    const { intent } = asked((rest) => ({ kind: 'order', stake: money(1000), ...rest }))
    expect(intent).toMatchObject({
      terms: { kind: 'limit', persistence: 'lapse', minFill: null },
      price: 20_000,
      stake: 1000,
    })
  })

  it('says what becomes of what is not matched', () => {
    const stays = asked((rest) => ({ kind: 'order', stake: money(1000), persistence: 'persist', ...rest }))
    expect(stays.intent?.terms).toEqual({ kind: 'limit', persistence: 'persist', minFill: null })
    const carried = asked((rest) => ({ kind: 'order', stake: money(1000), persistence: 'market-on-close', ...rest }))
    expect(carried.intent?.terms).toEqual({ kind: 'limit', persistence: 'market-on-close', minFill: null })
  })

  it('fills or is killed with all of the stake that is left of it, or with as much as it says', () => {
    const all = asked((rest) => ({ kind: 'order', stake: money(1040), fillOrKill: true, ...rest }))
    expect(all.intent).toMatchObject({ stake: 1000, terms: { persistence: 'lapse', minFill: 1000 } })
    const part = asked((rest) => ({ kind: 'order', stake: money(1000), minFill: money(400), ...rest }))
    expect(part.intent).toMatchObject({ stake: 1000, terms: { minFill: 400 } })
  })

  it.each<[string, Partial<Extract<Signal, { stake: unknown }>>]>([
    ['a least fill above the stake', { minFill: money(1001) }],
    ['a least fill of nothing', { minFill: money(0) }],
    ['filling or being killed, and staying', { fillOrKill: true, persistence: 'persist' }],
  ])('is a mistake with %s', (_, terms) => {
    expect(() => asked((rest) => ({ kind: 'order', stake: money(1000), ...rest, ...terms }))).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE' }),
    )
  })

  it('on close puts its liability at risk, on either side', () => {
    for (const side of ['back', 'lay'] as const) {
      const { intent, advice } = asked(
        (rest) => ({ kind: 'order', order: 'limit-on-close', liability: money(1000), price: price(3), ...rest }),
        { side },
      )
      const stake = side === 'back' ? 1000 : 500
      expect(intent).toMatchObject({ terms: { kind: 'limit-on-close' }, price: 30_000, stake, liability: 1000 })
      expect(advice?.summary).toMatch(/ at 3 or better at the start with book: liability 10\.00 GBP$/)
    }
  })

  it('at whatever the starting price is has the price shown for a measure', () => {
    const { intent, advice } = asked(
      (rest) => ({ kind: 'order', order: 'market-on-close', liability: money(1030), ...rest }),
      { side: 'lay' },
    )
    expect(intent).toMatchObject({ terms: { kind: 'market-on-close' }, price: 20_000, stake: 1030, liability: 1030 })
    expect(advice?.summary).toContain('at the starting price')
  })

  it('on close is held against the least that its venue takes, in liability', () => {
    const small = asked(
      (rest) => ({ kind: 'order', order: 'limit-on-close', liability: money(99), price: price(1.1), ...rest }),
      { side: 'lay' },
    )
    expect(small.rejections).toEqual(['STAKE_BELOW_MIN'])
    const enough = asked(
      (rest) => ({ kind: 'order', order: 'limit-on-close', liability: money(100), price: price(11), ...rest }),
      { side: 'lay' },
    )
    expect(enough.intent).toMatchObject({ stake: 10, liability: 100 })
  })

  it.each<[string, Ask, string]>([
    [
      'on close',
      (rest) => ({ kind: 'order', order: 'market-on-close', liability: money(1000), ...rest }),
      'market-on-close',
    ],
    ['that stays', (rest) => ({ kind: 'order', stake: money(1000), persistence: 'persist', ...rest }), 'persist'],
    [
      'that fills or is killed',
      (rest) => ({ kind: 'order', stake: money(1000), fillOrKill: true, ...rest }),
      'fill or kill',
    ],
  ])('%s goes to no venue that does not say that it takes it', (_, ask, named) => {
    for (const orders of [null, { kinds: ['limit'], persistence: ['lapse'], fillOrKill: false } as const]) {
      const { advice, rejections } = asked(ask, { orders })
      expect(rejections).toEqual(['ORDER_KIND_NOT_OFFERED'])
      expect(advice?.verdicts.at(-1)?.detail).toContain(named)
    }
  })
})
