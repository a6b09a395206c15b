import type { Clock, Timestamp } from '@betting-advisor/core'
import { Client } from 'undici'
import type { Attempt, AttemptResult } from './attempt.ts'
import { exchangeOn } from './exchange-on.ts'
import { openSocket, type TlsTrust } from './open-socket.ts'

/** Where orders go, and by which clock the reset of one is stamped. */
export interface ConnectionTerms {
  readonly origin: URL
  readonly trust: TlsTrust
  readonly clock: Pick<Clock, 'now'>
  /** How long a connection is kept that nothing is sent on, in milliseconds. */
  readonly idleMs: number
}

/** One connection, for one attempt at a time. */
export interface OrderConnection {
  /** Whether another attempt may be made on it. */
  readonly isOpen: boolean
  /**
   * Makes an attempt, once.
   *
   * @param isClear - Whether an answer can be made sense of; one that cannot is no answer.
   * @throws What `body`, `mayLeave` or `isClear` throws.
   */
  exchange(attempt: Attempt, isClear: (answer: { status: number; body: string }) => boolean): Promise<AttemptResult>
  /** Resets it, and says when nothing left on it any more. */
  reset(): Promise<Timestamp>
}

/** Opens a connection. @throws What kept it from being opened; nothing was sent. */
export async function openConnection(terms: ConnectionTerms, signal: AbortSignal): Promise<OrderConnection> {
  const { origin, trust, clock, idleMs } = terms
  const { socket, raw } = await openSocket(origin, trust, signal)
  let isTaken = false
  const client = new Client(origin, {
    // The one connection of this client: what has failed on it is never sent on another.
    connect(_, callback) {
      const isUsedUp = isTaken || raw.isGivenUp
      isTaken = true
      // While it is being asked, the HTTP client does not listen.
      queueMicrotask(() => {
        if (isUsedUp) callback(usedUp(), null)
        else callback(null, socket)
      })
    },
    pipelining: 1,
    allowH2: false,
    // When an answer is given up is for the attempt to say: a time-out in between would close and not reset.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  })

  async function reset(): Promise<Timestamp> {
    await raw.reset()
    const at = clock.now()
    client.destroy(usedUp()).catch(() => undefined)
    return at
  }

  return {
    get isOpen() {
      return !raw.isGivenUp && raw.readable && raw.writable
    },
    exchange: (attempt, isClear) => exchangeOn(client, reset, attempt, isClear),
    reset,
  }
}

function usedUp(): Error {
  return Object.assign(new Error('the connection is used up'), { code: 'CONNECTION_CLOSED' })
}
