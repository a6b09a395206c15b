import {
  type AccountLimits,
  type DecisionKey,
  type Intent,
  type Lock,
  money,
  type Order,
  type OrderEvent,
  type RejectionCode,
  type Timestamp,
} from '@betting-advisor/core'

import { newOrder, transition } from '@betting-advisor/core/store'

/** An order and the moments at which money was won or lost on it. */
interface Kept {
  order: Order
  readonly posted: { readonly at: Timestamp; readonly profit: number }[]
}

const SCOPES = ['selection', 'market', 'event', 'strategy', 'venue', 'account'] as const
const WINDOWS = ['day', 'week', 'month'] as const
const CODES = {
  selection: 'SELECTION_LIMIT',
  market: 'MARKET_LIMIT',
  event: 'EVENT_LIMIT',
  strategy: 'STRATEGY_LIMIT',
  venue: 'VENUE_LIMIT',
  account: 'ACCOUNT_LIMIT',
  day: 'DAY_LOSS_LIMIT',
  week: 'WEEK_LOSS_LIMIT',
  month: 'MONTH_LOSS_LIMIT',
} as const satisfies Record<string, RejectionCode>
const CLAIMS: Readonly<Record<string, RejectionCode>> = {
  'open-orders': 'OPEN_BETS_EXCEEDED',
  'order-rate': 'RATE_EXCEEDED',
  position: 'ALREADY_BET',
}

type Limit = number | null
type Limits = Record<string, Limit>
interface Raise {
  readonly to: Limit
  readonly at: number
}

/**
 * An account as it is described: nothing is kept but what happened, and every figure is worked out anew, the slow way, from all of it:
 * exposure by trying every outcome, losses by adding up all settlements of each window.
 */
export class SlowAccount {
  readonly kept = new Map<DecisionKey, Kept>()
  readonly locks: Lock[] = []
  halt: { readonly reason: string; readonly at: Timestamp } | null = null
  /** Whether a ticket is out, until when. */
  ticket: { readonly code: string; readonly expiresAt: number } | null = null
  capital = 0
  version = 0
  limits: Limits = {}
  raises = new Map<string, Raise>()

  /** Money that nobody holds, and what the live orders of each market can lose. */
  get available(): number {
    return this.capital + this.#profit() - this.reserved
  }

  get reserved(): number {
    return exposureOf(this.#live().map(({ order }) => order))
  }

  get equity(): number {
    return this.capital + this.#profit()
  }

  #profit(): number {
    return [...this.kept.values()].reduce((sum, { order }) => sum + netOf(order), 0)
  }

