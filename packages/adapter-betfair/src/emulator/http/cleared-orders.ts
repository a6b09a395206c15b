import type { AccountBook } from '../exchange/account-book.ts'
import type { EmulatedBet } from '../exchange/emulated-bet.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { isoTime, pounds } from '../exchange/reports.ts'
import { ApiFault } from './api-fault.ts'
import { isAmong, isSettled, paged } from './current-orders.ts'
import { must, type Params } from './params.ts'

const MOST_BETS = 1_000
const PAGE = 1_000
/** In milliseconds: what is older is not told. */
const KEPT_FOR = 90 * 86_400_000
const STATUSES = ['SETTLED', 'VOIDED', 'LAPSED', 'CANCELLED'] as const
type Status = (typeof STATUSES)[number]

/** A bet, or what of it ended in one way. */
interface Cleared {
  readonly bet: EmulatedBet
  readonly at: number
  /** Pence. */
  readonly size: number
}

/** Bets by how they ended; settled ones rolled up where that is asked for. */
export function listClearedOrders(exchange: Exchange, account: AccountBook, params: Params): object {
  const status = must(params.word('betStatus', STATUSES))
  const groupBy = params.word('groupBy', ['EVENT_TYPE', 'EVENT', 'MARKET', 'SIDE', 'BET'])
  const betIds = params.texts('betIds')
  if ((betIds?.length ?? 0) > MOST_BETS) throw new ApiFault('REQUEST_SIZE_EXCEEDS_LIMIT')
  const marketIds = params.texts('marketIds')
  const eventIds = params.texts('eventIds')
  const eventTypeIds = params.texts('eventTypeIds')
  const refs = params.texts('customerOrderRefs')
  const strategies = params.texts('customerStrategyRefs')
  const side = params.word('side', ['BACK', 'LAY'])
  const range = params.range('settledDateRange')
  const isAsked = ({ terms }: EmulatedBet): boolean => {
    const definition = exchange.markets.get(terms.marketId)?.definition
    return (
      isAmong(betIds, terms.id) &&
      isAmong(marketIds, terms.marketId) &&
      isAmong(eventIds, definition?.eventId ?? '') &&
      isAmong(eventTypeIds, definition?.eventTypeId ?? '') &&
      isAmong(refs, terms.orderRef ?? '') &&
      isAmong(strategies, terms.strategyRef ?? '') &&
      (side === null || terms.side === side)
    )
  }
  const isWithin = (at: number): boolean =>
    range === null ? at >= exchange.now - KEPT_FOR : at >= range.from && at <= range.to
  const all = [...account.bets.values()].filter(isAsked).flatMap((bet) => clearedAs(exchange, bet, status) ?? [])
  const describes = params.flag('includeItemDescription') ?? false
  const rows =
    status === 'SETTLED' && groupBy !== null && groupBy !== 'BET'
      ? rolledUp(exchange, account, all, groupBy, isWithin)
      : all
          .filter(({ at }) => isWithin(at))
          .sort((a, b) => a.at - b.at)
          .map((cleared) => ({
            ...betRow(exchange, cleared, status),
            ...(describes && description(exchange, cleared.bet)),
          }))
  const { page, moreAvailable } = paged(rows, params, PAGE)
  return { clearedOrders: page, moreAvailable }
}

function clearedAs(exchange: Exchange, bet: EmulatedBet, status: Status): Cleared | null {
  if (!isSettled(exchange, bet) && !bet.isComplete) return null
  switch (status) {
    case 'SETTLED':
      return bet.result === null ? null : { bet, at: bet.result.settledAt, size: bet.matched }
    case 'VOIDED':
      return bet.voidedAt === null || bet.voided === 0 ? null : { bet, at: bet.voidedAt, size: bet.voided }
    case 'LAPSED':
      return bet.lapsedAt === null ? null : { bet, at: bet.lapsedAt, size: bet.lapsed }
    case 'CANCELLED':
      return bet.cancelledAt === null ? null : { bet, at: bet.cancelledAt, size: bet.cancelled }
  }
}

