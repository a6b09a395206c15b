import type { AlertAttempt, AlertClaim, OutboxAlert, OutboxItem } from '../ports/store/outbox.ts'
import { attemptedItem, claimedItem, closedItem, isClaimable, putItem, quietSince } from '../store-rules/outbox.ts'
import { pageSize } from '../store-rules/paging.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** Alerts of an account that are to be delivered, or were. */
export class MemoryOutbox {
  /** By their ids, oldest first. */
  readonly #items = new Map<number, OutboxItem>()
  #lastId = 0
  /** The open ones, by key. */
  readonly #open = new Map<string, number>()

  put(alert: OutboxAlert): OutboxItem {
    const item = putItem(this.#find(alert.key), alert, this.#lastId + 1)
    this.#open.set(alert.key, item.id)
    this.#lastId = Math.max(this.#lastId, item.id)
    return this.#keep(item)
  }

  claim(claim: AlertClaim): readonly OutboxItem[] {
    const due = [...this.#items.values()].filter((item) => isClaimable(item, claim.at)).slice(0, pageSize(claim.limit))
    return due.map((item) => this.#keep(claimedItem(item, claim)))
  }

  attempted(attempt: AlertAttempt, failure: string | null): boolean {
    const next = attemptedItem(this.#items.get(attempt.id), attempt, failure)
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

  forget(before: Timestamp): number {
    const kept = this.#items.size
    for (const item of this.#items.values()) {
      const since = quietSince(item)
      if (item.id === this.#lastId || since === null || since >= before) continue
      this.#items.delete(item.id)
      if (item.closed === null) this.#open.delete(item.alert.key)
    }
    return kept - this.#items.size
  }

  page(after: number, limit: number, open: boolean): readonly OutboxItem[] {
    const found = [...this.#items.values()].filter((item) => item.id > after && (!open || item.closed === null))
    return found.slice(0, limit)
  }

  #find(key: string): OutboxItem | undefined {
    const id = this.#open.get(key)
    return id === undefined ? undefined : this.#items.get(id)
  }

  #keep(item: OutboxItem): OutboxItem {
    this.#items.set(item.id, item)
    return item
  }
}
