import type { ApiError, Redact } from '@betting-advisor/adapter-kit'
import { betfairError } from '../errors.ts'
import { meaningOf } from './error-codes.ts'
import { type RpcError, rpcAnswerSchema } from './wire/rpc.ts'

/** The longest detail of the exchange that is passed on. */
const LONGEST_DETAIL = 200

/** The stable name of an error: the exchange's own code, the framework's, or that of JSON-RPC. */
export function codeOf({ code, message, data }: RpcError): string {
  const exception = data?.APINGException ?? data?.AccountAPINGException ?? null
  if (exception !== null && /^\w{1,64}$/.test(exception.errorCode)) return exception.errorCode
  return /^DSC-\d{4}$/.test(message) ? message : `RPC_${Math.abs(Math.trunc(code))}`
}

/** The error that an answer of JSON-RPC tells of; `undefined` where it tells of none. */
export function errorInAnswer(body: unknown, redact: Redact): ApiError | undefined {
  const { data: answer } = rpcAnswerSchema.safeParse(body)
  if (answer?.error == null) return undefined
  const { error } = answer
  const code = codeOf(error)
  const exception = error.data?.APINGException ?? error.data?.AccountAPINGException ?? null
  const said = [error.message, exception?.errorDetails ?? '', exception?.requestUUID ?? '']
    .filter((part) => part !== '' && part !== code)
    .join(', ')
  return betfairError({
    code,
    message: `The exchange refused a request: ${code}${said === '' ? '' : ` (${redact(said).slice(0, LONGEST_DETAIL)})`}.`,
    status: 200,
    ...meaningOf(code),
  })
}
