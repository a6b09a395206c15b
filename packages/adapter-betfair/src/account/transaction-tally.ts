import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import * as z from 'zod'
import { readAnswer } from '../api/read-answer.ts'
import type { InstructionStatus, ReportStatus } from '../api/wire/enums.ts'
import { maybe, openEnum } from '../api/wire/values.ts'

/** The operations whose instructions can be transactions. */
export type ChangingOperation = 'placeOrders' | 'cancelOrders' | 'replaceOrders' | 'updateOrders'

/** How many instructions of a request were transactions, and of how many nobody knows it. */
export interface TransactionTally {
  readonly counted: number
  readonly inDoubt: number
}

const reportsSchema = z.object({
  status: maybe(openEnum<ReportStatus>()),
  instructionReports: maybe(z.array(z.object({ status: openEnum<InstructionStatus>() }))),
})

/** What places a bet is a transaction whatever becomes of it; what only takes one back, where it fails. */
const SUCCESS_COUNTS: Readonly<Record<ChangingOperation, number>> = {
  placeOrders: 1,
  replaceOrders: 1,
  cancelOrders: 0,
  updateOrders: 0,
}

/** How many of so many instructions that were sent were transactions, by the answer; `null` where none came. */
export function tallyOf(
  operation: ChangingOperation,
  instructions: number,
  answer: OrderAnswer | null,
): TransactionTally {
  const said = answer === null ? null : readAnswer(answer, reportsSchema)
  // Whether what was turned away at the door of the API counts is not documented.
  if (said?.kind !== 'result') return { counted: 0, inDoubt: instructions }
  const { status, instructionReports } = said.result
  const own = (instructionReports ?? []).map((report) => report.status)
  const statuses = own.length > 0 ? own : Array.from({ length: instructions }, () => status ?? 'UNKNOWN')
  let counted = 0
  let inDoubt = 0
  for (const each of statuses) {
    if (each === 'FAILURE') counted += 1
    else if (each === 'SUCCESS') counted += SUCCESS_COUNTS[operation]
    else inDoubt += 1
  }
  return { counted, inDoubt }
}
