import {
  type AccountKey,
  type AccountLimits,
  type Advice,
  type AdvisorStatus,
  accountKey,
  currency,
  type DecisionKey,
  eventId,
  type Lock,
  type Money,
  marketId,
  money,
  type Order,
  price,
  runId,
  selectionId,
  type Timestamp,
  timestamp,
  toPriceUnits,
  venueId,
  ZERO,
} from '@betting-advisor/core'
import type { CircuitBreakerSnapshot } from '@betting-advisor/core/breaker'
import type { Verdict } from '@betting-advisor/core/risk'
import { windowFinder } from '@betting-advisor/core/store'
import type { OrderRef } from '@betting-advisor/core/venue'
import { valueOfFills } from '@betting-advisor/core/venue'

export const ACCOUNT: AccountKey = accountKey('DRY_RUN', 'default')
export const START: Timestamp = timestamp(Date.UTC(2026, 7, 8, 9))
/** Bets are decided two hours apart, start twelve hours later and are settled two hours after that. */
export const STEP = 120
export const OPEN = 7
export const minutes = (count: number): Timestamp => timestamp(START + count * 60_000)

const FIXTURES = [
  ['Ashford United', 'Northbridge', 'Northbridge'],
  ['Kingsmere Rovers', 'Port Hallow', 'Kingsmere Rovers'],
  ['Eastvale', 'Millbrook Athletic', 'Draw'],
  ['Saltmarsh Town', 'Castle Lynn', 'Castle Lynn'],
  ['Harrowgate Wanderers', 'Oldchapel', 'Oldchapel'],
  ['Wexcombe City', 'Thornbury Vale', 'Wexcombe City'],
  ['Dunmore Albion', 'Riverside', 'Draw'],
] as const

export function bet(index: number): { readonly eventName: string; readonly selectionName: string } {
  const [home, away, selectionName] = FIXTURES[index % FIXTURES.length] ?? FIXTURES[0]
  return { eventName: `${home} v ${away}`, selectionName }
}

const LIMITS: AccountLimits = {
  exposure: { selection: null, market: null, event: null, strategy: null, venue: null, account: null },
  loss: { day: money(100_000), week: null, month: null },
}
const windowsOf = windowFinder('UTC')

const EDGE = 0.034
const askedPrice = (index: number) => price(1.8 + ((index * 37) % 180) / 100)
const fairProbability = (index: number) => (1 + EDGE) / askedPrice(index)

export function order(
  index: number,
  changes: Partial<Order> & { readonly names?: ReturnType<typeof bet> } = {},
): Order {
  const { names = bet(index), ...rest } = changes
  const at = minutes(index * STEP)
  const asked = askedPrice(index)
  const stake = money(900 + ((index * 613) % 2100))
  return {
    intent: {
      key: `${ACCOUNT}|value-betting@1|theodds:m${index}|${names.selectionName}|back|entry:1` as DecisionKey,
      ref: index.toString(16).padStart(32, '0') as OrderRef,
      account: ACCOUNT,
      run: runId('run-1'),
      strategy: 'value-betting',
      strategyVersion: '1',
      entry: 1,
      replaces: null,
      venue: venueId('bookmaker-b'),
      wallet: 'paper',
      event: eventId(`theodds:e${index}`),
      market: marketId(`theodds:m${index}`),
      selection: selectionId(names.selectionName),
      ...names,
      competition: 'soccer_demo_league',
      startsAt: timestamp(at + 12 * 3_600_000),
      side: 'back',
      outcomes: 3,
      winners: 1,
      netting: false,
      origin: 'decided',
      terms: { kind: 'limit', persistence: 'lapse', minFill: null },
      price: toPriceUnits(asked),
      stake,
      liability: stake,
      fairProbability: fairProbability(index),
      edge: EDGE,
      commission: 0,
      quote: { price: asked, quotedAt: at, receivedAt: at },
      decidedAt: at,
      claims: [],
      limits: { ...LIMITS, rate: null },
      windows: windowsOf(at),
      reasons: ['minimum edge: edge 0.034 ≥ 0.01', 'open bets: 6 < 10'],
    },
    state: 'MATCHED',
    venueOrderId: `sim-${index}`,
    matchedStake: stake,
    voidedStake: ZERO,
    cancelledStake: ZERO,
    lapsedStake: ZERO,
    matchedValue: valueOfFills([{ stake, price: toPriceUnits(asked) }]),
    valueBasis: 'fills',
    averagePrice: toPriceUnits(asked),
    reserved: stake,
    profit: null,
    commission: null,
    outcome: null,
    closingProbability: null,
    reason: null,
    resetAt: null,
    clearedVersion: null,
    marketCharge: null,
    chargeVersion: null,
    covered: ZERO,
    pendingUntil: null,
    amendedStake: null,
    amendedPersistence: null,
    sentAt: at,
    settledAt: null,
    updatedAt: at,
    version: index,
    ...rest,
  }
}

