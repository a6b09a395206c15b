import type { StreamErrorWord } from '../../stream/wire.ts'
import type { AccountBook } from '../exchange/account-book.ts'
import type { EmulatedBet } from '../exchange/emulated-bet.ts'
import type { Exchange, ExchangeListener } from '../exchange/exchange.ts'
import { FrameworkFault } from '../http/api-fault.ts'
import { Params } from '../http/params.ts'
import type { Sessions } from '../http/sessions.ts'
import { MarketWriter } from './market-writer.ts'
import { OrderWriter } from './order-writer.ts'
import { dataFilterOf, meetsFilter, orderWishesOf, streamFilterOf } from './stream-requests.ts'
import type { StreamWire } from './stream-wire.ts'
import { type AskedSubscription, type Outlet, Subscription, subscriptionName } from './subscription.ts'
import type { Tape } from './tape.ts'
import { type Touched, touch } from './touched.ts'

/** What all connections of an emulated stream share. */
export interface StreamShared {
  readonly exchange: Exchange
  readonly sessions: Sessions
  readonly tape: Tape
  readonly marketLimit: number
  /** Open connections by app key. */
  readonly connections: Map<string, number>
  readonly connectionLimit: number
  /** Keys that may not stream. */
  readonly barredKeys: ReadonlySet<string>
  /** Whether a resubscription tells orders that ended meanwhile. */
  readonly tellsEndedOrders: boolean
}

const IDLE_MS = 15_000
const DELAYED_CONNECTIONS = 2
const DELAYED_CONFLATE_MS = 180_000
const DELAYED_LEVELS = 3

