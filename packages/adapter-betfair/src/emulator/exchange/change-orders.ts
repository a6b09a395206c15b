import type { AccountBook } from './account-book.ts'
import { type AskedBet, echoOf } from './asked-bet.ts'
import { ladderIndexOf } from './check-bet.ts'
import type { BetPersistence, EmulatedBet } from './emulated-bet.ts'
import { type EmulatedMarket, pence } from './emulated-market.ts'
import type { Exchange } from './exchange.ts'
import { betOf, canAfford } from './place-orders.ts'
import { failure, isoTime, placedReport, pounds } from './reports.ts'

export interface AskedCancel {
  readonly betId: string
  readonly sizeReduction: number | null
}

const MOST_INSTRUCTIONS = 60
/** How long a cancellation of everything runs. */
const CANCEL_ALL_MS = 200

/** Cancels bets of a market, all of them, or all of an account. */
export function cancelOrders(
  exchange: Exchange,
  account: AccountBook,
  marketId: string | null,
  asked: readonly AskedCancel[] | null,
): object {
  if (marketId === null) return cancelAll(exchange, account)
  const market = exchange.markets.get(marketId)
  const fault = wholeFault(market, asked ?? [])
  if (fault !== null) return failure(fault, { marketId })
  const instructions =
    asked ??
    account
      .inMarket(marketId)
      .filter((bet) => !bet.isComplete && bet.terms.type === 'LIMIT')
      .map(({ terms }) => ({ betId: terms.id, sizeReduction: null }))
  const instructionReports = instructions.map((instruction) => cancelled(exchange, account, marketId, instruction))
  const failed = instructionReports.filter((report) => 'errorCode' in report).length
  if (failed > 0 && failed === instructionReports.length) {
    account.charge(failed, exchange.now)
    return failure('BET_ACTION_ERROR', { marketId, instructionReports })
  }
  account.charge(failed, exchange.now)
  return failed === 0
    ? { status: 'SUCCESS', marketId, instructionReports }
    : { status: 'PROCESSED_WITH_ERRORS', errorCode: 'PROCESSED_WITH_ERRORS', marketId, instructionReports }
}

/** Every bet of an account, as a dead man's switch does it too. */
export function cancelAll(exchange: Exchange, account: AccountBook): object {
  if (exchange.now < account.cancelsAllUntil) return failure('ERROR_IN_MATCHER')
  account.cancelsAllUntil = exchange.now + CANCEL_ALL_MS
  for (const bet of account.bets.values()) {
    if (!bet.isComplete && bet.terms.type === 'LIMIT') exchange.cancel(bet)
  }
  return { status: 'SUCCESS' }
}

/** Replaces bets: each is cancelled first, and stays so whatever becomes of the others. */
export function replaceOrders(
  exchange: Exchange,
  account: AccountBook,
  marketId: string,
  asked: readonly { readonly betId: string; readonly newPrice: number }[],
  version: number | null,
): object {
  const market = exchange.markets.get(marketId)
  const fault = wholeFault(market, asked)
  if (fault !== null || market?.definition == null) return failure(fault ?? 'INVALID_MARKET_ID', { marketId })
  const { definition } = market
  const steps = asked.map(({ betId, newPrice }) => {
    const bet = account.bets.get(betId)
    const refusal = bet === undefined ? 'INVALID_BET_ID' : priceEditFault(bet, newPrice)
    const remaining = bet?.remaining ?? 0
    const report = refusal === null ? cancelled(exchange, account, marketId, { betId, sizeReduction: null }) : null
    return { betId, newPrice, bet, refusal, remaining, report }
  })
  const isGone = (step: (typeof steps)[number]): boolean => step.report !== null && !('errorCode' in step.report)
  const isLate = version !== null && version < market.material
  const badPrice = steps.some(({ newPrice }) => ladderIndexOf(definition, newPrice) === null)
  const instructionReports = steps.map((step) => {
    const { bet, refusal, report, newPrice, remaining, betId } = step
    if (bet === undefined || report === null || !isGone(step)) {
      const errorCode = refusal ?? 'BET_TAKEN_OR_LAPSED'
      account.charge(1, exchange.now)
      return {
        status: 'FAILURE',
        errorCode,
        cancelInstructionReport: report ?? { status: 'FAILURE', errorCode, instruction: { betId }, sizeCancelled: 0 },
      }
    }
    const next = againAt(bet, newPrice, remaining)
    const instruction = echoOf(next)
    const made = betOf(exchange, account, { marketId, strategyRef: bet.terms.strategyRef }, next, market)
    const errorCode = isLate
      ? 'BET_TAKEN_OR_LAPSED'
      : ladderIndexOf(definition, newPrice) === null
        ? 'INVALID_ODDS'
        : badPrice
          ? 'RELATED_ACTION_FAILED'
          : canAfford(exchange, account, market, [made])
            ? exchange.take(account, made, null)
            : 'INSUFFICIENT_FUNDS'
    return errorCode === null
      ? { status: 'SUCCESS', cancelInstructionReport: report, placeInstructionReport: placedReport(made, instruction) }
      : {
          status: 'FAILURE',
          errorCode: 'CANCELLED_NOT_PLACED',
          cancelInstructionReport: report,
          placeInstructionReport: { status: 'FAILURE', errorCode, instruction },
        }
  })
  const failed = instructionReports.filter((report) => 'errorCode' in report).length
  const isWhole = failed === instructionReports.length && !steps.some(isGone)
  if (failed === 0) return { status: 'SUCCESS', marketId, instructionReports }
  return isWhole
    ? failure('BET_ACTION_ERROR', { marketId, instructionReports })
    : { status: 'PROCESSED_WITH_ERRORS', errorCode: 'PROCESSED_WITH_ERRORS', marketId, instructionReports }
}

