import type { IncomingMessage } from 'node:http'
import { type Agent, request } from 'node:https'
import { NetworkError, RequestTimeoutError } from '@betting-advisor/adapter-kit'
import { SERVICE } from '../errors.ts'

/** Opens a file behind a byte, where the other side can; what is sent is sent once. */
export interface PieceRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** The first byte that is wanted. */
  readonly from: number
  /** The version that bytes behind the first are wanted of. */
  readonly ifRange: string | null
  readonly agent: Agent
  /** How long nothing may come, in real milliseconds. */
  readonly silentMs: number
  readonly signal: AbortSignal
}

/**
 * @returns the answer when it begins; its body ends with an error where the connection does before it is whole.
 * @throws NetworkError, RequestTimeoutError, or `signal.reason` when aborted.
 */
export async function openPiece(asked: PieceRequest): Promise<IncomingMessage> {
  const { url, headers, from, ifRange, agent, silentMs, signal } = asked
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const range = from > 0 ? { range: `bytes=${from}-`, ...(ifRange !== null && { 'if-range': ifRange }) } : {}
  const sent = request(url, { agent, signal, headers: { ...headers, ...range } })
  sent.setTimeout(silentMs, () => sent.destroy(new RequestTimeoutError(SERVICE, silentMs, 'attempt', { status: null })))
  sent.on('response', resolve)
  sent.on('error', reject)
  sent.end()
  try {
    return await promise
  } catch (error) {
    signal.throwIfAborted()
    throw transferFault(error, null)
  }
}

/** What a connection says of itself, as an error that may be tried again. */
export function transferFault(error: unknown, status: number | null): RequestTimeoutError | NetworkError {
  if (error instanceof RequestTimeoutError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return new NetworkError(SERVICE, code, error, status)
}
