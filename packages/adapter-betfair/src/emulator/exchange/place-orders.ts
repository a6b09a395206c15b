import { exchangeSelection } from '../../markets/names.ts'
import type { AccountBook } from './account-book.ts'
import { type AskedBet, echoOf } from './asked-bet.ts'
import { betTarget } from './bet-target.ts'
import { faultOf, POUND_MINIMUMS } from './check-bet.ts'
import { EmulatedBet } from './emulated-bet.ts'
import { type EmulatedMarket, pence, units } from './emulated-market.ts'
import type { Exchange } from './exchange.ts'
import { exposureOf } from './exposure.ts'
import { failure, placedReport } from './reports.ts'

/** What placeOrders is asked. */
export interface AskedPlacing {
  readonly marketId: string
  readonly bets: readonly AskedBet[]
  readonly customerRef: string | null
  readonly strategyRef: string | null
  readonly version: number | null
  readonly async: boolean
}

/** What the venue's matcher does with a placing that it should not. */
export type MatcherFate =
  /** It does not answer in time, and places the bets later, or never. */
  { readonly kind: 'timeout'; readonly afterMs: number; readonly lives: boolean } | null

const MOST_INSTRUCTIONS = 200
const DEDUPE_MS = 60_000
const ANSWERS_WITHIN_MS = 5_000
const STRATEGY_REF_LENGTH = 15
const LARGEST_VERSION = 999_999_999_999

/** Places bets: what came of it is told once, when it is known. */
export function placeOrders(
  exchange: Exchange,
  account: AccountBook,
  asked: AskedPlacing,
  fate: MatcherFate,
  answered: (report: object) => void,
): void {
  const { marketId, customerRef, bets } = asked
  const ref = customerRef === null ? {} : { customerRef }
  const refuse = (code: string, rest: object = {}): void => answered({ ...failure(code, rest), ...ref, marketId })
  const market = exchange.markets.get(marketId)
  const early = earlyFault(exchange, account, asked, market)
  if (early !== null || market === undefined) {
    refuse(early ?? 'INVALID_MARKET_ID')
    return
  }
  const faults = bets.map((bet) => faultOf(bet, market, POUND_MINIMUMS))
  if (faults.some((fault) => fault !== null) || hasOverlap(bets)) {
    account.charge(bets.length, exchange.now)
    const code = hasOverlap(bets) ? 'INVALID_BACK_LAY_COMBINATION' : null
    refuse('BET_ACTION_ERROR', {
      instructionReports: bets.map((bet, index) => ({
        status: 'FAILURE',
        errorCode: code ?? faults[index] ?? 'RELATED_ACTION_FAILED',
        instruction: echoOf(bet),
      })),
    })
    return
  }
  const execute = (): object => ({ ...executed(exchange, account, asked, market), ...ref, marketId })
  if (fate !== null) {
    if (fate.lives) exchange.later(exchange.now + fate.afterMs, () => void execute())
    exchange.later(exchange.now + ANSWERS_WITHIN_MS, () => answered({ ...timedOut(asked), ...ref, marketId }))
    return
  }
  const { stops } = market
  const { version } = { version: market.material }
  const decide = (): object => {
    if (market.stops === stops) return execute()
    if (!market.isOpen) return { ...failure('MARKET_SUSPENDED'), ...ref, marketId }
    return market.material > version
      ? {
          ...failure('BET_ACTION_ERROR', {
            instructionReports: bets.map((bet) => ({
              status: 'FAILURE',
              errorCode: 'BET_TAKEN_OR_LAPSED',
              instruction: echoOf(bet),
            })),
          }),
          ...ref,
          marketId,
        }
      : execute()
  }
  const delay = delayOf(market, bets)
  if (asked.async) {
    exchange.later(exchange.now + delay, () => void decide())
    answered({
      status: 'SUCCESS',
      ...ref,
      marketId,
      instructionReports: bets.map((bet) => ({ status: 'SUCCESS', instruction: echoOf(bet), orderStatus: 'PENDING' })),
    })
  } else if (delay === 0) answered(decide())
  else exchange.later(exchange.now + delay, () => answered(decide()))
}

/** What is wrong with the whole of a request, in the order in which the venue looks. */
function earlyFault(
  exchange: Exchange,
  account: AccountBook,
  { bets, customerRef, strategyRef, version }: AskedPlacing,
  market: EmulatedMarket | undefined,
): string | null {
  if (bets.length > MOST_INSTRUCTIONS) return 'TOO_MANY_INSTRUCTIONS'
  if (customerRef !== null) {
    const usedAt = account.references.get(customerRef)
    if (usedAt !== undefined && exchange.now - usedAt < DEDUPE_MS) return 'DUPLICATE_TRANSACTION'
    account.references.set(customerRef, exchange.now)
  }
  if (strategyRef !== null && strategyRef.length > STRATEGY_REF_LENGTH) return 'INVALID_CUSTOMER_STRATEGY_REF'
  if (version !== null && !(Number.isSafeInteger(version) && version > 0 && version <= LARGEST_VERSION)) {
    return 'INVALID_MARKET_VERSION'
  }
  if (market?.definition == null) return 'INVALID_MARKET_ID'
  if (market.definition.bettingType === 'LINE' || market.isClosed) return 'MARKET_NOT_OPEN_FOR_BETTING'
  return market.isOpen ? null : 'MARKET_SUSPENDED'
}

