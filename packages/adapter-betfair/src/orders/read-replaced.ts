import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import { type Intent, type Order, subtract } from '@betting-advisor/core'
import type { CancelOutcome, PlaceOutcome, ReplaceOutcome } from '@betting-advisor/core/venue'
import { readAnswer } from '../api/read-answer.ts'
import { type ReplaceReport, replaceExecutionReportSchema } from '../api/wire/change-orders.ts'
import { isBetRefused, isInDoubt, isRequestRefused, isTurnedAway, tellingCode } from './certain-codes.ts'
import { amountOf } from './matched-part.ts'
import { cancelledBy, changeRefused, changeUnknown, isOfOtherSize } from './read-changed.ts'
import { type PlacedContext, placedBy, placeRejected, placeUnknown } from './read-placed.ts'

const refused = (code: string): ReplaceOutcome => ({ cancelled: changeRefused(code), placed: placeRejected(code) })
const unknown = (code: string): ReplaceOutcome => ({ cancelled: changeUnknown(code), placed: placeUnknown(code) })

/** What came of both halves by the answer to replaceOrders; `null` where it says nothing that can be read. */
export function readReplaced(
  answer: OrderAnswer,
  order: Order,
  replacement: Intent,
  context: PlacedContext,
): ReplaceOutcome | null {
  const said = readAnswer(answer, replaceExecutionReportSchema)
  if (said === null) return null
  if (said.kind === 'error') return isTurnedAway(said.code) ? refused(said.code) : unknown(said.code)
  const { status, errorCode, instructionReports } = said.result
  const [report, ...others] = instructionReports ?? []
  // Which report is about this order would be a guess.
  if (others.length > 0) return null
  if (report === undefined) {
    const code = errorCode ?? status ?? 'NO_STATUS'
    return status === 'FAILURE' && isRequestRefused(code) ? refused(code) : unknown(code)
  }
  const echoed = report.cancelInstructionReport?.instruction?.betId ?? null
  if (echoed !== null && echoed !== order.venueOrderId) return unknown('REPORT_OF_ANOTHER')
  const cancelled = cancelledHalf(report, errorCode, order, context)
  const placed = placedHalf(report, errorCode, cancelled, replacement, context)
  const size = report.cancelInstructionReport?.sizeCancelled ?? null
  if (size === null || !(cancelled.kind === 'cancelled' || isOfOtherSize(cancelled))) return { cancelled, placed }
  // The exchange asks for what it cancelled, which is less where more was matched meanwhile.
  const stake = amountOf(size, context.currency)
  return subtract(replacement.stake, stake) === 0 ? { cancelled, placed } : { cancelled, placed, stake }
}

/** Whether a report that tells of no half says for certain that none was done. */
function isWhollyRefused({ status, errorCode }: ReplaceReport, requestCode: string | null): boolean {
  const isCertain = status === 'FAILURE' && errorCode !== null && isBetRefused(errorCode)
  return isCertain && errorCode !== 'CANCELLED_NOT_PLACED' && !isInDoubt(requestCode)
}

function cancelledHalf(
  report: ReplaceReport,
  requestCode: string | null,
  order: Order,
  { currency }: PlacedContext,
): CancelOutcome {
  const { cancelInstructionReport: half, errorCode } = report
  if (half !== null) return cancelledBy(half, requestCode, order, currency)
  const code = tellingCode(errorCode, requestCode)
  return isWhollyRefused(report, requestCode) ? changeRefused(code) : changeUnknown(code)
}

function placedHalf(
  report: ReplaceReport,
  requestCode: string | null,
  cancelled: CancelOutcome,
  replacement: Intent,
  context: PlacedContext,
): PlaceOutcome {
  const { placeInstructionReport: half, errorCode, status } = report
  if (half !== null) return placedBy(replacement, half, requestCode, context)
  const code = tellingCode(errorCode, requestCode)
  // What could not be cancelled is not replaced.
  if (cancelled.kind === 'refused') return placeRejected(code)
  const isNotPlaced = status === 'FAILURE' && errorCode === 'CANCELLED_NOT_PLACED' && !isInDoubt(requestCode)
  return cancelled.kind === 'cancelled' && isNotPlaced ? placeRejected(code) : placeUnknown(code)
}

/** Both halves of one attempt, where the answer may not have been read. */
export function replacedBy(said: ReplaceOutcome | null, placed: PlaceOutcome): ReplaceOutcome {
  if (said !== null) return { ...said, placed }
  if (placed.kind === 'not-sent') return { cancelled: { kind: 'refused', reason: placed.reason }, placed }
  const reason = 'reason' in placed ? placed.reason : { code: 'UNREADABLE', message: 'There is no answer to read.' }
  return { cancelled: { kind: 'unknown', reason }, placed }
}
