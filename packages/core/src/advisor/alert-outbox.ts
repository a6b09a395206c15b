import type { AdvisorEvent } from '../ports/advisor-event.ts'
import { ALERT_SEVERITY } from '../ports/alert-severity.ts'
import type { OutboxStore } from '../ports/store/outbox.ts'
import { after, DAY, type Timestamp, timestamp } from '../units/timestamp.ts'

/** Puts what people are to hear of where it waits for its delivery. */
export interface AlertOutbox {
  /** The alerts among these events and those that are over, in their order, each once however often it is called. */
  put(events: readonly AdvisorEvent[]): Promise<void>
}

/** How long the outbox keeps what is over, and what is not critical and does not come again, also where nobody delivers it. */
const KEPT_MS = 30 * DAY

/** Whether an event has anything to do with the outbox. */
export function isAboutAlert({ type }: AdvisorEvent): boolean {
  return type === 'alert' || type === 'alert-resolved'
}

/** The outbox of one run. */
export function createAlertOutbox(store: Pick<OutboxStore, 'putAlert' | 'resolveAlert' | 'forgetAlerts'>): AlertOutbox {
  /** Put before the step failed that came after it. */
  const done = new WeakSet<AdvisorEvent>()
  let tidyAt: Timestamp | null = null

  async function put(event: AdvisorEvent): Promise<void> {
    if (event.type === 'alert') {
      const { account, code, message, at } = event
      await store.putAlert({ account, key: matterOf(event), code, severity: ALERT_SEVERITY[code], message, at })
    } else if (event.type === 'alert-resolved') {
      await store.resolveAlert(event.account, matterOf(event), event.at)
    }
  }

  /** Once a day: what nobody is told of for a month is not to fill the database. */
  async function tidy({ account, at }: AdvisorEvent): Promise<void> {
    if (tidyAt !== null && at < tidyAt) return
    if (at > KEPT_MS) await store.forgetAlerts(account, timestamp(at - KEPT_MS))
    tidyAt = after(at, DAY)
  }

  return {
    async put(events) {
      for (const event of events) {
        if (done.has(event)) continue
        await put(event)
        done.add(event)
        if (event.type === 'alert') await tidy(event)
      }
    },
  }
}

/** Alerts of two codes are two matters, also where both are about one venue. */
function matterOf({ code, key }: Extract<AdvisorEvent, { type: 'alert' | 'alert-resolved' }>): string {
  return `${code}:${key}`
}
