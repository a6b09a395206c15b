import { after, MINUTE, money, type TradingState } from '@betting-advisor/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matchOdds, NOON, news, WIDE } from '../support/markets.ts'
import { ACCOUNT, createSession, VENUE } from '../support/session.ts'
import { asking, orderSignal } from '../support/strategies.ts'

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60)

const step = fc.oneof(
  fc.record({ kind: fc.constant('bet' as const), market: fc.constantFrom('a', 'b', 'c', 'd') }),
  fc.record({
    kind: fc.constantFrom('halt' as const, 'resume' as const, 'reconciling' as const, 'reconciled' as const),
  }),
  fc.record({
    kind: fc.constant('pause' as const),
    cause: fc.constantFrom('orders' as const, 'order-stream' as const, 'events' as const),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('limit' as const), account: fc.integer({ min: 1, max: 3000 }) }),
)

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Does the steps, and gives the states that were passed through. */
function statesOf(steps: readonly Step[]): ReadonlySet<TradingState> {
  const exposure = { ...WIDE.exposure, account: money(10_000) }
  const session = createSession({ strategies: [asking((market) => orderSignal(market, 1000))], limits: { exposure } })
  const { engine } = session
  const states = new Set<TradingState>()
  let now = NOON
  const take = (each: Step): void => {
    switch (each.kind) {
      case 'bet':
        session.market(news(matchOdds(each.market), now, { book: [2, 2] }))
        return
      case 'limit': {
        const loss = { day: null, week: null, month: null }
        session.accounts.setLimits(ACCOUNT, { exposure: { ...exposure, account: money(each.account) }, loss }, now, 0)
        session.sync(now)
        return
      }
      case 'halt':
      case 'resume':
        session.hear({ type: 'command', at: now, command: { kind: each.kind, reason: 'by hand' } })
        return
      case 'reconciling':
        session.hear({ type: 'reconciling', at: now, venue: VENUE, reason: 'the venue was away' })
        return
      case 'pause':
        session.hear({
          type: 'pause',
          at: now,
          venue: each.cause === 'events' ? null : VENUE,
          cause: each.cause,
          reason: each.on ? 'it is down' : null,
        })
        return
      case 'reconciled':
        session.hear({ type: 'reconciled', at: now, venue: VENUE })
    }
  }
  for (const each of steps) {
    now = after(now, MINUTE)
    take(each)
    const { tradingState, stateReason } = engine.account.risk(now)
    expect(engine.account.tradingState(now)).toEqual({ tradingState, stateReason })
    expect(stateReason === null).toBe(tradingState === 'ACTIVE')
    states.add(tradingState)
  }
  return states
}

it('is the state that controls are told, whatever has happened to the account', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => void statesOf(steps)),
    { numRuns: RUNS },
  )
})

it('is reached in each of its values by what the property draws', () => {
  const states = statesOf([
    { kind: 'bet', market: 'a' },
    { kind: 'limit', account: 500 },
    { kind: 'pause', cause: 'orders', on: true },
    { kind: 'reconciling' },
    { kind: 'halt' },
  ])
  expect(states).toEqual(new Set(['ACTIVE', 'REDUCING', 'PAUSED', 'RECONCILING', 'HALTED']))
})
