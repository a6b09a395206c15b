import type { AccountKey } from '../../units/ids.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { AdvisorEvent, StoredEvent } from '../advisor-event.ts'

/** What was told of an account. */
export interface EventReader {
  /** Events with an id above `after`, ascending, without gaps. */
  events(query: {
    readonly account: AccountKey
    readonly after: number
    readonly limit: number
    readonly types?: readonly AdvisorEvent['type'][]
  }): Promise<readonly StoredEvent[]>
  /** The id of the newest event, 0 when there is none. */
  lastEventId(account: AccountKey): Promise<number>
  /** Rejected advice at or after `since`, counted by code. */
  rejections(account: AccountKey, since: Timestamp): Promise<Readonly<Record<string, number>>>
}

/** Where what is told is kept. */
export interface EventStore extends EventReader {
  /** Keeps events, in order, each under a new id. */
  append(events: readonly AdvisorEvent[]): Promise<readonly StoredEvent[]>
}
