import type { Timestamp } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'
import { reminderMs } from './schedule.ts'

/** What came of telling one matter on one channel. */
export interface Report {
  readonly channel: string
  /** Why it was not told; `null` when it was. */
  readonly failure: string | null
  readonly tryAt: Timestamp
}

const OVER = ' (over)'
/** What is acknowledged elsewhere is never forgotten here otherwise. */
const MOST_REMINDED = 1_000

/** What the outbox keeps of channels that failed, so that the others are not told again, by whichever process. */
export function failureText({ closed }: OutboxItem, reports: readonly Report[]): string {
  const state = closed === null ? '' : OVER
  return reports
    .flatMap(({ channel, failure }) => (failure === null ? [] : [`${channel}${state}: ${failure}`]))
    .join('\n')
}

/** The names of channels on which a matter is still to be told as it is now. */
export function pendingOf({ failure, closed }: OutboxItem, names: readonly string[]): readonly string[] {
  if (failure === null) return names
  const state = closed === null ? '' : OVER
  const lines = failure.split('\n')
  const left = names.filter((name) => lines.some((line) => line.startsWith(`${name}${state}: `)))
  return left.length === 0 ? names : left
}

/** When critical matters were told on channels that work while another fails, so that these go on being reminded. */
export interface Reminders {
  told(item: OutboxItem, channel: string, at: Timestamp): void
  isDue(item: OutboxItem, channel: string, now: Timestamp): boolean
  forget(item: OutboxItem): void
}

/** Nothing told yet. */
export function createReminders(): Reminders {
  const times = new Map<number, Map<string, { at: Timestamp; count: number }>>()
  const isKept = ({ alert, closed }: OutboxItem) => alert.severity === 'critical' && closed === null
  return {
    told(item, channel, at) {
      if (!isKept(item)) return
      const of = times.get(item.id) ?? new Map<string, { at: Timestamp; count: number }>()
      of.set(channel, { at, count: (of.get(channel)?.count ?? item.deliveries) + 1 })
      times.set(item.id, of)
      const [oldest] = times.keys()
      if (times.size > MOST_REMINDED && oldest !== undefined) times.delete(oldest)
    },
    isDue(item, channel, now) {
      if (!isKept(item)) return false
      const last = times.get(item.id)?.get(channel)
      // Another process told it, nobody knows when: it counts from now on.
      if (last === undefined) this.told(item, channel, now)
      return last !== undefined && now - last.at >= reminderMs(last.count)
    },
    forget: ({ id }) => void times.delete(id),
  }
}
