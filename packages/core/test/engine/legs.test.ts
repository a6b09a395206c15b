import {
  after,
  MINUTE,
  money,
  type Order,
  type Recorder,
  type Strategy,
  selectionId,
  ZERO,
} from '@betting-advisor/core'
import { replay } from '@betting-advisor/core/simulation'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, it } from 'vitest'
import { recordEngine } from '../../src/engine/recording.ts'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession, type SessionSettings } from '../support/session.ts'
import { backHome, bothSides, orderSignal } from '../support/strategies.ts'

const EVENS = { book: [2, 2] }
const at = (milliseconds: number) => after(NOON, milliseconds)
const REFUSED: PlaceOutcome = { kind: 'rejected', reason: { code: 'PRICE_CHANGED', message: 'the price fell' } }
const matched = ({ intent }: Order): PlaceOutcome => ({
  kind: 'accepted',
  venueOrderId: intent.ref,
  matchedStake: intent.stake,
  averagePrice: intent.price,
})

function play(settings: Partial<SessionSettings> = {}) {
  const session = createSession({ strategies: [bothSides()], ...settings })
  session.market(news(matchOdds(), NOON, EVENS))
  return session
}

const rejected = (session: ReturnType<typeof play>) =>
  session.advice().flatMap(({ selection, rejection }) => (rejection === null ? [] : [[selection, rejection]]))
const states = (session: ReturnType<typeof play>) =>
  session
    .orders()
    .map(({ intent, state }) => [intent.selection, state])
    .toSorted()
const alerts = (session: ReturnType<typeof play>) =>
  session.events.flatMap((event) =>
    event.type === 'alert' || event.type === 'alert-resolved' ? [[event.type, event.code, event.key]] : [],
  )

