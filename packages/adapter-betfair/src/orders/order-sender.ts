import { createOrderClient, holdClock, type OrderAnswer, type PlaceReader } from '@betting-advisor/adapter-kit'
import type { Clock, Intent, Logger } from '@betting-advisor/core'
import {
  type CancelOutcome,
  forEachOf,
  type OneOrMore,
  type PlaceAttempt,
  type PlaceOutcome,
} from '@betting-advisor/core/venue'
import type { DeadMansSwitch } from '../account/dead-mans-switch.ts'
import { type ChangingOperation, tallyOf } from '../account/transaction-tally.ts'
import { createTransactionMeter, type Transactions } from '../account/transactions.ts'
import { rpcBody, rpcPath } from '../api/caller.ts'
import { isSessionCode } from '../api/error-codes.ts'
import type { BetfairSession } from '../session/session.ts'
import { codeOf } from './code-of.ts'

/** What orders are sent by. */
export interface OrderSenderSettings {
  readonly session: BetfairSession
  readonly clock: Clock
  readonly logger: Logger
  /** `null` where nobody wants one. */
  readonly deadMansSwitch: DeadMansSwitch | null
  /** How long an answer is waited for beyond the bet delay, in milliseconds. */
  readonly answerMs: number
}

/** A request that may place bets: an instruction for each order. */
export interface PlacingRequest {
  readonly operation: 'placeOrders' | 'replaceOrders'
  readonly params: object
  readonly orders: OneOrMore<Intent>
}

/** Sends what changes orders, once each, and counts it. */
export interface OrderSender {
  place(request: PlacingRequest, attempt: PlaceAttempt, read: PlaceReader): Promise<OneOrMore<PlaceOutcome>>
  /** Changes one order that is open. */
  change(
    operation: Exclude<ChangingOperation, PlacingRequest['operation']>,
    params: object,
    signal: AbortSignal,
    read: (answer: OrderAnswer) => CancelOutcome | null,
  ): Promise<CancelOutcome>
  transactions(): Transactions
  /** Waits for what is under way, then resets every connection. */
  close(): Promise<void>
}

const CANCEL_MS = 15_000
const NO_SESSION = 'There is no session to ask the exchange in.'
const NO_SWITCH = {
  code: 'NO_DEAD_MANS_SWITCH',
  message: 'The dead man’s switch is not set: what is open would outlive this process.',
}

/** Makes what sends orders over connections of their own. */
export function createOrderSender(settings: OrderSenderSettings): OrderSender {
  const { session, clock, logger, deadMansSwitch, answerMs } = settings
  const { access } = session
  const orderClient = createOrderClient({ origin: `https://${access.hosts.api}`, clock, tls: access.trust })
  const meter = createTransactionMeter(clock, logger)

  /** What a request is sent with. @throws Whatever kept a session from being had. */
  async function outgoing(operation: ChangingOperation, params: object, signal: AbortSignal) {
    const token = await session.token(signal)
    const body = rpcBody('betting', operation, params)
    const headers = {
      accept: 'application/json',
      'x-application': access.appKey.reveal(),
      'x-authentication': token.reveal(),
    }
    return { token, attempt: { path: rpcPath('betting'), headers, body: () => body, signal } }
  }

  /** How long an answer may take: the exchange holds orders of a market in play that long. */
  function timeoutOf(orders: readonly Intent[], deadline: PlaceAttempt['deadline']): number {
    const longest = Math.max(...orders.map(({ execution }) => execution?.betDelayMs ?? 0)) + answerMs
    return deadline === null ? longest : Math.max(1, Math.min(deadline - clock.now(), longest))
  }

  return {
    async place({ operation, params, orders }, { deadline, signal, mayLeave }, read) {
      const notSent = (reason: { readonly code: string; readonly message: string }): OneOrMore<PlaceOutcome> =>
        forEachOf(orders, () => ({ kind: 'not-sent', reason }))
      const hold = holdClock(clock)
      try {
        let sending: Awaited<ReturnType<typeof outgoing>>
        try {
          if (deadMansSwitch !== null && !(await deadMansSwitch.isSet(signal))) return notSent(NO_SWITCH)
          sending = await outgoing(operation, params, signal)
        } catch (error) {
          return notSent({ code: codeOf(error), message: NO_SESSION })
        }
        const { attempt, token } = sending
        const sentAt = clock.now()
        let answered: OrderAnswer | null = null
        const timeoutMs = timeoutOf(orders, deadline)
        const outcomes = await orderClient.place({ ...attempt, timeoutMs, mayLeave }, orders.length, (answer) => {
          answered = answer
          return read(answer)
        })
        if (outcomes.some(({ kind }) => kind !== 'not-sent'))
          meter.add(sentAt, tallyOf(operation, orders.length, answered))
        if (outcomes.some((outcome) => 'reason' in outcome && isSessionCode(outcome.reason.code)))
          session.refused(token)
        return outcomes
      } finally {
        hold[Symbol.dispose]()
      }
    },
    async change(operation, params, signal, read) {
      const hold = holdClock(clock)
      try {
        const { token, attempt } = await outgoing(operation, params, signal)
        const sentAt = clock.now()
        let answered: OrderAnswer | null = null
        const limits = { timeoutMs: CANCEL_MS, mayLeave: () => true }
        const outcome = await orderClient.cancel({ ...attempt, ...limits }, (answer) => {
          answered = answer
          return read(answer)
        })
        if (answered !== null || outcome.kind === 'unknown') meter.add(sentAt, tallyOf(operation, 1, answered))
        if ('reason' in outcome && isSessionCode(outcome.reason.code)) session.refused(token)
        return outcome
      } catch (error) {
        return { kind: 'refused', reason: { code: codeOf(error), message: NO_SESSION } }
      } finally {
        hold[Symbol.dispose]()
      }
    },
    transactions: () => meter.read(),
    close: () => orderClient.close(),
  }
}
