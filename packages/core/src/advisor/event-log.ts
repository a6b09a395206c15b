import type { AdvisorEvent, StoredEvent } from '../ports/advisor-event.ts'
import type { Store } from '../ports/store.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import { createAlertOutbox, isAboutAlert } from './alert-outbox.ts'

/** Appends the events of one run to its store, each once, also where an answer was lost. */
export interface EventLog {
  /** @param uncertain - Whether these may have been kept already. */
  append(events: readonly AdvisorEvent[], uncertain: boolean): Promise<readonly StoredEvent[]>
}

const PAGE = 1000

/** The log of a run; nobody else may append events of it. */
export function createEventLog(store: Store, account: AccountKey, run: RunId): EventLog {
  /** The last event before what this log appends next; `null` before the first. */
  let last: number | null = null
  const alerts = createAlertOutbox(store)

  /** The batch as the store has it, since its last answer; `null` when it has not: a batch is kept as a whole or not at all. */
  async function kept(events: readonly AdvisorEvent[], since: number): Promise<readonly StoredEvent[] | null> {
    const own: StoredEvent[] = []
    for (let after = since; ; ) {
      const page = await store.events({ account, after, limit: PAGE })
      own.push(...page.filter(({ event }) => event.run === run))
      const end = page.at(-1)
      if (end === undefined || page.length < PAGE) break
      after = end.id
    }
    const tail = own.slice(-events.length)
    const isBatch = events.every(
      ({ type, at }, index) => tail[index]?.event.type === type && tail[index]?.event.at === at,
    )
    return isBatch ? tail : null
  }

  return {
    async append(events, uncertain) {
      // Before the events: a process that is killed in between has called people of something that it did not log, not the other way round.
      if (events.some(isAboutAlert)) await alerts.put(events)
      const isFirst = last === null
      last ??= await store.lastEventId(account)
      const stored = (uncertain && !isFirst ? await kept(events, last) : null) ?? (await store.append(events))
      last = stored.at(-1)?.id ?? last
      return stored
    },
  }
}
