import { after, DAY, HOUR, MINUTE, money } from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { SAMPLE_WALLET } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { ended, matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, createSession, type Session } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
let markets = 0

/** A bet that is made at `from` and settled an hour later. */
function bet(session: Session, from: number, winner: string | null, price = 2): void {
  markets += 1
  const market = matchOdds(`m${markets}`, { startsAt: at(from + MINUTE) })
  session.market(news(market, at(from), { book: [price, 2] }))
  session.result(ended(market, winner), at(from + HOUR))
}

/** Asks for a bet that is expected to be turned down. */
function ask(session: Session, from: number): void {
  session.market(news(matchOdds(`asked at ${from}`, { startsAt: at(from + MINUTE) }), at(from), { book: [2, 2] }))
}

const lose = (session: Session, from: number) => bet(session, from, 'Away')
const win = (session: Session, from: number) => bet(session, from, 'Home')
const kinds = (session: Session) => session.engine.account.locks.map(({ kind }) => kind)
const warnings = (session: Session) => session.events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))
const level = (session: Session, kind: string, moment: number) =>
  session.engine.account.breakers(at(moment)).find((breaker) => breaker.kind === kind)

describe('a loss streak', () => {
  const limits = { consecutiveLossLimit: 4, consecutiveLossWarn: 2, maxRecentLossesCheck: 10 }

  it('warns, then locks for its time, then counts anew', () => {
    const session = createSession({ strategies: [backHome(100)], limits })
    lose(session, 0)
    expect(warnings(session)).toEqual([])
    lose(session, 2 * HOUR)
    expect(warnings(session)).toEqual(['LOSS_STREAK_WARNING'])
    expect(level(session, 'loss-streak', 3 * HOUR)).toMatchObject({ level: 'warning', value: 2 })
    lose(session, 4 * HOUR)
    expect(warnings(session)).toEqual(['LOSS_STREAK_WARNING'])
    lose(session, 6 * HOUR)
    const [lock] = session.engine.account.locks
    expect(lock).toMatchObject({ kind: 'loss-streak', from: at(7 * HOUR), until: at(31 * HOUR) })
    expect(lock?.reason).toBe('4 losses in a row, limit 4')
    expect(session.accounts.locks(ACCOUNT)).toEqual([lock])
    ask(session, 8 * HOUR)
    ask(session, 31 * HOUR - 1)
    expect(session.rejections()).toEqual(['LOSS_STREAK_LOCK', 'LOSS_STREAK_LOCK'])
    lose(session, 31 * HOUR)
    expect(kinds(session)).toEqual([])
    expect(session.sent.length).toBe(5)
    expect(level(session, 'loss-streak', 32 * HOUR)).toMatchObject({ level: 'ok', value: 1 })
    expect(session.events.filter(({ type }) => type === 'lock-ended')).toMatchObject([{ how: 'expired' }])
  })

  it('is broken by a win and left alone by a returned bet', () => {
    const session = createSession({ strategies: [backHome(100)], limits })
    lose(session, 0)
    bet(session, 2 * HOUR, null)
    lose(session, 4 * HOUR)
    expect(level(session, 'loss-streak', 5 * HOUR)).toMatchObject({ value: 2 })
    win(session, 6 * HOUR)
    expect(level(session, 'loss-streak', 7 * HOUR)).toMatchObject({ value: 0 })
    lose(session, 8 * HOUR)
    lose(session, 10 * HOUR)
    expect(warnings(session)).toEqual(['LOSS_STREAK_WARNING', 'LOSS_STREAK_WARNING'])
  })

  it('is not counted on by bets that lose while the lock holds', () => {
    const open = matchOdds('late', { startsAt: at(7 * HOUR) })
    const session = createSession({ strategies: [backHome(100)], limits })
    session.market(news(open, at(0), { book: [2, 2] }))
    for (const hour of [1, 2, 3, 4]) lose(session, hour * HOUR)
    expect(kinds(session)).toEqual(['loss-streak'])
    session.result(ended(open, 'Away'), at(10 * HOUR))
    lose(session, 40 * HOUR)
    expect(level(session, 'loss-streak', 41 * HOUR)).toMatchObject({ value: 1 })
    expect(kinds(session)).toEqual([])
  })

  it('goes on after a restart, and one whose lock has ended does not lock again', () => {
    const accounts = createMemoryAccounts()
    const first = createSession({ strategies: [backHome(100)], limits, accounts })
    for (const hour of [0, 2, 4]) lose(first, hour * HOUR)
    const second = createSession({ strategies: [backHome(100)], limits, accounts, startedAt: at(6 * HOUR) })
    expect(warnings(second)).toEqual([])
    lose(second, 6 * HOUR)
    expect(kinds(second)).toEqual(['loss-streak'])
    const third = createSession({ strategies: [backHome(100)], limits, accounts, startedAt: at(8 * HOUR) })
    expect(third.engine.account.locks).toEqual(second.engine.account.locks)
    const fourth = createSession({ strategies: [backHome(100)], limits, accounts, startedAt: at(31 * HOUR) })
    expect(kinds(fourth)).toEqual([])
    expect(level(fourth, 'loss-streak', 31 * HOUR)).toMatchObject({ value: 0 })
    lose(fourth, 31 * HOUR)
    expect(kinds(fourth)).toEqual([])
  })

  it('counts anew when a person lifts the lock, also after a restart', () => {
    const accounts = createMemoryAccounts()
    const session = createSession({ strategies: [backHome(100)], limits, accounts })
    for (const hour of [0, 2, 4, 6]) lose(session, hour * HOUR)
    const id = session.engine.account.locks[0]?.id ?? ''
    session.hear({ type: 'command', at: at(8 * HOUR), command: { kind: 'lift-lock', id: 'no such lock' } })
    expect(kinds(session)).toEqual(['loss-streak'])
    session.hear({ type: 'command', at: at(8 * HOUR), command: { kind: 'lift-lock', id } })
    expect(session.accounts.locks(ACCOUNT)).toMatchObject([{ until: at(8 * HOUR) }])
    lose(session, 9 * HOUR)
    expect(kinds(session)).toEqual([])
    const restarted = createSession({ strategies: [backHome(100)], limits, accounts, startedAt: at(11 * HOUR) })
    expect(level(restarted, 'loss-streak', 11 * HOUR)).toMatchObject({ value: 1 })
    expect(kinds(restarted)).toEqual([])
  })
})

