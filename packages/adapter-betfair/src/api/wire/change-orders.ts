import * as z from 'zod'
import type { InstructionStatus, ReportStatus } from './enums.ts'
import { placeReportSchema } from './place-orders.ts'
import { finite, id, loosely, maybe, moment, openEnum } from './values.ts'

/** What cancelOrders is asked: some bets of a market, or all of it. */
export interface CancelOrdersRequest {
  readonly marketId?: string
  readonly instructions?: readonly { readonly betId: string; readonly sizeReduction?: number }[]
  readonly customerRef?: string
}

/** What replaceOrders is asked. */
export interface ReplaceOrdersRequest {
  readonly marketId: string
  readonly instructions: readonly { readonly betId: string; readonly newPrice: number }[]
  readonly customerRef?: string
  readonly marketVersion?: { readonly version: number }
}

/** What updateOrders is asked. */
export interface UpdateOrdersRequest {
  readonly marketId: string
  readonly instructions: readonly {
    readonly betId: string
    readonly newPersistenceType: 'LAPSE' | 'PERSIST' | 'MARKET_ON_CLOSE'
  }[]
  readonly customerRef?: string
}

const code = openEnum<string>()
const instruction = loosely(z.object({ betId: loosely(id), sizeReduction: loosely(finite) }))

const cancelReportSchema = z.object({
  status: openEnum<InstructionStatus>(),
  errorCode: maybe(code),
  instruction,
  sizeCancelled: maybe(finite),
  cancelledDate: loosely(moment),
})

/** What became of it; without reports where all of an account was cancelled. */
export const cancelExecutionReportSchema = z.object({
  status: openEnum<ReportStatus>(),
  errorCode: maybe(code),
  instructionReports: maybe(z.array(cancelReportSchema)),
})

const replaceReportSchema = z.object({
  status: openEnum<InstructionStatus>(),
  errorCode: maybe(code),
  cancelInstructionReport: maybe(cancelReportSchema),
  placeInstructionReport: maybe(placeReportSchema),
})

/** What became of it; some answers lack the status of the whole. */
export const replaceExecutionReportSchema = z.object({
  status: maybe(openEnum<ReportStatus>()),
  errorCode: maybe(code),
  instructionReports: maybe(z.array(replaceReportSchema)),
})

const updateReportSchema = z.object({
  status: openEnum<InstructionStatus>(),
  errorCode: maybe(code),
  instruction,
})

export const updateExecutionReportSchema = z.object({
  status: openEnum<ReportStatus>(),
  errorCode: maybe(code),
  instructionReports: maybe(z.array(updateReportSchema)),
})

export type CancelReport = z.output<typeof cancelReportSchema>
export type CancelExecutionReport = z.output<typeof cancelExecutionReportSchema>
export type ReplaceReport = z.output<typeof replaceReportSchema>
export type ReplaceExecutionReport = z.output<typeof replaceExecutionReportSchema>
export type UpdateExecutionReport = z.output<typeof updateExecutionReportSchema>
