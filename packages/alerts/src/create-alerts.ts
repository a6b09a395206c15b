import { after, InvalidValueError, MINUTE, silentLogger, type Timestamp, timestamp } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'
import type { AlertChannelStatus, AlertsSettings } from './alerts-settings.ts'
import { type ChannelDesk, createChannelDesk, type Errand } from './channel-desk.ts'
import { createReminders, failureText, pendingOf, type Report } from './pending.ts'
import { afterQuiet, afterTelling, isNews } from './schedule.ts'

/** How long nobody else takes what one process has taken: a process that was killed delays what it had by no more. */
const LEASE_MS = 2 * MINUTE
const CLAIM_SIZE = 1_000
const MOST_AT_ONCE = 10_000
const STORE_AWAY_MS = 1_000

/** Delivers the alerts of one account. */
export interface Alerts {
  /** Delivers what is due until the signal aborts, and then resolves. A store or channel that is away is waited for. */
  run(signal: AbortSignal): Promise<void>
  /**
   * Delivers what is due now, once, and resolves with how many matters were looked at.
   *
   * @throws What the store throws.
   */
  deliverDue(signal: AbortSignal): Promise<number>
  status(): readonly AlertChannelStatus[]
}

/**
 * Delivers alerts out of a store's outbox, on every channel, each by exactly one of all processes on this store.
 *
 * A matter is told at once, told again 5, 15 and 60 minutes later where it came again meanwhile, and once when it is over; what is critical is
 * repeated every hour after these until it is acknowledged. At most 10 messages a minute leave on a channel that are not critical; when there is more to tell,
 * they share one. Nothing is dropped: what a channel does not take is told later, there alone. A process that ends between sending a
 * message and noting it makes the next one send it again, under the same `id`: webhooks and mail systems can tell, Telegram cannot.
 *
 * @throws InvalidValueError `INVALID_VALUE` where two channels have one name, a name has a colon or line break, or a duration is out of range.
 * @example
 * ```ts
 * const store = createMemoryStore()
 * const clock = createSystemClock()
 * const channels = [createLogChannel(silentLogger)]
 * const alerts = createAlerts({ store, account: accountKey('DRY_RUN', 'main'), channels, clock, by: 'engine-1', random: () => 0.5 })
 * await alerts.run(AbortSignal.abort()) // until it aborts
 * alerts.status() // [{ name: 'log', failingSince: null, delivered: 0 }]
 * ```
 */