function executed(exchange: Exchange, account: AccountBook, asked: AskedPlacing, market: EmulatedMarket): object {
  const { version } = asked
  if (!market.isOpen) return failure('MARKET_SUSPENDED')
  const bets = asked.bets.map((bet) => ({ asked: bet, bet: betOf(exchange, account, asked, bet, market) }))
  if (version !== null && version < market.material) {
    const instructionReports = bets.map(({ asked: each, bet }) => {
      exchange.lapse(account, bet, 'MKT_VERSION')
      return { ...placedReport(bet, echoOf(each)), status: 'FAILURE', errorCode: 'BET_TAKEN_OR_LAPSED' }
    })
    return failure('BET_ACTION_ERROR', { instructionReports })
  }
  if (
    !canAfford(
      exchange,
      account,
      market,
      bets.map(({ bet }) => bet),
    )
  ) {
    return failure('INSUFFICIENT_FUNDS', {
      instructionReports: asked.bets.map((bet) => ({
        status: 'FAILURE',
        errorCode: 'ERROR_IN_ORDER',
        instruction: echoOf(bet),
      })),
    })
  }
  const instructionReports = bets.map(({ asked: each, bet }) => {
    const { limit } = each
    const code = exchange.take(account, bet, limit?.minFill == null ? null : pence(limit.minFill))
    return code === null
      ? placedReport(bet, echoOf(each))
      : { status: 'FAILURE', errorCode: code, instruction: echoOf(each) }
  })
  const failed = instructionReports.filter((report) => 'errorCode' in report).length
  if (failed === 0) return { status: 'SUCCESS', instructionReports }
  const status = failed === instructionReports.length ? 'FAILURE' : 'PROCESSED_WITH_ERRORS'
  const errorCode = failed === instructionReports.length ? 'BET_ACTION_ERROR' : 'PROCESSED_WITH_ERRORS'
  return { status, errorCode, instructionReports }
}

/** The bet that an instruction asks for. */
export function betOf(
  exchange: Exchange,
  account: AccountBook,
  { marketId, strategyRef }: Pick<AskedPlacing, 'marketId' | 'strategyRef'>,
  asked: AskedBet,
  market: EmulatedMarket,
): EmulatedBet {
  const { selectionId, handicap, side, type, limit, closePrice, liability, orderRef } = asked
  const size =
    limit === null
      ? 0
      : limit.target === null
        ? pence(limit.size ?? 0)
        : betTarget(asked, limit.price, limit.target, market.book)
  return new EmulatedBet(
    {
      id: exchange.nextBetId(),
      account: account.name,
      marketId,
      selectionId,
      handicap,
      side,
      type,
      price: limit?.price ?? closePrice ?? 0,
      size,
      liability: pence(liability ?? 0),
      placedAt: exchange.now,
      orderRef: orderRef === '' ? null : orderRef,
      strategyRef,
      isFillOrKill: limit?.timeInForce === 'FILL_OR_KILL',
    },
    limit?.persistence ?? 'LAPSE',
  )
}

/** Whether an account can lose what these bets can lose, besides all that it has. */
export function canAfford(
  exchange: Exchange,
  account: AccountBook,
  { id, definition }: EmulatedMarket,
  bets: readonly EmulatedBet[],
): boolean {
  const there = account.inMarket(id)
  const more = exposureOf([...there, ...bets], definition) - exposureOf(there, definition)
  return more <= 0 || more <= account.balance - exposureIn(exchange, account)
}

/** What an account can lose in all its markets, in pence. */
export function exposureIn(exchange: Exchange, account: AccountBook): number {
  let sum = 0
  for (const [id, bets] of account.byMarket) sum += exposureOf(bets, exchange.markets.get(id)?.definition ?? null)
  return sum
}

/** In play bets are held, unless the market holds only those that would be matched at once. */
function delayOf({ definition, book }: EmulatedMarket, bets: readonly AskedBet[]): number {
  if (definition?.inPlay !== true) return 0
  const delayMs = (definition.betDelay ?? 0) * 1_000
  if (definition.betDelayModels?.includes('PASSIVE') !== true) return delayMs
  const isPassive = bets.every(({ limit, side, selectionId, handicap }) => {
    if (limit === null || limit.timeInForce !== null || limit.minFill !== null || limit.target !== null) return false
    const runner = book.runner(exchangeSelection(selectionId, handicap))
    const best = side === 'BACK' ? book.bestBack(runner) : book.bestLay(runner)
    return best === null || (side === 'BACK' ? units(best) < units(limit.price) : units(best) > units(limit.price))
  })
  return isPassive ? 0 : delayMs
}

/** Whether bets of one request would be matched with each other. */
function hasOverlap(bets: readonly AskedBet[]): boolean {
  return bets.some(
    (back) =>
      back.side === 'BACK' &&
      back.limit !== null &&
      bets.some(
        (lay) =>
          lay.side === 'LAY' &&
          lay.limit !== null &&
          lay.selectionId === back.selectionId &&
          lay.handicap === back.handicap &&
          (back.limit?.price ?? 0) <= lay.limit.price,
      ),
  )
}

function timedOut({ bets }: AskedPlacing): object {
  return {
    status: 'TIMEOUT',
    instructionReports: bets.map((bet) => ({
      status: 'TIMEOUT',
      errorCode: 'BET_IN_PROGRESS',
      instruction: echoOf(bet),
    })),
  }
}
