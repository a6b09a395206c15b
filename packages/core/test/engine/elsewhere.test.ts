import { after, DAY, HOUR, type Lock, MINUTE, money, SECOND, type Strategy, selectionId } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, createSession, liftHalt, type Session, type SessionSettings } from '../support/session.ts'
import { asking, backHome, orderSignal } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const EVENS = { book: [2, 2] }

/** Two engines on one store. */
function createTwo(settings: Partial<SessionSettings> = {}): { here: Session; elsewhere: Session } {
  const accounts = createMemoryAccounts()
  const open = () => createSession({ strategies: [backHome()], accounts, ...settings })
  return { here: open(), elsewhere: open() }
}

const told = (session: Session) =>
  session.events.flatMap((event) => {
    if (event.type === 'alert' || event.type === 'alert-resolved') return []
    return [event.type === 'warning' ? event.code : event.type]
  })

const lock = (rest: Partial<Lock> = {}): Lock => ({
  id: 'a lock',
  account: ACCOUNT,
  kind: 'drawdown',
  strategy: null,
  market: null,
  reason: 'set elsewhere',
  from: at(1),
  until: null,
  ...rest,
})

describe('what another engine did', () => {
  it('counts here, without being told again', () => {
    const { here, elsewhere } = createTwo()
    elsewhere.market(news(matchOdds(), NOON, EVENS))
    expect(here.engine.account.risk(NOON).openOrders).toBe(0)
    here.sync(at(1))
    expect(here.engine.account.risk(NOON)).toMatchObject({ openOrders: 1, atRisk: 1000, free: 99_000, recentOrders: 1 })
    expect(here.events).toEqual([])
    here.market(news(matchOdds(), at(SECOND), EVENS))
    expect(here.rejections()).toEqual(['ALREADY_BET'])
    elsewhere.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    here.sync(at(2 * HOUR))
    expect(here.engine.account.risk(at(2 * HOUR))).toMatchObject({ openOrders: 0, profitToday: -1000, equity: 99_000 })
    expect(here.effects.filter(({ type }) => type === 'advance')).toEqual([])
  })

  it('leaves a strategy no more entries in a market than it allows, also where they were not heard of yet', () => {
    for (const allowed of [1, 2]) {
      const accounts = createMemoryAccounts()
      const backing = (selection: string): Strategy => ({
        ...asking((view) => ({ ...orderSignal(view, 1000), selection: selectionId(selection) })),
        maxEntriesPerMarket: allowed,
      })
      const elsewhere = createSession({ strategies: [backing('Away')], accounts })
      const here = createSession({ strategies: [backing('Home')], accounts })
      elsewhere.market(news(matchOdds(), NOON, EVENS))
      here.market(news(matchOdds(), at(1), EVENS))
      here.market(news(matchOdds('m2'), at(1), EVENS))
      expect(here.sent.map(({ intent }) => intent.market)).toEqual(allowed === 1 ? ['m2'] : ['m1', 'm2'])
      expect(here.rejections()).toEqual(allowed === 1 ? ['ALREADY_BET'] : [])
      expect(accounts.verify(ACCOUNT)).toEqual([])
    }
  })

  it('is heard of by the strategy of that name, and by no other', () => {
    const heard: string[] = []
    const listening = (name: string): Strategy => ({
      ...backHome(1000, { name }),
      onOrder: (order) => void heard.push(`${name} ${order.state}`),
      onSettled: (order) => void heard.push(`${name} ${order.outcome}`),
    })
    const accounts = createMemoryAccounts()
    const elsewhere = createSession({ strategies: [backHome(1000, { name: 'one' })], accounts })
    const here = createSession({ strategies: [listening('one'), listening('two')], accounts })
    elsewhere.market(news(matchOdds(), NOON, EVENS))
    here.sync(at(1))
    elsewhere.result(ended(matchOdds(), 'Home'), at(2 * HOUR))
    here.sync(at(2 * HOUR))
    expect(heard).toEqual(['one MATCHED', 'one won'])
  })

  it('settles a bet of ours: streak, loss and cooldown count it once, whatever is heard first', () => {
    const limits = { consecutiveLossLimit: 2, consecutiveLossWarn: 2, cooldownMs: HOUR }
    for (const sync of [true, false]) {
      const { here, elsewhere } = createTwo({ limits })
      here.market(news(matchOdds(), NOON, EVENS))
      elsewhere.sync(at(1))
      elsewhere.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
      if (sync) here.sync(at(2 * HOUR))
      here.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
      here.sync(at(2 * HOUR))
      here.sync(at(2 * HOUR))
      const [streak] = here.engine.account.breakers(at(2 * HOUR))
      expect(streak).toMatchObject({ kind: 'loss-streak', value: 1 })
      expect(here.engine.account.risk(at(2 * HOUR)).profitToday).toBe(-1000)
      expect(here.engine.account.locks.map(({ kind }) => kind)).toEqual(['cooldown'])
      expect(here.accounts.locks(ACCOUNT).length).toBe(1)
    }
  })

  it('that is heard late never takes back what is known here', () => {
    const { here } = createTwo()
    const before = here.accounts.changes({ account: ACCOUNT, after: 0, at: NOON, limit: 100 })
    here.market(news(matchOdds(), NOON, EVENS))
    const sending = here.accounts.changes({ account: ACCOUNT, after: 0, at: NOON, limit: 100 })
    here.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    const { balances, version } = here.engine.account
    for (const changes of [sending, before]) here.hear({ type: 'synced', at: at(3 * HOUR), changes })
    expect(here.engine.account).toMatchObject({ balances })
    expect(here.engine.account.version).toBeGreaterThanOrEqual(version)
    expect(here.engine.account.risk(at(3 * HOUR))).toMatchObject({ openOrders: 0, profitToday: -1000 })
  })

  it('to limits holds from then on', () => {
    const { here } = createTwo()
    const exposure = { ...WIDE.exposure, account: money(999) }
    here.accounts.setLimits(ACCOUNT, { exposure, loss: { day: null, week: null, month: null } }, NOON, DAY)
    here.sync(NOON)
    here.market(news(matchOdds(), NOON, EVENS))
    expect(here.rejections()).toEqual(['ACCOUNT_LIMIT'])
    expect(here.advice()[0]?.verdicts.at(-1)).toMatchObject({ control: 'account-exposure' })
    here.accounts.setLimits(
      ACCOUNT,
      { exposure: WIDE.exposure, loss: { day: null, week: null, month: null } },
      at(1),
      DAY,
    )
    here.sync(at(1))
    expect(here.engine.account.limits(at(DAY)).exposure.account).toBe(999)
    expect(here.engine.account.limits(at(DAY + 1)).exposure.account).toBeNull()
  })
})

