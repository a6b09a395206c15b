import * as z from 'zod'
import type { Open } from './values.ts'
import { integer, openEnum } from './values.ts'

/** What the dead man's switch did before this word; whatever is not `NONE` asks for a comparison of all orders. */
export type ActionPerformed = Open<
  | 'NONE'
  | 'CANCELLATION_REQUEST_SUBMITTED'
  | 'ALL_BETS_CANCELLED'
  | 'SOME_BETS_NOT_CANCELLED'
  | 'CANCELLATION_REQUEST_ERROR'
  | 'CANCELLATION_STATUS_UNKNOWN'
>

export const heartbeatReportSchema = z.object({
  actionPerformed: openEnum<ActionPerformed>(),
  actualTimeoutSeconds: integer,
})

export type HeartbeatReport = z.output<typeof heartbeatReportSchema>
