import type { AccountBook } from '../exchange/account-book.ts'
import type { EmulatedBet } from '../exchange/emulated-bet.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { isoTime, pounds } from '../exchange/reports.ts'
import { ApiFault } from './api-fault.ts'
import type { Params } from './params.ts'

const MOST_IDS = 250
const PAGE = 1_000
const ORDER_BY = ['BY_BET', 'BY_MARKET', 'BY_PLACE_TIME', 'BY_MATCH_TIME', 'BY_VOID_TIME', 'BY_SETTLED_TIME'] as const

/** Bets that are open, or complete and not settled. */
export function listCurrentOrders(exchange: Exchange, account: AccountBook, params: Params): object {
  const betIds = params.texts('betIds')
  const marketIds = params.texts('marketIds')
  if ((betIds?.length ?? 0) + (marketIds?.length ?? 0) > MOST_IDS) throw new ApiFault('REQUEST_SIZE_EXCEEDS_LIMIT')
  const refs = params.texts('customerOrderRefs')
  const strategies = params.texts('customerStrategyRefs')
  const projection = params.word('orderProjection', ['ALL', 'EXECUTABLE', 'EXECUTION_COMPLETE']) ?? 'ALL'
  const orderBy = params.word('orderBy', ORDER_BY) ?? 'BY_BET'
  const range = params.range('dateRange') ?? params.range('placedDateRange')
  const found = [...account.bets.values()].filter((bet) => {
    const { terms, isComplete, shownAt } = bet
    if (isSettled(exchange, bet) || shownAt > exchange.now) return false
    if (projection !== 'ALL' && (projection === 'EXECUTABLE') === isComplete) return false
    if (!isAmong(betIds, terms.id) || !isAmong(marketIds, terms.marketId)) return false
    if (!isAmong(refs, terms.orderRef ?? '') || !isAmong(strategies, terms.strategyRef ?? '')) return false
    const at = timeOf(bet, orderBy)
    return at !== null && (range === null || (at >= range.from && at <= range.to))
  })
  found.sort((a, b) => (timeOf(a, orderBy) ?? 0) - (timeOf(b, orderBy) ?? 0))
  if (params.word('sortDir', ['EARLIEST_TO_LATEST', 'LATEST_TO_EARLIEST']) === 'LATEST_TO_EARLIEST') found.reverse()
  const { page, moreAvailable } = paged(found, params, PAGE)
  const describes = params.flag('includeItemDescription') ?? false
  return { currentOrders: page.map((bet) => orderOf(exchange, bet, describes)), moreAvailable }
}

/** Whether a bet is among those that are settled, and listed as such. */
export function isSettled(exchange: Exchange, { terms }: EmulatedBet): boolean {
  return exchange.markets.get(terms.marketId)?.isClosed ?? true
}

/** A page of a list. @throws ApiFault `INVALID_INPUT_DATA` */
export function paged<Item>(
  all: readonly Item[],
  params: Params,
  most: number,
): { readonly page: readonly Item[]; readonly moreAvailable: boolean } {
  const from = params.number('fromRecord') ?? 0
  const asked = params.number('recordCount') ?? 0
  if (from < 0 || asked < 0 || asked > most) throw new ApiFault('INVALID_INPUT_DATA', 'the page is out of range')
  const end = from + (asked === 0 ? most : asked)
  return { page: all.slice(from, end), moreAvailable: end < all.length }
}

/** Whether something is asked for: an absent list asks for all. */
export function isAmong(wanted: readonly string[] | null, value: string): boolean {
  return wanted === null || wanted.length === 0 || wanted.includes(value)
}

function timeOf(bet: EmulatedBet, orderBy: (typeof ORDER_BY)[number]): number | null {
  if (orderBy === 'BY_MATCH_TIME') return bet.matchedAt
  if (orderBy === 'BY_VOID_TIME') return bet.voidedAt
  return orderBy === 'BY_SETTLED_TIME' ? (bet.result?.settledAt ?? null) : bet.terms.placedAt
}

function orderOf(exchange: Exchange, bet: EmulatedBet, describes: boolean): object {
  const { terms } = bet
  return {
    betId: terms.id,
    marketId: terms.marketId,
    selectionId: terms.selectionId,
    handicap: terms.handicap,
    priceSize: { price: terms.price, size: pounds(terms.size) },
    bspLiability: pounds(terms.liability),
    side: terms.side,
    status: bet.isExpired ? 'EXPIRED' : bet.isComplete ? 'EXECUTION_COMPLETE' : 'EXECUTABLE',
    persistenceType: bet.persistence,
    orderType: terms.type,
    placedDate: isoTime(terms.placedAt),
    ...(bet.matchedAt !== null && { matchedDate: isoTime(bet.matchedAt) }),
    averagePriceMatched: bet.averagePrice,
    sizeMatched: pounds(bet.matched),
    sizeRemaining: pounds(bet.remaining),
    sizeLapsed: pounds(bet.lapsed),
    sizeCancelled: pounds(bet.cancelled),
    sizeVoided: pounds(bet.voided),
    regulatorCode: 'GIBRALTAR REGULATOR',
    ...(terms.orderRef !== null && { customerOrderRef: terms.orderRef }),
    ...(terms.strategyRef !== null && { customerStrategyRef: terms.strategyRef }),
    ...(describes && {
      currentItemDescription: {
        marketVersion: { version: exchange.markets.get(terms.marketId)?.definition?.version ?? 0 },
      },
    }),
  }
}
