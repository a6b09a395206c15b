import { after, DAY, HOUR, MINUTE, money, type Order, price, toPriceUnits, ZERO } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { sampleIntent } from '@betting-advisor/core/testing'
import { type PlaceOutcome, venueTerms } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { isPlayerProtection } from '../../src/risk/player-protection.ts'
import { ended, matchOdds, NOON, news, shownBy, WIDE } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, liftHalt, matchedInFull, type Session } from '../support/session.ts'
import { asking, backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }
const reason = { code: 'WHY', message: 'because' }

const alerts = (session: Session) => session.events.flatMap((event) => (event.type === 'alert' ? [event.code] : []))

/** A bet that the venue has and the store had not. */
function find(
  session: Session,
  origin: 'adopted' | 'foreign',
  stake = 1000,
  moment = at(1),
  event: string = matchOdds().event.id,
  market = 'm1',
): void {
  const sample = sampleIntent({
    account: ACCOUNT,
    strategy: origin,
    origin,
    market,
    stake,
    venue: 'book',
    event,
    outcomes: 2,
  })
  const intent = { ...sample, decidedAt: moment }
  const result = session.accounts.adopt(intent, [
    { type: 'accepted', at: moment, venueOrderId: 'v1' },
    { type: 'matched', at: moment, matchedStake: intent.stake, averagePrice: intent.price },
  ])
  session.hear({ type: 'adopted', at: moment, result })
}

