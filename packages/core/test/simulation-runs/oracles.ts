import type { AccountKey, DecisionKey, Intent, MarketResult, Order, VenueId } from '@betting-advisor/core'
import type { Accounts, BeginAllResult, BeginResult } from '@betting-advisor/core/store'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import type { Bet } from './bookmaker.ts'
import { profitOf } from './paid.ts'
import type { Life, Simulator } from './simulator.ts'
import { type AtRisk, alternatives, atRiskOf, takesRiskAway, worstLoss } from './worst-loss.ts'

/** What the whole of a simulated world is held against. */
export interface WorldFacts {
  readonly simulator: Simulator
  readonly accounts: Accounts
  readonly account: AccountKey
  /** What the venues really have. */
  readonly bets: () => readonly Bet[]
  readonly maxQuoteAgeMs: number
  readonly sendDeadlineMs: number
  /** How much was at each venue in the beginning, by its name. */
  readonly funds: Readonly<Record<string, number>>
  /** The name of the venue at which the money of bets is. */
  walletAt(venue: VenueId): string
  /** Whether bets there end by the venue's own word. */
  endsByWord(venue: VenueId): boolean
  /** Whether a selection of a market has been withdrawn. */
  isWithdrawnFrom(market: string): boolean
  selectionsOf(market: string): readonly string[]
  /** How a market really ended, once that is known. */
  truthOf(market: string): MarketResult | undefined
  /** Commission on what a bet wins. */
  commissionOf(market: string): number
}

const SCOPES = ['selection', 'market', 'event', 'strategy', 'venue', 'account'] as const

/** How many live orders can make a figure be off by a rounding. */
const ROUNDING = 40

