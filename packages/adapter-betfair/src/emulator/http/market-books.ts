import type { BookView } from '@betting-advisor/core/book'
import { exchangeSelection } from '../../markets/names.ts'
import type { RunnerDefinition } from '../../stream/wire.ts'
import type { EmulatedMarket } from '../exchange/emulated-market.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { isoTime } from '../exchange/reports.ts'
import { ApiFault, FrameworkFault } from './api-fault.ts'
import { bookWeight, checkWeight } from './data-weight.ts'
import { must, type Params } from './params.ts'

const PRICE_DATA = ['SP_AVAILABLE', 'SP_TRADED', 'EX_BEST_OFFERS', 'EX_ALL_OFFERS', 'EX_TRADED'] as const
const DELAYED_DEPTH = 3
const MOST_DEPTH = 10

interface Projection {
  readonly data: readonly string[]
  readonly depth: number
  readonly isDelayed: boolean
}

/** The books of markets: of open ones where both open and closed ones are asked for, and none of those that are not known. */
export function listMarketBook(exchange: Exchange, params: Params, isDelayed: boolean): object {
  const ids = must(params.texts('marketIds'))
  const projection = projectionOf(params, isDelayed)
  checkWeight(
    bookWeight(
      projection.data,
      params.object('priceProjection')?.object('exBestOffersOverrides')?.number('bestPricesDepth') ?? null,
    ),
    ids.length,
  )
  const found = [...new Set(ids)].flatMap((id) => exchange.markets.get(id) ?? [])
  const open = found.filter((market) => !market.isClosed)
  return (open.length > 0 ? open : found).map((market) => bookOf(market, projection, null))
}

/** The book of one runner; without it where the market has no such runner. */
export function listRunnerBook(exchange: Exchange, params: Params, isDelayed: boolean): object {
  const market = exchange.markets.get(must(params.text('marketId')))
  const selection = must(params.number('selectionId'))
  const handicap = params.number('handicap') ?? 0
  const projection = projectionOf(params, isDelayed)
  if (market === undefined) return []
  return [bookOf(market, projection, ({ id, hc = 0 }) => Number(id) === selection && hc === handicap)]
}

function projectionOf(params: Params, isDelayed: boolean): Projection {
  const asked = params.object('priceProjection')
  const data: readonly string[] = asked?.texts('priceData') ?? []
  if (data.some((name) => !PRICE_DATA.some((known) => known === name))) throw new FrameworkFault('DSC-0009')
  if (isDelayed && data.includes('EX_ALL_OFFERS')) throw new ApiFault('ACCESS_DENIED', 'not with a delayed key')
  const depth = asked?.object('exBestOffersOverrides')?.number('bestPricesDepth') ?? DELAYED_DEPTH
  return {
    data,
    depth: data.includes('EX_ALL_OFFERS')
      ? Number.POSITIVE_INFINITY
      : Math.min(depth, isDelayed ? DELAYED_DEPTH : MOST_DEPTH),
    isDelayed,
  }
}

function bookOf(
  market: EmulatedMarket,
  projection: Projection,
  only: ((runner: RunnerDefinition) => boolean) | null,
): object {
  const { id, definition, book, lastMatchAt, own } = market
  const runners = definition?.runners ?? []
  const { betDelayModels, suspendReason, keyLineDefinition } = definition ?? {}
  let available = 0
  for (let runner = 0; runner < book.runners; runner += 1) {
    for (const side of ['back', 'lay'] as const) {
      for (const [, size] of own.levels(book, book.selection(runner), side)) available += size
    }
  }
  return {
    marketId: id,
    isMarketDataDelayed: projection.isDelayed,
    status: definition?.status ?? 'INACTIVE',
    betDelay: definition?.betDelay ?? 0,
    bspReconciled: definition?.bspReconciled ?? false,
    complete: definition?.complete ?? true,
    inplay: definition?.inPlay ?? false,
    numberOfWinners: definition?.numberOfWinners ?? 1,
    numberOfRunners: runners.length,
    numberOfActiveRunners: runners.filter(({ status }) => status === 'ACTIVE').length,
    ...(lastMatchAt !== null && { lastMatchTime: isoTime(lastMatchAt) }),
    totalMatched: book.totalMatched / 100,
    totalAvailable: available / 100,
    crossMatching: definition?.crossMatching ?? false,
    runnersVoidable: definition?.runnersVoidable ?? false,
    version: definition?.version ?? 0,
    runners: runners.filter((runner) => only?.(runner) ?? true).map((runner) => runnerOf(market, runner, projection)),
    ...(keyLineDefinition !== undefined && {
      keyLineDescription: {
        keyLine: keyLineDefinition.kl.map(({ id: selectionId, hc }) => ({ selectionId, handicap: hc })),
      },
    }),
    ...(betDelayModels !== undefined && { betDelayModels }),
    ...(suspendReason !== undefined && { suspendReason }),
  }
}

function runnerOf(
  { book, projected, own }: EmulatedMarket,
  { id, hc = 0, status = 'ACTIVE', adjustmentFactor, removalDate, bsp }: RunnerDefinition,
  { data, depth, isDelayed }: Projection,
): object {
  const key = exchangeSelection(id, hc)
  const runner = book.runner(key)
  const last = book.lastPrice(runner)
  const shows = (name: (typeof PRICE_DATA)[number]): boolean => data.includes(name)
  const showsOffers = shows('EX_BEST_OFFERS') || shows('EX_ALL_OFFERS')
  const near = projected.get(key)
  return {
    selectionId: Number(id),
    handicap: hc,
    status,
    ...(adjustmentFactor !== undefined && { adjustmentFactor }),
    ...(last !== null && { lastPriceTraded: last }),
    ...(!isDelayed && { totalMatched: book.matched(runner) / 100 }),
    ...(removalDate !== undefined && { removalDate }),
    ...((shows('SP_AVAILABLE') || shows('SP_TRADED')) && {
      sp: {
        ...(!isDelayed && near?.near !== undefined && { nearPrice: near.near }),
        ...(!isDelayed && near?.far !== undefined && { farPrice: near.far }),
        backStakeTaken: [],
        layLiabilityTaken: [],
        ...(bsp !== undefined && bsp !== null && { actualSP: bsp }),
      },
    }),
    ...((showsOffers || shows('EX_TRADED')) && {
      ex: {
        availableToBack: showsOffers ? offersOf(own.levels(book, key, 'back').slice(0, depth)) : [],
        availableToLay: showsOffers ? offersOf(own.levels(book, key, 'lay').slice(0, depth)) : [],
        tradedVolume: shows('EX_TRADED') && !isDelayed ? offersOf(tradedOf(book, runner)) : [],
      },
    }),
  }
}

function offersOf(
  sizes: readonly (readonly [price: number, size: number])[],
): { readonly price: number; readonly size: number }[] {
  return sizes.map(([price, size]) => ({ price, size: size / 100 }))
}

/** What was matched, by rising prices. */
function tradedOf(book: BookView, runner: number): readonly (readonly [number, number])[] {
  return Array.from({ length: book.tradedPrices(runner) }, (_, place): readonly [number, number] => [
    book.tradedPrice(runner, place) ?? 0,
    book.tradedSize(runner, place),
  ]).toReversed()
}
