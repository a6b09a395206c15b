import type { OrderAnswer } from '@betting-advisor/adapter-kit'
import type * as z from 'zod'
import { codeOf } from './rpc-error.ts'
import { rpcAnswerSchema } from './wire/rpc.ts'

/** What a request that changes something was answered: a result, an error of the API, or nothing that can be read. */
export type ChangeAnswer<Result> =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'error'; readonly code: string }
  | null

/** Reads what a request that changes something was answered. */
export function readAnswer<Result>({ status, body }: OrderAnswer, schema: z.ZodType<Result>): ChangeAnswer<Result> {
  if (status !== 200) return null
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return null
  }
  const { data: answer } = rpcAnswerSchema.safeParse(json)
  if (answer === undefined) return null
  if (answer.error != null) return { kind: 'error', code: codeOf(answer.error) }
  const { data: result } = schema.safeParse(answer.result)
  return result === undefined ? null : { kind: 'result', result }
}