describe('a bet found at the venue', () => {
  it.each(['adopted', 'foreign'] as const)(
    'that another engine took in before it ended (%s) is acted on here, once',
    (origin) => {
      const accounts = createMemoryAccounts()
      const leader = createSession({ strategies: [], accounts })
      const here = createSession({ strategies: [], accounts })
      leader.holdBack('set-halt')
      find(leader, origin)
      for (const moment of [2, 3]) here.sync(at(moment))
      expect(alerts(here)).toEqual(origin === 'adopted' ? ['ORDER_ADOPTED', 'HALTED'] : ['FOREIGN_BET'])
      const { halt } = accounts.changes({ account: ACCOUNT, after: 0, at: at(3), limit: 1 })
      expect(halt === null).toBe(origin === 'foreign')
      if (halt !== null) liftHalt(accounts, at(4))
      here.result(ended(matchOdds(), 'Home'), at(HOUR))
      here.sync(at(HOUR))
      const [order] = here.orders()
      leader.hear({ type: 'correction', at: at(DAY), result: ended(matchOdds(), 'Away'), orders: order ? [order] : [] })
      here.sync(at(DAY))
      expect(here.engine.account.halt).toBeNull()
      expect(alerts(here).filter((code) => code !== 'HALTED')).toHaveLength(1)
    },
  )

  it('counts for the event under which its market is known here', () => {
    const netting = { traits: { ...BACKS, netting: true } }
    const session = createSession({
      strategies: [backHome()],
      route: netting,
      limits: { exposure: { ...WIDE.exposure, event: money(1999) } },
    })
    find(session, 'foreign', 1000, at(1), 'the event as its venue calls it')
    session.market(news(matchOdds(), at(2), EVENS))
    expect(session.rejections()).toEqual(['EVENT_LIMIT'])
    const second = createSession({ strategies: [backHome()], route: netting })
    find(second, 'foreign', 1000, at(1), 'the event as its venue calls it')
    second.market(news(matchOdds(), at(2), EVENS))
    expect(new Set(second.orders().map(({ intent }) => intent.event)).size).toBe(1)
    expect(second.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('of ours halts and calls somebody', () => {
    const session = createSession({ strategies: [backHome()] })
    find(session, 'adopted')
    expect(alerts(session)).toEqual(['ORDER_ADOPTED', 'HALTED'])
    expect(session.engine.account.risk(at(1))).toMatchObject({ tradingState: 'HALTED', openOrders: 1, free: 99_000 })
    expect(session.accounts.changes({ account: ACCOUNT, after: 0, at: at(1), limit: 1 }).halt).toMatchObject({
      at: at(1),
    })
  })

  it('of somebody else counts against the limits, and is settled as ours are', () => {
    const exposure = { ...WIDE.exposure, event: money(1999) }
    const session = createSession({ strategies: [backHome()], limits: { exposure } })
    find(session, 'foreign')
    expect(alerts(session)).toEqual(['FOREIGN_BET'])
    session.market(news(matchOdds(), at(2), EVENS))
    expect(session.rejections()).toEqual(['EVENT_LIMIT'])
    session.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    expect(session.engine.account.risk(at(2 * HOUR))).toMatchObject({ openOrders: 0, profitToday: -1000 })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('that is known already is no news', () => {
    const session = createSession({ strategies: [] })
    find(session, 'foreign')
    find(session, 'foreign')
    expect(alerts(session)).toEqual(['FOREIGN_BET'])
    expect(session.engine.account.risk(at(1)).openOrders).toBe(1)
  })

  it('that takes the account over a limit turns it REDUCING, until it is under again', () => {
    const session = createSession({
      strategies: [backHome()],
      limits: { exposure: { ...WIDE.exposure, venue: money(1500) } },
    })
    find(session, 'foreign', 1501)
    expect(session.engine.account.risk(at(1))).toMatchObject({
      tradingState: 'REDUCING',
      stateReason: 'the venue book could lose 15.01 GBP, limit 15.00 GBP',
    })
    session.market(news(matchOdds('other'), at(2), EVENS))
    expect(session.rejections()).toEqual(['REDUCING'])
    session.result(ended(matchOdds(), null), at(HOUR))
    expect(session.engine.account.risk(at(HOUR)).tradingState).toBe('ACTIVE')
  })

  it('and that takes the account over a limit keeps an order at home that was recorded before it was found', () => {
    const session: Session = createSession({
      strategies: [backHome()],
      limits: { exposure: { ...WIDE.exposure, account: money(1500) } },
      begin(intent, accounts) {
        const result = accounts.begin(intent)
        find(session, 'foreign', 501, at(1))
        return result
      },
    })
    session.market(news(matchOdds('other'), at(2), EVENS))
    expect(session.sent).toEqual([])
    expect(session.orders().find(({ intent }) => intent.origin === 'decided')).toMatchObject({
      state: 'NOT_SENT',
      reason: { code: 'REDUCING' },
    })
  })
})

describe('an order that takes back risk', () => {
  const route = { traits: { ...BACKS, sides: ['back' as const, 'lay' as const], netting: true } }
  const both = (moment: number) => ({
    ...news(matchOdds(), at(moment), EVENS),
    venues: [shownBy('book', [2, 2], at(moment)), shownBy('book', [2, 2], at(moment), { side: 'lay' })],
  })

  it('is let through while reducing, and past limits that are full', () => {
    const lay = asking((market, desk) => {
      const isBacked = desk.now > NOON
      return isBacked ? { ...orderSignal(market, 1000), side: 'lay' } : null
    }, 'laying')
    const exposure = { ...WIDE.exposure, account: money(1000), market: money(1000) }
    const session = createSession({ strategies: [backHome(), lay], route, limits: { exposure } })
    session.market(both(0))
    expect(session.orders().length).toBe(1)
    session.accounts.setLimits(
      ACCOUNT,
      { exposure: { ...exposure, account: money(500) }, loss: { day: money(500), week: null, month: null } },
      at(1),
      DAY,
    )
    session.sync(at(1))
    expect(session.engine.account.risk(at(1)).tradingState).toBe('REDUCING')
    session.market(both(MINUTE))
    expect(session.sent.map(({ intent }) => intent.side)).toEqual(['back', 'lay'])
    expect(session.engine.account.exposures()).not.toHaveProperty('exposure:account')
    expect(session.engine.account.risk(at(MINUTE)).tradingState).toBe('ACTIVE')
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('leaves although the account began to reduce after it was recorded', () => {
    const lay = asking(
      (market, desk) => (desk.now > NOON ? { ...orderSignal(market, 1000), side: 'lay' } : null),
      'laying',
    )
    const session: Session = createSession({
      strategies: [backHome(), lay],
      route,
      limits: { exposure: { ...WIDE.exposure, venue: money(1500) } },
      begin(intent, accounts) {
        const result = accounts.begin(intent)
        if (intent.side === 'lay') find(session, 'foreign', 2000, at(MINUTE), 'another event', 'm9')
        return result
      },
    })
    session.market(both(0))
    session.market(both(MINUTE))
    expect(session.engine.account.risk(at(MINUTE)).tradingState).toBe('REDUCING')
    expect(session.sent.map(({ intent }) => intent.side)).toEqual(['back', 'lay'])
  })

  it('is not let through where its venue sets nothing off', () => {
    const lay = asking(
      (market, desk) => (desk.now > NOON ? { ...orderSignal(market, 1000), side: 'lay' } : null),
      'laying',
    )
    const exposure = { ...WIDE.exposure, market: money(1000) }
    const bookmaker = { traits: { ...route.traits, netting: false } }
    const session = createSession({ strategies: [backHome(), lay], route: bookmaker, limits: { exposure } })
    session.market(both(0))
    session.market(both(MINUTE))
    expect(session.rejections()).toContain('MARKET_LIMIT')
  })
})

describe('news from the venue', () => {
  const accepted = ({ intent }: Order): PlaceOutcome => ({
    kind: 'accepted',
    venueOrderId: intent.ref,
    matchedStake: ZERO,
    averagePrice: null,
  })

  function createOrder(place: (order: Order) => PlaceOutcome) {
    const session = createSession({ strategies: [backHome()], place })
    session.market(news(matchOdds(), NOON, EVENS))
    const { intent } = session.orders()[0] ?? expect.fail('no order')
    const { key, ref } = intent
    const tell = (state: 'open' | 'matched' | 'cancelled' | 'lapsed', matched: number, averagePrice = intent.price) =>
      session.hear({
        type: 'order-news',
        at: at(1),
        key,
        order: {
          ref,
          state,
          venueOrderId: ref,
          matchedStake: money(matched),
          averagePrice: matched > 0 ? averagePrice : null,
        },
      })
    return { session, key, tell, order: () => session.orders()[0] ?? expect.fail('no order') }
  }

  it('makes the stored order what the venue says, and never less than it was', () => {
    const { tell, order } = createOrder(accepted)
    tell('open', 300)
    expect(order()).toMatchObject({ state: 'PARTIAL', matchedStake: 300 })
    tell('open', 200)
    expect(order()).toMatchObject({ matchedStake: 300 })
    tell('matched', 1000, toPriceUnits(price(2.02)))
    tell('open', 300)
    expect(order()).toMatchObject({ state: 'MATCHED', matchedStake: 1000, averagePrice: 20_200 })
  })

  it.each([
    ['cancelled', 'CANCELLED'],
    ['lapsed', 'LAPSED'],
    ['matched', 'LAPSED'],
  ] as const)('that it ended %s with less than all matched gives back the rest', (state, is) => {
    const { session, tell, order } = createOrder(accepted)
    tell(state, 400)
    expect(order()).toMatchObject({ state: is, matchedStake: 400, reserved: 400 })
    expect(session.engine.account.risk(at(1))).toMatchObject({ atRisk: 400, openOrders: 1 })
  })

  it('that says nothing new asks nothing of the store', () => {
    const { session, tell } = createOrder(accepted)
    tell('open', 300)
    const { length } = session.effects
    tell('open', 300)
    expect(session.effects.length).toBe(length)
  })

  it('that cannot be so calls somebody once, and changes nothing', () => {
    const { session, tell, order } = createOrder(accepted)
    tell('open', 1001)
    tell('open', 1001)
    expect(alerts(session)).toEqual(['IMPOSSIBLE_FILL'])
    expect(order()).toMatchObject({ state: 'ACCEPTED', matchedStake: 0, reserved: 1000 })
    tell('open', 600)
    tell('open', 500)
    tell('cancelled', 500)
    expect(alerts(session)).toEqual(['IMPOSSIBLE_FILL', 'IMPOSSIBLE_FILL'])
    expect(order()).toMatchObject({ state: 'CANCELLED', matchedStake: 600, reserved: 600 })
  })

  it('resolves an order of unknown outcome', () => {
    const { tell, order } = createOrder(() => ({ kind: 'unknown', reason }))
    tell('open', 0)
    expect(order()).toMatchObject({ state: 'ACCEPTED', venueOrderId: order().intent.ref })
  })

  it('of an order that was given up halts the account, calls somebody, and counts again', () => {
    const { session, key, tell, order } = createOrder(() => ({ kind: 'unknown', reason }))
    session.hear({ type: 'absent', at: at(1), key, proof: 'looked twice' })
    tell('open', 400)
    expect(alerts(session)).toEqual(['LATE_FOUND', 'HALTED'])
    expect(order()).toMatchObject({ state: 'PARTIAL', reserved: 1000 })
    expect(session.engine.account.risk(at(1))).toMatchObject({ openOrders: 1, atRisk: 1000 })
    tell('open', 400)
    expect(alerts(session)).toEqual(['LATE_FOUND', 'HALTED'])
  })
})

describe('a second bet under the reference of an order', () => {
  const accepted = ({ intent }: Order): PlaceOutcome => ({
    kind: 'accepted',
    venueOrderId: 'X',
    matchedStake: ZERO,
    averagePrice: intent.price,
  })

  function createDouble(place: (order: Order) => PlaceOutcome) {
    const session = createSession({ strategies: [backHome()], place })
    session.market(news(matchOdds(), NOON, EVENS))
    const order = session.orders()[0] ?? expect.fail('no order')
    const { key, ref, price: averagePrice } = order.intent
    const shown = (venueOrderId: string, matched: number) =>
      ({ ref, state: 'matched', venueOrderId, matchedStake: money(matched), averagePrice }) as const
    return {
      session,
      order,
      show: (venueOrderId: string, matched: number, stored?: Order) =>
        session.hear({
          type: 'order-news',
          at: at(1),
          key,
          order: shown(venueOrderId, matched),
          ...(stored !== undefined && { stored }),
        }),
    }
  }

  it('is not taken for it: trading stops, and people are called once', () => {
    const { session, show } = createDouble(accepted)
    for (let times = 0; times < 2; times += 1) show('Y', 1000)
    expect(session.orders()).toMatchObject([{ state: 'ACCEPTED', venueOrderId: 'X', matchedStake: 0 }])
    expect(alerts(session)).toEqual(['DOUBLE_BET', 'HALTED'])
    expect(session.accounts.changes({ account: ACCOUNT, after: 0, at: at(1), limit: 1 }).halt).not.toBeNull()
    show('X', 1000)
    expect(session.orders()).toMatchObject([{ state: 'MATCHED', venueOrderId: 'X', matchedStake: 1000 }])
  })

  it('is noticed while the store has not answered the first', () => {
    const { session, show } = createDouble(() => ({ kind: 'unknown', reason }))
    session.holdBack('advance')
    show('X', 400)
    show('Y', 1000)
    session.release(at(2))
    expect(session.orders()).toMatchObject([{ venueOrderId: 'X', matchedStake: 400 }])
    expect(alerts(session)).toEqual(['DOUBLE_BET', 'HALTED'])
  })

  it('is noticed when the order has ended, and when the venue answers late', () => {
    const { session, order, show } = createDouble(accepted)
    const { key } = order.intent
    session.hear({ type: 'placed', at: at(1), key, outcome: { ...matchedInFull(order) } })
    expect(session.orders()).toMatchObject([{ state: 'ACCEPTED', matchedStake: 0 }])
    expect(alerts(session)).toEqual(['DOUBLE_BET', 'HALTED'])
    const { order: stored } = session.accounts.advance(key, [{ type: 'lapsed', at: at(1), reason }])
    session.sync(at(1))
    show('Z', 1000, stored)
    expect(session.orders()).toMatchObject([{ state: 'LAPSED', matchedStake: 0 }])
    expect(alerts(session)).toEqual(['DOUBLE_BET', 'HALTED', 'DOUBLE_BET', 'HALTED'])
  })
})

it('a fill without a price is taken at that of the order, and told', () => {
  const session = createSession({
    strategies: [backHome()],
    place: () => ({ kind: 'accepted', venueOrderId: 'v', matchedStake: money(1000), averagePrice: null }),
  })
  session.market(news(matchOdds(), NOON, EVENS))
  expect(session.orders()).toMatchObject([{ state: 'MATCHED', matchedStake: 1000, averagePrice: 20_000 }])
  expect(session.events.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'FILL_WITHOUT_PRICE' }])
})

describe('a refusal for the protection of the player', () => {
  it('gives back what was reserved, halts and calls somebody', () => {
    const refused = { code: 'RESPONSIBLE_BETTING_DEPOSIT_LIMIT_EXCEEDED', message: 'enough' }
    const session = createSession({ strategies: [backHome()], place: () => ({ kind: 'rejected', reason: refused }) })
    session.market(news(matchOdds(), NOON, EVENS))
    expect(session.orders()).toMatchObject([{ state: 'REJECTED', reserved: 0 }])
    expect(alerts(session)).toEqual(['PLAYER_PROTECTION', 'HALTED'])
    expect(session.accounts.changes({ account: ACCOUNT, after: 0, at: at(1), limit: 1 }).halt).not.toBeNull()
    session.market(news(matchOdds('other'), at(1), EVENS))
    expect(session.rejections()).toEqual(['HALTED'])
  })

  it.each([
    ['LOSS_LIMIT_EXCEEDED', true],
    ['RESPONSIBLE_BETTING_BET_LIMIT_EXCEEDED', true],
    ['NO_CHASING', true],
    ['PLAYER_PROTECTION_TIMEOUT', true],
    ['REJECTED_BY_REGULATOR', false],
    ['INSUFFICIENT_FUNDS', false],
  ])('%s: %s', (code, is) => {
    expect(isPlayerProtection({ code, message: '' })).toBe(is)
  })
})

describe('a correction', () => {
  function settled(winner: string | null, commission = 0.05, stake = 1000): Session {
    const session = createSession({ strategies: [backHome(stake)] })
    session.market(news(matchOdds(), NOON, EVENS, { terms: venueTerms({ commission }) }))
    session.result(ended(matchOdds(), winner), at(2 * HOUR))
    return session
  }

  const correct = (session: Session, winner: string | null, moment = at(3 * HOUR)) =>
    session.hear({ type: 'correction', at: moment, result: ended(matchOdds(), winner), orders: session.orders() })

  it.each([
    ['Home', 'Away', 'lost', -1000, 0],
    ['Away', 'Home', 'won', 1000, 50],
    ['Home', null, 'void', 0, 0],
    [null, 'Home', 'won', 1000, 50],
  ] as const)('of %s to %s pays what should have been', (was, is, outcome, profit, commission) => {
    const session = settled(was)
    correct(session, is)
    expect(session.orders()).toMatchObject([{ outcome, profit, commission }])
    expect(session.engine.account.equity()).toBe(100_000 + profit - commission)
    expect(session.engine.account.risk(at(3 * HOUR)).profitToday).toBe(profit - commission)
    expect(session.engine.account.breakers(at(3 * HOUR))[0]?.value).toBe(outcome === 'lost' ? 1 : 0)
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('of what was not wrong changes nothing', () => {
    const session = settled('Home')
    const { length } = session.effects
    correct(session, 'Home')
    expect(session.effects.length).toBe(length)
  })

  it('of a bet that was won wrongly leaves no peak behind', () => {
    const session = settled('Home', 0, 40_000)
    expect(session.engine.account.peak(at(2 * HOUR))).toBe(140_000)
    correct(session, null)
    expect(session.engine.account.peak(at(3 * HOUR))).toBe(100_000)
    expect(session.engine.account.breakers(at(3 * HOUR))[1]).toMatchObject({ kind: 'drawdown', value: 0 })
  })

  it('locks where the true result calls for it', () => {
    const session = createSession({
      strategies: [backHome()],
      limits: { consecutiveLossLimit: 1, consecutiveLossWarn: 0 },
    })
    session.market(news(matchOdds(), NOON, EVENS))
    session.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    correct(session, 'Away')
    expect(session.engine.account.locks.map(({ kind }) => kind)).toEqual(['loss-streak'])
  })

  it('of a bet from before all that is remembered moves the figures by the difference', () => {
    const session = settled('Home', 0)
    const late = at(40 * DAY)
    const restarted = createSession({ strategies: [], accounts: session.accounts, startedAt: late })
    correct(restarted, 'Away', late)
    expect(restarted.engine.account.risk(late)).toMatchObject({ profitToday: -2000, equity: 99_000 })
    expect(restarted.engine.account.losses).toEqual(
      session.accounts.changes({ account: ACCOUNT, after: 0, at: late, limit: 1 }).losses,
    )
    expect(restarted.engine.account.peak(late)).toBe(99_000)
  })

  it('that names no selection of the market is doubted', () => {
    const session = settled('Home')
    correct(session, 'Nobody United')
    session.hear({
      type: 'correction',
      at: at(3 * HOUR),
      result: { ...ended(matchOdds(), 'Home'), selections: [] },
      orders: session.orders(),
    })
    expect(session.events.at(-1)).toMatchObject({ type: 'warning', code: 'RESULT_UNREADABLE' })
  })
})

it('a place that is taken for a dead one by another engine is not sent after all', () => {
  const session = createSession({ strategies: [backHome()], place: matchedInFull })
  session.holdBack('begin')
  session.market(news(matchOdds(), NOON, EVENS))
  const begin = session.effects.at(-1)
  if (begin?.type !== 'begin') throw new Error('nothing was begun')
  const result = session.accounts.begin(begin.intent)
  session.accounts.advance(begin.intent.key, [{ type: 'unknown', at: at(1), reason }])
  session.sync(at(2))
  session.hear({ type: 'begun', at: at(3), key: begin.intent.key, result })
  expect(session.sent).toEqual([])
  expect(session.orders()).toMatchObject([{ state: 'UNKNOWN', reserved: 1000 }])
  expect(session.engine.account.risk(at(3))).toMatchObject({ openOrders: 1, free: 99_000 })
})