describe('a halt elsewhere', () => {
  it('is told once, cancels, and is lifted when it is lifted elsewhere', () => {
    const { here } = createTwo()
    here.accounts.setHalt(ACCOUNT, { reason: 'by hand', at: at(1) })
    for (const moment of [1, 2]) here.sync(at(moment))
    expect(here.engine.account.risk(at(2))).toMatchObject({ tradingState: 'HALTED', stateReason: 'by hand' })
    liftHalt(here.accounts, at(3))
    for (const moment of [3, 4]) here.sync(at(moment))
    expect(here.engine.account.halt).toBeNull()
    expect(told(here)).toEqual(['HALTED_ELSEWHERE', 'RESUMED_ELSEWHERE'])
    expect(here.events.filter(({ type }) => type.startsWith('alert'))).toMatchObject([
      { type: 'alert', code: 'HALTED', message: 'by hand' },
      { type: 'alert-resolved', code: 'HALTED' },
    ])
  })

  it('counts though its clock is behind the one that lifted the last', () => {
    const { here } = createTwo()
    here.accounts.setHalt(ACCOUNT, { reason: 'by hand', at: at(1) })
    here.sync(at(1))
    liftHalt(here.accounts, at(3))
    here.hear({ type: 'command', at: at(3), command: { kind: 'resume', reason: 'all well' } })
    here.accounts.setHalt(ACCOUNT, { reason: 'by hand', at: at(2) })
    here.sync(at(4))
    expect(here.engine.account.halt).toBe('by hand')
    expect(told(here)).toEqual(['HALTED_ELSEWHERE', 'resumed', 'HALTED_ELSEWHERE'])
  })

  it('of ours that is lifted elsewhere before the store has shown it is lifted here as well', () => {
    const { here } = createTwo()
    here.hear({ type: 'command', at: at(1), command: { kind: 'halt', reason: 'mine' } })
    here.accounts.setHalt(ACCOUNT, { reason: 'mine', at: at(1) })
    liftHalt(here.accounts, at(2))
    here.sync(at(3))
    expect(here.engine.account.halt).toBeNull()
    expect(told(here)).toEqual(['halted', 'RESUMED_ELSEWHERE'])
  })
})

