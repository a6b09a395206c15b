import type { AccountKey } from '../../units/ids.ts'
import type { Timestamp } from '../../units/timestamp.ts'

/** Who does something by hand, and why. */
export interface ByHand {
  /** A person's or program's name. */
  readonly by: string
  readonly reason: string
}

/** What is done by hand. */
export type AuditAct =
  | 'halt'
  | 'resume'
  | 'limits'
  | 'lock'
  | 'lift-lock'
  | 'deposit'
  | 'transfer'
  | 'adjust'
  | 'absent'
  | 'report'
  | 'cancel'
  | 'settle'
  | 'correct'
  | 'link'
  | 'acknowledge'

/** Who did what, when and why; kept for ever. */
export interface AuditEntry extends ByHand {
  readonly account: AccountKey
  readonly at: Timestamp
  readonly act: AuditAct
  /** What it was done to: the key of an order, the id of a lock, a market; `null` where it was the account. */
  readonly subject: string | null
}

/** An audit entry as it is kept. */
export interface StoredAudit {
  /** Rises with each entry of an account. */
  readonly id: number
  readonly entry: AuditEntry
}

/** What was done by hand. */
export interface AuditReader {
  /** Entries after an id, oldest first. */
  audit(query: {
    readonly account: AccountKey
    readonly after: number
    /** At most 10000. */
    readonly limit: number
  }): Promise<readonly StoredAudit[]>
}

/** Where a person's acts are noted that no operation of the store notes with the act itself. */
export interface AuditControl {
  note(entry: AuditEntry): Promise<StoredAudit>
}

/** Where it is kept what was done by hand. */
export interface AuditStore extends AuditReader, AuditControl {}
