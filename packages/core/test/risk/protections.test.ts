import {
  after,
  DAY,
  type FairPrices,
  flatStake,
  HOUR,
  MINUTE,
  money,
  type Timestamp,
  timestamp,
  valueBetting,
  venueId,
  withoutProtections,
} from '@betting-advisor/core'
import { power, sharpPrices } from '@betting-advisor/core/odds'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { describe, expect, it } from 'vitest'
import { cooldownLock } from '../../src/risk/protections.ts'
import { ended, matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, createSession, type Session } from '../support/session.ts'
import { backHome } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)
const yardstick = sharpPrices(venueId('book'), power)
let markets = 0

/** A bet that is made at `from`, closes at a price and is settled an hour later. */
function bet(session: Session, from: number, winner: string | null, closing?: readonly number[]): void {
  markets += 1
  const market = matchOdds(`m${markets}`, { startsAt: at(from + MINUTE) })
  session.market(news(market, at(from), { book: [2, 2] }))
  if (closing !== undefined) session.closing(news(market, at(from + MINUTE), { book: closing }))
  session.result(ended(market, winner), at(from + HOUR))
}

function ask(session: Session, from: number): void {
  session.market(news(matchOdds(`asked at ${from}`, { startsAt: at(from + MINUTE) }), at(from), { book: [2, 2] }))
}

const kinds = (session: Session) => session.engine.account.locks.map(({ kind, strategy }) => `${kind} ${strategy}`)

describe('the pause after a lost bet', () => {
  const limits = { cooldownMs: 2 * HOUR }
  const strategies = () => [backHome(100, { name: 'one' })]

  it('stops the strategy that lost, for its time, with the reason', () => {
    const session = createSession({
      strategies: [...strategies(), backHome(100, { name: 'two', venue: 'other' })],
      limits,
    })
    bet(session, 0, 'Away')
    const [lock] = session.engine.account.locks
    expect(lock).toMatchObject({ kind: 'cooldown', strategy: 'one', market: null, from: at(HOUR), until: at(3 * HOUR) })
    expect(lock?.reason).toBe('one lost a bet and pauses for 120 min')
    expect(session.accounts.locks(ACCOUNT)).toEqual([lock])
    const market = matchOdds('both', { startsAt: at(5 * HOUR) })
    session.market(news(market, at(2 * HOUR), { book: [2, 2], other: [2, 2] }))
    expect(session.sent.map(({ intent }) => `${intent.strategy} ${intent.market}`).at(-1)).toBe('two both')
    expect(session.rejections()).toContain('COOLDOWN_LOCK')
    ask(session, 3 * HOUR)
    expect(kinds(session)).toEqual([])
    expect(session.events.filter(({ type }) => type === 'lock-ended')).toMatchObject([{ how: 'expired' }])
  })

  it('does not follow a bet that was won or returned', () => {
    const session = createSession({ strategies: strategies(), limits })
    bet(session, 0, 'Home')
    bet(session, 2 * HOUR, null)
    expect(kinds(session)).toEqual([])
  })

  it('begins anew with a loss inside it, and can still be lifted', () => {
    const accounts = createMemoryAccounts()
    const session = createSession({ strategies: strategies(), limits, accounts })
    const first = matchOdds('first', { startsAt: at(MINUTE) })
    const second = matchOdds('second', { startsAt: at(MINUTE) })
    for (const market of [first, second]) session.market(news(market, at(0), { book: [2, 2] }))
    session.result(ended(first, 'Away'), at(HOUR))
    session.result(ended(second, 'Away'), at(2 * HOUR))
    expect(session.engine.account.locks).toMatchObject([{ kind: 'cooldown', from: at(HOUR), until: at(4 * HOUR) }])
    expect(accounts.locks(ACCOUNT)).toEqual(session.engine.account.locks)
    ask(session, 3 * HOUR)
    expect(session.rejections()).toEqual(['COOLDOWN_LOCK'])
    const id = session.engine.account.locks[0]?.id ?? ''
    session.hear({ type: 'command', at: at(3 * HOUR + 1), command: { kind: 'lift-lock', id } })
    expect(accounts.locks(ACCOUNT)).toMatchObject([{ until: at(3 * HOUR + 1) }])
    expect(kinds(session)).toEqual([])
  })

  it('is not set again by the same bet when a person lifts it, also after a restart', () => {
    const accounts = createMemoryAccounts()
    const session = createSession({ strategies: strategies(), limits, accounts })
    bet(session, 0, 'Away')
    const id = session.engine.account.locks[0]?.id ?? ''
    session.hear({ type: 'command', at: at(HOUR + 1), command: { kind: 'lift-lock', id } })
    bet(session, 2 * HOUR - 2 * MINUTE, 'Home')
    expect(kinds(session)).toEqual([])
    const restarted = createSession({ strategies: strategies(), limits, accounts, startedAt: at(HOUR + 2) })
    expect(kinds(restarted)).toEqual([])
  })

  it('is set by a restart where the process ended before it could be', () => {
    const accounts = createMemoryAccounts()
    bet(createSession({ strategies: strategies(), accounts }), 0, 'Away')
    const early = createSession({ strategies: strategies(), limits, accounts, startedAt: at(2 * HOUR) })
    expect(early.engine.account.locks).toMatchObject([{ kind: 'cooldown', until: at(3 * HOUR) }])
  })

  it('needs a loss and a length', () => {
    const clv = { bets: 0, mean: 0 }
    const lock = (lostAt: Timestamp | null, cooldownMs: number, now: Timestamp) =>
      cooldownLock({ strategy: 'one', lostAt, clv }, ACCOUNT, now, { ...WIDE, cooldownMs })
    expect(lock(at(0), HOUR, at(1))).toMatchObject({ kind: 'cooldown', until: at(HOUR) })
    // Nothing was lost, at a time that is nearer to the beginning of all time than the pause is long.
    expect(lock(null, HOUR, timestamp(1))).toBeNull()
    // Turned off, and the loss was stamped by a clock that is ahead of this one.
    expect(lock(at(1), 0, at(0))).toBeNull()
  })

  it('is over by itself when the process was away for longer', () => {
    const accounts = createMemoryAccounts()
    bet(createSession({ strategies: strategies(), accounts }), 0, 'Away')
    expect(kinds(createSession({ strategies: strategies(), limits, accounts, startedAt: at(3 * HOUR) }))).toEqual([])
  })
})

