import type { Clock, Logger, Timestamp } from '@betting-advisor/core'
import { after } from '@betting-advisor/core'
import type { BetfairClient } from '../api/client.ts'

/** What keeps the switch of an account. */
export interface DeadMansSwitchSettings {
  readonly client: Pick<BetfairClient, 'heartbeat'>
  readonly clock: Clock
  readonly logger: Logger
  /** After how long without a renewal the exchange cancels what is open, in seconds. */
  readonly seconds: number
  /** Hears that the exchange has done something about bets: what is open may be other than before. */
  readonly acted: (action: string) => void
}

/** The dead man's switch of an account, renewed for as long as this process lives. */
export interface DeadMansSwitch {
  /** Sets it where it was not, and says whether it is set for certain. @throws `signal.reason` when aborted. */
  isSet(signal: AbortSignal): Promise<boolean>
  /** Ends it, so that what is open stays. */
  close(): Promise<void>
}

/** It is renewed this many times before it would act. */
const RENEWALS = 3
const AGAIN_MS = 2_000
const END_MS = 5_000

/** A switch that is not set before somebody asks for it. */
export function createDeadMansSwitch(settings: DeadMansSwitchSettings): DeadMansSwitch {
  const { client, clock, logger, seconds, acted } = settings
  const closing = new AbortController()
  let setUntil: Timestamp | null = null
  let first: Promise<void> | null = null
  let keeping: Promise<void> | null = null

  async function renew(): Promise<number> {
    const askedAt = clock.now()
    try {
      const { actionPerformed, actualTimeoutSeconds } = await client.heartbeat(seconds, closing.signal)
      setUntil = after(askedAt, actualTimeoutSeconds * 1_000)
      if (actionPerformed !== 'NONE') {
        logger.error({ action: actionPerformed }, 'The dead man’s switch of the account has acted.')
        acted(actionPerformed)
      }
      return (actualTimeoutSeconds * 1_000) / RENEWALS
    } catch (error) {
      if (!closing.signal.aborted) logger.warn({ error }, 'The dead man’s switch of the account could not be renewed.')
      return AGAIN_MS
    }
  }

  function begin(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    keeping = (async () => {
      while (!closing.signal.aborted) {
        const waitMs = await renew()
        resolve()
        try {
          await clock.sleep(waitMs, closing.signal)
        } catch {
          return
        }
      }
    })()
    return promise
  }

  return {
    async isSet(signal) {
      signal.throwIfAborted()
      if (closing.signal.aborted) return false
      first ??= begin()
      await first
      signal.throwIfAborted()
      return setUntil !== null && clock.now() < setUntil
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      if (keeping === null) return
      await keeping
      try {
        await client.heartbeat(0, AbortSignal.timeout(END_MS))
      } catch (error) {
        logger.error({ error }, 'The dead man’s switch could not be ended: the exchange will cancel what is open.')
      }
    },
  }
}
