import type { AccountBook } from '../exchange/account-book.ts'
import { cancelOrders, replaceOrders, updateOrders } from '../exchange/change-orders.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { type MatcherFate, placeOrders } from '../exchange/place-orders.ts'
import { failure } from '../exchange/reports.ts'
import { getAccountDetails, getAccountFunds, getAccountStatement, getDeveloperAppKeys } from './account-operations.ts'
import { ApiFault, FrameworkFault, type Service } from './api-fault.ts'
import { listClearedOrders } from './cleared-orders.ts'
import { listCurrentOrders } from './current-orders.ts'
import type { HeartbeatSwitches } from './heartbeat.ts'
import { listMarketBook, listRunnerBook } from './market-books.ts'
import {
  listCompetitions,
  listCountries,
  listEvents,
  listEventTypes,
  listMarketCatalogue,
  listMarketTypes,
  listVenues,
} from './market-lists.ts'
import { cancelsOf, placingOf, referenceOf, replacesOf, updatesOf } from './order-params.ts'
import { must, type Params } from './params.ts'

/** Who asks, and with what. */
export interface Asking {
  readonly account: AccountBook
  readonly isDelayed: boolean
  readonly fate: MatcherFate
}

/** What operations stand on. */
export interface OperationsContext {
  readonly exchange: Exchange
  readonly heartbeats: HeartbeatSwitches
  /** Whether the key with delayed prices bets as any other does. */
  readonly delayedKeyBets: boolean
}

type Operation = (context: OperationsContext, params: Params, asking: Asking) => unknown

const DEDUPE_MS = 60_000

const BETTING: Readonly<Record<string, Operation>> = {
  listEventTypes: ({ exchange }, params) => listEventTypes(exchange, params),
  listCompetitions: ({ exchange }, params) => listCompetitions(exchange, params),
  listEvents: ({ exchange }, params) => listEvents(exchange, params),
  listMarketTypes: ({ exchange }, params) => listMarketTypes(exchange, params),
  listCountries: ({ exchange }, params) => listCountries(exchange, params),
  listVenues: ({ exchange }, params) => listVenues(exchange, params),
  listMarketCatalogue: ({ exchange }, params) => listMarketCatalogue(exchange, params),
  listMarketBook: ({ exchange }, params, { isDelayed }) => listMarketBook(exchange, params, isDelayed),
  listRunnerBook: ({ exchange }, params, { isDelayed }) => listRunnerBook(exchange, params, isDelayed),
  listCurrentOrders: ({ exchange }, params, { account }) => listCurrentOrders(exchange, account, params),
  listClearedOrders: ({ exchange }, params, { account }) => listClearedOrders(exchange, account, params),
  placeOrders(context, params, asking) {
    const asked = placingOf(params)
    const { account, fate } = asking
    checkRate(context, account, asked.bets.length)
    if (asking.isDelayed && !context.delayedKeyBets) return failure('PERMISSION_DENIED', { marketId: asked.marketId })
    return new Promise((resolve) => placeOrders(context.exchange, account, asked, fate, resolve))
  },
  cancelOrders({ exchange, ...context }, params, { account }) {
    const asked = cancelsOf(params)
    checkRate({ exchange, ...context }, account, asked?.length ?? 1)
    return once(exchange, account, params, () => cancelOrders(exchange, account, params.text('marketId'), asked))
  },
  replaceOrders({ exchange, ...context }, params, { account }) {
    const asked = replacesOf(params)
    checkRate({ exchange, ...context }, account, asked.length)
    const version = params.object('marketVersion')?.number('version') ?? null
    return once(exchange, account, params, () =>
      replaceOrders(exchange, account, must(params.text('marketId')), asked, version),
    )
  },
  updateOrders({ exchange, ...context }, params, { account }) {
    const asked = updatesOf(params)
    checkRate({ exchange, ...context }, account, asked.length)
    return once(exchange, account, params, () => updateOrders(exchange, account, must(params.text('marketId')), asked))
  },
}

const ACCOUNT: Readonly<Record<string, Operation>> = {
  getAccountFunds: ({ exchange }, _params, { account }) => getAccountFunds(exchange, account),
  getAccountDetails: (_context, _params, { account }) => getAccountDetails(account),
  getAccountStatement: (_context, params, { account }) => getAccountStatement(account, params),
  getDeveloperAppKeys: (_context, _params, { account }) => getDeveloperAppKeys(account),
  listCurrencyRates: () => [
    { currencyCode: 'GBP', rate: 1 },
    { currencyCode: 'EUR', rate: 1.15 },
  ],
}

const HEARTBEAT: Readonly<Record<string, Operation>> = {
  heartbeat: ({ heartbeats }, params, { account }) => heartbeats.beat(account, params),
}

const SERVICES: Readonly<Record<Service, Readonly<Record<string, Operation>>>> = {
  SportsAPING: BETTING,
  AccountAPING: ACCOUNT,
  HeartbeatAPING: HEARTBEAT,
}

/** Those of which an account may have no more than three under way. */
export const COUNTED_OPERATIONS: ReadonlySet<string> = new Set([
  'listCurrentOrders',
  'listClearedOrders',
  'listMarketProfitAndLoss',
])

/** The operation of a name. @throws FrameworkFault `DSC-0021` */
export function operationOf(service: Service, name: string): Operation {
  const operations = SERVICES[service]
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  if (operation === undefined) throw new FrameworkFault('DSC-0021')
  return operation
}

function checkRate({ exchange }: Pick<OperationsContext, 'exchange'>, account: AccountBook, count: number): void {
  if (!account.takes(count, exchange.now)) throw new ApiFault('TOO_MANY_REQUESTS')
}

/** Does something once for each reference. */
function once(exchange: Exchange, account: AccountBook, params: Params, work: () => object): object {
  const ref = referenceOf(params)
  if (ref === null) return work()
  const usedAt = account.references.get(ref)
  if (usedAt !== undefined && exchange.now - usedAt < DEDUPE_MS) {
    return failure('DUPLICATE_TRANSACTION', { customerRef: ref })
  }
  account.references.set(ref, exchange.now)
  return { customerRef: ref, ...work() }
}