describe('a low closing line value', () => {
  const limits = { lowClv: { limit: 0.05, bets: 2, lockMs: DAY } }
  const strategies = () => [backHome(100, { name: 'one', yardstick })]
  const worse = [2.5, 1.6]

  it('locks the strategy for its time, then is counted anew', () => {
    const session = createSession({ strategies: strategies(), limits })
    bet(session, 0, 'Home', worse)
    expect(kinds(session)).toEqual([])
    bet(session, 2 * HOUR, 'Home', worse)
    const [lock] = session.engine.account.locks
    expect(lock).toMatchObject({ kind: 'low-clv', strategy: 'one', from: at(3 * HOUR), until: at(3 * HOUR + DAY) })
    expect(lock?.reason).toMatch(
      /^the latest 2 bets of one were \d+\.\d\d % worse than the closing line, limit 5\.00 %$/,
    )
    ask(session, 4 * HOUR)
    expect(session.rejections()).toEqual(['LOW_CLV_LOCK'])
    bet(session, DAY + 4 * HOUR, 'Home', worse)
    expect(kinds(session)).toEqual([])
    bet(session, DAY + 6 * HOUR, 'Home', worse)
    expect(kinds(session)).toEqual(['low-clv one'])
  })

  it('looks at the latest bets alone, whose closing line is known', () => {
    const session = createSession({ strategies: strategies(), limits })
    bet(session, 0, 'Home', worse)
    bet(session, 2 * HOUR, 'Home', [1.6, 2.5])
    bet(session, 4 * HOUR, 'Home', [2, 2])
    expect(kinds(session)).toEqual([])
    const untold = createSession({ strategies: strategies(), limits })
    for (const hour of [0, 2, 4]) bet(untold, hour * HOUR, 'Away')
    expect(kinds(untold)).toEqual([])
  })

  it('is seen however few of the bets have a close', () => {
    const session = createSession({ strategies: strategies(), limits: { ...limits, maxDrawdownFraction: 2 } })
    bet(session, 0, 'Home', worse)
    for (let hour = 2; hour < 2400; hour += 2) bet(session, hour * HOUR, 'Home')
    bet(session, 2400 * HOUR, 'Home', worse)
    expect(kinds(session)).toEqual(['low-clv one'])
  })

  it('is seen of a strategy that bets by a model, which is no measure of itself', () => {
    const always: FairPrices = {
      name: 'a third each',
      fairMarket: () => ({ probabilities: [0.55, 0.45], source: 'a guess', overround: null }),
    }
    const strategy = valueBetting({ fairPrices: always, name: 'one', staking: flatStake(money(100)) })
    const session = createSession({ strategies: [strategy], yardstick, limits })
    for (const hour of [0, 2]) bet(session, hour * HOUR, 'Home', worse)
    expect(kinds(session)).toEqual(['low-clv one'])
  })

  it('goes on counting after a restart', () => {
    const accounts = createMemoryAccounts()
    bet(createSession({ strategies: strategies(), limits, accounts }), 0, 'Home', worse)
    const second = createSession({ strategies: strategies(), limits, accounts, startedAt: at(2 * HOUR) })
    bet(second, 2 * HOUR, 'Home', worse)
    expect(kinds(second)).toEqual(['low-clv one'])
  })
})

