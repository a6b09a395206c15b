import { eventId, money, priceUnits, timestamp } from '@betting-advisor/core'
import { createOrderMatching, type MatchingTerms, type OrderMatching } from '@betting-advisor/core/simulation'
import { exchangeMarket, exchangeSelection } from '../../markets/names.ts'
import type { MarketChange } from '../../stream/wire.ts'
import type { BetfairWorld, WorldChange } from '../world/world.ts'
import type { AccountBook } from './account-book.ts'
import type { BetPersistence, EmulatedBet } from './emulated-bet.ts'
import { EmulatedMarket, POUNDS, units, VENUE } from './emulated-market.ts'
import { settleMarket } from './settle-market.ts'

/** Hears of what happens, as it happens. */
export interface ExchangeListener {
  /** A market has changed; whether it is told whole. */
  market?(market: EmulatedMarket, change: MarketChange, at: number): void
  bet?(bet: EmulatedBet, account: AccountBook, at: number): void
  /** All bets of a market are settled. */
  closed?(market: EmulatedMarket, account: AccountBook, at: number): void
}

const PERSISTENCE = { LAPSE: 'lapse', PERSIST: 'persist', MARKET_ON_CLOSE: 'market-on-close' } as const

/** Markets of a world, and bets of accounts in them, in the time that it is told. */
export class Exchange {
  readonly markets = new Map<string, EmulatedMarket>()
  readonly accounts: ReadonlyMap<string, AccountBook>
  readonly listeners = new Set<ExchangeListener>()
  now: number
  readonly #matching: OrderMatching
  readonly #changes: Generator<WorldChange, void>
  #next: WorldChange | null
  readonly #due: { readonly at: number; readonly work: () => void }[] = []
  readonly #owners = new Map<string, AccountBook>()
  #bets = 0
  /** How long a bet is not listed that has just been placed, in milliseconds. */
  listLagMs: () => number = () => 0
  /** Hears that something is due before all that was. */
  sooner: () => void = () => {}

  constructor(world: BetfairWorld, accounts: readonly AccountBook[], now: number) {
    this.accounts = new Map(accounts.map((account) => [account.name, account]))
    this.now = now
    this.#matching = createOrderMatching({ venue: VENUE, currency: POUNDS, minStake: money(1) })
    this.#changes = world.changes(now)
    this.#next = this.#pull()
    this.advance(now)
  }

