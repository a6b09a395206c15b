import {
  type AccountKey,
  type Advice,
  type AdvisorEvent,
  accountKey,
  type Intent,
  type MarketId,
  type MarketResult,
  type MarketUpdate,
  type Money,
  money,
  type Order,
  type RiskLimits,
  runId,
  type Strategy,
  type Timestamp,
  timestamp,
} from '@betting-advisor/core'
import type { BookView } from '@betting-advisor/core/book'
import type { Control } from '@betting-advisor/core/risk'
import {
  createEngine,
  type Engine,
  type EngineEffect,
  type EngineInput,
  type OrderRoute,
} from '@betting-advisor/core/simulation'
import {
  type Accounts,
  type BeginResult,
  createMemoryAccounts,
  type Restored,
  type Yardstick,
} from '@betting-advisor/core/store'
import type { Amendment, ExchangeRates, PlaceOutcome } from '@betting-advisor/core/venue'
import { begunEach } from '../../src/engine/together.ts'
import { GBP, NOON, WIDE } from './markets.ts'

/** A bookmaker that takes bets only for selections. */
export const BACKS: OrderRoute['traits'] = { sides: ['back'], minStake: money(10), stakeStep: money(1), netting: false }

/** The name of the venue that takes orders in a session. */
export const VENUE = 'venue'

/** An account that has set itself no limits. */
const NO_LIMITS = { exposure: WIDE.exposure, loss: { day: null, week: null, month: null } }

export const ACCOUNT: AccountKey = accountKey('DRY_RUN', 'test')

/** What a session is made of; whatever is left out lets every bet through and matches it in full. */
export interface SessionSettings {
  readonly strategies: readonly Strategy[]
  readonly limits?: Partial<RiskLimits>
  readonly accounts?: Accounts
  readonly bankroll?: number
  readonly route?: Partial<OrderRoute>
  readonly controls?: readonly Control[]
  readonly yardstick?: Yardstick
  /** Books that a test keeps. */
  readonly books?: ReadonlyMap<MarketId, BookView>
  /** What other currencies are worth. */
  readonly rates?: ExchangeRates
  readonly timeZone?: string
  readonly startedAt?: Timestamp
  /** Hears nothing yet, not even what the store restored. */
  readonly unheard?: boolean
  /** Where to write down what is heard and decided. */
  readonly recording?: { record(input: EngineInput, effects: readonly EngineEffect[]): void }
  /** `false`: venue and ledger are not compared yet. */
  readonly reconciled?: boolean
  /** What the venue says of an order. */
  readonly place?: (order: Order) => PlaceOutcome
  /** What the venue says when it is asked to amend an order. */
  readonly amend?: (order: Order, change: Amendment) => Extract<EngineInput, { type: 'amended' }>['outcome']
  /** What the venue says when it is asked to put one order in the place of another. */
  readonly replace?: (order: Order, by: Order) => Extract<EngineInput, { type: 'replaced' }>['outcome']
  /** What the venue says when it is asked to cancel an order. */
  readonly cancel?: (order: Order) => Extract<EngineInput, { type: 'cancelled' }>['outcome']
  /** What the store says of an intent, where it is not the accounts in memory that do. */
  readonly begin?: (intent: Intent, accounts: Accounts) => BeginResult
}

/** An engine on accounts in memory and a hand-driven venue; effects are done at once unless they are held back. */
export interface Session {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly events: readonly AdvisorEvent[]
  readonly sent: readonly Order[]
  /** Orders that the venue was asked to cancel. */
  readonly cancelled: readonly Order[]
  /** Orders that the venue was asked to put in the place of others. */
  readonly replaced: readonly Order[]
  readonly effects: readonly EngineEffect[]
  hear(input: EngineInput): void
  market(update: MarketUpdate): void
  closing(update: MarketUpdate): void
  result(result: MarketResult, at: Timestamp): void
  /** From now on effects of this type wait for {@link Session.release}. */
  holdBack(type: EngineEffect['type']): void
  /** Hears all that has changed in the store since it last did. */
  sync(at: Timestamp, limit?: number): void
  /** Does what was held back, as of `at`, and holds nothing back any more. */
  release(at: Timestamp): void
  advice(): readonly Advice[]
  /** Reason codes of the rejected advice that was told, in order. */
  rejections(): readonly (string | null)[]
  orders(): readonly Order[]
}

let sessions = 0

/** Everything that a run is given when it starts, ended locks included. */
export function restoredFrom(accounts: Accounts, at: Timestamp, limits: RiskLimits, bankroll: Money): Restored {
  sessions += 1
  const since = timestamp(at - limits.peakLookbackMs)
  const restored = accounts.startRun({
    run: {
      id: runId(`run-${sessions}`),
      account: ACCOUNT,
      startedAt: at,
      clock: 'virtual',
      source: 'recording',
      seed: null,
      strategies: [],
      settingsHash: '',
    },
    currency: GBP,
    timeZone: 'UTC',
    limits: NO_LIMITS,
    limitRaiseDelayMs: 0,
    openingFunds: { [VENUE]: bankroll },
    since,
  })
  const locks = accounts.locks(ACCOUNT).filter(({ until }) => until === null || until > since)
  return { ...restored, locks }
}

/** Lifts the kill switch in both steps. */
export function liftHalt(accounts: Accounts, at: Timestamp): void {
  accounts.resume(ACCOUNT, accounts.askResume(ACCOUNT, at).code, at)
}

