import {
  accountKey,
  after,
  allVoid,
  createMemoryStore,
  type Market,
  type MarketResult,
  MINUTE,
  money,
  type Order,
  SECOND,
  selectionId,
  venueId,
  wonBy,
} from '@betting-advisor/core'
import { createMemoryAccounts } from '@betting-advisor/core/store'
import { marketAtVenue } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { settledBet } from '../../src/report/settled-bet.ts'
import { openAdvisor, scriptedPrices } from '../support/advisor.ts'
import { saying, shared } from '../support/endings.ts'
import { matchOdds, NOON, news } from '../support/markets.ts'
import { ACCOUNT, BACKS, createSession, type Session } from '../support/session.ts'
import { asking } from '../support/strategies.ts'

const at = (milliseconds: number) => after(NOON, milliseconds)

/** A race of three; with fewer, those that still run. */
const race = (...runners: readonly string[]): Market => ({
  ...matchOdds('race'),
  selections: runners.map((name) => ({ id: selectionId(name), name, line: null })),
})

/** Backs this runner for 10.00, as long as it runs. */
const backing = (runner: string) =>
  asking(({ market }) => {
    if (!market.selections.some(({ id }) => id === runner)) return null
    return {
      kind: 'order',
      market: market.id,
      selection: selectionId(runner),
      venue: venueId('book'),
      side: 'back',
      stake: money(1000),
    }
  }, `backs-${runner}`)

const ALL = race('A', 'B', 'C')
const won = (...winners: readonly string[]): MarketResult => wonBy(ALL, winners.map(selectionId))
const named = (selections: MarketResult['selections'], rest: Partial<MarketResult> = {}): MarketResult => ({
  ...allVoid(ALL.id),
  selections,
  void: false,
  ...rest,
})

const endings = (orders: readonly Order[]) =>
  Object.fromEntries(orders.map(({ intent, state, profit }) => [intent.selection, `${state} ${profit}`]))

/** A, B and C are backed at 3, and no result has come. */
function backed(): Session {
  const session = createSession({ strategies: ['A', 'B', 'C'].map(backing) })
  session.market(news(ALL, NOON, { book: [3, 3, 3] }))
  return session
}

const warned = ({ events }: Session) =>
  events.flatMap((event) => (event.type === 'warning' ? [`${event.code} ${event.message}`] : []))

/** What became of the three bets; later news may show fewer runners. */
function ending(
  result: MarketResult,
  ...runners: readonly string[]
): { session: Session; ends: Record<string, string> } {
  const session = backed()
  if (runners.length > 0) {
    session.market(news(race(...runners), at(MINUTE), { book: runners.map(() => 3) }))
  }
  session.result(result, at(90 * MINUTE))
  expect(session.accounts.verify(ACCOUNT)).toEqual([])
  return { session, ends: endings(session.orders()) }
}
const afterResult = (result: MarketResult, ...runners: readonly string[]) => ending(result, ...runners).ends

const open = 'MATCHED null'

