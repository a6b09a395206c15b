import type { AlertAttempt, AlertClaim, OutboxAlert, OutboxItem } from '../ports/store/outbox.ts'
import { attemptedItem, claimedItem, closedItem, isClaimable, putItem } from '../store-rules/outbox.ts'
import { pageSize } from '../store-rules/paging.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Alerts of an account that are to be delivered, or were. */
export class MemoryOutbox {
  readonly #items: OutboxItem[] = []
  /** The open ones, by key. */
  readonly #open = new Map<string, number>()

  put(alert: OutboxAlert): OutboxItem {
    const item = putItem(this.#find(alert.key), alert, this.#items.length + 1)
    this.#open.set(alert.key, item.id)
    return this.#keep(item)
  }

  claim(claim: AlertClaim): readonly OutboxItem[] {
    const due = this.#items.filter((item) => isClaimable(item, claim.at)).slice(0, pageSize(claim.limit))
    return due.map((item) => this.#keep(claimedItem(item, claim)))
  }

  attempted(attempt: AlertAttempt, failure: string | null): boolean {
    const next = attemptedItem(this.#items[attempt.id - 1], attempt, failure)
    if (next !== null) this.#keep(next)
    return next !== null
  }

  close(key: string, at: Timestamp, by: string | null): boolean {
    const item = this.#find(key)
    if (item === undefined) return false
    this.#open.delete(key)
    this.#keep(closedItem(item, at, by))
    return true
  }

  page(after: number, limit: number, open: boolean): readonly OutboxItem[] {
    return this.#items.filter((item) => item.id > after && (!open || item.closed === null)).slice(0, limit)
  }

  #find(key: string): OutboxItem | undefined {
    const id = this.#open.get(key)
    return id === undefined ? undefined : this.#items[id - 1]
  }

  #keep(item: OutboxItem): OutboxItem {
    this.#items[item.id - 1] = item
    return item
  }
}
