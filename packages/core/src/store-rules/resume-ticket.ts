import { resumeRefused } from '../errors/store-error.ts'
import { sha256Hex } from '../numerics/sha256.ts'
import type { Halt, ResumeTicket } from '../ports/store/stops.ts'
import type { AccountKey } from '../units/ids.ts'
import { after, MINUTE, type Timestamp } from '../units/timestamp.ts'

const VALID_FOR = 5 * MINUTE

/**
 * The ticket of the first step to lift a kill switch; it is good for five minutes.
 *
 * @param version - The account's version.
 * @throws StoreError `RESUME_REFUSED` when the kill switch is not on.
 * @example
 * ```ts
 * const account = accountKey('LIVE', 'main')
 * resumeTicket(account, { reason: 'by hand', at: timestamp(0) }, 7, timestamp(1000)).expiresAt // 301000
 * ```
 */
export function resumeTicket(account: AccountKey, halt: Halt | null, version: number, at: Timestamp): ResumeTicket {
  if (halt === null) throw resumeRefused(account, 'it is not halted')
  const code = sha256Hex(`${account}|${halt.at}|${version}|${at}`).slice(0, 8)
  return { account, code, halt, expiresAt: after(at, VALID_FOR) }
}

/**
 * Refuses the second step to lift a kill switch where the first does not allow it.
 *
 * @param ticket - The last one that was given out; `null` where there was none, or a halt since has made it void.
 * @throws StoreError `RESUME_REFUSED` when the kill switch is not on, the code is not the ticket's, or the ticket has expired.
 * @example
 * ```ts
 * const account = accountKey('LIVE', 'main')
 * const halt = { reason: 'by hand', at: timestamp(0) }
 * const ticket = resumeTicket(account, halt, 7, timestamp(1000))
 * checkResume(account, halt, ticket, ticket.code, timestamp(2000))
 * ```
 */
export function checkResume(
  account: AccountKey,
  halt: Halt | null,
  ticket: Pick<ResumeTicket, 'code' | 'expiresAt'> | null,
  code: string,
  at: Timestamp,
): void {
  if (halt === null) throw resumeRefused(account, 'it is not halted')
  if (ticket === null) throw resumeRefused(account, 'there is no code since it was halted')
  if (ticket.code !== code) throw resumeRefused(account, 'the code is another')
  if (at >= ticket.expiresAt) throw resumeRefused(account, 'the code has expired')
}
