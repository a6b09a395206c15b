import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import { after, type Currency, type Intent, type Timestamp } from '@betting-advisor/core'
import { forEachOf, type OneOrMore, type PlaceOutcome } from '@betting-advisor/core/venue'
import { readAnswer } from '../api/read-answer.ts'
import { type PlaceExecutionReport, type PlaceReport, placeExecutionReportSchema } from '../api/wire/place-orders.ts'
import { isBetRefused, isInDoubt, isRequestRefused, isTurnedAway, tellingCode } from './certain-codes.ts'
import { matchedPart } from './matched-part.ts'

/** What reports are read by. */
export interface PlacedContext {
  readonly currency: Currency
  readonly now: Timestamp
  /** How long the exchange may hold an order of which nobody knows the bet delay, in milliseconds. */
  readonly maxBetDelayMs: number
}

/** The longest that the matcher takes for what it was handed: what it has not placed by then has lapsed. */
const MATCHER_MS = 15_000

const MESSAGES = {
  refused: 'The exchange refused the order',
  unknown: 'The exchange does not say what became of the order',
} as const

const because = (said: keyof typeof MESSAGES, code: string) => ({ code, message: `${MESSAGES[said]}: ${code}.` })
export const placeUnknown = (code: string): PlaceOutcome => ({ kind: 'unknown', reason: because('unknown', code) })
export const placeRejected = (code: string, betId: string | null = null): PlaceOutcome => ({
  kind: 'rejected',
  reason: because('refused', code),
  ...(betId !== null && { venueOrderId: betId }),
})

/** What came of each order by the answer to placeOrders; `null` where it says nothing that can be read. */
export function readPlaced(
  answer: OrderAnswer,
  orders: OneOrMore<Intent>,
  context: PlacedContext,
): OneOrMore<PlaceOutcome> | null {
  const said = readAnswer(answer, placeExecutionReportSchema)
  if (said === null) return null
  const all = (outcome: PlaceOutcome) => forEachOf(orders, () => outcome)
  if (said.kind === 'error') return all(isTurnedAway(said.code) ? placeRejected(said.code) : placeUnknown(said.code))
  const report = said.result
  const { instructionReports } = report
  if (instructionReports === null || instructionReports.length === 0) return all(wholeOutcome(report))
  // Which report is about which order would be a guess.
  if (instructionReports.length !== orders.length) return null
  let index = 0
  return forEachOf(orders, (order) => {
    const own = instructionReports[index++]
    const echoed = own?.instruction?.customerOrderRef ?? null
    if (own === undefined || (echoed !== null && echoed !== order.ref)) return placeUnknown('REPORT_OF_ANOTHER')
    return placedBy(order, own, report.errorCode, context)
  })
}

/** Where no order is reported on by itself. */
function wholeOutcome({ status, errorCode }: PlaceExecutionReport): PlaceOutcome {
  const code = errorCode ?? status
  return status === 'FAILURE' && isRequestRefused(code) ? placeRejected(code) : placeUnknown(code)
}

/** What a report says of one order, under the code of its request. */
export function placedBy(
  { side, execution }: Intent,
  report: PlaceReport,
  requestCode: string | null,
  { currency, now, maxBetDelayMs }: PlacedContext,
): PlaceOutcome {
  const { status, errorCode, betId, orderStatus, sizeMatched, averagePriceMatched } = report
  // A time-out by itself does not say that the exchange has the order: only one that it calls pending is held.
  if (orderStatus === 'PENDING' && (status === 'SUCCESS' || status === 'TIMEOUT')) {
    const heldMs = (execution?.betDelayMs ?? maxBetDelayMs) + MATCHER_MS
    return { kind: 'pending', venueOrderId: betId, until: after(now, heldMs) }
  }
  if (status === 'SUCCESS') {
    if (betId === null) return placeUnknown('NO_BET_ID')
    const { voidedStake: _, ...matched } = matchedPart(
      side,
      { size: sizeMatched, price: averagePriceMatched, voided: null },
      currency,
    )
    return { kind: 'accepted', venueOrderId: betId, ...matched }
  }
  const code = tellingCode(errorCode, requestCode)
  if (status !== 'FAILURE' || errorCode === null) return placeUnknown(code)
  // What names a bet is no certain refusal, whatever it says.
  if (betId !== null) return placeRejected(code, betId)
  return isBetRefused(errorCode) && !isInDoubt(requestCode) ? placeRejected(code) : placeUnknown(code)
}
