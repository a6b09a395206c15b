import { ApiError, holdClock } from '@betting-advisor/adapter-kit'
import { after, type Clock, type Timestamp } from '@betting-advisor/core'
import { createElapsed, type SourceContext } from '@betting-advisor/core/venue'
import { type Arrival, openConnection, type StreamConnection } from './connection.ts'
import { readChange, readStatus } from './read-change.ts'
import { type ReadLine, readLine, textsOf } from './read-line.ts'
import { reconnectDelay } from './reconnect-delay.ts'
import { faultOf, StreamFault } from './stream-fault.ts'
import type { CompleteAccess } from './stream-settings.ts'
import { createWholeMessages } from './whole-messages.ts'
import type { ChangeMessage, MarketSubscriptionRequest, OrderSubscriptionRequest } from './wire.ts'

/** What happens on a subscription. */
export type Turn =
  | {
      readonly kind: 'message'
      /** One, or all segments of one. */
      readonly messages: readonly (ChangeMessage & ReadLine)[]
      /** Its lines as they came. */
      readonly bytes: Uint8Array
      readonly receivedAt: Timestamp
      /** Whether all is told by now that there was to tell since the subscription began. */
      readonly completes: boolean
    }
  /** Nothing that was told can be believed until a message completes it again; the fault is `null` where everything was only asked for anew. */
  | { readonly kind: 'lost'; readonly fault: ApiError | null }

/** A subscription without what says where to go on. */
export type Subscription =
  | Omit<MarketSubscriptionRequest, 'id' | 'initialClk' | 'clk'>
  | Omit<OrderSubscriptionRequest, 'id' | 'initialClk' | 'clk'>

/** A subscription that outlives its connections. */
export interface ResumedStream {
  /** What happens, until `context.signal` aborts. @throws ApiError where waiting does not help. */
  turns(context: SourceContext): AsyncGenerator<readonly Turn[], void, undefined>
  /** Asks for everything anew, on the same connection where one stands: by another subscription, or because what was told cannot be used. */
  askAnew(): void
  /** What the venue calls the connection; `null` while there is none. */
  readonly connectionId: string | null
  readonly nextAttemptAt: Timestamp | null
}

/** The most that is taken in before others have their turn. */
const LARGEST_BATCH = 256
const AUTHENTICATION = 1

/**
 * @param op - What the messages of the subscription are called.
 * @param subscription - What to ask for; asked whenever everything is asked for anew, and before connecting.
 */
