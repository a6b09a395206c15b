import type { AccountKey } from '../../units/ids.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { ByHand } from './audit.ts'

/** Something that people are to hear of. */
export interface OutboxAlert {
  readonly account: AccountKey
  /** Alerts with the same key are one matter as long as it is open. */
  readonly key: string
  readonly code: string
  readonly severity: 'info' | 'warning' | 'critical'
  readonly message: string
  readonly at: Timestamp
}

/** An alert that is to be delivered, or was. */
export interface OutboxItem {
  /** Rises with each alert of an account. */
  readonly id: number
  /** As it was put first. */
  readonly alert: OutboxAlert
  /** How often it was put since, while it was open, and when last. */
  readonly repeats: number
  readonly lastAt: Timestamp
  /** How often it was tried, and how often that went well. */
  readonly attempts: number
  readonly deliveries: number
  /** When it was delivered last, and how often it had been put again by then; `null` before the first time. */
  readonly told: { readonly at: Timestamp; readonly repeats: number } | null
  /** When it is due next; `null` when nothing more is to be delivered. */
  readonly dueAt: Timestamp | null
  /** Who delivers it at the moment, and until when nobody else does. */
  readonly claim: { readonly by: string; readonly until: Timestamp } | null
  /** Why it failed last; `null` when it did not. */
  readonly failure: string | null
  /** When the matter was over, and the person who said so; `null`: it was resolved by itself. */
  readonly closed: { readonly at: Timestamp; readonly by: string | null } | null
}

/** What may be taken to be delivered. */
export interface AlertClaim {
  readonly account: AccountKey
  /** Who delivers it: the same for one process, and no other. */
  readonly by: string
  readonly at: Timestamp
  /** How long nobody else may take it, in milliseconds. */
  readonly leaseMs: number
  readonly limit: number
}

/** What came of delivering an alert that was claimed. */
export interface AlertAttempt {
  readonly account: AccountKey
  readonly id: number
  readonly by: string
  readonly at: Timestamp
  /** When it is to be delivered again, as what is critical is until it is acknowledged; `null`: never. */
  readonly nextAt: Timestamp | null
  /**
   * What people were told: that the matter is there, that it is over, or nothing, since nothing about it was new. One that was over meanwhile is
   * due once more when they were told that it is there. @default what it is now
   */
  readonly said?: 'open' | 'over' | 'nothing'
}

/** What people are to hear of, and have heard of. */
export interface OutboxReader {
  /** After an id, oldest first; those that are open alone, where that is asked. */
  outbox(query: {
    readonly account: AccountKey
    readonly after: number
    /** At most 10000. */
    readonly limit: number
    readonly open?: boolean
  }): Promise<readonly OutboxItem[]>
}

/** What a person says of alerts. */
export interface OutboxControl {
  /** Ends a matter: nothing of it is delivered any more, and an audit entry is kept. `false` when none is open under this key. */
  acknowledgeAlert(account: AccountKey, key: string, at: Timestamp, by: ByHand): Promise<boolean>
}

/** Where alerts wait until they are delivered; whatever ends between an alert and its delivery, exactly one takes it at a time. */
export interface OutboxStore extends OutboxReader, OutboxControl {
  /** Puts an alert, due at once; while one of its key is open, that one is put again instead, and not due anew. */
  putAlert(alert: OutboxAlert): Promise<OutboxItem>
  /** Takes the oldest that are due and that nobody else has, or had for too long. */
  claimAlerts(claim: AlertClaim): Promise<readonly OutboxItem[]>
  /** It was delivered. `false` when somebody else has it by now, and nothing changes. */
  alertSent(attempt: AlertAttempt): Promise<boolean>
  /** It was not, or nobody knows. `false` as above. */
  alertFailed(attempt: AlertAttempt, reason: string): Promise<boolean>
  /** The matter is over by itself: that is delivered once, at once where people have heard of it, and then nothing more. `false` when none is open. */
  resolveAlert(account: AccountKey, key: string, at: Timestamp): Promise<boolean>
  /** Forgets what was over before this time, and what is not critical and was put last before it, but for the newest of all. Resolves with how many. */
  forgetAlerts(account: AccountKey, before: Timestamp): Promise<number>
}
