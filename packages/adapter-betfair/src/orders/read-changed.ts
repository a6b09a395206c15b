import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import { type Currency, type Money, type Order, subtract } from '@betting-advisor/core'
import type { CancelOutcome, Matched } from '@betting-advisor/core/venue'
import { readAnswer } from '../api/read-answer.ts'
import {
  type CancelReport,
  cancelExecutionReportSchema,
  updateExecutionReportSchema,
} from '../api/wire/change-orders.ts'
import { isBetRefused, isInDoubt, isRequestRefused, isTurnedAway, tellingCode } from './certain-codes.ts'
import { amountOf } from './matched-part.ts'

export const changeRefused = (code: string): CancelOutcome => ({
  kind: 'refused',
  reason: { code, message: `The exchange refused to change the order: ${code}.` },
})
export const changeUnknown = (code: string): CancelOutcome => ({
  kind: 'unknown',
  reason: { code, message: `The exchange does not say what became of the change: ${code}.` },
})

/** What was cancelled is not what should have been open. */
const OTHER_SIZE = 'OTHER_SIZE_CANCELLED'

/** What is known to be matched of an order by now. */
export function knownMatched({ matchedStake, averagePrice, voidedStake }: Order): Matched {
  return { matchedStake, averagePrice, voidedStake }
}

/** What came of cancelling an order, or of making it smaller by `reduction`; `null` where nothing can be read. */
export function readCancelled(
  answer: OrderAnswer,
  order: Order,
  reduction: Money | null,
  currency: Currency,
): CancelOutcome | null {
  const said = readAnswer(answer, cancelExecutionReportSchema)
  if (said === null) return null
  if (said.kind === 'error') return isTurnedAway(said.code) ? changeRefused(said.code) : changeUnknown(said.code)
  const { status, errorCode, instructionReports } = said.result
  const [report] = instructionReports ?? []
  if (report === undefined) {
    const code = errorCode ?? status
    return status === 'FAILURE' && isRequestRefused(code) ? changeRefused(code) : changeUnknown(code)
  }
  if (reduction === null || report.status !== 'SUCCESS') return cancelledBy(report, errorCode, order, currency)
  if (report.sizeCancelled === null) return changeUnknown('NO_SIZE')
  return amountOf(report.sizeCancelled, currency) === reduction
    ? { kind: 'cancelled', ...knownMatched(order) }
    : changeUnknown(OTHER_SIZE)
}

/** What a report says of cancelling all that was open of an order, under the code of its request. */
export function cancelledBy(
  report: CancelReport,
  requestCode: string | null,
  order: Order,
  currency: Currency,
): CancelOutcome {
  const { status, errorCode, sizeCancelled } = report
  if (status !== 'SUCCESS') {
    const code = tellingCode(errorCode, requestCode)
    const isCertain = status === 'FAILURE' && errorCode !== null && isBetRefused(errorCode)
    return isCertain && !isInDoubt(requestCode) ? changeRefused(code) : changeUnknown(code)
  }
  if (sizeCancelled === null) return changeUnknown('NO_SIZE')
  // What else has become of it is not said: more may have been matched, or less was open than was known here.
  const asked = order.amendedStake ?? order.intent.stake
  const rest = subtract(subtract(asked, amountOf(sizeCancelled, currency)), order.voidedStake)
  return rest === order.matchedStake ? { kind: 'cancelled', ...knownMatched(order) } : changeUnknown(OTHER_SIZE)
}

/** Whether a bet is gone, and only the bet itself tells what was matched of it. */
export function isOfOtherSize(outcome: CancelOutcome): boolean {
  return outcome.kind === 'unknown' && outcome.reason.code === OTHER_SIZE
}

/** What came of changing how an order persists; `null` where nothing can be read. */
export function readUpdated(answer: OrderAnswer, order: Order): CancelOutcome | null {
  const said = readAnswer(answer, updateExecutionReportSchema)
  if (said === null) return null
  if (said.kind === 'error') return isTurnedAway(said.code) ? changeRefused(said.code) : changeUnknown(said.code)
  const { status, errorCode, instructionReports } = said.result
  const [report] = instructionReports ?? []
  const code = tellingCode(report?.errorCode ?? null, errorCode)
  const isAsItWas = report?.errorCode === 'NO_ACTION_REQUIRED' || errorCode === 'NO_CHANGE'
  if ((report === undefined ? status : report.status) === 'SUCCESS' || isAsItWas)
    return { kind: 'cancelled', ...knownMatched(order) }
  return isBetRefused(code) || isRequestRefused(code) ? changeRefused(code) : changeUnknown(code)
}
