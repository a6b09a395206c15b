import { type Answer, createLeftOut, type LeftOut } from '@betting-advisor/adapter-kit'
import { type Clock, type Logger, silentLogger, timestamp } from '@betting-advisor/core'
import type { CircuitBreaker } from '@betting-advisor/core/breaker'
import type { Random } from '@betting-advisor/core/simulation'
import * as z from 'zod'
import { betfairError } from '../errors.ts'
import type { BetfairSession } from '../session/session.ts'
import { type Caller, createCaller } from './caller.ts'
import { booksAtOnce, cataloguesAtOnce, inParts } from './data-weight.ts'
import { createMarketMeter } from './market-meter.ts'
import { readRows } from './read-rows.ts'
import * as account from './wire/account.ts'
import { type ClearedOrderRow, clearedOrderSchema, clearedOrdersSchema } from './wire/cleared-order.ts'
import { type CurrentOrder, currentOrderSchema, currentOrdersSchema } from './wire/current-order.ts'
import { type HeartbeatReport, heartbeatReportSchema } from './wire/heartbeat.ts'
import * as lists from './wire/lists.ts'
import { type MarketBook, marketBookSchema } from './wire/market-book.ts'
import { type MarketCatalogue, marketCatalogueSchema } from './wire/market-catalogue.ts'
import type {
  AccountStatementRequest,
  ClearedOrdersRequest,
  CurrentOrdersRequest,
  MarketBookRequest,
  MarketCatalogueRequest,
  MarketFilter,
} from './wire/requests.ts'

/** How the client works. */
export interface BetfairClientSettings {
  readonly session: BetfairSession
  readonly clock: Clock
  readonly logger?: Logger
  readonly random?: Random
}

/** What the exchange says: `value` holds what can be read of it, `leftOut` counts what cannot. */
export type BetfairAnswer<Value> = Answer<Value> & { readonly leftOut: LeftOut }

/** Pages put together: all there is, as far as `complete` says. */
export interface AllPages<Row> {
  readonly rows: readonly Row[]
  /** Whether every page was told and could be read. */
  readonly complete: boolean
  readonly leftOut: LeftOut
}

/**
 * The reads of the exchange's API. Each throws ApiError, whose `code` is that of the exchange and whose `remedy` says what to do, or
 * ServiceUnavailableError while the breaker of its class is open.
 */
export interface BetfairClient extends AsyncDisposable {
  readonly session: BetfairSession
  readonly breakers: readonly CircuitBreaker[]
  listEventTypes(filter: MarketFilter, signal: AbortSignal): Promise<BetfairAnswer<readonly lists.EventTypeResult[]>>
  listCompetitions(
    filter: MarketFilter,
    signal: AbortSignal,
  ): Promise<BetfairAnswer<readonly lists.CompetitionResult[]>>
  listEvents(filter: MarketFilter, signal: AbortSignal): Promise<BetfairAnswer<readonly lists.EventResult[]>>
  listMarketTypes(filter: MarketFilter, signal: AbortSignal): Promise<BetfairAnswer<readonly lists.MarketTypeResult[]>>
  listCountries(filter: MarketFilter, signal: AbortSignal): Promise<BetfairAnswer<readonly lists.CountryResult[]>>
  listVenues(filter: MarketFilter, signal: AbortSignal): Promise<BetfairAnswer<readonly lists.VenueResult[]>>
  /** Markets that are not closed; a list of ids of any length is asked for in parts that weigh what is allowed. */
  listMarketCatalogue(
    request: MarketCatalogueRequest,
    signal: AbortSignal,
  ): Promise<BetfairAnswer<readonly MarketCatalogue[]>>
  /**
   * Books of any number of markets, in parts that weigh what is allowed, five a second for each market. Open and closed markets may be
   * mixed; those that the exchange does not know are left out, and the order is not that of the ids. Where the exchange does not answer, what
   * it told within five minutes stands in, tagged `cached`.
   */
  listMarketBook(request: MarketBookRequest, signal: AbortSignal): Promise<BetfairAnswer<readonly MarketBook[]>>
  /** All pages, whatever `fromRecord` and `recordCount` say; up to 250 bets, references and markets at once are asked for in parts. */
  listCurrentOrders(request: CurrentOrdersRequest, signal: AbortSignal): Promise<AllPages<CurrentOrder>>
  /** All pages of the last 90 days, or of a stretch of them. */
  listClearedOrders(request: ClearedOrdersRequest, signal: AbortSignal): Promise<AllPages<ClearedOrderRow>>
  getAccountFunds(signal: AbortSignal): Promise<account.AccountFunds>
  getAccountDetails(signal: AbortSignal): Promise<account.AccountDetails>
  /** All pages of the last 90 days, or of a stretch of them. */
  getAccountStatement(request: AccountStatementRequest, signal: AbortSignal): Promise<AllPages<account.StatementItem>>
  getDeveloperAppKeys(signal: AbortSignal): Promise<readonly account.DeveloperApp[]>
  listCurrencyRates(signal: AbortSignal): Promise<readonly account.CurrencyRate[]>
  /** Renews the dead man's switch of the account, or with 0 ends it. */
  heartbeat(preferredTimeoutSeconds: number, signal: AbortSignal): Promise<HeartbeatReport>
  /** Breaks off whatever is under way and closes every connection; the session stays. */
  close(): Promise<void>
}