  /** When something happens by itself next; `null` for never. */
  get nextAt(): number | null {
    const times = [this.#next?.at, this.#due[0]?.at].filter((at) => at !== undefined)
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Lets time pass, in the order in which things happen. */
  advance(to: number): void {
    for (;;) {
      const change = this.#next
      const due = this.#due[0]
      if (due !== undefined && due.at <= to && (change === null || due.at < change.at)) {
        this.#due.shift()
        this.now = Math.max(this.now, due.at)
        due.work()
      } else if (change !== null && change.at <= to) {
        this.#next = this.#pull()
        // What was before the beginning is how it began.
        this.now = Math.max(this.now, change.at)
        this.#take(change)
      } else break
    }
    if (to > this.now) this.now = to
  }

  /** Does something later, at a whole millisecond. */
  later(moment: number, work: () => void): void {
    const at = Math.ceil(moment)
    const place = this.#due.findLastIndex((each) => each.at <= at)
    this.#due.splice(place + 1, 0, { at, work })
    if (place === -1) this.sooner()
  }

  nextBetId(): string {
    this.#bets += 1
    return String(300_000_000_000 + this.#bets)
  }

  /** Takes a bet that nothing is wrong with; a fill or kill that is killed is a bet all the same. */
  take(account: AccountBook, bet: EmulatedBet, minFill: number | null): string | null {
    const { terms } = bet
    const { id, side } = terms
    bet.shownAt = this.now + this.listLagMs()
    const reason = this.#matching.place(
      {
        id,
        market: exchangeMarket(terms.marketId),
        selection: exchangeSelection(terms.selectionId, terms.handicap),
        side: side === 'BACK' ? 'back' : 'lay',
        terms: termsOf(bet, minFill),
      },
      timestamp(this.now),
    )
    if (reason !== null && !terms.isFillOrKill) return reason.code
    account.add(bet)
    this.#owners.set(id, account)
    account.charge(1, this.now)
    if (reason !== null) {
      bet.isExpired = true
      bet.isComplete = true
      bet.cancelled = bet.remaining
      bet.cancelledAt = this.now
      bet.remaining = 0
    }
    this.#follow(null)
    this.#tell(bet)
    return null
  }

  /** A bet that the venue has, and will not have. */
  lapse(account: AccountBook, bet: EmulatedBet, code: string): void {
    account.add(bet)
    this.#owners.set(bet.terms.id, account)
    account.charge(1, this.now)
    bet.lapsed = bet.remaining
    bet.remaining = 0
    bet.isComplete = true
    bet.lapsedAt = this.now
    bet.lapseCode = code
    this.#tell(bet)
  }

  /** Cancels so much of what is open of a bet, or all of it; gives how much, or why nothing. */
  cancel(bet: EmulatedBet, by?: number): number | string {
    const before = bet.cancelled
    const reason = this.#matching.cancel(bet.terms.id, timestamp(this.now), by === undefined ? undefined : money(by))
    if (reason !== null) return reason.code
    this.#follow(null)
    return bet.cancelled - before
  }

  persist(bet: EmulatedBet, persistence: BetPersistence): string | null {
    const reason = this.#matching.persist(bet.terms.id, PERSISTENCE[persistence], timestamp(this.now))
    if (reason !== null) return reason.code
    bet.persistence = persistence
    this.#follow(null)
    this.#tell(bet)
    return null
  }

  /** The venue takes back what was matched of a bet, and what is open of it lapses. */
  void(bet: EmulatedBet): void {
    if (!bet.isComplete) this.#matching.cancel(bet.terms.id, timestamp(this.now))
    this.#matching.changed()
    bet.void(this.now)
    this.#tell(bet)
  }

  #take({ at, markets, shares }: WorldChange): void {
    for (const change of markets) {
      const there = this.markets.get(change.id)
      const market = there ?? new EmulatedMarket(change.id)
      this.markets.set(change.id, market)
      const wasOpen = market.isOpen
      market.shares = shares?.get(change.id) ?? market.shares
      const told = market.apply(change, at)
      if (there === undefined) this.#open(market)
      this.#matching.observeBook(market.book, timestamp(this.now))
      for (const listener of this.listeners) listener.market?.(market, told, this.now)
      this.#follow(wasOpen && !market.isOpen && !market.isClosed ? 'MKT_SUSPENDED' : null)
      if (market.isClosed && change.marketDefinition !== undefined) this.#settle(market)
    }
  }

  #open({ id, definition }: EmulatedMarket): void {
    this.#matching.open(
      {
        id: exchangeMarket(id),
        event: {
          id: eventId(definition?.eventId ?? id),
          competition: definition?.competitionId ?? definition?.eventTypeId ?? 'unknown',
          name: definition?.eventName ?? id,
          home: null,
          away: null,
          startsAt: timestamp(Date.parse(definition?.marketTime ?? '') || this.now),
        },
        kind: definition?.marketType ?? 'UNKNOWN',
        outcome: 'other',
        selections: (definition?.runners ?? []).map(({ id: runner, hc, name }) => ({
          id: exchangeSelection(runner, hc),
          name: name ?? String(runner),
          line: hc ?? null,
        })),
        winners: Math.max(1, definition?.numberOfWinners ?? 1),
        line: null,
      },
      timestamp(this.now),
    )
  }

  #settle(market: EmulatedMarket): void {
    for (const account of this.accounts.values()) {
      if (account.inMarket(market.id).length === 0) continue
      if (settleMarket(market, account, this.now)) {
        for (const listener of this.listeners) listener.closed?.(market, account, this.now)
      }
    }
  }

  /** Takes in what has become of bets. */
  #follow(lapseCode: string | null): void {
    for (const id of this.#matching.changed()) {
      const account = this.#owners.get(id)
      const bet = account?.bets.get(id)
      const order = this.#matching.order(id)
      if (bet === undefined || order === undefined) continue
      bet.follow(order, this.now, lapseCode)
      this.#tell(bet)
    }
  }

  #tell(bet: EmulatedBet): void {
    const account = this.#owners.get(bet.terms.id)
    if (account === undefined) return
    for (const listener of this.listeners) listener.bet?.(bet, account, this.now)
    const market = this.markets.get(bet.terms.marketId)
    const change = market?.own.follow(bet) ?? null
    if (market === undefined || change === null) return
    for (const listener of this.listeners) listener.market?.(market, change, this.now)
  }

  #pull(): WorldChange | null {
    const next = this.#changes.next()
    return next.done === true ? null : next.value
  }
}

function termsOf({ terms, persistence }: EmulatedBet, minFill: number | null): MatchingTerms {
  const { type, price, size, liability, isFillOrKill } = terms
  if (type === 'MARKET_ON_CLOSE') return { kind: 'market-on-close', liability: money(liability) }
  const asked = priceUnits(units(price))
  if (type === 'LIMIT_ON_CLOSE') return { kind: 'limit-on-close', price: asked, liability: money(liability) }
  return {
    kind: 'limit',
    price: asked,
    stake: money(size),
    persistence: PERSISTENCE[persistence],
    ...(isFillOrKill && { fillOrKill: true, minFill: money(minFill ?? size) }),
  }
}
