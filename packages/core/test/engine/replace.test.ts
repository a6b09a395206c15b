import { after, type Desk, money, type Order, price, type Strategy, ZERO } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import type { ReplaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import type { OrderRoute } from '../../src/engine/order-route.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession, type SessionSettings } from '../support/session.ts'
import { orderSignal } from '../support/strategies.ts'

const EVENS = { book: [2, 2] }
const NO = { code: 'BET_TAKEN_OR_LAPSED', message: 'nothing is open' }
const none = { matchedStake: ZERO, averagePrice: null }
const at = (milliseconds: number) => after(NOON, milliseconds)
const never = () => expect.fail('an engine only looks whether it is there')

const route: Partial<OrderRoute> = {
  traits: {
    sides: ['back'],
    minStake: money(10),
    stakeStep: money(10),
    netting: true,
    replaces: { stake: 'open', ref: 'own' },
  },
  doReplace: never,
  doCancel: never,
}

const DONE: ReplaceOutcome = {
  cancelled: { kind: 'cancelled', ...none },
  placed: { kind: 'accepted', venueOrderId: '2', ...none },
}

const UNKNOWN: ReplaceOutcome = {
  cancelled: { kind: 'unknown', reason: NO },
  placed: { kind: 'unknown', reason: NO },
}

type Change = Parameters<Desk['replace']>[1]

/** A back of 10.00 at 2 that waits, and is to be replaced. */
function waiting(settings: Partial<SessionSettings> = {}, matched = 0) {
  const calls: ((desk: Desk) => void)[] = []
  const strategy: Strategy = {
    name: 'replaces',
    version: '1',
    onMarket(view, desk) {
      if (desk.orders(view.market.id).length === 0) desk.signal({ ...orderSignal(view, 1000), price: price(2) })
      for (const call of calls.splice(0)) call(desk)
    },
  }
  const session = createSession({
    strategies: [strategy],
    route,
    place: ({ intent }) => ({
      kind: 'accepted',
      venueOrderId: `${intent.entry}`,
      matchedStake: money(matched),
      averagePrice: matched > 0 ? intent.price : null,
    }),
    cancel: () => ({ kind: 'cancelled', matchedStake: money(matched), averagePrice: null }),
    replace: () => DONE,
    ...settings,
  })
  session.market(news(matchOdds(), NOON, EVENS))
  const key = session.orders()[0]?.intent.key ?? expect.fail('no order')
  const said: boolean[] = []
  const effects = () => session.effects.map(({ type }) => type).filter((type) => !/tell|advance/.test(type))
  return {
    session,
    said,
    effects,
    states: () =>
      session
        .orders()
        .map(({ intent, state }) => [intent.entry, state])
        .toSorted(),
    replace(change: Change): boolean {
      calls.push((desk) => void said.push(desk.replace(key, change)))
      session.market(news(matchOdds(), at(1), EVENS))
      return said.at(-1) ?? false
    },
    do(call: (desk: Desk, order: Order) => void) {
      calls.push((desk) => call(desk, session.engine.account.order(key) ?? expect.fail('no order')))
      session.market(news(matchOdds(), at(2), EVENS))
    },
  }
}

const CANCELLED_FIRST = ['begin', 'place', 'cancel', 'begin', 'place']

describe('an order that is replaced by the operation of its venue', () => {
  it('is held with the one in its place, which is begun before anything leaves', () => {
    const { session, replace, effects, states } = waiting()
    session.holdBack('replace')
    expect(replace({ price: price(2.1) })).toBe(true)
    expect(effects()).toEqual(['begin', 'place', 'begin', 'replace'])
    expect(states()).toEqual([
      [1, 'ACCEPTED'],
      [2, 'SENDING'],
    ])
    // The larger of the two: the venue never has both open.
    expect(session.engine.account.balances.reserved).toBe(1000)
    session.release(at(3))
    expect(states()).toEqual([
      [1, 'CANCELLED'],
      [2, 'ACCEPTED'],
    ])
    const [second] = session.orders().filter(({ intent }) => intent.entry === 2)
    expect(second?.intent).toMatchObject({ price: 21_000, stake: 1000, replaces: session.orders().at(-1)?.intent.key })
    expect(session.engine.account.balances.reserved).toBe(1000)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('takes no second change while the first is on its way', () => {
    const { session, replace, states } = waiting()
    session.holdBack('replace')
    expect([replace({ price: price(2.1) }), replace({ price: price(2.2) })]).toEqual([true, false])
    session.release(at(3))
    expect(states()).toEqual([
      [1, 'CANCELLED'],
      [2, 'ACCEPTED'],
    ])
  })

  it('is one entry with the one in its place', () => {
    const { session, replace } = waiting()
    replace({ price: price(2.1) })
    expect(session.rejections()).toEqual([])
    expect(session.engine.account.risk(at(3))).toMatchObject({ openOrders: 1 })
  })

  it.each<[string, ReplaceOutcome, (readonly [number, string])[], number]>([
    [
      'stays where nothing could be cancelled, and the other is not sent',
      { cancelled: { kind: 'refused', reason: NO }, placed: { kind: 'not-sent', reason: NO } },
      [
        [1, 'ACCEPTED'],
        [2, 'NOT_SENT'],
      ],
      1000,
    ],
    [
      'has ended where it was cancelled and the other was refused',
      { cancelled: { kind: 'cancelled', ...none }, placed: { kind: 'rejected', reason: NO } },
      [
        [1, 'CANCELLED'],
        [2, 'REJECTED'],
      ],
      0,
    ],
    [
      'keeps its money with that of the other while nobody knows',
      { cancelled: { kind: 'unknown', reason: NO }, placed: { kind: 'unknown', reason: NO } },
      [
        [1, 'ACCEPTED'],
        [2, 'UNKNOWN'],
      ],
      1000,
    ],
  ])('%s', (_, outcome, expected, reserved) => {
    const { session, replace, states } = waiting({ replace: () => outcome })
    replace({ price: price(2.1) })
    expect(states()).toEqual(expected)
    expect(session.engine.account.balances.reserved).toBe(reserved)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('gives over no more than was left of it', () => {
    const fill = { matchedStake: money(400), averagePrice: null }
    const replace = (): ReplaceOutcome => ({ ...DONE, cancelled: { kind: 'cancelled', ...fill }, stake: money(600) })
    const world = waiting({ replace })
    world.replace({ price: price(2.1) })
    const [second] = world.session.orders().filter(({ intent }) => intent.entry === 2)
    expect(second).toMatchObject({ state: 'ACCEPTED', amendedStake: 600, reserved: 600 })
    expect(world.session.engine.account.balances.reserved).toBe(1000)
    expect(world.session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it.each<[string, Partial<SessionSettings>, Change]>([
    ['is asked for another stake than is open', {}, { stake: money(500) }],
    ['may be known by any reference', { route: withTrait('unpromised') }, { price: price(2.1) }],
    [
      'is not to be had with both held at once, where any stake may come in its place',
      { bankroll: 1500, route: withTrait('own', 'any') },
      { price: price(2.1) },
    ],
    [
      'is not offered',
      { route: { ...route, traits: { ...withTrait('own').traits, replaces: undefined } } as never },
      {},
    ],
  ])('is cancelled first where that %s', (_, settings, change) => {
    const { replace, effects } = waiting(settings)
    expect(replace(change)).toBe(true)
    expect(effects()).toEqual(CANCELLED_FIRST)
  })

  it.each([
    ['own', [undefined, undefined]],
    ['former', [undefined, 'the first']],
  ] as const)('is known by the reference that the traits of its venue say: %s', (ref, expected) => {
    const { replace, effects, session } = waiting({ route: withTrait(ref) })
    const orders = () => session.orders().toSorted((a, b) => a.intent.entry - b.intent.entry)
    expect(replace({ price: price(2.1) })).toBe(true)
    expect(effects()).toEqual(['begin', 'place', 'begin', 'replace'])
    const first = orders()[0]?.intent.ref
    const named = orders().map(({ intent: { venueRef } }) => (venueRef === first ? 'the first' : venueRef))
    expect(named).toEqual(expected)
  })

  it('is cancelled first as well where the store has no room for both', () => {
    let begun = 0
    const { replace, effects, states } = waiting({
      begin(intent, accounts) {
        begun += 1
        return begun === 2 ? { kind: 'denied', code: 'LIMIT_EXCEEDED', detail: 'no room' } : accounts.begin(intent)
      },
    })
    expect(replace({ price: price(2.1) })).toBe(true)
    expect(effects()).toEqual(['begin', 'place', 'begin', 'cancel', 'begin', 'place'])
    expect(states().map(([, state]) => state)).toEqual(['CANCELLED', 'ACCEPTED'])
  })

  it('needs no more than the larger of both is to be had for', () => {
    const { session, replace } = waiting({ bankroll: 1000 })
    replace({ price: price(2.1) })
    expect(session.rejections()).toEqual([])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('is not replaced again by an engine that starts while nobody knows what came of the first attempt', () => {
    const accounts = createMemoryAccounts()
    const before = waiting({ accounts, replace: () => UNKNOWN })
    before.replace({ price: price(2.1) })
    const said: boolean[] = []
    const again: Strategy = {
      name: 'replaces',
      version: '1',
      onMarket(view, desk) {
        const open = desk.orders(view.market.id).find(({ state }) => state === 'ACCEPTED')
        if (open !== undefined) said.push(desk.replace(open.intent.key, { price: price(2.2) }))
      },
    }
    const session = createSession({ accounts, strategies: [again], route, cancel: never, replace: never })
    session.market(news(matchOdds(), at(5), EVENS))
    // Nothing is promised that would be thrown away.
    expect(said).toEqual([false])
    expect(session.effects.map(({ type }) => type).filter((type) => type !== 'tell')).toEqual([])
  })

  it('is only cancelled when that is asked for before anything has left', () => {
    const world = waiting()
    world.session.holdBack('begin')
    world.replace({ price: price(2.1) })
    world.do((desk, { intent }) => expect(desk.cancel(intent.key)).toBe(true))
    world.session.release(at(3))
    expect(world.effects()).toEqual(['begin', 'place', 'begin', 'cancel'])
    // Of the other the store has recorded nothing: what was to hold a part for it had changed.
    expect(world.states()).toEqual([[1, 'CANCELLED']])
    expect(world.session.engine.account.balances.reserved).toBe(0)
  })

  it('is ended by a halt, whatever was to come in its place', () => {
    const world = waiting()
    world.session.holdBack('begin')
    world.replace({ price: price(2.1) })
    world.session.hear({ type: 'command', at: at(2), command: { kind: 'halt', reason: 'by hand' } })
    world.session.release(at(3))
    expect(world.states()).toEqual([[1, 'CANCELLED']])
  })
})

function withTrait(ref: 'own' | 'former' | 'unpromised', stake: 'open' | 'any' = 'open') {
  const { traits } = route
  if (traits === undefined) throw new Error('no traits')
  return { ...route, traits: { ...traits, replaces: { stake, ref } } } as const
}