  #live(): readonly Kept[] {
    return [...this.kept.values()].filter(({ order }) => isAlive(order))
  }

  /** Why an intent is turned down; `null` when it is not. */
  refusal(intent: Intent): RejectionCode | null {
    if (this.halt !== null) return 'HALTED'
    const holds = ({ until, strategy, market }: Lock) =>
      (until === null || intent.decidedAt < until) &&
      (strategy === null || strategy === intent.strategy) &&
      (market === null || market === intent.market)
    const lock = this.locks.find(holds)
    if (lock !== undefined) return `${lock.kind.toUpperCase().replaceAll('-', '_')}_LOCK` as RejectionCode
    const live = this.#live().map(({ order }) => order)
    const fresh = newOrder(intent).order
    const stopped = this.#riskRefusal(intent, fresh, live)
    if (stopped !== null && !takesRiskAway(live, fresh)) return stopped
    const { rate } = intent.limits
    if (rate !== null) {
      const decided = [...this.kept.values()].filter(
        ({ order }) => order.intent.origin === 'decided' && order.intent.decidedAt > intent.decidedAt - rate.windowMs,
      )
      if (decided.length >= rate.orders) return 'RATE_EXCEEDED'
    }
    const more = exposureOf([...live, fresh]) - exposureOf(live)
    return more > 0 && this.available < more ? 'FUNDS_INSUFFICIENT' : null
  }

  /** What limits on risk, and on how many orders there may be, say. */
  #riskRefusal(intent: Intent, fresh: Order, live: readonly Order[]): RejectionCode | null {
    for (const { limit, amount, capacity } of intent.claims.toSorted((a, b) => (a.limit < b.limit ? -1 : 1))) {
      const used = live
        .flatMap(({ intent: other }) => other.claims)
        .reduce((sum, claim) => sum + (claim.limit === limit ? claim.amount : 0), 0)
      if (used + amount > capacity) return CLAIMS[limit.split(':')[0] ?? ''] ?? 'LIMIT_EXCEEDED'
    }
    const own = this.#limitsAt(intent.decidedAt)
    const within = (scope: (typeof SCOPES)[number]) => (order: Order) =>
      scope === 'account' ||
      (scope === 'selection'
        ? order.intent.market === intent.market && order.intent.selection === intent.selection
        : order.intent[scope] === intent[scope])
    for (const scope of SCOPES) {
      const limit = lower(intent.limits.exposure[scope], own[`exposure:${scope}`] ?? null)
      if (limit === null) continue
      const others = live.filter(within(scope))
      const [before, after] = [exposureOf(others), exposureOf([...others, fresh])]
      if (after > before && after > limit) return CODES[scope]
    }
    const [before, after] = [exposureOf(live), exposureOf([...live, fresh])]
    for (const kind of WINDOWS) {
      const limit = lower(intent.limits.loss[kind], own[`loss:${kind}`] ?? null)
      if (limit !== null && after > before && after + this.#lost(intent, kind) > limit) return CODES[kind]
    }
    return null
  }

  /** The highest entry of an order's series. */
  highest({ intent: { strategy, market, selection, side } }: Order): number {
    const series = [...this.kept.values()].filter(
      ({ order: { intent } }) =>
        intent.strategy === strategy &&
        intent.market === market &&
        intent.selection === selection &&
        intent.side === side,
    )
    return Math.max(...series.map(({ order }) => order.intent.entry))
  }

  /** Takes in an order, asked for or found. */
  take(intent: Intent, history: readonly OrderEvent[] = []): Order {
    const kept: Kept = { order: newOrder(intent).order, posted: [] }
    this.kept.set(intent.key, kept)
    for (const event of history) this.#hear(kept, event)
    this.version += 1
    kept.order = { ...kept.order, version: this.version }
    return kept.order
  }

  /** Whether an event changed anything. */
  hear(key: DecisionKey, event: OrderEvent): boolean {
    const kept = this.kept.get(key)
    if (kept === undefined || !this.#hear(kept, event)) return false
    this.version += 1
    kept.order = { ...kept.order, version: this.version }
    return true
  }

  #hear(kept: Kept, event: OrderEvent): boolean {
    const next = transition(kept.order, this.#charged(kept, event))
    if (next.kind === 'ignored') return false
    const before = netOf(kept.order)
    kept.order = next.order
    const profit = netOf(next.order) - before
    if (profit !== 0) kept.posted.push({ at: event.at, profit })
    return true
  }

  /** The event with what it changes of the commission of its market: what is due of all its bets, less what they were charged before. */
  #charged({ order }: Kept, event: OrderEvent): OrderEvent {
    const isEnd = event.type === 'settled' || event.type === 'voided' || event.type === 'corrected'
    if (!isEnd && event.type !== 'market-charged') return event
    const isVoid = event.type === 'voided' || (event.type === 'corrected' && event.outcome === 'void')
    const { venue, market } = order.intent
    const bets = [...this.kept.values()]
      .map((kept) => kept.order)
      .filter(({ intent }) => intent.venue === venue && intent.market === market)
    const charged = bets.reduce((sum, bet) => sum + (bet.commission ?? 0), 0)
    const known = Math.max(-1, ...bets.map(({ chargeVersion }) => chargeVersion ?? -1))
    if (event.type === 'market-charged') {
      const { commission: _, ...told } = event
      return event.venueVersion > known ? { ...told, commission: money(event.amount - charged) } : told
    }
    if (known >= 0) return { ...event, commission: money(0) }
    const others = bets.filter((bet) => bet !== order).reduce((sum, bet) => sum + (bet.profit ?? 0), 0)
    const [newest] = bets
      .map(({ intent }) => intent)
      .toSorted((a, b) => b.decidedAt - a.decidedAt || b.commission - a.commission)
    const due = shareOf(others + (isVoid ? 0 : event.profit), newest?.commission ?? 0)
    return { ...event, commission: money(due - charged) }
  }

  /** The most that was lost in the intent's window or a later one. */
  #lost({ windows }: Intent, kind: (typeof WINDOWS)[number]): number {
    const profits = new Map<string, number>()
    for (const { posted } of this.kept.values()) {
      for (const { at, profit } of posted) {
        const window = windowOf(at, kind)
        if (window >= windows[kind]) profits.set(window, (profits.get(window) ?? 0) + profit)
      }
    }
    return Math.max(0, ...[...profits.values()].map((profit) => -profit))
  }

  #limitsAt(at: number): Limits {
    const limits = { ...this.limits }
    for (const [name, raise] of this.raises) if (raise.at <= at) limits[name] = raise.to
    return limits
  }

  setLimits(wanted: AccountLimits, at: number, delay: number): void {
    this.limits = this.#limitsAt(at)
    for (const [name, raise] of this.raises) if (raise.at <= at) this.raises.delete(name)
    const all = [
      ...SCOPES.map((scope) => [`exposure:${scope}`, wanted.exposure[scope]] as const),
      ...WINDOWS.map((kind) => [`loss:${kind}`, wanted.loss[kind]] as const),
    ]
    for (const [name, to] of all) {
      const is = this.limits[name] ?? null
      const isHigher = is !== null && (to === null || to > is)
      if (!isHigher || delay === 0) {
        this.limits[name] = to
        this.raises.delete(name)
        continue
      }
      const pending = this.raises.get(name)
      const asksNoMore = pending !== undefined && (pending.to === null || (to !== null && to <= pending.to))
      const since = asksNoMore ? Math.min(pending.at, at + delay) : at + delay
      this.raises.set(name, { to, at: since })
    }
    this.version += 1
  }
}