describe('a drawdown', () => {
  const limits = { maxDrawdownFraction: 0.2, drawdownWarnFraction: 0.15 }

  it('warns, then locks until a person lifts it, then starts from a new peak', () => {
    const session = createSession({ strategies: [backHome(8000)], limits })
    win(session, 0)
    lose(session, 2 * HOUR)
    lose(session, 4 * HOUR)
    expect(warnings(session)).toEqual([])
    lose(session, 6 * HOUR)
    expect(kinds(session)).toEqual(['drawdown'])
    const [lock] = session.engine.account.locks
    expect(lock).toMatchObject({ until: null, reason: 'equity is 22.2 % below its peak, limit 20.0 %' })
    ask(session, 400 * DAY)
    expect(session.rejections()).toEqual(['DRAWDOWN_LOCK'])
    session.hear({ type: 'command', at: at(401 * DAY), command: { kind: 'lift-lock', id: lock?.id ?? '' } })
    expect(session.engine.account.peak(at(401 * DAY))).toBe(84_000)
    lose(session, 402 * DAY)
    expect(session.sent.length).toBe(5)
    expect(kinds(session)).toEqual([])
  })

  it('warns at its warning level', () => {
    const session = createSession({ strategies: [backHome(15_000)], limits })
    lose(session, 0)
    expect(warnings(session)).toEqual(['DRAWDOWN_WARNING'])
    expect(level(session, 'drawdown', HOUR)).toMatchObject({ level: 'warning', value: 0.15 })
  })

  it('ends by itself where its lock has an end, also after a restart', () => {
    const accounts = createMemoryAccounts()
    const ending = { ...limits, drawdownLockMs: 7 * DAY }
    const session = createSession({ strategies: [backHome(20_000)], limits: ending, accounts })
    lose(session, 0)
    expect(session.engine.account.locks).toMatchObject([{ until: at(HOUR + 7 * DAY) }])
    const restarted = createSession({ strategies: [backHome(1000)], limits: ending, accounts, startedAt: at(8 * DAY) })
    expect(kinds(restarted)).toEqual([])
    expect(restarted.engine.account.peak(at(8 * DAY))).toBe(80_000)
    win(restarted, 8 * DAY)
    expect(restarted.sent.length).toBe(1)
  })

  it('forgets peaks from before the look-back', () => {
    const session = createSession({ strategies: [backHome(10_000)], limits: { ...limits, peakLookbackMs: DAY } })
    win(session, 0)
    lose(session, 2 * HOUR)
    expect(session.engine.account.peak(at(3 * HOUR))).toBe(110_000)
    expect(session.engine.account.peak(at(3 * HOUR + DAY))).toBe(110_000)
    expect(session.engine.account.peak(at(3 * HOUR + DAY + 1))).toBe(100_000)
    expect(session.engine.account.peak(at(3 * HOUR))).toBe(110_000)
  })

  it('is no withdrawal, and a deposit is no profit', () => {
    const accounts = createMemoryAccounts()
    const session = createSession({ strategies: [backHome(1000)], limits, accounts })
    lose(session, 0)
    accounts.deposit(ACCOUNT, SAMPLE_WALLET, money(-50_000), at(90 * MINUTE))
    lose(session, 2 * HOUR)
    expect(kinds(session)).toEqual([])
    expect(session.engine.account.peak(at(3 * HOUR))).toBe(50_000)
    expect(level(session, 'drawdown', 3 * HOUR)?.value).toBeCloseTo(0.04, 10)
    const restarted = createSession({ strategies: [], limits, accounts, startedAt: at(3 * HOUR) })
    expect(level(restarted, 'drawdown', 3 * HOUR)?.value).toBeCloseTo(0.04, 10)
    expect(kinds(restarted)).toEqual([])
  })
})