/** One connection of the stream, from its first message to its last. */
export class StreamSession implements ExchangeListener {
  readonly #shared: StreamShared
  readonly #wire: StreamWire
  readonly #outlet: Outlet
  readonly #id: string
  readonly #ended = new AbortController()
  #account: AccountBook | null = null
  #key: string | null = null
  #isDelayed: boolean
  #markets: {
    readonly subscription: Subscription
    touched: Touched
    readonly isWanted: (id: string) => boolean
  } | null = null
  #orders: { readonly subscription: Subscription; bets: Set<EmulatedBet>; closed: Set<string> } | null = null
  #isFlushing: boolean
  #heardAt: number

  constructor(shared: StreamShared, wire: StreamWire, outlet: Outlet, id: string) {
    this.#shared = shared
    this.#wire = wire
    this.#outlet = outlet
    this.#id = id
    this.#isDelayed = false
    this.#isFlushing = false
    this.#heardAt = outlet.now()
    shared.exchange.listeners.add(this)
    wire.send({ op: 'connection', connectionId: id })
    void this.#idle()
  }

  /** A line has come. */
  heard(line: string): void {
    this.#heardAt = this.#outlet.now()
    let request: Params
    let id: number | undefined
    try {
      request = new Params(JSON.parse(line))
      id = request.number('id') ?? undefined
    } catch {
      this.#fail(undefined, 'INVALID_INPUT', 'the message could not be read')
      return
    }
    try {
      this.#answer(request, request.text('op') ?? '', id)
    } catch (error) {
      if (!(error instanceof FrameworkFault)) throw error
      this.#fail(id, 'INVALID_INPUT', 'the message could not be read')
    }
  }

  /** The connection is gone. */
  end(): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort()
    this.#markets?.subscription.end()
    this.#orders?.subscription.end()
    this.#shared.exchange.listeners.delete(this)
    const { connections } = this.#shared
    if (this.#key !== null) connections.set(this.#key, (connections.get(this.#key) ?? 1) - 1)
  }

  drained(): void {
    this.#markets?.subscription.drained()
    this.#orders?.subscription.drained()
  }

  /** Sends full images, unasked. */
  imageNow(): void {
    this.#markets?.subscription.imageNow()
    this.#orders?.subscription.imageNow()
  }

  market({ id }: { readonly id: string }, change: Parameters<typeof touch>[1]): void {
    if (this.#markets === null || !this.#markets.isWanted(id)) return
    touch(this.#markets.touched, change)
    this.#markets.subscription.changed()
  }

  bet(bet: EmulatedBet, account: AccountBook): void {
    if (account !== this.#account || this.#orders === null) return
    this.#orders.bets.add(bet)
    this.#tellOrders()
  }

  closed({ id }: { readonly id: string }, account: AccountBook): void {
    if (account !== this.#account || this.#orders === null) return
    this.#orders.closed.add(id)
    this.#tellOrders()
  }

  /** When all that happens at once has happened. */
  #tellOrders(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    queueMicrotask(() => {
      this.#isFlushing = false
      this.#orders?.subscription.changed()
    })
  }

  #answer(request: Params, op: string, id: number | undefined): void {
    switch (op) {
      case 'authentication':
        this.#authenticate(request, id)
        return
      case 'heartbeat':
        this.#succeed(id)
        return
      case 'marketSubscription':
      case 'orderSubscription':
        if (this.#account === null) this.#fail(id, 'NO_SESSION', 'authentication comes first')
        else if (op === 'marketSubscription') this.#subscribeMarkets(request, id ?? 0)
        else this.#subscribeOrders(request, this.#account, id ?? 0)
        return
      default:
        this.#fail(id, 'INVALID_REQUEST', `there is no operation ${op}`)
    }
  }

  #authenticate(request: Params, id: number | undefined): void {
    const { sessions, connections, connectionLimit, barredKeys } = this.#shared
    if (this.#account !== null) {
      this.#fail(0, 'INVALID_REQUEST', 'Connection is already authenticated')
      return
    }
    const key = request.text('appKey') ?? ''
    const token = request.text('session') ?? ''
    const account = token === '' ? null : sessions.account(token, this.#outlet.now())
    const known = account?.settings.appKeys.find((each) => each.key === key)
    const isKnown = known !== undefined && known.active !== false
    const most = known?.delayed === true ? DELAYED_CONNECTIONS : connectionLimit
    const open = connections.get(key) ?? 0
    if (key === '') this.#fail(id, 'NO_APP_KEY', 'an app key is needed')
    else if (token === '') this.#fail(id, 'NO_SESSION', 'a session is needed')
    else if (account === null) this.#fail(id, 'INVALID_SESSION_INFORMATION', 'the session is not valid')
    else if (!isKnown) this.#fail(id, 'INVALID_APP_KEY', 'the app key is not valid')
    else if (barredKeys.has(key)) this.#fail(id, 'NOT_AUTHORIZED', 'AppKey is not configured for service')
    else if (open >= most) this.#fail(id, 'MAX_CONNECTION_LIMIT_EXCEEDED', 'too many connections are open')
    else {
      connections.set(key, open + 1)
      this.#key = key
      this.#account = account
      this.#isDelayed = known.delayed
      this.#succeed(id, { connectionsAvailable: most - open - 1 })
    }
  }

  #subscribeMarkets(request: Params, id: number): void {
    const { exchange, tape, marketLimit } = this.#shared
    const filter = streamFilterOf(request.object('marketFilter'))
    const { fields, levels } = dataFilterOf(request.object('marketDataFilter'))
    const name = subscriptionName(['markets', filter, [...fields], levels])
    const asked = this.#askedOf(request, id, name)
    if (asked === null) return
    const isWanted = (marketId: string): boolean => {
      const market = exchange.markets.get(marketId)
      return market !== undefined && meetsFilter(market, filter)
    }
    const all = () => [...exchange.markets.values()].filter((market) => !market.isClosed && meetsFilter(market, filter))
    if (all().length > marketLimit) {
      this.#fail(id, 'SUBSCRIPTION_LIMIT_EXCEEDED', `more than ${marketLimit} markets`, false)
      return
    }
    const writer = new MarketWriter(fields, this.#isDelayed ? Math.min(levels, DELAYED_LEVELS) : levels)
    const told = (touched: Touched): readonly object[] =>
      [...touched].flatMap(([marketId, what]) => {
        const market = exchange.markets.get(marketId)
        return market === undefined ? [] : (writer.change(market, what) ?? [])
      })
    const subscription = new Subscription(this.#outlet, 'mcm', name, asked, {
      image: () => all().map((market) => writer.image(market)),
      pending: () => {
        const touched = this.#markets?.touched ?? new Map()
        if (this.#markets !== null) this.#markets.touched = new Map()
        return told(touched)
      },
    })
    const since = asked.from === null ? null : tape.since(asked.from, isWanted)
    writer.forgetLevels()
    this.#markets?.subscription.end()
    this.#markets = { subscription, touched: new Map(), isWanted }
    this.#succeed(id)
    subscription.start(since === null ? null : told(since))
  }

  #subscribeOrders(request: Params, account: AccountBook, id: number): void {
    const { exchange, tellsEndedOrders } = this.#shared
    const wishes = orderWishesOf(request.object('orderFilter'))
    const name = subscriptionName([
      'orders',
      account.name,
      [...(wishes.strategies ?? ['*'])],
      wishes.overall,
      wishes.byStrategy,
    ])
    const asked = this.#askedOf(request, id, name)
    if (asked === null) return
    const writer = new OrderWriter(account, wishes)
    const subscription = new Subscription(this.#outlet, 'ocm', name, asked, {
      image: () => writer.image((marketId) => exchange.markets.get(marketId)?.isClosed ?? true),
      pending: () => {
        const { bets = new Set<EmulatedBet>(), closed = new Set<string>() } = this.#orders ?? {}
        if (this.#orders !== null) {
          this.#orders.bets = new Set()
          this.#orders.closed = new Set()
        }
        return writer.change(bets, closed)
      },
    })
    this.#orders?.subscription.end()
    this.#orders = { subscription, bets: new Set(), closed: new Set() }
    this.#succeed(id)
    // Orders are told whole in any case, so those that are open do for a delta; what ended meanwhile may be told or not.
    const live = [...account.bets.values()].filter(
      (bet) => !bet.isComplete || (tellsEndedOrders && bet.result === null),
    )
    subscription.start(asked.from === null ? null : writer.change(live, new Set()))
  }

  /** What is asked of the subscription itself; `null` where it is refused. */
  #askedOf(request: Params, id: number, name: string): AskedSubscription | null {
    const { tape } = this.#shared
    const initial = request.text('initialClk')
    const clk = request.text('clk')
    let from: number | null = null
    if (initial !== null && clk !== null) {
      from = tape.numberOf(clk, name)
      if (from === null || tape.numberOf(initial, name) === null) {
        this.#fail(id, 'INVALID_CLOCK', 'the clocks are not those of this subscription')
        return null
      }
    }
    const conflateMs = Math.min(120_000, Math.max(0, request.number('conflateMs') ?? 0))
    return {
      id,
      isSegmented: request.flag('segmentationEnabled') ?? false,
      conflateMs: this.#isDelayed ? DELAYED_CONFLATE_MS : conflateMs,
      heartbeatMs: Math.min(5_000, Math.max(500, request.number('heartbeatMs') ?? 5_000)),
      from,
    }
  }

  #succeed(id: number | undefined, rest: object = {}): void {
    this.#wire.send({
      op: 'status',
      ...(id !== undefined && { id }),
      statusCode: 'SUCCESS',
      connectionClosed: false,
      ...rest,
    })
  }

  #fail(id: number | undefined, errorCode: StreamErrorWord, errorMessage: string, connectionClosed = true): void {
    this.#wire.send({
      op: 'status',
      ...(id !== undefined && { id }),
      statusCode: 'FAILURE',
      errorCode,
      errorMessage,
      connectionClosed,
      connectionId: this.#id,
    })
    if (connectionClosed) this.#wire.close()
  }

  /** Who subscribes to nothing is cut off. */
  async #idle(): Promise<void> {
    const { clock } = this.#outlet
    try {
      while (this.#outlet.now() - this.#heardAt < IDLE_MS) {
        await clock.sleep(this.#heardAt + IDLE_MS - this.#outlet.now(), this.#ended.signal)
      }
      if (this.#markets !== null || this.#orders !== null) return
      this.#fail(undefined, 'TIMEOUT', `Connection is not subscribed and is idle: ${IDLE_MS} ms`)
    } catch {
      // It has ended.
    }
  }
}