describe('a break that the owner asks for', () => {
  const coolOff = (session: Session, moment: number, until: number) =>
    session.hear({
      type: 'command',
      at: at(moment),
      command: { kind: 'cool-off', until: at(until), reason: 'enough for today' },
    })

  it('stops every strategy until it ends, and can be made longer but not shorter', () => {
    const session = createSession({ strategies: [backHome()] })
    coolOff(session, 0, DAY)
    coolOff(session, 1, 2 * DAY)
    coolOff(session, 2, HOUR)
    expect(session.engine.account.locks).toMatchObject([{ kind: 'cool-off', strategy: null, until: at(2 * DAY) }])
    expect(session.accounts.locks(ACCOUNT)).toEqual(session.engine.account.locks)
    ask(session, 2 * DAY - 1)
    expect(session.rejections()).toEqual(['COOL_OFF_LOCK'])
    ask(session, 2 * DAY)
    expect(session.sent.length).toBe(1)
  })

  it('cannot be lifted: that is told, and nothing else', () => {
    const session = createSession({ strategies: [backHome()] })
    coolOff(session, 0, DAY)
    const { length } = session.effects
    const id = session.engine.account.locks[0]?.id ?? ''
    session.hear({ type: 'command', at: at(1), command: { kind: 'lift-lock', id } })
    expect(session.effects.slice(length)).toMatchObject([
      { type: 'tell', event: { type: 'warning', code: 'LOCK_FIXED' } },
    ])
    expect(kinds(session)).toEqual(['cool-off null'])
  })
})

it('a bare strategy has no protections and no limits', () => {
  const limits = {
    ...WIDE,
    cooldownMs: HOUR,
    lowClv: { limit: 0.01, bets: 1, lockMs: DAY },
    exposure: { ...WIDE.exposure, market: WIDE.dailyLossLimit },
    weeklyLossLimit: WIDE.dailyLossLimit,
  }
  const session = createSession({ strategies: [backHome(100, { yardstick })], limits: withoutProtections(limits) })
  for (const hour of [0, 2, 4]) bet(session, hour * HOUR, 'Away', [4, 1.3])
  expect(session.sent.length).toBe(3)
  expect(session.accounts.locks(ACCOUNT)).toEqual([])
  expect(session.advice()[0]?.verdicts.filter(({ detail }) => detail.startsWith('no limit')).length).toBe(9)
})