function betRow(exchange: Exchange, { bet, at, size }: Cleared, status: Status): object {
  const { terms, result } = bet
  const { eventTypeId = '0', eventId = '0' } = exchange.markets.get(terms.marketId)?.definition ?? {}
  const isSettledRow = status === 'SETTLED' && result !== null
  // What took the starting price is told as if it had asked for nothing else.
  const tookStart = bet.persistence === 'MARKET_ON_CLOSE' && bet.matchedAt !== null
  return {
    eventTypeId,
    eventId,
    marketId: terms.marketId,
    selectionId: terms.selectionId,
    handicap: terms.handicap,
    betId: terms.id,
    placedDate: isoTime(terms.placedAt),
    persistenceType: bet.persistence,
    orderType: tookStart ? 'MARKET_ON_CLOSE' : terms.type,
    side: terms.side,
    ...(isSettledRow && { betOutcome: result.outcome }),
    priceRequested: terms.price,
    settledDate: isoTime(at),
    ...(bet.matchedAt !== null && { lastMatchedDate: isoTime(bet.matchedAt) }),
    betCount: 1,
    ...(isSettledRow && { priceMatched: bet.averagePrice, priceReduced: bet.isReduced }),
    ...((isSettledRow || status === 'VOIDED') && { sizeSettled: pounds(size), profit: pounds(result?.profit ?? 0) }),
    ...((status === 'LAPSED' || status === 'CANCELLED') && { sizeCancelled: pounds(size) }),
    ...(terms.orderRef !== null && { customerOrderRef: terms.orderRef }),
    ...(terms.strategyRef !== null && { customerStrategyRef: terms.strategyRef }),
  }
}

/** Rows of more than one bet; one with a single bet has the bet's own fields too. */
function rolledUp(
  exchange: Exchange,
  account: AccountBook,
  all: readonly Cleared[],
  groupBy: 'EVENT_TYPE' | 'EVENT' | 'MARKET' | 'SIDE',
  isWithin: (at: number) => boolean,
): readonly object[] {
  const keyOf = ({ bet: { terms } }: Cleared): string => {
    const definition = exchange.markets.get(terms.marketId)?.definition
    if (groupBy === 'EVENT_TYPE') return definition?.eventTypeId ?? ''
    if (groupBy === 'EVENT') return definition?.eventId ?? ''
    return groupBy === 'MARKET'
      ? terms.marketId
      : `${terms.marketId}|${terms.selectionId}|${terms.handicap}|${terms.side}`
  }
  const groups = [...Map.groupBy(all, keyOf).values()].filter((bets) => bets.some(({ at }) => isWithin(at)))
  return groups
    .map((bets) => {
      const [first] = bets
      const at = Math.max(...bets.map((each) => each.at))
      const profit = bets.reduce((sum, { bet }) => sum + (bet.result?.profit ?? 0), 0)
      const markets = new Set(bets.map(({ bet }) => bet.terms.marketId))
      const commission = [...markets].reduce((sum, id) => sum + (account.settled.get(id)?.commission ?? 0), 0)
      const { terms } = first?.bet ?? {}
      const { eventTypeId = '0', eventId = '0' } = exchange.markets.get(terms?.marketId ?? '')?.definition ?? {}
      const row = {
        eventTypeId,
        ...(groupBy !== 'EVENT_TYPE' && { eventId }),
        ...((groupBy === 'MARKET' || groupBy === 'SIDE') && { marketId: terms?.marketId }),
        settledDate: isoTime(at),
        betCount: bets.length,
        profit: pounds(profit),
        ...(groupBy !== 'SIDE' && { commission: pounds(commission) }),
      }
      return { at, row: { ...(bets.length === 1 && first !== undefined ? hoisted(exchange, first) : {}), ...row } }
    })
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row)
}

function hoisted(exchange: Exchange, cleared: Cleared): object {
  const { betOutcome: _, ...row } = { betOutcome: null, ...betRow(exchange, cleared, 'SETTLED') }
  return row
}

function description(exchange: Exchange, { terms }: EmulatedBet): object {
  const definition = exchange.markets.get(terms.marketId)?.definition
  const runner = definition?.runners.find(({ id, hc = 0 }) => Number(id) === terms.selectionId && hc === terms.handicap)
  return {
    itemDescription: {
      eventTypeDesc: definition?.eventTypeId,
      eventDesc: definition?.eventName,
      marketDesc: definition?.name,
      marketType: definition?.marketType,
      marketStartTime: definition?.marketTime,
      runnerDesc: runner?.name,
      numberOfWinners: definition?.numberOfWinners,
      ...(definition?.eachWayDivisor !== undefined && { eachWayDivisor: definition.eachWayDivisor }),
    },
  }
}