describe('a race that is bet on each way', () => {
  const eachWay = { divisor: 4, places: 2 }
  const states = [marketAtVenue({ venue: venueId('book'), status: 'open', eachWay })]
  const race = (result: MarketResult): Session => {
    const route = { traits: { ...BACKS, netting: true } }
    const session = createSession({ strategies: ['A', 'B', 'C'].map(backing), route })
    session.market(news(ALL, NOON, { book: [9, 9, 9] }, { states }))
    const sums = session.accounts.balances(ACCOUNT)
    expect([sums.reserved, session.orders()[0]?.intent]).toMatchObject([
      6000,
      { liability: 2000, netting: false, eachWay },
    ])
    session.result(result, at(90 * MINUTE))
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
    return session
  }

  test('pays the winner both its bets, and who is placed the one', () => {
    const session = race(named(saying({ A: 'won', B: 'placed', C: 'lost' })))
    expect(endings(session.orders())).toEqual({ A: 'SETTLED 10000', B: 'SETTLED 1000', C: 'SETTLED -2000' })
    expect(
      session
        .orders()
        .map(({ outcome }) => outcome)
        .toSorted(),
    ).toEqual(['lost', 'placed', 'won'])
  })

  test('is counted in reports by all that was staked, and what that is paid', () => {
    const bets = race(named(saying({ A: 'won', B: 'placed', C: 'lost' })))
      .orders()
      .toSorted((a, b) => (a.intent.selection < b.intent.selection ? -1 : 1))
      .map(settledBet)
    expect(bets).toMatchObject([
      { stake: 2000, price: 6, profit: 10_000 },
      { stake: 2000, profit: 1000, outcome: 'placed' },
      { stake: 2000, profit: -2000 },
    ])
  })

  test('pays who shares the last place a share of it', () => {
    const half = { outcome: 'placed', share: { numerator: 1, denominator: 2 } } as const
    const shared = ['B', 'C'].map((name) => ({ selection: selectionId(name), ...half }))
    const session = race(named([{ selection: selectionId('A'), outcome: 'won' }, ...shared]))
    expect(endings(session.orders())).toEqual({ A: 'SETTLED 10000', B: 'SETTLED -500', C: 'SETTLED -500' })
    const none = { numerator: 3, denominator: 2 }
    session.result(named([{ selection: selectionId('A'), outcome: 'placed', share: none }]), at(2 * 60 * MINUTE))
    expect(warned(session)).toEqual(['RESULT_UNREADABLE race: A shares no part of a whole'])
  })

  test('takes no orders of which nobody knows what they lose', () => {
    const onClose = asking(({ market }) => ({
      kind: 'order',
      order: 'market-on-close',
      market: market.id,
      selection: selectionId('A'),
      venue: venueId('book'),
      side: 'back',
      liability: money(1000),
    }))
    const orders = { kinds: ['limit', 'market-on-close'], persistence: ['lapse'], fillOrKill: false } as const
    const session = createSession({ strategies: [onClose], route: { traits: { ...BACKS, orders } } })
    session.market(news(ALL, NOON, { book: [9, 9, 9] }, { states }))
    expect(session.rejections()).toEqual(['ORDER_KIND_NOT_OFFERED'])
  })
})

test.each([
  ['all', ['A', 'B', 'C'], { A: 'SETTLED 2000', B: 'SETTLED 2000', C: 'SETTLED 2000' }],
  ['none', [], { A: 'SETTLED -1000', B: 'SETTLED -1000', C: 'SETTLED -1000' }],
])('where any number can win, %s of them do', (_, winners, ends) => {
  const session = createSession({ strategies: ['A', 'B', 'C'].map(backing) })
  session.market(news({ ...ALL, winners: 0 }, NOON, { book: [3, 3, 3] }))
  const said = ['A', 'B', 'C'].map((name) => [name, winners.some((each) => each === name) ? 'won' : 'lost'] as const)
  session.result(named(saying(Object.fromEntries(said))), at(90 * MINUTE))
  expect(endings(session.orders())).toEqual(ends)
  expect(warned(session)).toEqual([])
})

describe('a race of which a runner was backed that did not run', () => {
  test('is a race like any other until its result', () => {
    expect(endings(backed().orders())).toEqual({ A: open, B: open, C: open })
    expect(afterResult(won('A'))).toEqual({ A: 'SETTLED 2000', B: 'SETTLED -1000', C: 'SETTLED -1000' })
  })

  const ran = named(saying({ A: 'won', C: 'lost' }))
  const settled = { A: 'SETTLED 2000', B: 'VOIDED 0', C: 'SETTLED -1000' }

  test('settles those that ran, by a result that names them, and says once what it leaves open', () => {
    const { session, ends } = ending(ran)
    expect(ends).toEqual({ ...settled, B: open })
    session.result(ran, at(91 * MINUTE))
    expect(warned(session)).toEqual(['RESULT_INCOMPLETE race: it speaks of A, C, not of B: settle these by hand'])
    session.result(named(saying({ A: 'won', B: 'void', C: 'lost' })), at(92 * MINUTE))
    expect(endings(session.orders())).toEqual(settled)
  })

  test('returns the bet on the withdrawn runner, by a result that names it', () => {
    expect(afterResult(named(saying({ A: 'won', B: 'void', C: 'lost' })))).toEqual(settled)
  })

  test('returns the bet on the withdrawn runner, by a result that names all that the market still had', () => {
    expect(afterResult(ran, 'A', 'C')).toEqual(settled)
  })

  test.each([
    ['the winner alone is named', named(saying({ A: 'won' })), ['A', 'C'], { A: 'SETTLED 2000', B: open, C: open }],
    // Whether B was renamed or withdrawn, nobody can tell.
    ['a runner was renamed', named(saying({ A: 'won', 'B II': 'lost', C: 'lost' })), ['A', 'B II', 'C'], { B: open }],
    [
      'one was renamed and one withdrawn',
      named(saying({ 'A II': 'won', C: 'lost' })),
      ['A II', 'C'],
      { A: open, B: open },
    ],
    [
      'another is named as the withdrawn one',
      named(saying({ A: 'won', C: 'lost', D: 'void' })),
      ['A', 'C'],
      { B: open },
    ],
    ['the market is long gone', ran, [], { B: open }],
  ] as const)('leaves a bet open when %s', (_, result, runners, ends) => {
    const { session, ends: seen } = ending(result, ...runners)
    expect(seen).toMatchObject(ends)
    expect(warned(session)).toHaveLength(1)
  })

  test('settles nothing by a result that names nothing that was bet on', () => {
    const { session, ends } = ending(named(saying({ D: 'lost', A2: 'lost' })))
    expect(ends).toEqual({ A: open, B: open, C: open })
    expect(warned(session)).toHaveLength(1)
  })
})