export function matchedInFull({ intent }: Order): PlaceOutcome {
  const { ref, stake, price } = intent
  return { kind: 'accepted', venueOrderId: ref, matchedStake: stake, averagePrice: price }
}

export function createSession(settings: SessionSettings): Session {
  const { accounts = createMemoryAccounts(), startedAt = NOON, place = matchedInFull, strategies, route } = settings
  const limits = { ...WIDE, ...settings.limits }
  const engine = createEngine({
    account: ACCOUNT,
    currency: GBP,
    timeZone: settings.timeZone ?? 'UTC',
    limits,
    ...(settings.yardstick === undefined ? {} : { yardstick: settings.yardstick }),
    ...(settings.rates === undefined ? {} : { rates: settings.rates }),
    ...(settings.books === undefined ? {} : { books: settings.books }),
    strategies,
    routes: [{ name: VENUE, traits: BACKS, takes: () => true, ...route }],
    controls: settings.controls ?? [],
  })
  const events: AdvisorEvent[] = []
  const sent: Order[] = []
  const cancelled: Order[] = []
  const replaced: Order[] = []
  const effects: EngineEffect[] = []
  const queue: EngineInput[] = []
  const heldTypes = new Set<string>()
  let held: EngineEffect[] = []
  let synced = 0

  function act(effect: EngineEffect, at: Timestamp): void {
    if (heldTypes.has(effect.type)) {
      held.push(effect)
      return
    }
    switch (effect.type) {
      case 'begin': {
        const result = settings.begin?.(effect.intent, accounts) ?? accounts.begin(effect.intent)
        queue.push({ type: 'begun', at, key: effect.intent.key, result })
        return
      }
      case 'begin-all':
        for (const begun of begunEach(effect.intents, accounts.beginAll(effect.intents))) {
          queue.push({ type: 'begun', at, ...begun })
        }
        return
      case 'place-all':
        for (const order of effect.orders) {
          sent.push(order)
          queue.push({ type: 'placed', at, key: order.intent.key, outcome: place(order) })
        }
        return
      case 'place':
        sent.push(effect.order)
        queue.push({ type: 'placed', at, key: effect.order.intent.key, outcome: place(effect.order) })
        return
      case 'advance':
        queue.push({ type: 'advanced', at, key: effect.key, result: accounts.advance(effect.key, effect.events) })
        return
      case 'advance-all':
        for (const result of accounts.advanceAll(effect.steps)) {
          queue.push({ type: 'advanced', at, key: result.order.intent.key, result })
        }
        return
      case 'amend': {
        const outcome = settings.amend?.(effect.order, effect.change)
        if (outcome !== undefined) queue.push({ type: 'amended', at, key: effect.order.intent.key, outcome })
        return
      }
      case 'replace': {
        const outcome = settings.replace?.(effect.order, effect.by)
        replaced.push(effect.by)
        const { key } = effect.order.intent
        if (outcome !== undefined) queue.push({ type: 'replaced', at, key, by: effect.by.intent.key, outcome })
        return
      }
      case 'cancel':
        cancelled.push(effect.order)
        if (settings.cancel !== undefined) {
          queue.push({ type: 'cancelled', at, key: effect.order.intent.key, outcome: settings.cancel(effect.order) })
        }
        return
      case 'set-halt':
        accounts.setHalt(ACCOUNT, effect.halt)
        return
      case 'set-lock':
        accounts.setLock(effect.lock, effect.by)
        return
      case 'lift-lock':
        accounts.liftLock(ACCOUNT, effect.lock.id, effect.at, effect.by)
        return
      case 'tell':
        events.push(effect.event)
    }
  }

  function drain(): void {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const decided = engine.decide(next)
      settings.recording?.record(next, decided)
      effects.push(...decided)
      for (const effect of decided) act(effect, next.at)
    }
  }

  function hear(input: EngineInput): void {
    queue.push(input)
    drain()
  }

  if (settings.unheard !== true) {
    const restored = restoredFrom(accounts, startedAt, limits, money(settings.bankroll ?? 100_000))
    synced = restored.version
    hear({ type: 'restored', at: startedAt, run: runId(`run-${sessions}`), restored })
    if (settings.reconciled !== false) hear({ type: 'reconciled', at: startedAt, venue: route?.name ?? VENUE })
  }

  const advice = () => events.flatMap((event) => (event.type === 'advice' ? [event.advice] : []))
  return {
    engine,
    accounts,
    events,
    sent,
    cancelled,
    replaced,
    effects,
    hear,
    market: (update) => hear({ type: 'market', at: update.receivedAt, update }),
    closing: (update) => hear({ type: 'closing', at: update.receivedAt, update }),
    result: (result, at) => hear({ type: 'result', at, result }),
    sync(at, limit = 1000) {
      for (let more = true; more; ) {
        const changes = accounts.changes({ account: ACCOUNT, after: synced, at, limit })
        synced = changes.version
        more = changes.more
        hear({ type: 'synced', at, changes })
      }
    },
    holdBack: (type) => void heldTypes.add(type),
    release(at) {
      heldTypes.clear()
      const released = held
      held = []
      for (const effect of released) act(effect, at)
      drain()
    },
    advice,
    rejections: () => advice().flatMap(({ rejection }) => (rejection === null ? [] : [rejection])),
    orders: () => accounts.orders({ account: ACCOUNT }),
  }
}
