import {
  type Currency,
  eventId,
  isPrice,
  type Money,
  money,
  type OrderTerms,
  priceUnits,
  type Timestamp,
  toPriceUnits,
  type VenueId,
  ZERO,
} from '@betting-advisor/core'
import { PRICE_SCALE } from '@betting-advisor/core/odds'
import type { BetList, OrderRef, VenueBet } from '@betting-advisor/core/venue'
import type { BetfairClient } from '../api/client.ts'
import type { CurrentOrder } from '../api/wire/current-order.ts'
import type { MarketCatalogue } from '../api/wire/market-catalogue.ts'
import { exchangeMarket, exchangeSelection } from '../markets/names.ts'
import { type BetMarket, eachWayOfBet, winnersOf } from '../markets/winners.ts'
import { readClearedParts } from './cleared-parts.ts'
import {
  type ClearedParts,
  clearedState,
  matchedOfCleared,
  matchedOfCurrent,
  sideOf,
  stateOfCurrent,
} from './known-orders.ts'
import { amountOf } from './matched-part.ts'

/** What bets are listed by. */
export interface BetListContext {
  readonly client: BetfairClient
  readonly venue: VenueId
  readonly currency: Currency
  readonly strategyRef: string
  readonly refOf: (given: string | null) => OrderRef | null
}

/** Every bet of the account that is not settled or was placed since, whoever placed it, with what its market is called. */
export async function listBets(context: BetListContext, since: Timestamp, signal: AbortSignal): Promise<BetList> {
  const { client } = context
  const settledDateRange = { from: new Date(since).toISOString() }
  // One after the other: what leaves the first by being settled is in the second by then.
  const current = await client.listCurrentOrders({ orderProjection: 'ALL' }, signal)
  const cleared = await readClearedParts(client, { settledDateRange, includeItemDescription: true }, signal)
  const known = new Set(current.rows.map(({ betId }) => betId))
  // A bet may have come between the two: what was matched of it is not cleared, and stands where was looked before.
  const again = [...cleared.bets].some(([betId, parts]) => parts.settled === null && !known.has(betId))
    ? await client.listCurrentOrders({ orderProjection: 'ALL' }, signal)
    : { rows: [], complete: true }
  const rows = [...new Map([...current.rows, ...again.rows].map((row) => [row.betId, row])).values()]
  const open = new Set(rows.map(({ betId }) => betId))
  const ended = [...cleared.bets].flatMap(([betId, parts]) =>
    open.has(betId) ? [] : (endedBet(betId, parts, since, context) ?? []),
  )
  const marketIds = [...new Set(rows.map(({ marketId }) => marketId))]
  const catalogues = new Map<string, MarketCatalogue>()
  if (marketIds.length > 0) {
    const { value } = await client.listMarketCatalogue(
      {
        filter: { marketIds },
        marketProjection: ['COMPETITION', 'EVENT', 'MARKET_START_TIME', 'MARKET_DESCRIPTION', 'RUNNER_DESCRIPTION'],
        maxResults: marketIds.length,
      },
      signal,
    )
    for (const market of value) catalogues.set(market.marketId, market)
  }
  const living = rows.map((row) => betOf(row, catalogues.get(row.marketId) ?? null, context))
  return { complete: current.complete && cleared.complete && again.complete, bets: [...living, ...ended] }
}

