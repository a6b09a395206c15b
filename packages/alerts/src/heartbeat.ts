import {
  type Clock,
  InvalidValueError,
  type Logger,
  MINUTE,
  SECOND,
  type Secret,
  silentLogger,
} from '@betting-advisor/core'
import { isWebAddress, WEB_ADDRESS } from './channels/address.ts'
import { post } from './channels/post.ts'
import { NotDeliveredError } from './errors/not-delivered-error.ts'
import { unlessAborted } from './unless-aborted.ts'

/** Who is told that all is well, how often, and who knows whether it is. */
export interface HeartbeatSettings {
  /** Of a service that calls people once it is not told for a while. */
  readonly url: Secret
  /** Why all is not well, in a few words for the log; `null` while it is. It may ask others, as long as `timeoutMs` allows. */
  readonly concern: (signal: AbortSignal) => Promise<string | null>
  readonly clock: Clock
  /** @default silent */
  readonly logger?: Logger
  /** From one time to the next, in milliseconds, at least 1000. @default 60000 */
  readonly everyMs?: number
  /** How long each may take, in real milliseconds. @default 10000 */
  readonly timeoutMs?: number
}

/** Tells somebody outside that all is well. */
export interface Heartbeat {
  /** Until the signal aborts; nothing that fails ends it. */
  run(signal: AbortSignal): Promise<void>
}

/**
 * Posts to an address every so often while all is well, and not otherwise: a process that is dead, stuck or cut off cannot call anybody, and whoever misses its posts does.
 *
 * What it finds is logged when it changes: `heartbeat.withheld` says that all is not well, `heartbeat.failed` that the other side cannot be told, and `heartbeat.back` that both are over.
 *
 * @throws InvalidValueError `INVALID_VALUE` when the address is none, or one of plain http beyond this network, or a duration is out of range.
 * @example
 * ```ts
 * const url = new Secret('https://ping.example.com/1234')
 * const heartbeat = createHeartbeat({ url, concern: async () => null, clock: createSystemClock() })
 * await heartbeat.run(AbortSignal.abort()) // until it aborts
 * ```
 */
export function createHeartbeat(settings: HeartbeatSettings): Heartbeat {
  const { url, concern, clock, logger = silentLogger, everyMs = MINUTE, timeoutMs = 10_000 } = settings
  if (!isWebAddress(url.reveal())) throw new InvalidValueError('url', '[secret]', WEB_ADDRESS)
  if (!(everyMs >= SECOND)) throw new InvalidValueError('everyMs', everyMs, 'at least 1000')
  if (!(timeoutMs > 0)) throw new InvalidValueError('timeoutMs', timeoutMs, 'above zero')
  let trouble: string | null = null

  function note(event: string, reason: string | null): void {
    // Of connections that fail, one may fail otherwise than the next, which is no news.
    const now = reason === null || event === 'heartbeat.withheld' ? reason : event
    if (now === trouble) return
    trouble = now
    if (reason === null) logger.info({ event: 'heartbeat.back' }, 'all is well, and that is known')
    else logger.warn({ event, reason }, 'nobody is told that all is well')
  }

  async function beat(signal: AbortSignal): Promise<void> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const worry = await unlessAborted(concern(limited), limited).catch(() => 'nobody knows whether all is well')
    if (signal.aborted) return
    if (worry !== null) return note('heartbeat.withheld', worry)
    try {
      const { status } = await post(url.reveal(), {}, '', limited)
      note('heartbeat.failed', status >= 200 && status < 300 ? null : `it answered with status ${status}`)
    } catch (error) {
      if (signal.aborted) return
      note('heartbeat.failed', error instanceof NotDeliveredError ? error.message : 'the other side took too long')
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await beat(signal)
        await clock.sleep(everyMs, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    },
  }
}