describe('a dead heat', () => {
  /** Half of the stake at the full price, the other half lost. */
  const half = { A: 'SETTLED 500', B: 'SETTLED 500', C: 'SETTLED -1000' }

  test('of two where one wins pays each half', () => {
    expect(afterResult(won('A', 'B'))).toEqual(half)
    expect(
      ending(won('A', 'B'))
        .session.orders()
        .map(({ outcome }) => outcome),
    ).toContain('dead-heat')
  })

  test('of all three pays a third each, to the nearest minor unit', () => {
    // A third of 30.00, less 10.00.
    expect(afterResult(won('A', 'B', 'C'))).toEqual({ A: 'SETTLED 0', B: 'SETTLED 0', C: 'SETTLED 0' })
  })

  test('that is corrected to another share is paid anew', () => {
    const { session } = ending(named([shared('A', 1, 2), ...saying({ B: 'lost', C: 'lost' })]))
    const result = named([shared('A', 1, 3), shared('B', 1, 3), shared('C', 1, 3)])
    session.hear({ type: 'correction', at: at(100 * MINUTE), result, orders: session.orders() })
    expect(endings(session.orders())).toEqual({ A: 'SETTLED 0', B: 'SETTLED 0', C: 'SETTLED 0' })
    expect(session.accounts.verify(ACCOUNT)).toEqual([])
  })

  test('can be settled by hand', async () => {
    const accounts = createMemoryAccounts()
    const prices = [{ at: at(SECOND), tell: [news(ALL, NOON, { book: [3, 3, 3] })] }]
    const { advisor, clock } = await openAdvisor({
      store: createMemoryStore(accounts),
      sources: [scriptedPrices(prices, true)],
      strategies: ['A', 'B', 'C'].map(backing),
    })
    const running = advisor.run()
    await clock.until(at(5 * SECOND))
    await advisor.settle(won('A', 'B'))
    await clock.until(at(10 * SECOND))
    await advisor.stop('the test is over')
    await running
    expect(endings(accounts.orders({ account: accountKey('DRY_RUN', 'test'), limit: 10 }))).toEqual(half)
  })
})

describe('half results, pushes and deductions', () => {
  test('are paid as such', () => {
    expect(afterResult(named(saying({ A: 'half-won', B: 'half-lost', C: 'push' })))).toEqual({
      A: 'SETTLED 1000',
      B: 'SETTLED -500',
      C: 'SETTLED 0',
    })
  })

  test('of a withdrawal concern bets that were decided before it', () => {
    const quarter = { share: { numerator: 1, denominator: 4 }, of: 'winnings' } as const
    const result = (before: number) =>
      named(saying({ A: 'won', B: 'void', C: 'lost' }), { deductions: [{ before: at(before), ...quarter }] })
    expect(afterResult(result(1))).toMatchObject({ A: 'SETTLED 1500', B: 'VOIDED 0', C: 'SETTLED -1000' })
    expect(afterResult(result(0))).toMatchObject({ A: 'SETTLED 2000' })
  })

  test('of losses in part make a streak, by what they brought', () => {
    const { session } = ending(named(saying({ A: 'half-lost', B: 'half-lost', C: 'push' }), {}))
    expect(session.engine.account.breakers(at(2 * 60 * MINUTE))[0]).toMatchObject({ kind: 'loss-streak', value: 2 })
  })
})
