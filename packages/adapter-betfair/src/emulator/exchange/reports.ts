import type { EmulatedBet } from './emulated-bet.ts'

/** A moment as the venue writes it. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

/** An amount in pounds. */
export function pounds(amount: number): number {
  return amount / 100
}

/** What a placing answers of a bet that it took. */
export function placedReport(bet: EmulatedBet, instruction: object): object {
  const { terms } = bet
  return {
    status: 'SUCCESS',
    instruction,
    betId: terms.id,
    placedDate: isoTime(terms.placedAt),
    ...(terms.type === 'LIMIT' && {
      averagePriceMatched: bet.averagePrice,
      sizeMatched: pounds(bet.matched),
      orderStatus: bet.isExpired ? 'EXPIRED' : bet.isComplete ? 'EXECUTION_COMPLETE' : 'EXECUTABLE',
    }),
  }
}

/** A report of an execution that failed as a whole. */
export function failure(errorCode: string, rest: object = {}): object {
  return { status: 'FAILURE', errorCode, ...rest }
}