function netOf({ profit, commission }: Order): number {
  return (profit ?? 0) - (commission ?? 0)
}

/** A share, written as a decimal, of what was won; in whole minor units, the half up. */
function shareOf(profit: number, share: number): number {
  if (profit <= 0) return 0
  const [, digits = ''] = String(share).split('.')
  const scale = 10n ** BigInt(digits.length)
  const doubled = 2n * BigInt(profit) * BigInt(digits === '' ? '0' : digits)
  return Number((doubled + scale) / (2n * scale))
}

function isAlive({ state, matchedStake }: Order): boolean {
  const over = ['REJECTED', 'NOT_SENT', 'ABSENT', 'SETTLED', 'VOIDED']
  return !over.includes(state) && !(['CANCELLED', 'LAPSED'].includes(state) && matchedStake === 0)
}

function lower(a: Limit, b: Limit): Limit {
  return a === null ? b : b === null ? a : Math.min(a, b)
}

/** Its intent, as it was amended. */
function asked({ intent, amendedStake, amendedPersistence }: Order): Order['intent'] {
  if (amendedStake === null || amendedPersistence === null || intent.terms.kind !== 'limit') return intent
  const lost = Math.ceil((amendedStake * (intent.price - 10_000)) / 10_000)
  const liability = money(intent.side === 'back' ? amendedStake : lost)
  return { ...intent, stake: amendedStake, liability, terms: { ...intent.terms, persistence: amendedPersistence } }
}

/** What an order costs where its selection wins, and where it does not; whole minor units, in the bettor's disfavour. */
function costs(order: Order): { readonly wins: number; readonly loses: number } {
  const { state, matchedStake, voidedStake, matchedValue } = order
  const intent = asked(order)
  const isClosed = ['CANCELLED', 'LAPSED'].includes(state)
  const open = isClosed ? 0 : Math.max(0, intent.stake - matchedStake - voidedStake)
  // In ten thousandths: what is matched and what is open are rounded together.
  const won = (stake: number, price: number) => stake * (price - 10_000)
  const matched = matchedValue - matchedStake * 10_000
  const kept = (profit: number) => Math.ceil(profit * intent.commission) - profit
  const lost = Math.ceil(matched / 10_000)
  if (intent.side === 'back') return { wins: kept(Math.floor(matched / 10_000)), loses: matchedStake + open }
  const loses = kept(matchedStake)
  const asStaked = (stake: number) => Math.ceil((matched + won(stake, intent.price)) / 10_000)
  const isOnClose = intent.terms.kind !== 'limit'
  if (!isOnClose && intent.terms.persistence !== 'market-on-close') return { wins: asStaked(open), loses }
  if (isEnded(order) || (!isOnClose && open <= 0)) return { wins: lost, loses }
  const most = Math.max(intent.liability, lost)
  return { wins: isOnClose ? most : Math.min(asStaked(open), most), loses }
}

/** Whether nothing more can be matched of a lay for its liability: what is left of that buys no more at the price at which it was matched. */
function isEnded(order: Order): boolean {
  const { state, matchedStake, voidedStake, matchedValue } = order
  const intent = asked(order)
  const lost = matchedValue - matchedStake * 10_000
  const isSpent = matchedStake > 0 && (intent.liability * 10_000 - lost) * matchedStake < lost
  return isSpent || ['CANCELLED', 'LAPSED'].includes(state) || (intent.terms.kind !== 'limit' && voidedStake > 0)
}