/** Changes what becomes of bets in play. */
export function updateOrders(
  exchange: Exchange,
  account: AccountBook,
  marketId: string,
  asked: readonly { readonly betId: string; readonly persistence: BetPersistence }[],
): object {
  const fault = wholeFault(exchange.markets.get(marketId), asked)
  if (fault !== null) return failure(fault, { marketId })
  const instructionReports = asked.map(({ betId, persistence }) => {
    const instruction = { betId, newPersistenceType: persistence }
    const bet = betIn(account, marketId, betId)
    const errorCode =
      bet === null
        ? 'INVALID_BET_ID'
        : bet.isComplete || bet.terms.type !== 'LIMIT'
          ? 'BET_TAKEN_OR_LAPSED'
          : bet.persistence === persistence
            ? 'NO_ACTION_REQUIRED'
            : exchange.persist(bet, persistence)
    return errorCode === null ? { status: 'SUCCESS', instruction } : { status: 'FAILURE', errorCode, instruction }
  })
  const failed = instructionReports.filter((report) => 'errorCode' in report)
  account.charge(failed.length, exchange.now)
  if (failed.length === 0) return { status: 'SUCCESS', marketId, instructionReports }
  if (failed.length < instructionReports.length) {
    return { status: 'PROCESSED_WITH_ERRORS', errorCode: 'PROCESSED_WITH_ERRORS', marketId, instructionReports }
  }
  const unchanged = failed.every((report) => 'errorCode' in report && report.errorCode === 'NO_ACTION_REQUIRED')
  return failure(unchanged ? 'NO_CHANGE' : 'BET_ACTION_ERROR', { marketId, instructionReports })
}

function cancelled(exchange: Exchange, account: AccountBook, marketId: string, asked: AskedCancel): object {
  const { betId, sizeReduction } = asked
  const instruction = { betId, ...(sizeReduction !== null && { sizeReduction }) }
  const bet = betIn(account, marketId, betId)
  if (bet === null) return { status: 'FAILURE', errorCode: 'INVALID_BET_ID', instruction, sizeCancelled: 0 }
  const size =
    bet.isComplete || bet.terms.type !== 'LIMIT'
      ? 'BET_TAKEN_OR_LAPSED'
      : exchange.cancel(bet, sizeReduction === null ? undefined : pence(sizeReduction))
  if (typeof size === 'string') return { status: 'FAILURE', errorCode: size, instruction, sizeCancelled: 0 }
  return { status: 'SUCCESS', instruction, sizeCancelled: pounds(size), cancelledDate: isoTime(exchange.now) }
}

function betIn(account: AccountBook, marketId: string, betId: string): EmulatedBet | null {
  const bet = account.bets.get(betId)
  return bet === undefined || bet.terms.marketId !== marketId ? null : bet
}

function wholeFault(market: EmulatedMarket | undefined, asked: readonly { readonly betId: string }[]): string | null {
  if (asked.length > MOST_INSTRUCTIONS) return 'TOO_MANY_INSTRUCTIONS'
  if (new Set(asked.map(({ betId }) => betId)).size < asked.length) return 'DUPLICATE_BETIDS'
  if (market === undefined) return 'INVALID_MARKET_ID'
  if (market.isClosed) return 'MARKET_NOT_OPEN_FOR_BETTING'
  return market.isOpen ? null : 'MARKET_SUSPENDED'
}

/** A back on close may only ask for less, a lay for more. */
function priceEditFault({ terms, isComplete }: EmulatedBet, newPrice: number): string | null {
  if (isComplete || terms.type === 'MARKET_ON_CLOSE') return 'BET_TAKEN_OR_LAPSED'
  if (terms.type === 'LIMIT') return newPrice === terms.price ? 'INVALID_PRICE_EDIT' : null
  return (terms.side === 'BACK' ? newPrice < terms.price : newPrice > terms.price) ? null : 'INVALID_PRICE_EDIT'
}

function againAt({ terms, persistence }: EmulatedBet, price: number, remaining: number): AskedBet {
  const { selectionId, handicap, side, type, orderRef, liability } = terms
  const isLimit = type === 'LIMIT'
  return {
    selectionId,
    handicap,
    side,
    type,
    orderRef,
    limit: isLimit
      ? { price, size: remaining / 100, persistence, timeInForce: null, minFill: null, target: null }
      : null,
    closePrice: isLimit ? null : price,
    liability: isLimit ? null : liability / 100,
  }
}
