import * as z from 'zod'
import type { InstructionStatus, OrderStatusWire, ReportStatus, SideWire } from './enums.ts'
import { finite, id, loosely, maybe, moment, openEnum, reference } from './values.ts'

/** A limit order as it is asked for: a size at a price. */
export interface LimitOrder {
  readonly size: number
  readonly price: number
  readonly persistenceType?: 'LAPSE' | 'PERSIST' | 'MARKET_ON_CLOSE'
  readonly timeInForce?: 'FILL_OR_KILL'
  readonly minFillSize?: number
}

/** One bet to place. */
export interface PlaceInstruction {
  readonly orderType: 'LIMIT' | 'LIMIT_ON_CLOSE' | 'MARKET_ON_CLOSE'
  readonly selectionId: number
  readonly handicap: number
  readonly side: SideWire
  readonly limitOrder?: LimitOrder
  readonly limitOnCloseOrder?: { readonly liability: number; readonly price: number }
  readonly marketOnCloseOrder?: { readonly liability: number }
  readonly customerOrderRef?: string
}

/** What placeOrders is asked: bets of one market. */
export interface PlaceOrdersRequest {
  readonly marketId: string
  readonly instructions: readonly PlaceInstruction[]
  readonly customerRef?: string
  readonly marketVersion?: { readonly version: number }
  readonly customerStrategyRef?: string
}

const code = openEnum<string>()

/** What became of one bet to place. Whatever the status, each field may be there: a failure may own a bet. */
export const placeReportSchema = z.object({
  status: openEnum<InstructionStatus>(),
  errorCode: maybe(code),
  orderStatus: loosely(openEnum<OrderStatusWire>()),
  instruction: loosely(z.object({ customerOrderRef: loosely(reference) })),
  betId: maybe(id),
  placedDate: loosely(moment),
  averagePriceMatched: maybe(finite),
  sizeMatched: maybe(finite),
})

export const placeExecutionReportSchema = z.object({
  status: openEnum<ReportStatus>(),
  errorCode: maybe(code),
  marketId: loosely(id),
  customerRef: loosely(reference),
  instructionReports: maybe(z.array(placeReportSchema)),
})

export type PlaceReport = z.output<typeof placeReportSchema>
export type PlaceExecutionReport = z.output<typeof placeExecutionReportSchema>