describe('several bets that are one decision', () => {
  it('are begun in one step and placed in their order, each knowing its legs', () => {
    const session = play()
    expect(session.effects.filter(({ type }) => type === 'begin' || type === 'place')).toEqual([])
    expect(session.effects.map(({ type }) => type).filter((type) => /^(begin|place)/.test(type))).toEqual([
      'begin-all',
      'place-all',
    ])
    expect(session.sent.map(({ intent }) => intent.selection)).toEqual(['Home', 'Away'])
    const keys = session.sent.map(({ intent }) => intent.key)
    expect(session.sent.map(({ intent }) => intent.legs)).toEqual([keys, keys])
    expect(states(session)).toEqual([
      ['Away', 'MATCHED'],
      ['Home', 'MATCHED'],
    ])
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  it('are all refused with one that is, which says why, and hold nothing afterwards', () => {
    const session = play({ strategies: [bothSides({ away: 2000 })], limits: { maxStakeAbsolute: money(1500) } })
    expect(rejected(session)).toEqual([
      ['Home', 'LEG_REJECTED'],
      ['Away', 'STAKE_ABOVE_MAX'],
    ])
    const [home] = session.advice()
    expect(home?.verdicts.at(-1)?.detail).toContain('leg 2 of 2 (back Away with book): STAKE_ABOVE_MAX')
    expect(session.sent).toEqual([])
    expect(session.engine.account.risk(NOON)).toMatchObject({ free: 100_000, openOrders: 0, recentOrders: 0 })
    expect(session.engine.account.exposures()).toEqual({})
  })

  it('share what room there is: the second sees the hold of the first', () => {
    const session = play({ bankroll: 1500 })
    expect(rejected(session)).toEqual([
      ['Home', 'LEG_REJECTED'],
      ['Away', 'FUNDS_INSUFFICIENT'],
    ])
    expect(play({ bankroll: 2000 }).sent).toHaveLength(2)
  })

  it('can be asked for again once they were refused, under the same numbers', () => {
    const strategies = [bothSides({ home: 1000, away: 1000 })]
    const session = createSession({ strategies, limits: { minOdds: 2 } })
    session.market(news(matchOdds(), NOON, { book: [2, 1.9] }))
    expect(session.sent).toEqual([])
    session.market(news(matchOdds(), at(1), EVENS))
    expect(session.sent.map(({ intent }) => intent.entry)).toEqual([1, 1])
  })

  it('may not be on the same side of the same selection', () => {
    const strategy: Strategy = {
      name: 'twice',
      version: '1',
      maxEntriesPerMarket: 2,
      onMarket: (view, desk) => void desk.signalTogether([orderSignal(view, 1000), orderSignal(view, 1000)]),
    }
    expect(rejected(play({ strategies: [strategy] }))).toEqual([
      ['Home', 'LEG_REJECTED'],
      ['Home', 'ALREADY_BET'],
    ])
  })

  it('are denied by the store together, which names the one in the way', () => {
    const first = play({ strategies: [backHome(1000, { name: 'both-sides' })] })
    const accounts = first.accounts
    const session = createSession({ strategies: [bothSides()], accounts, limits: { maxOpenBets: 2 }, bankroll: 0 })
    session.holdBack('begin-all')
    session.market(news(matchOdds('m2'), NOON, EVENS))
    // Meanwhile somebody else takes the room of the second.
    first.market(news(matchOdds('m3'), NOON, EVENS))
    session.release(NOON)
    expect(rejected(session).map(([, code]) => code)).toEqual(['LEG_REJECTED', 'OPEN_BETS_EXCEEDED'])
    expect(session.sent).toEqual([])
    expect(session.engine.account.risk(NOON)).toMatchObject({ recentOrders: 1 })
  })

  it('leave together or not at all: where one is no longer good, none does', () => {
    const session = createSession({ strategies: [bothSides()] })
    session.holdBack('begin-all')
    session.market(news(matchOdds(), NOON, EVENS))
    session.market(news(matchOdds(), at(1), { book: [2, 1.9] }))
    session.release(at(2))
    expect(session.sent).toEqual([])
    const reasons = session.orders().map(({ intent, state, reason }) => [intent.selection, state, reason?.code])
    expect(reasons.toSorted()).toEqual([
      ['Away', 'NOT_SENT', 'PRICE_CHANGED'],
      ['Home', 'NOT_SENT', 'LEG_WITHDRAWN'],
    ])
    expect(alerts(session)).toEqual([])
    expect(session.engine.account.exposures()).toEqual({})
  })

  it('call people where one is there and another is not, until nothing is left of it', () => {
    const session = play({ place: (order) => (order.intent.selection === 'Away' ? REFUSED : matched(order)) })
    const key = `legs:${session.sent[0]?.intent.key}`
    expect(alerts(session)).toEqual([['alert', 'LEGS_BROKEN', key]])
    const [alert] = session.events.filter(({ type }) => type === 'alert')
    expect(alert).toMatchObject({ message: expect.stringContaining('PRICE_CHANGED, the price fell') })
    expect(alert).toMatchObject({ message: expect.stringContaining('can lose 10.00 GBP') })
    session.result(ended(matchOdds(), 'Home'), at(2 * MINUTE))
    expect(alerts(session).at(-1)).toEqual(['alert-resolved', 'LEGS_BROKEN', key])
  })

  it('call nobody where all are refused, or one waits for its match', () => {
    expect(alerts(play({ place: () => REFUSED }))).toEqual([])
    const waiting = play({
      place: ({ intent }) => ({ kind: 'accepted', venueOrderId: intent.ref, matchedStake: ZERO, averagePrice: null }),
    })
    expect(alerts(waiting)).toEqual([])
  })

  it('need one leg at least, and a strategy that is being called', () => {
    const none: Strategy = {
      name: 'none',
      version: '1',
      // @ts-expect-error No leg is no decision.
      onMarket: (_, desk) => void desk.signalTogether([]),
    }
    expect(() => play({ strategies: [none] })).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })

  it('are replayed from a recording to the same decisions', async () => {
    const lines: string[] = []
    const recorder: Recorder = { append: (line) => void lines.push(line), close: async () => {} }
    const session = play({ recording: recordEngine(recorder) })
    session.result(ended(matchOdds(), 'Home'), at(2 * MINUTE))
    const report = await replay(lines, () => createSession({ strategies: [bothSides()], unheard: true }).engine)
    expect(report).toMatchObject({ runs: 1, difference: null })
    expect(session.orders().every(({ state }) => state === 'SETTLED')).toBe(true)
    expect(session.orders().map(({ intent }) => intent.selection)).toContain(selectionId('Away'))
  })
})