/** The same order after its match. */
export function settled(index: number, won = (index * 7) % 13 < 6): Order {
  const open = order(index)
  const at = timestamp(open.intent.startsAt + 2 * 3_600_000)
  const profit = won ? Math.round((open.matchedStake * (open.intent.price - 10_000)) / 10_000) : -open.matchedStake
  return {
    ...open,
    state: 'SETTLED',
    reserved: money(0),
    profit: money(profit),
    commission: money(0),
    outcome: won ? 'won' : 'lost',
    closingProbability: fairProbability(index) * (index % 4 === 0 ? 0.94 : 1.015),
    settledAt: at,
    updatedAt: at,
  }
}

const PASSED: readonly Verdict[] = [
  { control: 'trading-state', code: null, detail: 'trading is ACTIVE' },
  { control: 'market-open', code: null, detail: 'market is open and has not started' },
  { control: 'quote-age', code: null, detail: 'quote is 4 s old, at most 120 s' },
  { control: 'price-range', code: null, detail: 'price 2.44 within 1.01 to 1000' },
  { control: 'minimum-edge', code: null, detail: 'edge 0.034 ≥ 0.01' },
  { control: 'open-bets', code: null, detail: '6 open bets < 10' },
]

export function advice(index: number, changes: Partial<Advice> = {}): Advice {
  const { intent } = order(index)
  const stake: Money = intent.stake
  return {
    at: intent.decidedAt,
    strategy: intent.strategy,
    strategyVersion: intent.strategyVersion,
    venue: intent.venue,
    event: intent.event,
    eventName: intent.eventName,
    competition: intent.competition,
    startsAt: intent.startsAt,
    market: intent.market,
    marketKind: 'h2h',
    selection: intent.selection,
    selectionName: intent.selectionName,
    side: 'back',
    terms: intent.terms,
    price: price(intent.price / 10_000),
    fairProbability: fairProbability(index),
    fairPrice: 1 / fairProbability(index),
    fairSource: 'pinnacle, Shin, overround 2.6 %',
    edge: EDGE,
    kellyFraction: EDGE / (intent.price / 10_000 - 1),
    stake,
    liability: stake,
    sizing: [
      'full Kelly: 2.36 % of 1043.12 GBP = 24.62 GBP',
      'fraction 0.2 of it: 4.92 GBP',
      'cap of 5 % of the bankroll: 52.16 GBP, not reached',
      'rounded down to 0.01 GBP',
    ],
    verdicts: PASSED,
    rejection: null,
    summary: `Back ${intent.selectionName} (${intent.eventName}) at ${intent.price / 10_000}`,
    ...changes,
  }
}

const REFUSALS: readonly Verdict[] = [
  { control: 'minimum-edge', code: 'EDGE_BELOW_MIN', detail: 'edge 0.004 < 0.01' },
  { control: 'minimum-edge', code: 'EDGE_BELOW_MIN', detail: 'edge -0.021 < 0.01' },
  { control: 'already-bet', code: 'ALREADY_BET', detail: 'one bet per market, and there is one' },
  { control: 'minimum-edge', code: 'EDGE_BELOW_MIN', detail: 'edge 0.007 < 0.01' },
  { control: 'open-bets', code: 'OPEN_BETS_EXCEEDED', detail: '10 open bets, at most 10' },
  { control: 'quote-age', code: 'QUOTE_STALE', detail: 'quote is 190 s old, at most 120 s' },
]