export function createAlerts(settings: AlertsSettings): Alerts {
  const { store, account, channels, clock, by, random, logger = silentLogger } = settings
  const { pollMs = 500, timeoutMs = 10_000 } = settings
  const names = channels.map(({ name }) => name)
  const wrong = names.find((name, index) => !/^[^:\r\n]+$/.test(name) || names.indexOf(name) !== index)
  if (wrong !== undefined)
    throw new InvalidValueError('channels', wrong, 'a name of its own, in one line without a colon')
  if (!(pollMs > 0)) throw new InvalidValueError('pollMs', pollMs, 'above zero')
  if (!(timeoutMs > 0 && timeoutMs < MINUTE))
    throw new InvalidValueError('timeoutMs', timeoutMs, 'above zero, below 60000')
  const desks = channels.map((channel) => createChannelDesk(channel, { clock, random, logger, timeoutMs }))
  const reminders = createReminders()

  let lastNote: Promise<void> = Promise.resolve()

  /** Notes what came of an item, one after the other: a storm of notes is not to keep whoever bets from the store. */
  function note(work: () => Promise<boolean>, until: Timestamp, signal: AbortSignal): Promise<void> {
    const noted = lastNote.then(() => keepTrying(work, until, signal))
    lastNote = noted.catch(() => undefined)
    return noted
  }

  /** As long as the item is ours: what is not noted is told once more. */
  async function keepTrying(work: () => Promise<boolean>, until: Timestamp, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await work()
        return
      } catch (error) {
        if (signal.aborted || after(clock.now(), STORE_AWAY_MS) >= until) throw error
        await clock.sleep(STORE_AWAY_MS, signal).catch(() => undefined)
      }
    }
  }

  function answer(item: OutboxItem, reports: readonly Report[]): () => Promise<boolean> {
    const now = clock.now()
    const { id } = item
    const failed = reports.filter(({ failure }) => failure !== null)
    const said = item.closed === null ? 'open' : 'over'
    if (failed.length === 0) {
      reminders.forget(item)
      return () => store.alertSent({ account, id, by, at: now, nextAt: afterTelling(item, now), said })
    }
    for (const { channel, failure } of reports) if (failure === null) reminders.told(item, channel, now)
    const nextAt = timestamp(Math.min(now + MINUTE, ...failed.map(({ tryAt }) => tryAt)))
    return () => store.alertFailed({ account, id, by, at: now, nextAt, said }, failureText(item, failed))
  }

  /** Whom a matter is told: all who have not heard of it as it is now. */
  function desksFor(item: OutboxItem, now: Timestamp): readonly ChannelDesk[] {
    const pending = pendingOf(item, names)
    return desks.filter(({ name }) => pending.includes(name) || reminders.isDue(item, name, now))
  }

  /** All that is due, taken a part at a time: between two of them whoever bets has the store. */
  async function claimDue(at: Timestamp, signal: AbortSignal): Promise<readonly OutboxItem[]> {
    const items: OutboxItem[] = []
    while (items.length < MOST_AT_ONCE && !signal.aborted) {
      const part = await store.claimAlerts({ account, by, at, leaseMs: LEASE_MS, limit: CLAIM_SIZE })
      items.push(...part)
      if (part.length < CLAIM_SIZE) break
    }
    return items
  }

  /** Takes what is due, and gives it to the channels: none of them is waited for, so that none holds up what comes after. */
  async function takeDue(signal: AbortSignal): Promise<Taken> {
    const now = clock.now()
    if (!desks.some((desk) => desk.blockedUntil() <= now)) return { count: 0, told: Promise.resolve() }
    const items = await claimDue(now, signal)
    const until = after(now, LEASE_MS)
    const notes: Promise<void>[] = []
    const errands = new Map<ChannelDesk, Errand[]>(desks.map((desk) => [desk, []]))
    for (const item of items) {
      if (!isNews(item)) {
        const quiet = { account, id: item.id, by, at: now, nextAt: afterQuiet(item, now), said: 'nothing' } as const
        notes.push(note(() => store.alertSent(quiet), until, signal))
        continue
      }
      const to = desksFor(item, now)
      const heard: Report[] = []
      const report = (of: Report) => {
        heard.push(of)
        if (heard.length === to.length) notes.push(note(answer(item, heard), until, signal))
      }
      for (const desk of to) errands.get(desk)?.push({ item, until, signal, report })
    }
    async function tell(): Promise<void> {
      await Promise.all([...errands].map(([desk, of]) => (of.length === 0 ? null : desk.tell(of))))
      const noted = await Promise.allSettled(notes)
      const lost = noted.find(({ status }) => status === 'rejected')
      if (lost?.status === 'rejected') throw lost.reason
    }
    return { count: items.length, told: tell() }
  }

  return {
    async deliverDue(signal) {
      const { count, told } = await takeDue(signal)
      await told
      return count
    },
    async run(signal) {
      const underWay = new Set<Promise<void>>()
      let isAway = false
      const away = (error: unknown) => {
        if (!isAway) logger.error({ event: 'alerts.store-away', error }, 'the outbox cannot be read or written')
        isAway = true
      }
      while (!signal.aborted) {
        try {
          const { told } = await takeDue(signal)
          isAway = false
          const ended: Promise<void> = told.catch(away).finally(() => underWay.delete(ended))
          underWay.add(ended)
        } catch (error) {
          away(error)
        }
        await clock.sleep(isAway ? STORE_AWAY_MS : pollMs, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
      await Promise.all(underWay)
    },
    status: () =>
      desks.map((desk) => ({ name: desk.name, failingSince: desk.failingSince(), delivered: desk.delivered })),
  }
}

/** What is with the channels. */
interface Taken {
  readonly count: number
  /** Settles once each has told what it could, and that is noted. */
  readonly told: Promise<void>
}
