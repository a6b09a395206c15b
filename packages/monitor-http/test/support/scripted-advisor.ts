import {
  type AdvisorAnnouncements,
  type AdvisorEvent,
  type AdvisorStatus,
  type DecisionKey,
  type Lock,
  money,
  type Order,
  type OrderEvent,
  type RejectionCode,
  timestamp,
  ZERO,
} from '@betting-advisor/core'
import type { EquityPoint, StoredEvent, StoreReader } from '@betting-advisor/core/store'
import type { MonitoredAdvisor } from '../../src/index.ts'
import { ACCOUNT, advice, minutes, OPEN, order, rejected, START, STEP, settled, status } from './fixtures.ts'

/** What a test lets happen to an advisor. */
export interface ScriptedAdvisor extends MonitoredAdvisor {
  readonly listeners: number
  /** Replaces parts of the status and announces it. */
  become(changes: Partial<AdvisorStatus>): void
  /** Stores an event, and its order, and announces it. */
  happen(event: AdvisorEvent): StoredEvent
  /** Makes every read of the store fail, hang, or work again. */
  break(how: 'failing' | 'hanging' | null): void
}

const NO_LOSSES_YET = { day: {}, week: {}, month: {} }

type Listener = (...values: never[]) => void

/** An advisor whose life is written by the test: `settledCount` settled bets, seven open ones, their advice and events. */
export function createScriptedAdvisor({ settledCount = 40 }: { readonly settledCount?: number } = {}): ScriptedAdvisor {
  const orders = new Map<DecisionKey, Order>()
  const histories = new Map<DecisionKey, OrderEvent[]>()
  const events: StoredEvent[] = []
  const points: EquityPoint[] = [{ at: START, equity: money(100_000) }]
  const locks: Lock[] = []
  const listeners: Record<keyof AdvisorAnnouncements, Set<Listener>> = {
    advice: new Set(),
    event: new Set(),
    change: new Set(),
  }
  let current = status()
  let fault: 'failing' | 'hanging' | null = null

  const announce = (name: keyof AdvisorAnnouncements, ...values: never[]) => {
    for (const listener of [...listeners[name]]) listener(...values)
  }
  const record = (event: AdvisorEvent): StoredEvent => {
    const stored = { id: events.length + 1, event }
    events.push(stored)
    if (event.type === 'order') keep(event.order)
    if (event.type === 'lock-set') locks.push(event.lock)
    return stored
  }
  const keep = (changed: Order) => {
    const { key } = changed.intent
    orders.set(key, changed)
    const history = histories.get(key) ?? []
    histories.set(key, history)
    const at = changed.updatedAt
    if (changed.state === 'MATCHED') {
      history.push({ type: 'accepted', at, venueOrderId: changed.venueOrderId ?? 'none' })
      const averagePrice = changed.averagePrice ?? changed.intent.price
      history.push({ type: 'matched', at, matchedStake: changed.matchedStake, averagePrice })
    }
    if (changed.state === 'SETTLED' && changed.profit !== null) {
      const last = points.at(-1)?.equity ?? ZERO
      points.push({ at, equity: money(last + changed.profit) })
      const outcome = changed.outcome === 'won' ? 'won' : 'lost'
      history.push({ type: 'settled', at, outcome, profit: changed.profit, commission: ZERO })
    }
  }
  const base = { account: ACCOUNT, run: current.run }

  record({ ...base, type: 'run-started', at: START, source: 'emulator', strategies: ['value-betting@1'] })
  for (let index = 0; index < settledCount + OPEN; index++) {
    const at = minutes(index * STEP)
    if (index >= OPEN) record({ ...base, type: 'order', at, order: settled(index - OPEN) })
    record({ ...base, type: 'advice', at, advice: { ...rejected(index + 1), at } })
    record({ ...base, type: 'advice', at, advice: advice(index) })
    record({ ...base, type: 'order', at, order: order(index) })
  }
  const now = minutes((settledCount + OPEN - 1) * STEP + 20)
  const message = 'results: no answer within 10 s'
  record({ ...base, type: 'warning', at: now, code: 'FEED_FAILING', message })

  const equity = points.at(-1)?.equity ?? ZERO
  const reserved = money([...orders.values()].reduce((sum, { reserved: amount }) => sum + amount, 0))
  const peakEquity = money(Math.max(...points.map((point) => point.equity)))
  const drawdown = 1 - equity / peakEquity
  const moved = status({ now })
  current = {
    ...moved,
    equity,
    reserved,
    available: money(equity - reserved),
    peakEquity,
    drawdown,
    openBets: OPEN,
    tradingBreakers: moved.tradingBreakers.map((breaker) =>
      breaker.kind === 'drawdown' ? { ...breaker, value: drawdown } : breaker,
    ),
  }

  const read = <Answer>(answer: () => Answer): Promise<Answer> => {
    if (fault === 'failing') return Promise.reject(new Error('SQLITE_IOERR: disk I/O error at /secret/path'))
    if (fault === 'hanging') return new Promise(() => {})
    return Promise.resolve(answer())
  }
  const store: StoreReader = {
    links: () => read(() => []),
    outbox: () => read(() => []),
    audit: () => read(() => []),
    accounts: () => read(() => [ACCOUNT]),
    runs: () =>
      read(() => [
        {
          id: current.run,
          account: ACCOUNT,
          startedAt: START,
          reachedAt: current.now,
          endedAt: null,
          clock: 'virtual',
          source: 'emulator',
          seed: '1',
          strategies: current.strategies,
          settingsHash: 'a1',
        },
      ]),
    balances: () =>
      read(() => ({
        available: current.available,
        reserved: current.reserved,
        capital: money(-100_000),
        result: ZERO,
        commission: ZERO,
        wallets: { paper: { available: current.available, reserved: current.reserved } },
      })),
    currency: () => read(() => current.currency),
    accountRecords: () =>
      read(() => [
        { kind: 'account', account: ACCOUNT, currency: current.currency, timeZone: 'UTC', openedAt: START },
        {
          kind: 'capital',
          account: ACCOUNT,
          wallet: 'paper',
          cause: 'owner',
          amount: money(100_000),
          at: START,
        },
      ]),
    orders: ({ states, strategy, since, limit = 200, after }) =>
      read(() => {
        const newest = [...orders.values()].sort((a, b) => b.intent.decidedAt - a.intent.decidedAt)
        const start = after === undefined ? 0 : newest.findIndex(({ intent }) => intent.key === after) + 1
        return newest
          .slice(start)
          .filter((candidate) => states === undefined || states.includes(candidate.state))
          .filter(({ intent }) => strategy === undefined || intent.strategy === strategy)
          .filter(({ intent }) => since === undefined || intent.decidedAt >= since)
          .slice(0, limit)
      }),
    order: (key) => read(() => orders.get(key) ?? null),
    history: (key) => read(() => histories.get(key) ?? []),
    equity: (_, since) => read(() => points.filter(({ at }) => at >= since)),
    locks: () => read(() => locks),
    events: ({ after, limit, types }) =>
      read(() =>
        events
          .filter(({ id, event }) => id > after && (types === undefined || types.includes(event.type)))
          .slice(0, limit),
      ),
    lastEventId: () => read(() => events.length),
    rejections: (_, since) =>
      read(() => {
        const counts: Partial<Record<RejectionCode, number>> = {}
        for (const { event } of events) {
          if (event.type !== 'advice' || event.advice.rejection === null || event.at < since) continue
          counts[event.advice.rejection] = (counts[event.advice.rejection] ?? 0) + 1
        }
        return counts
      }),
    changes: ({ limit }) =>
      read(() => ({
        version: orders.size,
        balances: {
          available: current.available,
          reserved: current.reserved,
          capital: money(-100_000),
          result: ZERO,
          commission: ZERO,
          wallets: { paper: { available: current.available, reserved: current.reserved } },
        },
        halt: null,
        locks,
        limits: { limits: current.limits, raises: [] },
        losses: NO_LOSSES_YET,
        links: null,
        orders: [...orders.values()].slice(0, limit),
        more: orders.size > limit,
      })),
    limits: () => read(() => ({ limits: current.limits, raises: [] })),
    peers: () => read(() => [{ run: current.run, startedAt: START }]),
    verify: () => read(() => []),
  }

  return {
    store,
    status: () => current,
    on(name, listener) {
      listeners[name].add(listener as Listener)
      return { [Symbol.dispose]: () => void listeners[name].delete(listener as Listener) }
    },
    get listeners() {
      return listeners.advice.size + listeners.event.size + listeners.change.size
    },
    become(changes) {
      current = { ...current, ...changes, now: changes.now ?? timestamp(current.now + 1_000) }
      announce('change')
    },
    happen(event) {
      const stored = record(event)
      announce('event', stored as never)
      if (event.type === 'advice') announce('advice', event.advice as never)
      return stored
    },
    break(how) {
      fault = how
    },
  }
}