/** A bet that was placed since and is settled; `null` where it was placed before, or too little is told of it. */
function endedBet(
  betId: string,
  parts: ClearedParts,
  since: Timestamp,
  { currency, venue, refOf, strategyRef }: BetListContext,
): VenueBet | null {
  const row = parts.settled ?? parts.voided ?? parts.lapsed ?? parts.cancelled
  if (row === null || row.placedDate === null || row.placedDate < since) return null
  const { marketId, selectionId, side, itemDescription, placedDate, priceRequested } = row
  if (marketId === null || selectionId === null || side === null) return null
  const matched = matchedOfCleared(parts, currency)
  const gone =
    amountOf(parts.lapsed?.sizeCancelled ?? null, currency) + amountOf(parts.cancelled?.sizeCancelled ?? null, currency)
  const selection = exchangeSelection(selectionId, row.handicap ?? 0)
  const asked = priceRequested ?? 0
  return {
    ref: refOf(row.customerOrderRef),
    ours: row.customerStrategyRef === strategyRef,
    state: clearedState(parts),
    venueOrderId: betId,
    ...matched,
    venue,
    event: eventId(`betfair:${row.eventId ?? marketId}`),
    eventName: itemDescription?.eventDesc ?? `market ${marketId}`,
    competition: itemDescription?.eventTypeDesc ?? 'unknown',
    startsAt: itemDescription?.marketStartTime ?? placedDate,
    market: exchangeMarket(marketId),
    selection,
    selectionName: itemDescription?.runnerDesc ?? selection,
    outcomes: 2,
    ...winsOf({
      type: itemDescription?.marketType ?? null,
      betting: null,
      winners: itemDescription?.numberOfWinners ?? null,
      eachWayDivisor: itemDescription?.eachWayDivisor ?? null,
    }),
    commission: 0,
    side: sideOf(side),
    price: isPrice(asked) ? toPriceUnits(asked) : (matched.averagePrice ?? priceUnits(PRICE_SCALE + 1)),
    stake: money(matched.matchedStake + (matched.voidedStake ?? ZERO) + gone),
    placedAt: placedDate,
  }
}

function betOf(row: CurrentOrder, market: MarketCatalogue | null, context: BetListContext): VenueBet {
  const { currency, venue, strategyRef, refOf } = context
  const side = sideOf(row.side)
  const matched = matchedOfCurrent(row, currency)
  const selection = exchangeSelection(row.selectionId, row.handicap ?? 0)
  const runner = market?.runners?.find(
    ({ selectionId, handicap }) => selectionId === row.selectionId && (handicap ?? 0) === (row.handicap ?? 0),
  )
  const event = market?.event ?? null
  const description = market?.description ?? null
  const liability = amountOf(row.bspLiability, currency)
  return {
    ref: refOf(row.customerOrderRef),
    ours: row.customerStrategyRef === strategyRef,
    state: row.status === 'PENDING' ? 'open' : stateOfCurrent(row, currency),
    venueOrderId: row.betId,
    ...matched,
    venue,
    event: eventId(`betfair:${event?.id ?? row.marketId}`),
    eventName: event?.name ?? `market ${row.marketId}`,
    competition: market?.competition?.name ?? event?.name ?? 'unknown',
    startsAt: market?.marketStartTime ?? row.placedDate,
    market: exchangeMarket(row.marketId),
    selection,
    selectionName: runner?.runnerName ?? selection,
    outcomes: Math.max(market?.runners?.length ?? 2, 2),
    ...winsOf({
      type: description?.marketType ?? null,
      betting: description?.bettingType ?? null,
      winners: null,
      eachWayDivisor: description?.eachWayDivisor ?? null,
    }),
    commission: (description?.marketBaseRate ?? 0) / 100,
    side,
    terms: termsOf(row),
    price: askedPrice(row, matched.averagePrice),
    stake: askedStake(row, matched.matchedStake, currency),
    ...(liability > 0 && { liability }),
    placedAt: row.placedDate,
  }
}

/** How its market is won, as far as that is certain. */
function winsOf(market: BetMarket): Pick<VenueBet, 'winners' | 'eachWay'> {
  const eachWay = eachWayOfBet(market)
  return { winners: winnersOf(market), ...(eachWay !== null && { eachWay }) }
}

function termsOf({ orderType, persistenceType }: CurrentOrder): OrderTerms {
  if (orderType === 'MARKET_ON_CLOSE') return { kind: 'market-on-close' }
  if (orderType === 'LIMIT_ON_CLOSE') return { kind: 'limit-on-close' }
  const persistence =
    persistenceType === 'PERSIST' ? 'persist' : persistenceType === 'MARKET_ON_CLOSE' ? 'market-on-close' : 'lapse'
  return { kind: 'limit', persistence, minFill: null }
}

/** What it asks for; of one that names no price, what it was matched at, or the least there is. */
function askedPrice({ priceSize }: CurrentOrder, average: VenueBet['averagePrice']): VenueBet['price'] {
  const asked = priceSize.price ?? 0
  return isPrice(asked) ? toPriceUnits(asked) : (average ?? priceUnits(PRICE_SCALE + 1))
}

function askedStake({ priceSize, bspLiability, side }: CurrentOrder, matched: Money, currency: Currency): Money {
  const size = amountOf(priceSize.size, currency)
  if (size > 0) return size
  return side === 'BACK' ? amountOf(bspLiability, currency) : matched
}