/** The most that live orders can lose: each alone, or all of one market at a venue that nets together, whoever wins. */
function exposureOf(orders: readonly Order[]): number {
  const groups = new Map<string, Order[]>()
  for (const order of orders) {
    const { market, venue, netting, key } = order.intent
    const name = netting ? `${market}|${venue}` : key
    groups.set(name, [...(groups.get(name) ?? []), order])
  }
  let total = 0
  for (const group of groups.values()) {
    const outcomes = Math.max(...group.map(({ intent }) => intent.outcomes))
    const winners = Math.max(...group.map(({ intent }) => intent.winners))
    const named = [...new Set(group.map(({ intent }) => intent.selection))]
    const selections: string[] = [...named]
    while (selections.length < outcomes) selections.push(`somebody else ${selections.length}`)
    const worst = subsets(selections, winners).map((won) =>
      group.reduce(
        (sum, order) => sum + (won.includes(order.intent.selection) ? costs(order).wins : costs(order).loses),
        0,
      ),
    )
    total += Math.max(0, ...worst)
  }
  return total
}

/**
 * Whether a market can lose no more with an order than without, however much of each is matched by then, and less once all of them are.
 * Every set of winners is tried with every order matched as it is and matched in full.
 */
function takesRiskAway(live: readonly Order[], fresh: Order): boolean {
  const { market, venue, netting } = fresh.intent
  if (!netting) return false
  const there = live.filter(({ intent }) => intent.netting && intent.market === market && intent.venue === venue)
  const selections = [...new Set([...there, fresh].map(({ intent }) => intent.selection as string))]
  const outcomes = Math.max(...[...there, fresh].map(({ intent }) => intent.outcomes))
  while (selections.length < outcomes) selections.push(`somebody else ${selections.length}`)
  const worst = (orders: readonly Order[], fills: readonly ('now' | 'full')[]) =>
    Math.max(
      0,
      ...subsets(selections, fresh.intent.winners).map((won) =>
        orders.reduce((sum, order) => {
          const bills = fills.map((fill) => bill(order, fill, won.includes(order.intent.selection)))
          return sum + Math.max(...bills)
        }, 0),
      ),
    )
  const isNoDearer = worst([...there, fresh], ['now', 'full']) <= worst(there, ['now', 'full'])
  return isNoDearer && worst([...there, fresh], ['full']) < worst(there, ['full'])
}

/** What an order costs when nothing more of it is matched, or all that is open at its own price. */
function bill(order: Order, fill: 'now' | 'full', wins: boolean) {
  const { state, matchedStake, voidedStake, matchedValue } = order
  const intent = asked(order)
  const { terms, side } = intent
  // What an order on close is matched at is not known: it costs what it may, and brings nothing.
  if (fill === 'full' && terms.kind !== 'limit') return wins ? costs(order).wins : costs(order).loses
  const isCarried = side === 'lay' && terms.kind === 'limit' && terms.persistence === 'market-on-close'
  const isClosed = ['CANCELLED', 'LAPSED'].includes(state) || (isCarried && isEnded(order))
  const open = fill === 'now' || isClosed ? 0 : Math.max(0, intent.stake - matchedStake - voidedStake)
  const stake = matchedStake + open
  const won = (matchedValue + open * intent.price) / 10_000 - stake
  const kept = (profit: number) => Math.ceil(profit * intent.commission) - profit
  if (side === 'back') return wins ? kept(Math.floor(won)) : stake
  return wins ? Math.ceil(won) : kept(stake)
}

function subsets(of: readonly string[], size: number): readonly (readonly string[])[] {
  if (size === 0) return [[]]
  return of.flatMap((first, index) => subsets(of.slice(index + 1), size - 1).map((rest) => [first, ...rest]))
}

/** The name of a window in UTC, by the calendar. */
function windowOf(at: number, kind: (typeof WINDOWS)[number]): string {
  const date = new Date(at)
  const day = date.toISOString().slice(0, 10)
  if (kind === 'day') return day
  if (kind === 'month') return day.slice(0, 7)
  const thursday = new Date(at)
  thursday.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 3)
  const firstThursday = new Date(Date.UTC(thursday.getUTCFullYear(), 0, 4))
  const days = Math.round(
    (Date.UTC(thursday.getUTCFullYear(), thursday.getUTCMonth(), thursday.getUTCDate()) - firstThursday.getTime()) /
      86_400_000,
  )
  const week = 1 + Math.round((days + ((firstThursday.getUTCDay() + 6) % 7) - 3) / 7)
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}