/** Watches one world; whatever is wrong in it is a line in `faults`. */
export class Oracles {
  readonly faults: string[] = []
  readonly sent = new Map<DecisionKey, number>()
  readonly #facts: WorldFacts
  readonly #decided = new Map<string, number>()
  /** When which life has heard that which order is taken. */
  readonly #taken = new Map<string, number>()
  readonly #halted = new Map<Life, string>()
  #haltedAt: number | null = null
  #locked: {
    readonly kind: string
    readonly at: number
    readonly until: number | null
    readonly applies: (order: Intent) => boolean
  }[] = []
  /** How often a bet has changed, and how often by the last look at them all. */
  #changes = 0
  #looked = 0
  readonly #moved = new Map<string, number>()

  constructor(facts: WorldFacts) {
    this.#facts = facts
  }

  fault(what: string): void {
    this.#facts.simulator.note(`FAULT ${what}`)
    this.faults.push(`${this.#facts.simulator.elapsed} ${what}`)
  }

  /** A person has stopped this process: from now on nothing of it may leave. */
  halted(life: Life, reason: string): void {
    this.#halted.set(life, reason)
  }

  resumed(): void {
    this.#halted.clear()
  }

  /** An engine asks the store to begin an order. */
  asked(intent: Intent, life: Life): void {
    this.#decided.set(`${life.name} ${intent.key}`, this.#facts.simulator.elapsed)
  }

  /** An attempt to place an order has come to an end. */
  answered({ key }: Intent, kind: PlaceOutcome['kind'] | undefined, life: Life): void {
    if (kind === 'accepted' || kind === 'pending') this.#taken.set(`${life.name} ${key}`, this.#facts.simulator.elapsed)
  }

  /** An order leaves. */
  left(order: Intent, life: Life): void {
    const { simulator, accounts, maxQuoteAgeMs, sendDeadlineMs } = this.#facts
    const { key } = order
    simulator.note(`${life.name} sends ${key}`)
    const times = (this.sent.get(key) ?? 0) + 1
    this.sent.set(key, times)
    if (times > 1) this.fault(`${key} was sent ${times} times`)
    const recorded = accounts.order(key)
    if (recorded === null) this.fault(`${key} was sent before it was stored`)
    else if (recorded.reserved + recorded.covered < order.liability)
      this.fault(`${key} was sent with ${recorded.reserved} of ${order.liability} reserved`)
    const age = simulator.now - order.quote.quotedAt
    // Whoever starts with a clock that is behind cannot know how old what it is told was by then.
    if (age > maxQuoteAgeMs + simulator.mostBehind) this.fault(`${key} was sent on a quote ${age} ms old`)
    const decided = this.#decided.get(`${life.name} ${key}`)
    if (decided === undefined) this.fault(`${key} was sent by ${life.name}, which had not decided it`)
    else if (simulator.elapsed - Math.max(decided, this.#turnOf(order, life)) > sendDeadlineMs)
      this.fault(`${key} was sent ${simulator.elapsed - decided} ms late`)
    const halt = this.#halted.get(life)
    if (halt !== undefined) this.fault(`${key} was sent by ${life.name}, halted: ${halt}`)
    if (this.#haltedAt !== null && simulator.elapsed - this.#haltedAt > sendDeadlineMs)
      this.fault(`${key} was sent while the account was halted`)
    for (const lock of this.#locked) {
      const holds = lock.at + sendDeadlineMs < simulator.elapsed && (lock.until === null || simulator.now < lock.until)
      if (holds && lock.applies(order)) this.fault(`${key} was sent under a ${lock.kind} lock`)
    }
  }

  /** When the last of the legs in front of one was taken: it leaves no sooner, but for those that leave with it. */
  #turnOf({ key, legs = [], venue, market }: Intent, life: Life): number {
    let turn = Number.NEGATIVE_INFINITY
    for (const before of legs.slice(0, legs.indexOf(key))) {
      const leg = this.#facts.accounts.order(before)?.intent
      const taken = this.#taken.get(`${life.name} ${before}`)
      if (leg === undefined) this.fault(`${key} was sent without its leg ${before}`)
      else if (leg.venue === venue && leg.market === market) continue
      else if (taken === undefined) this.fault(`${key} was sent before its leg ${before} was taken`)
      else turn = Math.max(turn, taken)
    }
    return turn
  }

  /** Somebody has put so much money to a venue, or taken it from there. */
  moved(wallet: string, amount: number): void {
    this.#moved.set(wallet, (this.#moved.get(wallet) ?? 0) + amount)
  }

  /** The store has done something. */
  stored(name: string, result: unknown): void {
    const { simulator, accounts, account } = this.#facts
    switch (name) {
      case 'append':
      case 'heartbeat':
      case 'lead':
      case 'endRun':
        return
      case 'setHalt':
        this.#haltedAt ??= simulator.elapsed
        break
      case 'resume':
        this.#haltedAt = null
        break
      case 'setLock':
      case 'liftLock':
        this.#locked = accounts
          .locks(account)
          .filter(({ until }) => until === null || until > simulator.now)
          .map(({ kind, strategy, market, from, until }) => ({
            kind,
            at: Math.max(simulator.elapsed, from - simulator.start),
            until,
            applies: (order) =>
              (strategy === null || order.strategy === strategy) && (market === null || order.market === market),
          }))
        break
    }
    this.#ledger()
    const begun = name === 'begin' ? (result as BeginResult) : null
    if (begun?.kind === 'reserved') this.#limits(begun.order, [])
    const together = name === 'beginAll' ? (result as BeginAllResult) : null
    if (together?.kind !== 'reserved') return
    for (const [index, order] of together.orders.entries()) {
      this.#limits(order, together.orders.slice(index + 1))
      if (order.intent.legs?.join() !== together.orders.map(({ intent }) => intent.key).join())
        this.fault(`${order.intent.key} does not name those that it was begun with`)
    }
  }

  #orders(): readonly Order[] {
    const { accounts, account } = this.#facts
    return accounts.accounts().includes(account) ? accounts.orders({ account, limit: 10_000 }) : []
  }

  /** Reserved is what live markets can lose, and the ledger adds up to nothing. */
  #ledger(): void {
    const { accounts, account } = this.#facts
    const balances = accounts.balances(account)
    const { available, reserved, capital, result, commission } = balances
    const sum = available + reserved + capital + result + commission
    if (sum !== 0) this.fault(`the ledger is off by ${sum}`)
    const orders = this.#orders()
    const live = this.#worst(orders)
    if (reserved < live - ROUNDING) this.fault(`${reserved} is reserved, live markets can lose ${live}`)
    // What is held for two of which the one takes the other's place need not be held for both.
    const most = worstLoss(risksOf(orders), this.#facts.selectionsOf)
    if (reserved > most + ROUNDING) this.fault(`${reserved} is reserved, live markets can lose ${most} at the most`)
  }

  /** The most that live orders can lose, whichever of two is open of which the one takes the other's place. */
  #worst(orders: readonly Order[]): number {
    return Math.max(...alternatives(orders).map((either) => worstLoss(risksOf(either), this.#facts.selectionsOf)))
  }

  /** No limit is passed by an order that adds to what can be lost; by one that takes risk off its market any may be. */
  #limits({ intent }: Order, later: readonly Order[]): void {
    const after = new Set(later.map((order) => order.intent.key))
    const live = this.#orders().flatMap((order) => {
      const risk = after.has(order.intent.key) ? null : atRiskOf(order)
      return risk === null ? [] : [{ order, other: order.intent, risk }]
    })
    const { selectionsOf } = this.#facts
    const bets = live.filter(({ other }) => other.market === intent.market && other.venue === intent.venue)
    const own = bets.find(({ other }) => other.key === intent.key)
    const others = bets.filter((bet) => bet !== own).map(({ risk }) => risk)
    if (own !== undefined && takesRiskAway(own.risk, others, selectionsOf)) return
    for (const scope of SCOPES) {
      const limit = intent.limits.exposure[scope]
      if (limit === null) continue
      const within = live.filter(({ other }) =>
        scope === 'account'
          ? true
          : scope === 'selection'
            ? other.market === intent.market && other.selection === intent.selection
            : other[scope] === intent[scope],
      )
      const worstOf = (orders: typeof live) => this.#worst(orders.map(({ order }) => order))
      const worst = worstOf(within)
      if (worst <= limit + ROUNDING) continue
      const before = worstOf(within.filter(({ other }) => other.key !== intent.key))
      if (worst > before + ROUNDING) {
        this.fault(`${intent.key} took the exposure of the ${scope} from ${before} to ${worst}, limit ${limit}`)
      }
    }
    const open = live.filter(({ other }) => other.origin === 'decided').length
    for (const { limit, amount, capacity } of intent.claims) {
      if (limit === 'open-orders' && amount > 0 && open > capacity)
        this.fault(`${open} orders are open, limit ${capacity}`)
    }
  }

  /** A venue has another bet, or has one otherwise. */
  stirred(): void {
    this.#changes += 1
  }

  /** After every step: whatever a venue has of ours was stored first, and what it has can lose no more than the account allows. */
  settled(): void {
    if (this.#changes === this.#looked) return
    this.#looked = this.#changes
    const bets = this.#facts.bets()
    const orders = new Map(this.#orders().map((order) => [order.intent.ref, order]))
    const risks: AtRisk[] = []
    let limit: number | null = null
    for (const bet of bets) {
      const order = bet.ref === null ? undefined : orders.get(bet.ref)
      if (order === undefined || order.intent.origin !== 'decided') continue
      limit = order.intent.limits.exposure.account
      // What a withdrawal takes from others it adds to no limit of.
      if (this.#facts.truthOf(bet.market) !== undefined || this.#facts.isWithdrawnFrom(bet.market)) continue
      const { netting } = order.intent
      risks.push({ ...bet, open: bet.state === 'open', netting, commission: 0 })
    }
    const worst = worstLoss(risks, this.#facts.selectionsOf)
    if (limit !== null && worst > limit + ROUNDING)
      this.fault(`the bets at the venues can lose ${worst}, limit ${limit}`)
  }

  /** Whether nothing is left to be done: what venues and store have is over and the same. */
  isAtRest(): boolean {
    return this.#unrest().length === 0
  }

  /** When everything must have come to rest. */
  atRest(): void {
    for (const fault of this.#unrest()) this.fault(fault)
  }

  /** What is not as it must be at the end. */
  #unrest(): readonly string[] {
    const faults: string[] = []
    const fault = (what: string) => void faults.push(what)
    const { accounts, account, funds, truthOf, walletAt, endsByWord } = this.#facts
    for (const { check, detail } of accounts.verify(account)) fault(`the audit says ${check}: ${detail}`)
    const orders = this.#orders()
    for (const [key] of this.sent) if (accounts.order(key) === null) fault(`${key} was sent and is not in the store`)
    const bets = this.#facts.bets()
    const won = new Map<string, { readonly rate: number; readonly wallet: string; profit: number }>()
    for (const bet of bets) {
      const order = orders.find(({ intent, venueOrderId }) =>
        bet.ref === null ? intent.venue === bet.venue && venueOrderId === bet.venueOrderId : intent.ref === bet.ref,
      )
      if (order !== undefined) this.#same(bet, order, fault)
      // What was placed by hand and ended without a match never was at risk.
      else if (bet.ref !== null || bet.matched > 0) fault(`${bet.venueOrderId} is not known to the store`)
      const truth = truthOf(bet.market)
      if (truth !== undefined) {
        // Whoever goes by results knows no better when a bet was made than when it was decided.
        const madeAt = endsByWord(bet.venue) ? bet.placedAt : (order?.intent.decidedAt ?? bet.placedAt)
        const gross = profitOf(bet, truth, madeAt)
        const atVenue = won.get(`${bet.venue} ${bet.market}`) ?? {
          rate: this.#facts.commissionOf(bet.market),
          wallet: walletAt(bet.venue),
          profit: 0,
        }
        won.set(`${bet.venue} ${bet.market}`, atVenue)
        atVenue.profit += gross
        if (order !== undefined && (order.profit ?? 0) !== gross) {
          fault(`${order.intent.key} has brought ${order.profit}, by its venue ${gross}`)
        }
      }
    }
    const known = new Set(bets.flatMap(({ ref, venue, venueOrderId }) => [ref, `${venue} ${venueOrderId}`]))
    for (const order of orders) {
      const { intent, state, matchedStake } = order
      if (atRiskOf(order) !== null) fault(`${intent.key} is still ${state} with ${matchedStake} matched`)
      const isPhantom =
        matchedStake > 0 && !known.has(intent.ref) && !known.has(`${intent.venue} ${order.venueOrderId}`)
      if (isPhantom) fault(`${intent.key} is matched, and no venue has it`)
    }
    const expected = new Map(Object.entries(funds))
    const add = (wallet: string, amount: number) => void expected.set(wallet, (expected.get(wallet) ?? 0) + amount)
    for (const [wallet, amount] of this.#moved) add(wallet, amount)
    for (const { wallet, profit, rate } of won.values()) {
      add(wallet, profit - Math.round(Math.max(0, profit) * rate))
    }
    const { available, reserved, wallets } = accounts.balances(account)
    for (const [wallet, amount] of expected) {
      const there = wallets[wallet] ?? { available: 0, reserved: 0 }
      const equity = there.available + there.reserved
      if (equity !== amount) fault(`equity at ${wallet} is ${equity}, its own results make ${amount}`)
      if (there.reserved !== 0) fault(`${there.reserved} is still reserved at ${wallet}`)
    }
    const all = [...expected.values()].reduce((sum, amount) => sum + amount, 0)
    if (available + reserved !== all) fault(`equity is ${available + reserved}, the venues' own results make ${all}`)
    return faults
  }

  #same(bet: Bet, { intent, matchedStake, state }: Order, fault: (what: string) => void): void {
    const wasAbsent = this.#facts.accounts.history(intent.key).some(({ type }) => type === 'absent')
    if (wasAbsent) fault(`${intent.key} was proven absent, and its venue has it`)
    if (matchedStake !== bet.matched)
      fault(`${intent.key} is matched for ${matchedStake}, its venue says ${bet.matched}`)
    const isOver = ['SETTLED', 'VOIDED'].includes(state) || matchedStake === 0
    if (!isOver) fault(`${intent.key} is ${state} when its market is over`)
  }
}

function risksOf(orders: readonly Order[]): readonly AtRisk[] {
  return orders.map(atRiskOf).filter((risk) => risk !== null)
}
