import { after, type Clock, type Logger, type Timestamp } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'
import type { AlertChannel } from './channel.ts'
import { createChannelState } from './channel-state.ts'
import { NotDeliveredError } from './errors/not-delivered-error.ts'
import type { AlertMessage } from './message.ts'
import type { Report } from './pending.ts'
import { planFor } from './plan.ts'

/** One channel with what is known of it. */
export interface ChannelDesk {
  readonly name: string
  readonly delivered: number
  failingSince(): Timestamp | null
  blockedUntil(): Timestamp
  /** Tells all of these, as far as the channel takes them and `until` allows; each is reported once, and nothing is thrown. */
  tell(items: readonly OutboxItem[], until: Timestamp, report: Reporter, signal: AbortSignal): Promise<void>
}

/** Hears what came of an item. */
export type Reporter = (item: OutboxItem, report: Report) => void

/** What a desk needs besides its channel. */
export interface ChannelDeskParts {
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  readonly timeoutMs: number
}

/** A desk for one channel. */
export function createChannelDesk(channel: AlertChannel, parts: ChannelDeskParts): ChannelDesk {
  const { clock, random, logger, timeoutMs } = parts
  const { name, gapMs = 0 } = channel
  const state = createChannelState(gapMs, random, clock.now())
  let delivered = 0

  async function attempt(message: AlertMessage, signal: AbortSignal): Promise<Report> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      await channel.send(message, limited)
      const now = clock.now()
      if (state.failingSince() !== null) logger.info({ event: 'alerts.channel-back', channel: name })
      delivered += 1
      state.sent(now, message.severity === 'critical' && message.kind !== 'resolved')
      return { channel: name, failure: null, tryAt: now }
    } catch (error) {
      const now = clock.now()
      if (signal.aborted) return { channel: name, failure: 'the process ended meanwhile', tryAt: now }
      const fault = faultOf(error, limited)
      if (state.failingSince() === null) {
        logger.error({ event: 'alerts.channel-failed', channel: name, reason: fault.message }, 'alerts are held back')
      }
      const attempts = Math.max(1, ...message.items.map((item) => item.attempts))
      return { channel: name, failure: lineOf(fault), tryAt: state.failed(now, fault, attempts) }
    }
  }

  /** Why the next message has to wait; `null` when it can leave, after the gap that the channel wants. */
  async function reasonToWait(until: Timestamp, signal: AbortSignal): Promise<Report | null> {
    const now = clock.now()
    const wait = (failure: string, tryAt: Timestamp): Report => ({ channel: name, failure, tryAt })
    if (signal.aborted) return wait('the process ended before', now)
    if (state.blockedUntil() > now) return wait('the channel failed shortly before', state.blockedUntil())
    if (after(now, timeoutMs + gapMs) > until) return wait('waits for its turn', now)
    if (state.nextAt() > now) await clock.sleep(state.nextAt() - now, signal).catch(() => undefined)
    return signal.aborted ? wait('the process ended before', clock.now()) : null
  }

  return {
    name,
    get delivered() {
      return delivered
    },
    failingSince: state.failingSince,
    blockedUntil: state.blockedUntil,
    async tell(items, until, report, signal) {
      const now = clock.now()
      const { messages, held } = planFor(items, state.room(now))
      for (const item of held) {
        report(item, { channel: name, failure: 'too many at once, waits for its turn', tryAt: state.roomAt(now) })
      }
      for (const message of messages) {
        const outcome = (await reasonToWait(until, signal)) ?? (await attempt(message, signal))
        for (const item of message.items) report(item, outcome)
      }
    },
  }
}

function faultOf(error: unknown, limited: AbortSignal): NotDeliveredError {
  if (error instanceof NotDeliveredError) return error
  return new NotDeliveredError(limited.aborted ? 'the other side took too long' : 'the channel has a fault of its own')
}

function lineOf({ message }: NotDeliveredError): string {
  return message.replaceAll(/\s+/g, ' ').slice(0, 300)
}