export function rejected(index: number): Advice {
  const refusal = REFUSALS[index % REFUSALS.length]
  if (refusal === undefined) throw new Error('unreachable')
  return advice(index, {
    edge: 0.004,
    stake: money(0),
    liability: money(0),
    sizing: [],
    verdicts: [...PASSED.slice(0, 4), refusal],
    rejection: refusal.code,
    summary: `Rejected: ${refusal.detail}`,
  })
}

export const CLOSED: CircuitBreakerSnapshot = {
  name: 'theodds',
  state: 'closed',
  failures: 1,
  openedAt: null,
  nextProbeAt: null,
  lastError: null,
  counters: { successes: 1_284, failures: 3, rejections: 0 },
}

export function lock(at: Timestamp): Lock {
  return {
    id: 'lock-1',
    account: ACCOUNT,
    kind: 'loss-streak',
    strategy: null,
    market: null,
    reason: '5 losses in a row, limit 5',
    from: at,
    until: timestamp(at + 24 * 3_600_000),
  }
}

export function status(changes: Partial<AdvisorStatus> = {}): AdvisorStatus {
  const now = changes.now ?? minutes(3_000)
  return {
    account: ACCOUNT,
    mode: 'DRY_RUN',
    run: runId('run-1'),
    version: '0.1.0',
    clock: 'virtual',
    source: 'emulator',
    now,
    startedAt: START,
    tradingState: 'ACTIVE',
    haltReason: null,
    venues: [
      {
        name: 'paper',
        isPaper: true,
        tradingState: 'ACTIVE',
        haltReason: null,
        available: money(95_412),
        reserved: money(8_900),
        told: null,
        openBets: 6,
        unresolved: 0,
        breaker: { ...CLOSED, name: 'paper:orders' },
      },
    ],
    ended: null,
    currency: currency('GBP'),
    available: money(95_412),
    reserved: money(8_900),
    exposure: money(8_900),
    equity: money(104_312),
    deposited: money(100_000),
    peakLookbackMs: 30 * 86_400_000,
    peakEquity: money(106_944),
    drawdown: 0.0246,
    profitToday: money(-1_218),
    openBets: 6,
    maxOpenBets: 10,
    unresolved: 0,
    events: { waiting: 0, dropped: 0 },
    markets: 38,
    breakers: [
      CLOSED,
      {
        ...CLOSED,
        name: 'results',
        state: 'open',
        failures: 5,
        openedAt: timestamp(now - 20_000),
        nextProbeAt: timestamp(now + 40_000),
        lastError: { code: 'HTTP_TIMEOUT', message: 'no answer within 10 s', at: timestamp(now - 20_000) },
        counters: { successes: 92, failures: 8, rejections: 4 },
      },
    ],
    tradingBreakers: [
      { kind: 'loss-streak', level: 'warning', value: 3, warnAt: 3, limit: 5, lock: null },
      { kind: 'drawdown', level: 'ok', value: 0.0246, warnAt: 0.15, limit: 0.2, lock: null },
      { kind: 'day-loss', level: 'ok', value: 1_218, warnAt: null, limit: 100_000, lock: null },
    ],
    locks: [],
    limits: LIMITS,
    feeds: [
      {
        name: 'theodds soccer_demo_league',
        state: 'ok',
        lastMessageAt: timestamp(now - 4_000),
        fault: null,
        nextAttemptAt: timestamp(now + 26_000),
        detail: '19,204 credits left',
      },
      {
        name: 'results',
        state: 'failing',
        lastMessageAt: timestamp(now - 3_720_000),
        fault: { code: 'HTTP_TIMEOUT', message: 'no answer within 10 s', at: timestamp(now - 20_000) },
        nextAttemptAt: timestamp(now + 40_000),
        detail: null,
      },
    ],
    strategies: ['value-betting@1'],
    ...changes,
  }
}