describe('locks elsewhere', () => {
  it('are set, extended and lifted here as well, each told once', () => {
    const { here } = createTwo()
    here.accounts.setLock(lock())
    here.accounts.setLock(lock({ id: 'a break', kind: 'cool-off', until: at(HOUR) }))
    for (const moment of [1, 2]) here.sync(at(moment))
    here.market(news(matchOdds(), at(2), EVENS))
    expect(here.rejections()).toEqual(['DRAWDOWN_LOCK'])
    here.accounts.setLock(lock({ id: 'longer', kind: 'cool-off', from: at(3), until: at(DAY) }))
    here.accounts.liftLock(ACCOUNT, 'a lock', at(3))
    for (const moment of [3, 4]) here.sync(at(moment))
    expect(here.engine.account.locks).toMatchObject([{ kind: 'cool-off', until: at(DAY) }])
    expect(told(here).filter((what) => what !== 'advice')).toEqual([
      'LOCK_SET_ELSEWHERE',
      'LOCK_SET_ELSEWHERE',
      'LOCK_LIFTED_ELSEWHERE',
      'LOCK_EXTENDED_ELSEWHERE',
    ])
  })

  it('of one strategy stop that strategy alone', () => {
    const strategies = [backHome(1000, { name: 'one' }), backHome(1000, { name: 'two' })]
    const { here } = createTwo({ strategies })
    here.accounts.setLock(lock({ kind: 'cooldown', strategy: 'one', until: at(HOUR) }))
    here.accounts.setLock(lock({ id: 'other', kind: 'low-clv', market: matchOdds('b').id, until: at(HOUR) }))
    here.sync(at(2))
    here.market(news(matchOdds('a'), at(2), EVENS))
    here.market(news(matchOdds('b'), at(2), EVENS))
    expect(here.rejections()).toEqual(['COOLDOWN_LOCK', 'COOLDOWN_LOCK', 'LOW_CLV_LOCK'])
    expect(here.sent.map(({ intent }) => `${intent.strategy} ${intent.market}`)).toEqual(['two a'])
  })

  it('set here stay while the store has not shown them, and are no news when it does', () => {
    const { here } = createTwo({ limits: { consecutiveLossLimit: 1, consecutiveLossWarn: 0 } })
    const before = here.accounts.changes({ account: ACCOUNT, after: 0, at: NOON, limit: 100 })
    here.market(news(matchOdds(), NOON, EVENS))
    here.result(ended(matchOdds(), 'Away'), at(2 * HOUR))
    here.hear({ type: 'synced', at: at(2 * HOUR), changes: before })
    expect(here.engine.account.locks.map(({ kind }) => kind)).toEqual(['loss-streak'])
    here.sync(at(2 * HOUR))
    expect(here.engine.account.locks.map(({ kind }) => kind)).toEqual(['loss-streak'])
    const [set] = here.engine.account.locks
    const shown = here.accounts.changes({ account: ACCOUNT, after: 0, at: at(2 * HOUR), limit: 100 })
    here.hear({ type: 'command', at: at(3 * HOUR), command: { kind: 'lift-lock', id: set?.id ?? '' } })
    here.hear({ type: 'synced', at: at(3 * HOUR), changes: shown })
    expect(here.engine.account.locks).toEqual([])
    here.sync(at(3 * HOUR))
    expect(told(here).filter((what) => what.includes('lock') || what.includes('LOCK'))).toEqual([
      'lock-set',
      'lock-ended',
    ])
  })

  it('that end a streak elsewhere let it be counted anew here', () => {
    const { here, elsewhere } = createTwo({ limits: { consecutiveLossLimit: 2, consecutiveLossWarn: 0 } })
    for (const [index, id] of ['a', 'b'].entries()) {
      const market = matchOdds(id, { startsAt: at(index * HOUR + MINUTE) })
      here.market(news(market, at(index * HOUR), EVENS))
      here.result(ended(market, 'Away'), at(index * HOUR + 2 * MINUTE))
    }
    here.sync(at(2 * HOUR))
    elsewhere.sync(at(2 * HOUR))
    const [set] = elsewhere.engine.account.locks
    elsewhere.hear({ type: 'command', at: at(2 * HOUR), command: { kind: 'lift-lock', id: set?.id ?? '' } })
    here.sync(at(2 * HOUR + 1))
    expect(here.engine.account.locks).toEqual([])
    expect(here.engine.account.breakers(at(2 * HOUR + 1))[0]).toMatchObject({ value: 0, level: 'ok' })
  })
})