export function createResumedStream(
  { endpoint, appKey, session, budget, random, limits }: CompleteAccess,
  op: 'mcm' | 'ocm',
  subscription: (signal: AbortSignal) => Promise<Subscription>,
): ResumedStream {
  const whole = createWholeMessages<ChangeMessage & ReadLine>(limits.maxLineBytes)
  /** Where to go on, once an image has been told. */
  let initialClk: string | null = null
  let clk: string | null = null
  let connectionId: string | null = null
  let nextAttemptAt: Timestamp | null = null
  let isAskedAnew = false
  let faults = 0

  function forgetClocks(): void {
    initialClk = null
    clk = null
  }

  function resumed(asked: Subscription, id: number): MarketSubscriptionRequest | OrderSubscriptionRequest {
    const { heartbeatMs } = limits
    const request = { segmentationEnabled: true, heartbeatMs, ...asked, id }
    return initialClk === null || clk === null ? request : { ...request, initialClk, clk }
  }

  /** One connection, from its beginning to its end: that is always a fault. */
  async function* connected({ clock, signal }: SourceContext): AsyncGenerator<readonly Turn[], void, undefined> {
    const elapsed = createElapsed(clock)
    const hold = holdClock(clock)
    const giveBack = await budget.take(signal)
    let connection: StreamConnection | null = null
    try {
      const token = await session.token(signal)
      let asked = await subscription(signal)
      isAskedAnew = false
      connection = await openConnection(endpoint, limits, () => clock.now(), signal)
      const { send, read, silentAfter } = connection
      let id = AUTHENTICATION
      let isComplete = false
      let imageDueAt = Number.POSITIVE_INFINITY

      const subscribe = (): void => {
        id += 1
        isComplete = false
        imageDueAt = elapsed() + limits.imageTimeoutMs
        send(resumed(asked, id))
      }

      const takeStatus = (line: ReadLine): void => {
        const status = readStatus(line)
        if (status.statusCode !== 'SUCCESS') {
          const fault = faultOf(status)
          if (fault.cure === 'log-in') session.refused?.(token)
          throw fault
        }
        if (status.connectionsAvailable !== undefined) budget.told(status.connectionsAvailable)
        if (status.id === AUTHENTICATION && id === AUTHENTICATION) subscribe()
      }

      const takeChange = (line: ReadLine, bytes: Uint8Array, receivedAt: Timestamp): Turn | null => {
        const change = readChange(line)
        // What was asked for before may still be on its way.
        if (change.id !== id) return null
        const message = whole.add(change, bytes)
        if (message === null) return null
        const first = message.messages[0]
        const completes = first?.ct === 'SUB_IMAGE' || first?.ct === 'RESUB_DELTA'
        for (const told of message.messages) {
          initialClk = told.initialClk ?? initialClk
          // What comes between segments is of later than they are: who went on from there would miss them.
          if (!whole.isWaiting) clk = told.clk ?? clk
        }
        if (completes) {
          isComplete = true
          faults = 0
          silentAfter(2 * (first?.heartbeatMs ?? limits.heartbeatMs))
          hold[Symbol.dispose]()
        }
        return { kind: 'message', ...message, receivedAt, completes }
      }

      const take = (text: string, bytes: Uint8Array, receivedAt: Timestamp): Turn | null => {
        const line = readLine(text)
        switch (line['op']) {
          case op:
            return takeChange(line, bytes, receivedAt)
          case 'status':
            takeStatus(line)
            return null
          case 'connection':
            if (connectionId !== null) return null
            connectionId = String(line['connectionId'])
            send({ op: 'authentication', id, appKey: appKey.reveal(), session: token.reveal() })
            return null
          default:
            return null
        }
      }

      for (;;) {
        const arrivals = await read()
        for (const turns of inBatches(arrivals, take)) {
          if (turns.length > 0) yield turns
        }
        if (isAskedAnew) {
          isAskedAnew = false
          forgetClocks()
          whole.clear()
          asked = await subscription(signal)
          if (id > AUTHENTICATION) subscribe()
          yield [{ kind: 'lost', fault: null }]
        }
        if (!isComplete && elapsed() > imageDueAt) {
          throw new StreamFault('NO_IMAGE', `no image has come for ${limits.imageTimeoutMs} ms`)
        }
      }
    } finally {
      connectionId = null
      connection?.close()
      giveBack()
      hold[Symbol.dispose]()
    }
  }

  return {
    get connectionId() {
      return connectionId
    },
    get nextAttemptAt() {
      return nextAttemptAt
    },
    askAnew() {
      isAskedAnew = true
    },
    async *turns(context) {
      const { clock, signal } = context
      while (!signal.aborted) {
        let fault: ApiError
        try {
          nextAttemptAt = null
          yield* connected(context)
          return
        } catch (error) {
          if (signal.aborted) return
          if (!(error instanceof ApiError) || !(error instanceof StreamFault || error.isRetryable)) throw error
          fault = error
        }
        const cure = fault instanceof StreamFault ? fault.cure : 'reconnect'
        if (cure === 'stop') throw fault
        whole.clear()
        if (cure === 'ask-anew') forgetClocks()
        faults += 1
        const delay = reconnectDelay(faults, cure, limits, random)
        nextAttemptAt = after(clock.now(), delay)
        yield [{ kind: 'lost', fault }]
        if (!(await slept(clock, delay, signal))) return
      }
    },
  }
}

/** The turns that lines make, a few at a time; a fault is thrown when all before it have been taken in. */
function* inBatches(
  arrivals: readonly Arrival[],
  take: (text: string, bytes: Uint8Array, receivedAt: Timestamp) => Turn | null,
): Generator<readonly Turn[], void, undefined> {
  let turns: Turn[] = []
  for (const { lines, receivedAt } of arrivals) {
    const texts = textsOf(lines)
    for (let index = 0; index < texts.length; index += 1) {
      const bytes = lines.bytes.subarray(lines.ends[index - 1] ?? 0, lines.ends[index])
      try {
        const turn = take(texts[index] ?? '', bytes, receivedAt)
        if (turn !== null) turns.push(turn)
      } catch (error) {
        yield turns
        throw error
      }
      if (turns.length < LARGEST_BATCH) continue
      yield turns
      turns = []
    }
  }
  yield turns
}

async function slept(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
