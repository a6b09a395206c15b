import { after, eventId, HOUR, type MarketView, money, runBacktest, SECOND, selectionId } from '@betting-advisor/core'
import { createEngine, replay } from '@betting-advisor/core/simulation'
import { createMemoryAccounts, type MarketLink } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { recordEngine } from '../../src/engine/recording.ts'
import { ended, GBP, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, VENUE } from '../support/session.ts'
import { asking, backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const sides = ['Home', 'Away'].map(selectionId)
const link = (...ids: readonly string[]): MarketLink => ({
  account: ACCOUNT,
  id: 'match',
  event: eventId('the match'),
  markets: ids.map((id) => ({ market: matchOdds(id).id, selections: sides })),
})
const perEvent = (most: number) => ({ exposure: { ...WIDE.exposure, event: money(most) } })

/** What strategies saw linked with the market of each piece of news. */
function watching() {
  const seen: (readonly string[])[] = []
  const strategy = asking((view: MarketView) => {
    seen.push(view.linked.map((other) => other.view.market.id))
    return null
  })
  return { seen, strategy }
}

describe('links of markets in an engine', () => {
  it('are there from the start, and change with the account', () => {
    const accounts = createMemoryAccounts()
    createSession({ strategies: [], accounts })
    accounts.setLink(link('m1', 'm2'), NOON)
    const { seen, strategy } = watching()
    const session = createSession({ strategies: [strategy], accounts })
    const show = (id: string) => session.market(news(matchOdds(id), NOON, { book: [2, 2] }))
    show('m1')
    show('m2')
    show('m3')
    accounts.setLink(link('m2', 'm3'), at(1))
    session.sync(at(1))
    show('m1')
    show('m2')
    accounts.removeLink(ACCOUNT, 'match', at(2))
    session.sync(at(2))
    show('m2')
    expect(seen).toEqual([[], ['m1'], [], [], ['m3'], []])
  })

  it('put the bets on two names of one match under the limit of one event', () => {
    const accounts = createMemoryAccounts()
    createSession({ strategies: [], accounts })
    accounts.setLink(link('m1', 'm2'), NOON)
    const session = createSession({ strategies: [backHome()], accounts, limits: perEvent(1500) })
    for (const id of ['m1', 'm2', 'm3']) session.market(news(matchOdds(id), NOON, { book: [2, 2] }))
    expect(session.advice().map(({ market, rejection }) => [market, rejection])).toEqual([
      ['m1', null],
      ['m2', 'EVENT_LIMIT'],
      ['m3', null],
    ])
    // It was the engine that knew: the store was not asked.
    expect(session.effects.filter(({ type }) => type === 'begin')).toHaveLength(2)
    expect(session.orders().map(({ intent }) => [intent.market, intent.event])).toEqual(
      expect.arrayContaining([
        ['m1', 'the match'],
        ['m3', 'event m3'],
      ]),
    )
    expect(session.engine.account.exposures()).toEqual(
      expect.objectContaining({ 'exposure:event:the match': 1000, 'exposure:event:event m3': 1000 }),
    )
  })

  it('of which one hears only from the store are counted there', () => {
    const session = createSession({ strategies: [backHome()], limits: perEvent(1500) })
    session.accounts.setLink(link('m1', 'm2'), NOON)
    for (const id of ['m1', 'm2']) session.market(news(matchOdds(id), NOON, { book: [2, 2] }))
    expect(session.orders().map(({ intent }) => intent.event)).toEqual(['the match'])
    expect(session.rejections()).toEqual(['EVENT_LIMIT'])
    expect(session.engine.account.exposures()).toEqual(expect.objectContaining({ 'exposure:event:the match': 1000 }))
  })

  it('are recorded with what restored and changed them, so that a replay decides the same', async () => {
    const lines: string[] = []
    const recording = recordEngine({ append: (line) => void lines.push(line), close: async () => {} })
    const arbitrage = asking((view) => (view.linked.length === 0 ? null : orderSignal(view, 1000)))
    const session = createSession({ strategies: [arbitrage], recording })
    const show = (id: string, when: number) => session.market(news(matchOdds(id), at(when), { book: [2, 2] }))
    show('m1', 1)
    show('m2', 2)
    session.accounts.setLink(link('m1', 'm2'), at(3))
    session.sync(at(3))
    show('m1', 4)
    expect(session.orders()).toHaveLength(1)
    const settings = { account: ACCOUNT, currency: GBP, timeZone: 'UTC', limits: WIDE, strategies: [arbitrage] }
    const routes = [{ name: VENUE, traits: BACKS, takes: () => true }]
    expect((await replay(lines, () => createEngine({ ...settings, routes }))).difference).toBeNull()
    const without = lines.map((line) => line.replace(/"links":\[\{.*?\}\]\}\],/, '"links":[],'))
    expect((await replay(without, () => createEngine({ ...settings, routes }))).difference).not.toBeNull()
  })
})

describe('links of markets in a backtest', () => {
  const events = ['m1', 'm2'].flatMap((id) => {
    const market = matchOdds(id)
    return [{ type: 'market' as const, at: NOON, update: news(market, NOON, { book: [2, 2] }) }]
  })
  const results = ['m1', 'm2'].map((id) => ({
    type: 'result' as const,
    at: at(2 * HOUR),
    result: ended(matchOdds(id), 'Home'),
  }))
  const settings = {
    events: [...events, ...events.map((event) => ({ ...event, at: at(SECOND) })), ...results],
    currency: GBP,
    bankroll: money(100_000),
    limits: { ...WIDE, ...perEvent(1500) },
  }
  const { account: _, ...ofMatch } = link('m1', 'm2')

  it('are seen by strategies and counted under one event', () => {
    const { seen, strategy } = watching()
    const result = runBacktest({ ...settings, strategies: [strategy, backHome()], links: [ofMatch] })
    expect(seen).toEqual([[], ['m1'], ['m2'], ['m1']])
    expect(result.bets.map(({ intent }) => [intent.market, intent.event])).toEqual([['m1', 'the match']])
    expect(result.rejections).toEqual({ ALREADY_BET: 1, EVENT_LIMIT: 1 })
    expect(runBacktest({ ...settings, strategies: [backHome()] }).bets).toHaveLength(2)
  })

  it('are held against each other, and named where they are none', () => {
    const two = [ofMatch, { ...ofMatch, id: 'another' }]
    const run = (links: readonly unknown[]) => () =>
      runBacktest({ ...settings, strategies: [], links: links as (typeof ofMatch)[] })
    expect(run(two)).toThrow(expect.objectContaining({ code: 'LINK_CONFLICT' }))
    expect(run([{ id: 'l', event: 'e' }])).toThrow(/links\[0\]\.markets/)
  })
})