const PAGE = 1_000
const STATEMENT_PAGE = 100
const MOST_PAGES = 1_000
const MOST_IDS = 250
const DAY_STALE = 86_400_000
const BOOKS_STALE = 300_000
/** An answer may have many markets with all that they show. */
const BOOKS_KEPT = 16
/** Of lists of orders and bets, the exchange takes fewer than three of an account at once: one to find orders by, one of what is settled. */
const LISTS_AT_ONCE = 1
/** How often a list that moved while it was read is begun anew. */
const MOST_READINGS = 4

const rows = z.array(z.unknown())

/**
 * A client of the exchange's API: JSON-RPC through breakers, retries and limits by class of operation.
 *
 * @example
 * ```ts
 * await using session = createBetfairSession({ appKey: 'k', username: 'me', password: 'secret', clock: createSystemClock() })
 * await using client = createBetfairClient({ session, clock: createSystemClock() })
 * client.breakers.length // 6
 * ```
 */
export function createBetfairClient(settings: BetfairClientSettings): BetfairClient {
  const { session, clock, logger = silentLogger, random } = settings
  const common = { session, clock, logger, ...(random !== undefined && { random }) }
  const markets = createCaller({ ...common, service: 'betting', operation: 'markets', concurrency: 4 })
  const books = createCaller({
    ...common,
    service: 'betting',
    operation: 'books',
    concurrency: 4,
    remembered: BOOKS_KEPT,
  })
  const orders = createCaller({
    ...common,
    service: 'betting',
    operation: 'order-lists',
    concurrency: LISTS_AT_ONCE,
  })
  // What is settled can be long: no order that is looked for waits behind it.
  const cleared = createCaller({
    ...common,
    service: 'betting',
    operation: 'cleared-lists',
    concurrency: LISTS_AT_ONCE,
  })
  const accounts = createCaller({ ...common, service: 'account', operation: 'account', concurrency: 2 })
  const heart = createCaller({ ...common, service: 'heartbeat', operation: 'heartbeat', concurrency: 1 })
  const callers: readonly Caller[] = [markets, books, orders, cleared, accounts, heart]
  const meter = createMarketMeter(clock)

  async function list<Row>(
    caller: Caller,
    operation: string,
    params: object,
    schema: z.ZodType<Row>,
    signal: AbortSignal,
    maxStaleMs: number,
  ): Promise<BetfairAnswer<readonly Row[]>> {
    const answer = await caller.call(operation, params, rows, signal, maxStaleMs)
    const read = readRows(answer.value, schema, operation)
    if (read.rows.length === 0 && answer.value.length > 0) {
      throw betfairError({
        code: 'INVALID_BODY',
        message: `Nothing of what ${operation} answered can be read: ${read.leftOut.examples[0]}.`,
        isServiceFault: true,
      })
    }
    return { ...answer, value: read.rows, leftOut: read.leftOut }
  }

  const listed =
    <Row>(operation: string, schema: z.ZodType<Row>) =>
    (filter: MarketFilter, signal: AbortSignal) =>
      list(markets, operation, { filter }, schema, signal, DAY_STALE)

  interface Paged<Row> {
    readonly caller: Caller
    readonly operation: string
    readonly params: object
    readonly page: z.ZodType<Page>
    readonly row: z.ZodType<Row>
    readonly size: number
  }

  async function pages<Row>(asked: Paged<Row>, signal: AbortSignal): Promise<AllPages<Row>> {
    let read = await reading(asked, signal)
    for (let count = 1; read.hasMoved && count < MOST_READINGS; count += 1) read = await reading(asked, signal)
    const { rows: all, complete, leftOut } = read
    return { rows: all, complete, leftOut }
  }

  /** Each page begins with the last row of the one before: where it does not, a row went from one to the other unread. */
  async function reading<Row>(
    { caller, operation, params, page, row, size }: Paged<Row>,
    signal: AbortSignal,
  ): Promise<AllPages<Row> & { readonly hasMoved: boolean }> {
    const all: Row[] = []
    const leftOut = createLeftOut()
    let last: { readonly at: number; readonly name: string } | null = null
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const fromRecord: number = last?.at ?? 0
      const { value } = await caller.call(operation, { ...params, fromRecord, recordCount: size }, page, signal)
      const { items, moreAvailable } = value
      if (last !== null && (items.length === 0 || nameOf(items[0]) !== last.name))
        return { rows: all, complete: false, leftOut, hasMoved: true }
      const fresh = last === null ? items : items.slice(1)
      const read = readRows(fresh, row, operation)
      all.push(...read.rows)
      leftOut.take(read.leftOut)
      if (!moreAvailable) return { rows: all, complete: leftOut.count === 0, leftOut, hasMoved: false }
      // A page that says that there is more and holds nothing new would be asked for for ever.
      if (fresh.length === 0) break
      last = { at: fromRecord + items.length - 1, name: nameOf(items.at(-1)) }
    }
    return { rows: all, complete: false, leftOut, hasMoved: false }
  }

  /** One part after the other: what waits for its turn is not under way, and can't time out. */
  async function inTurn<Part, Row>(
    parts: readonly Part[],
    ask: (part: Part) => Promise<AllPages<Row>>,
  ): Promise<AllPages<Row>> {
    const leftOut = createLeftOut()
    const told: AllPages<Row>[] = []
    for (const part of parts) {
      const read = await ask(part)
      leftOut.take(read.leftOut)
      told.push(read)
    }
    return { rows: told.flatMap((part) => part.rows), complete: told.every((part) => part.complete), leftOut }
  }

  const client: BetfairClient = {
    session,
    breakers: callers.map(({ breaker }) => breaker),
    listEventTypes: listed('listEventTypes', lists.eventTypeResultSchema),
    listCompetitions: listed('listCompetitions', lists.competitionResultSchema),
    listEvents: listed('listEvents', lists.eventResultSchema),
    listMarketTypes: listed('listMarketTypes', lists.marketTypeResultSchema),
    listCountries: listed('listCountries', lists.countryResultSchema),
    listVenues: listed('listVenues', lists.venueResultSchema),
    async listMarketCatalogue(request, signal) {
      const most = cataloguesAtOnce(request.marketProjection)
      const { marketIds } = request.filter
      const parts = marketIds === undefined ? [undefined] : inParts([...new Set(marketIds)], most)
      return merged(
        await Promise.all(
          parts.map((ids) => {
            const filter = ids === undefined ? request.filter : { ...request.filter, marketIds: ids }
            const params = { ...request, filter, maxResults: ids?.length ?? Math.min(request.maxResults, most) }
            return list(markets, 'listMarketCatalogue', params, marketCatalogueSchema, signal, DAY_STALE)
          }),
        ),
        clock,
      )
    },
    async listMarketBook(request, signal) {
      const ask = async (ids: readonly string[]) => {
        const wait = meter.take(ids)
        if (wait > 0) await clock.sleep(wait, signal)
        return await list(
          books,
          'listMarketBook',
          { ...request, marketIds: ids },
          marketBookSchema,
          signal,
          BOOKS_STALE,
        )
      }
      const askAll = async (ids: readonly string[]) =>
        await Promise.all(inParts(ids, booksAtOnce(request.priceProjection)).map(ask))
      const ids = [...new Set(request.marketIds)]
      const first = await askAll(ids)
      const told = new Set(first.flatMap(({ value }) => value.map(({ marketId }) => marketId)))
      // Among open markets the exchange does not tell of closed ones.
      const missing = told.size === 0 ? [] : ids.filter((id) => !told.has(id))
      return merged([...first, ...(missing.length === 0 ? [] : await askAll(missing))], clock)
    },
    async listCurrentOrders(request, signal) {
      const page = currentOrdersSchema.transform(({ currentOrders, moreAvailable }) => ({
        items: currentOrders,
        moreAvailable,
      }))
      const paged = { caller: orders, operation: 'listCurrentOrders', page, row: currentOrderSchema, size: PAGE }
      const ask = (params: CurrentOrdersRequest) => pages({ ...paged, params }, signal)
      const { customerOrderRefs, betIds } = request
      if (customerOrderRefs !== undefined)
        return await inTurn(inParts(customerOrderRefs, MOST_IDS), (refs) =>
          ask({ ...request, customerOrderRefs: refs }),
        )
      if (betIds !== undefined)
        return await inTurn(inParts(betIds, MOST_IDS), (ids) => ask({ ...request, betIds: ids }))
      return await ask(request)
    },
    async listClearedOrders(request, signal) {
      const page = clearedOrdersSchema.transform(({ clearedOrders, moreAvailable }) => ({
        items: clearedOrders,
        moreAvailable,
      }))
      const { customerOrderRefs } = request
      const caller = customerOrderRefs === undefined ? cleared : orders
      const paged = { caller, operation: 'listClearedOrders', page, row: clearedOrderSchema, size: PAGE }
      const ask = (params: ClearedOrdersRequest) => pages({ ...paged, params }, signal)
      if (customerOrderRefs === undefined) return await ask(request)
      return await inTurn(inParts(customerOrderRefs, MOST_IDS), (refs) => ask({ ...request, customerOrderRefs: refs }))
    },
    getAccountFunds: async (signal) =>
      (await accounts.call('getAccountFunds', {}, account.accountFundsSchema, signal)).value,
    getAccountDetails: async (signal) =>
      (await accounts.call('getAccountDetails', {}, account.accountDetailsSchema, signal)).value,
    getAccountStatement(request, signal) {
      const page = account.accountStatementSchema.transform(({ accountStatement, moreAvailable }) => ({
        items: accountStatement,
        moreAvailable,
      }))
      const paged = { caller: accounts, operation: 'getAccountStatement', page, size: STATEMENT_PAGE }
      return pages({ ...paged, params: request, row: account.statementItemSchema }, signal)
    },
    getDeveloperAppKeys: async (signal) =>
      (await list(accounts, 'getDeveloperAppKeys', {}, account.developerAppSchema, signal, 0)).value,
    listCurrencyRates: async (signal) =>
      (await list(accounts, 'listCurrencyRates', { fromCurrency: 'GBP' }, account.currencyRateSchema, signal, 0)).value,
    heartbeat: async (preferredTimeoutSeconds, signal) =>
      (await heart.call('heartbeat', { preferredTimeoutSeconds }, heartbeatReportSchema, signal)).value,
    async close() {
      await Promise.all(callers.map((caller) => caller.close()))
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
  return client
}

/** A page as it was told, its rows unread. */
interface Page {
  readonly items: readonly unknown[]
  readonly moreAvailable: boolean
}

/** By what a row is known again in another page: a bet may have changed meanwhile, and is the same. */
function nameOf(item: unknown): string {
  const isBet = typeof item === 'object' && item !== null && 'betId' in item && item.betId !== null
  return isBet ? `bet ${item.betId}` : JSON.stringify(item)
}

/** Parts of an answer as one: as old as the oldest, and cached where one of them is. */
function merged<Row>(parts: readonly BetfairAnswer<readonly Row[]>[], clock: Clock): BetfairAnswer<readonly Row[]> {
  const leftOut = createLeftOut()
  for (const part of parts) leftOut.take(part.leftOut)
  const value = parts.flatMap((part) => part.value)
  const receivedAt = timestamp(Math.min(clock.now(), ...parts.map((part) => part.receivedAt)))
  const cached = parts.find((part) => part.freshness === 'cached')
  if (cached?.freshness === 'cached') return { freshness: 'cached', reason: cached.reason, value, receivedAt, leftOut }
  const [first] = parts
  const headers = first?.freshness === 'live' ? first.headers : new Headers()
  return { freshness: 'live', headers, value, receivedAt, leftOut }
}