describe('a warning level of 0', () => {
  it('never warns', () => {
    const limits = { consecutiveLossLimit: 3, consecutiveLossWarn: 0, drawdownWarnFraction: 0 }
    const session = createSession({ strategies: [backHome(1000)], limits })
    lose(session, 0)
    lose(session, 2 * HOUR)
    expect(warnings(session)).toEqual([])
    expect(level(session, 'loss-streak', 3 * HOUR)).toMatchObject({ level: 'ok', value: 2, warnAt: null })
    expect(level(session, 'drawdown', 3 * HOUR)).toMatchObject({ level: 'ok', warnAt: null })
  })
})

describe('the day loss', () => {
  const limits = { dailyLossLimit: money(1000) }

  it("locks until midnight in the account's time zone, and the next day begins at nothing", () => {
    const summer = { timeZone: 'America/New_York', strategies: [backHome(500)], limits }
    const session = createSession(summer)
    lose(session, 0)
    expect(level(session, 'day-loss', HOUR)).toMatchObject({ level: 'ok', value: 500, warnAt: null })
    lose(session, 2 * HOUR)
    const [lock] = session.engine.account.locks
    // Midnight in New York is five in the morning UTC in winter.
    expect(lock).toMatchObject({
      kind: 'day-loss',
      until: at(17 * HOUR),
      reason: '10.00 GBP lost today, limit 10.00 GBP',
    })
    ask(session, 17 * HOUR - 1)
    expect(session.rejections()).toEqual(['DAY_LOSS_LOCK'])
    lose(session, 17 * HOUR)
    expect(session.sent.length).toBe(3)
    expect(session.engine.account.risk(at(18 * HOUR)).profitToday).toBe(-500)
  })

  it('is the same after a restart on the same day, and forgotten on the next', () => {
    const accounts = createMemoryAccounts()
    lose(createSession({ strategies: [backHome(700)], limits, accounts }), 0)
    const sameDay = createSession({ strategies: [backHome(700)], limits, accounts, startedAt: at(3 * HOUR) })
    expect(sameDay.engine.account.risk(at(3 * HOUR)).profitToday).toBe(-700)
    ask(sameDay, 3 * HOUR)
    expect(sameDay.rejections()).toEqual(['DAY_LOSS_LIMIT'])
    expect(sameDay.advice().at(-1)?.verdicts.at(-1)).toMatchObject({ control: 'day-loss' })
    const nextDay = createSession({ strategies: [backHome(700)], limits, accounts, startedAt: at(12 * HOUR) })
    expect(nextDay.engine.account.risk(at(12 * HOUR)).profitToday).toBe(0)
  })

  it('counts a bet by the day on which it was settled', () => {
    const session = createSession({ strategies: [backHome(700)], limits })
    const market = matchOdds('late', { startsAt: at(11 * HOUR) })
    session.market(news(market, at(0), { book: [2, 2] }))
    session.result(ended(market, 'Away'), at(12 * HOUR - 1))
    expect(session.engine.account.risk(at(12 * HOUR - 1)).profitToday).toBe(-700)
    expect(session.engine.account.risk(at(12 * HOUR)).profitToday).toBe(0)
    expect(session.engine.account.risk(at(12 * HOUR - 1)).profitToday).toBe(-700)
  })

  it('is not lowered by what was won on the same day before', () => {
    const session = createSession({ strategies: [backHome(600)], limits })
    win(session, 0)
    session.market(news(matchOdds('x', { startsAt: at(5 * HOUR) }), at(2 * HOUR), { book: [2, 2] }))
    session.market(news(matchOdds('y', { startsAt: at(5 * HOUR) }), at(2 * HOUR), { book: [2, 2] }))
    expect(session.rejections()).toEqual(['DAY_LOSS_LIMIT'])
  })
})
