import { after, HOUR, MINUTE, type Timestamp } from '@betting-advisor/core'
import type { OutboxItem } from '@betting-advisor/core/store'

const REMINDERS = [5 * MINUTE, 15 * MINUTE, HOUR] as const
const LONGEST_QUIET = 24 * HOUR

/** How long people are left alone with a matter that they have been told of so often, in milliseconds. */
export function reminderMs(deliveries: number): number {
  return REMINDERS[Math.min(deliveries, REMINDERS.length) - 1] ?? REMINDERS[0]
}

/** Whether there is something to say of an item that is due: that it is there or over, that it is still critical, or that it came again. */
export function isNews({ alert, closed, told, repeats }: OutboxItem): boolean {
  return told === null || closed !== null || alert.severity === 'critical' || repeats > told.repeats
}

/** When a matter is looked at again once it was told. */
export function afterTelling({ deliveries }: OutboxItem, now: Timestamp): Timestamp {
  return after(now, reminderMs(deliveries + 1))
}

/** When it is looked at again where there was nothing to say: the longer it is quiet, the later. */
export function afterQuiet({ lastAt }: OutboxItem, now: Timestamp): Timestamp {
  return after(now, Math.min(Math.max(now - lastAt, REMINDERS[0]), LONGEST_QUIET))
}
