import {
  after,
  DAY,
  HOUR,
  type Market,
  MINUTE,
  money,
  type Order,
  type Signal,
  type Strategy,
  selectionId,
  type Timestamp,
  venueId,
} from '@betting-advisor/core'
import type { OrderRoute } from '@betting-advisor/core/simulation'
import { createMemoryAccounts, type Restored } from '@betting-advisor/core/store'
import { SAMPLE_WALLET, sampleIntent } from '@betting-advisor/core/testing'
import { type PlaceOutcome, venueTerms } from '@betting-advisor/core/venue'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createExposureRows } from '../../src/store-rules/exposure-rows.ts'
import { ended, matchOdds, NOON, shownBy } from '../support/markets.ts'
import { ACCOUNT, createSession, type Session } from '../support/session.ts'

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60)
const VENUES = ['exchange', 'other']
const marketOf = (id: string) => matchOdds(id, { startsAt: after(NOON, 60 * DAY) })
const TERMS = venueTerms({ commission: 0.05 })

const engine = fc.nat(1)
const market = fc.constantFrom('a', 'b', 'c')
const share = fc.constantFrom(0, 0.3, 1)

const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('bet' as const),
      engine,
      market,
      strategy: fc.constantFrom('one', 'two'),
      venue: fc.constantFrom(...VENUES),
      selection: fc.constantFrom('Home', 'Away'),
      side: fc.constantFrom('back' as const, 'lay' as const),
      stake: fc.integer({ min: 10, max: 5000 }),
      answer: fc.constantFrom('accepted' as const, 'rejected' as const, 'unknown' as const),
      share,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('news' as const),
      engine,
      pick: fc.nat(),
      state: fc.constantFrom('open' as const, 'matched' as const, 'cancelled' as const, 'lapsed' as const),
      share,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('absent' as const), engine, pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('result' as const, 'correction' as const),
      engine,
      market,
      winner: fc.constantFrom('Home', 'Away', null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('foreign' as const),
      engine,
      market,
      stake: fc.integer({ min: 10, max: 5000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('deposit' as const), amount: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('sync' as const, 'read' as const),
      engine,
      limit: fc.integer({ min: 1, max: 9 }),
    }),
  },
)

type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never

const route: Partial<OrderRoute> = {
  traits: { sides: ['back', 'lay'], minStake: money(10), stakeStep: money(1), netting: true },
}
const limits = { lowClv: { limit: 0.5, bets: 3, lockMs: HOUR }, consecutiveLossLimit: 1000, maxDrawdownFraction: 1000 }

