import { ApiError, holdClock } from '@betting-advisor/adapter-kit'
import { after, type Clock, type Timestamp } from '@betting-advisor/core'
import { ServiceUnavailableError } from '@betting-advisor/core/breaker'
import { createElapsed, type SourceContext } from '@betting-advisor/core/venue'
import type { PlainMessage } from '../scan/plain-message.ts'
import { type Arrival, openConnection, type StreamConnection } from './connection.ts'
import type { Lines } from './line-framer.ts'
import { readChange, readStatus } from './read-change.ts'
import { type ReadLine, readLine } from './read-line.ts'
import { reconnectDelay } from './reconnect-delay.ts'
import { faultOf, StreamFault } from './stream-fault.ts'
import type { CompleteAccess } from './stream-settings.ts'
import { createWholeMessages } from './whole-messages.ts'
import type { ChangeMessage, MarketSubscriptionRequest, OrderSubscriptionRequest } from './wire.ts'

/** What waiting may help against: a fault of the stream or of what it asks for first, or a service that is not asked for a while. */
export type PassingFault = ApiError | ServiceUnavailableError

/** What happens on a subscription; `Plain` is what was read without JSON.parse, where something is. */
export type Turn<Plain = never> =
  | Plain
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
  | { readonly kind: 'lost'; readonly fault: PassingFault | null }

/** A subscription without what says where to go on. */
export type Subscription =
  | Omit<MarketSubscriptionRequest, 'id' | 'initialClk' | 'clk'>
  | Omit<OrderSubscriptionRequest, 'id' | 'initialClk' | 'clk'>

/** A subscription that outlives its connections. */
export interface ResumedStream<Plain = never> {
  /** What happens, until `context.signal` aborts. @throws ApiError where waiting does not help. */
  turns(context: SourceContext): AsyncGenerator<readonly Turn<Plain>[], void, undefined>
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
 * @param narrow - Makes it ask for fewer from now on; whether it could.
 * @param scan - Reads a line where it is plain, which is then a message of the subscription; `null` where JSON.parse has to.
 */
export function createResumedStream<Plain extends PlainMessage = never>(
  { endpoint, appKey, session, budget, random, limits }: CompleteAccess,
  op: 'mcm' | 'ocm',
  subscription: (signal: AbortSignal) => Promise<Subscription>,
  narrow: () => boolean = () => false,
  scan: (lines: Buffer, start: number, end: number) => Plain | null = () => null,
): ResumedStream<Plain> {
  const whole = createWholeMessages<ChangeMessage & ReadLine>(limits.maxLineBytes)
  /** Where to go on, once an image has been told. */
  let initialClk: string | null = null
  let clk: string | null = null
  /** What was asked for where the clocks are of: of nothing else do they say where to go on. */
  let clocksOf: string | null = null
  /** The last message that has a later one: a text is made of it where it is needed. */
  let latest: Plain | null = null
  let connectionId: string | null = null
  let nextAttemptAt: Timestamp | null = null
  let isAskedAnew = false
  let faults = 0

  function forgetClocks(): void {
    initialClk = null
    clk = null
    latest = null
  }

  function resumed(asked: Subscription, id: number): MarketSubscriptionRequest | OrderSubscriptionRequest {
    const { heartbeatMs } = limits
    const request = { segmentationEnabled: true, heartbeatMs, ...asked, id }
    clk = latest?.clk ?? clk
    latest = null
    return initialClk === null || clk === null ? request : { ...request, initialClk, clk }
  }

  /** One connection, from its beginning to its end: that is always a fault. */
  async function* connected({ clock, signal }: SourceContext): AsyncGenerator<readonly Turn<Plain>[], void, undefined> {
    const elapsed = createElapsed(clock)
    const hold = holdClock(clock)
    const giveBack = await budget.take(signal)
    let connection: StreamConnection | null = null
    try {
      const token = await session.token(signal)
      // What was asked for while there was no connection, or as the last one broke.
      if (isAskedAnew) forgetClocks()
      isAskedAnew = false
      let asked = await subscription(signal)
      connection = await openConnection(endpoint, limits, () => clock.now(), signal)
      const { send, read, silentAfter } = connection
      let id = AUTHENTICATION
      let isComplete = false
      let narrowedBy: StreamFault | null = null
      let imageDueAt = Number.POSITIVE_INFINITY

      const subscribe = (): void => {
        id += 1
        isComplete = false
        imageDueAt = elapsed() + limits.imageTimeoutMs
        const words = JSON.stringify(asked)
        if (words !== clocksOf) forgetClocks()
        clocksOf = words
        send(resumed(asked, id))
      }

      const takeStatus = (line: ReadLine): void => {
        const status = readStatus(line)
        if (status.statusCode !== 'SUCCESS') {
          const fault = faultOf(status)
          if (fault.cure === 'log-in') session.refused?.(token)
          const isNarrowed = fault.cure === 'narrow' && narrow()
          if (!isNarrowed || !fault.isOpen) throw fault
          narrowedBy = fault
          isAskedAnew = true
          return
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
          if (!whole.isWaiting && typeof told.clk === 'string') {
            clk = told.clk
            latest = null
          }
        }
        if (completes) {
          isComplete = true
          faults = 0
          silentAfter(2 * (first?.heartbeatMs ?? limits.heartbeatMs))
          hold[Symbol.dispose]()
        }
        return { kind: 'message', ...message, receivedAt, completes }
      }

      const takePlain = (message: Plain, receivedAt: Timestamp): Plain | null => {
        if (message.id !== id) return null
        if (message.hasClk && !whole.isWaiting) latest = message
        message.receivedAt = receivedAt
        return message
      }

      const take = (lines: Buffer, start: number, end: number, receivedAt: Timestamp): Turn<Plain> | null => {
        const plain = scan(lines, start, end)
        if (plain !== null) return takePlain(plain, receivedAt)
        const bytes = lines.subarray(start, end)
        const line = readLine(bytes.toString('utf8'))
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
          yield [{ kind: 'lost', fault: narrowedBy }]
          narrowedBy = null
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
        let fault: PassingFault
        try {
          nextAttemptAt = null
          yield* connected(context)
          return
        } catch (error) {
          if (signal.aborted) return
          if (!passes(error)) throw error
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

function passes(error: unknown): error is PassingFault {
  if (error instanceof ServiceUnavailableError || error instanceof StreamFault) return true
  return error instanceof ApiError && error.isRetryable
}

/** The turns that lines make, a few at a time; a fault is thrown when all before it have been taken in. */
function* inBatches<Each>(
  arrivals: readonly Arrival[],
  take: (lines: Buffer, start: number, end: number, receivedAt: Timestamp) => Each | null,
): Generator<readonly Each[], void, undefined> {
  let turns: Each[] = []
  for (const { lines, receivedAt } of arrivals) {
    const { bytes, ends }: Lines = lines
    let start = 0
    for (let index = 0; index < ends.length; index += 1) {
      const end = ends[index] ?? start
      try {
        const turn = take(bytes, start, end, receivedAt)
        if (turn !== null) turns.push(turn)
      } catch (error) {
        yield turns
        throw error
      }
      start = end
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
