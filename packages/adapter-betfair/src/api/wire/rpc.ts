import * as z from 'zod'
import { loosely, text } from './values.ts'

/** A request of JSON-RPC 2.0. */
export interface RpcRequest {
  readonly jsonrpc: '2.0'
  /** Such as `SportsAPING/v1.0/placeOrders`. */
  readonly method: string
  readonly params: object
  readonly id: number
}

const exception = loosely(z.object({ requestUUID: loosely(text), errorCode: text, errorDetails: loosely(text) }))

/** An error of JSON-RPC: of the service, with its exception, or of the framework in front of it, with a DSC code alone. */
const rpcErrorSchema = z.object({
  code: z.number(),
  message: text,
  data: loosely(
    z.object({
      exceptionname: loosely(text),
      APINGException: exception,
      AccountAPINGException: exception,
    }),
  ),
})

/** One answer of JSON-RPC: a result or an error. Answers of a batch are matched by their ids. */
export const rpcAnswerSchema = z.object({
  id: loosely(z.int()),
  result: z.unknown().optional(),
  error: rpcErrorSchema.nullish(),
})

export type RpcError = z.output<typeof rpcErrorSchema>
export type RpcAnswer = z.output<typeof rpcAnswerSchema>