/** Two engines on the same accounts, and what moves them. */
function createTwo() {
  const accounts = createMemoryAccounts()
  let now = NOON
  let wanted: Signal | null = null
  let answer: (order: Order) => PlaceOutcome
  const strategies = ['one', 'two'].map(
    (name): Strategy => ({
      name,
      version: '1',
      maxEntriesPerMarket: 100,
      onMarket: (_, desk) => void (wanted !== null && asker === name && desk.signal(wanted)),
    }),
  )
  let asker = ''
  const open = (startedAt: Timestamp) =>
    createSession({
      strategies,
      accounts,
      limits,
      route,
      bankroll: 10_000_000,
      startedAt,
      place: (order) => answer(order),
    })
  const sessions = [open(NOON), open(NOON)]
  /** What each was told by the store and has not heard yet: by then it may be old. */
  const read: (ReturnType<typeof accounts.changes> | undefined)[] = []
  let foreign = 0

  function at(engineIndex: number): Session {
    const session = sessions[engineIndex]
    if (session === undefined) throw new Error('no such engine')
    return session
  }

  function picked(pick: number): Order | undefined {
    const orders = accounts.orders({ account: ACCOUNT })
    return orders[pick % Math.max(1, orders.length)]
  }

  function show(session: Session, shown: Market): void {
    const venues = VENUES.flatMap((venue) => [
      { ...shownBy(venue, [2.5, 1.8], now), terms: TERMS },
      shownBy(venue, [2.6, 1.9], now, { side: 'lay' }),
    ])
    session.market({ market: shown, status: 'open', inPlay: false, receivedAt: now, venues })
  }

  function matchedPart({ intent }: Order, part: number) {
    const matchedStake = money(Math.floor(intent.stake * part))
    return { matchedStake, averagePrice: matchedStake > 0 ? intent.price : null }
  }

  function run(step: Operation): void {
    now = after(now, 7 * HOUR + 13 * MINUTE)
    switch (step.kind) {
      case 'bet': {
        const { side, stake, selection, venue, share: part } = step
        asker = step.strategy
        wanted = {
          kind: 'order',
          market: marketOf(step.market).id,
          selection: selectionId(selection),
          venue: venueId(venue),
          side,
          stake: money(stake),
        }
        answer = (order) =>
          step.answer === 'accepted'
            ? { kind: 'accepted', venueOrderId: order.intent.ref, ...matchedPart(order, part) }
            : { kind: step.answer, reason: { code: 'WHY', message: 'because' } }
        show(at(step.engine), marketOf(step.market))
        wanted = null
        return
      }
      case 'news': {
        const order = picked(step.pick)
        if (order === undefined || order.intent.origin === 'foreign') return
        const { key, ref } = order.intent
        const part = step.state === 'matched' ? 1 : step.share
        const news = { ref, state: step.state, venueOrderId: ref, ...matchedPart(order, part) }
        at(step.engine).hear({ type: 'order-news', at: now, key, order: news })
        return
      }
      case 'absent': {
        const order = picked(step.pick)
        if (order?.state !== 'UNKNOWN') return
        at(step.engine).hear({ type: 'absent', at: now, key: order.intent.key, proof: 'looked twice' })
        return
      }
      case 'result':
        at(step.engine).result(ended(marketOf(step.market), step.winner), now)
        return
      case 'correction': {
        const states = ['SETTLED', 'VOIDED'] as const
        const orders = accounts.orders({ account: ACCOUNT, market: marketOf(step.market).id, states })
        at(step.engine).hear({ type: 'correction', at: now, result: ended(marketOf(step.market), step.winner), orders })
        return
      }
      case 'foreign': {
        foreign += 1
        const sample = { account: ACCOUNT, strategy: 'foreign', entry: foreign, netting: true, outcomes: 2 }
        const intent = sampleIntent({ ...sample, origin: 'foreign', market: step.market, stake: step.stake })
        const result = accounts.adopt({ ...intent, decidedAt: now, event: marketOf(step.market).event.id }, [
          { type: 'accepted', at: now, venueOrderId: `foreign ${foreign}` },
          { type: 'matched', at: now, matchedStake: intent.stake, averagePrice: intent.price },
        ])
        at(step.engine).hear({ type: 'adopted', at: now, result })
        return
      }
      case 'deposit':
        accounts.deposit(ACCOUNT, SAMPLE_WALLET, money(step.amount * 1000), now)
        return
      case 'read':
        read[step.engine] = accounts.changes({ account: ACCOUNT, after: 0, at: now, limit: step.limit })
        return
      case 'sync': {
        const changes = read[step.engine]
        read[step.engine] = undefined
        if (changes !== undefined) at(step.engine).hear({ type: 'synced', at: now, changes })
        at(step.engine).sync(now, step.limit)
      }
    }
  }

  /** What an engine shows of the account, once it has heard everything. */
  function picture({ engine: { account } }: Session) {
    const { openOrders, atRisk, free, equity, profitToday, recentOrders, tradingState } = account.risk(now)
    const live = [...account.liveOrders()].toSorted((a, b) => (a.intent.key < b.intent.key ? -1 : 1))
    return {
      exposures: account.exposures(),
      losses: account.losses,
      balances: account.balances,
      version: account.version,
      breakers: account.breakers(now),
      peak: account.peak(now),
      live,
      risk: { openOrders, atRisk, free, equity, profitToday, recentOrders, tradingState },
    }
  }

  /** The same without what depends on the order in which bets were settled. */
  function unordered(session: Session) {
    const shown = picture(session)
    const breakers = shown.breakers.filter(({ kind }) => kind !== 'loss-streak' && kind !== 'drawdown')
    return { ...shown, breakers, peak: null }
  }

  function expectAgreement(): void {
    // What they hear may let them act: a result may have waited for the order that one of them has found.
    for (let turn = 0; turn < 3; turn += 1) for (const session of sessions) session.sync(now)
    const changes = accounts.changes({ account: ACCOUNT, after: 0, at: now, limit: 10_000 })
    const rows = createExposureRows()
    for (const order of changes.orders) rows.add(order)
    const told = hasUntoldOrder(accounts.orders({ account: ACCOUNT, states: ['SETTLED', 'VOIDED'] }))
      ? unordered
      : picture
    const restarted = told(open(now))
    for (const session of sessions) {
      const shown = told(session)
      expect(shown.exposures).toEqual(Object.fromEntries(rows.rows()))
      expect(shown).toMatchObject({ balances: changes.balances, losses: changes.losses, version: changes.version })
      expect(shown).toEqual(restarted)
    }
    expect(accounts.verify(ACCOUNT)).toEqual([])
  }

  return { run, expectAgreement, sessions }
}

/**
 * Whether bets of one moment were corrected since: who hears of them only then cannot tell which of them was settled first. A restart
 * can, so that a streak of losses can be counted differently until then.
 */
function hasUntoldOrder(settled: Restored['settled']): boolean {
  return settled.some(
    ({ intent: { key }, settledAt, updatedAt }) =>
      settledAt !== updatedAt && settled.some((other) => other.intent.key !== key && other.settledAt === settledAt),
  )
}

/** Corrected by an engine that has not heard of the bet yet. */
const correctedUnheard: Operation[] = [
  {
    kind: 'bet',
    engine: 1,
    market: 'c',
    strategy: 'one',
    venue: 'exchange',
    selection: 'Away',
    side: 'back',
    stake: 10,
    answer: 'accepted',
    share: 1,
  },
  { kind: 'result', engine: 1, market: 'c', winner: null },
  { kind: 'correction', engine: 0, market: 'c', winner: 'Home' },
]

/** Settled at one moment, and heard of the other way round. */
const heardBackwards: Operation[] = [
  { kind: 'foreign', engine: 0, market: 'b', stake: 10 },
  { kind: 'sync', engine: 1, limit: 1 },
  {
    kind: 'bet',
    engine: 1,
    market: 'b',
    strategy: 'one',
    venue: 'exchange',
    selection: 'Home',
    side: 'lay',
    stake: 10,
    answer: 'accepted',
    share: 1,
  },
  { kind: 'result', engine: 1, market: 'b', winner: 'Home' },
  { kind: 'news', engine: 0, pick: 0, state: 'open', share: 0 },
]

it('an engine that has heard everything shows what the store has, and what one that starts now would show', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (steps) => {
      const two = createTwo()
      for (const step of steps) two.run(step)
      two.expectAgreement()
    }),
    { numRuns: RUNS, examples: [[correctedUnheard], [heardBackwards]] },
  )
})

it('and so it does after every single step', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 12 }), (steps) => {
      const two = createTwo()
      for (const step of steps) {
        two.run(step)
        two.expectAgreement()
      }
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  )
})
