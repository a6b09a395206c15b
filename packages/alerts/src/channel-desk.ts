import { after, type Clock, type Logger, type Timestamp } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'
import type { AlertChannel } from './channel.ts'
import { createChannelState } from './channel-state.ts'
import { NotDeliveredError } from './errors/not-delivered-error.ts'
import type { AlertMessage } from './message.ts'
import type { Report } from './pending.ts'
import { messageFor, planFor } from './plan.ts'
import { unlessAborted } from './unless-aborted.ts'

/** One channel with what is known of it. It waits for its own channel alone, and takes more while it does. */
export interface ChannelDesk {
  readonly name: string
  readonly delivered: number
  failingSince(): Timestamp | null
  blockedUntil(): Timestamp
  /** Tells these, as far as the channel takes them in time, what is critical first; each is reported once, and nothing is thrown. */
  tell(errands: readonly Errand[]): Promise<void>
}

/** A matter to be told. */
export interface Errand {
  readonly item: OutboxItem
  /** Until when it is ours. */
  readonly until: Timestamp
  readonly signal: AbortSignal
  /** Hears what came of it. */
  report(report: Report): void
}

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
  /** By the numbers of their matters. */
  const waiting = new Map<number, Errand>()
  /** Of a message that was refused, in which they were with others. */
  const refused = new Set<number>()
  let working: Promise<void> | null = null
  let delivered = 0

  async function attempt(message: AlertMessage, signal: AbortSignal): Promise<Report> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      await unlessAborted(channel.send(message, limited), limited)
      const now = clock.now()
      if (state.failingSince() !== null) logger.info({ event: 'alerts.channel-back', channel: name })
      delivered += 1
      for (const { id } of message.items) refused.delete(id)
      state.sent(now, message.severity === 'critical' && message.kind !== 'resolved')
      return { channel: name, failure: null, tryAt: now }
    } catch (error) {
      const now = clock.now()
      if (signal.aborted) return { channel: name, failure: 'the process ended meanwhile', tryAt: now }
      const fault = faultOf(error, limited)
      if (fault.isMessage) {
        logger.warn({ event: 'alerts.message-refused', channel: name, reason: fault.message, id: message.id })
        if (message.items.length > 1) for (const { id } of message.items) refused.add(id)
      } else if (state.failingSince() === null) {
        logger.error({ event: 'alerts.channel-failed', channel: name, reason: fault.message }, 'alerts are held back')
      }
      const attempts = Math.max(1, ...message.items.map((item) => item.attempts))
      return { channel: name, failure: lineOf(fault), tryAt: state.failed(now, fault, attempts) }
    }
  }

  function settle(errands: readonly Errand[], failure: string, tryAt: Timestamp): void {
    for (const errand of errands) conclude(errand, { channel: name, failure, tryAt })
  }

  function conclude(errand: Errand, report: Report): void {
    waiting.delete(errand.item.id)
    errand.report(report)
  }

  /** One message, chosen from all that waits by now, so that what is critical overtakes; or why none leaves. */
  async function step(): Promise<void> {
    const now = clock.now()
    const errands = [...waiting.values()]
    const of = (items: readonly OutboxItem[]) => items.flatMap(({ id }) => waiting.get(id) ?? [])
    if (state.blockedUntil() > now) return settle(errands, 'the channel failed shortly before', state.blockedUntil())
    const ended = errands.filter(({ signal }) => signal.aborted)
    if (ended.length > 0) return settle(ended, 'the process ended before', now)
    const late = errands.filter(({ until }) => after(now, timeoutMs) > until)
    if (late.length > 0) return settle(late, 'waits for its turn', now)
    const due = errands.map(({ item }) => item)
    const { groups, held } = planFor(due, state.room(now), ({ id }) => refused.has(id))
    settle(of(held), 'too many at once, waits for its turn', state.roomAt(now))
    const [group = []] = groups
    const told = of(group)
    const [first] = told
    if (first === undefined) return
    const report = await attempt(messageFor(group), first.signal)
    for (const errand of told) conclude(errand, report)
  }

  async function work(): Promise<void> {
    // What is told together is taken together, and nothing ends before it is known to be under way.
    await Promise.resolve()
    try {
      for (let [next] = waiting.values(); next !== undefined; [next] = waiting.values()) {
        const gap = state.nextAt() - clock.now()
        if (gap > 0 && !next.signal.aborted) await clock.sleep(gap, next.signal).catch(() => undefined)
        await step()
      }
    } finally {
      working = null
    }
  }

  return {
    name,
    get delivered() {
      return delivered
    },
    failingSince: state.failingSince,
    blockedUntil: state.blockedUntil,
    tell(errands) {
      for (const errand of errands) waiting.set(errand.item.id, errand)
      working ??= work()
      return working
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
