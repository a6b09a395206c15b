import type { AdvisorEvent, StoredEvent } from '../ports/advisor-event.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** The events of an account. */
export class MemoryEvents {
  readonly #events: StoredEvent[] = []

  append(event: AdvisorEvent): StoredEvent {
    const stored = { id: this.#events.length + 1, event }
    this.#events.push(stored)
    return stored
  }

  all(): readonly StoredEvent[] {
    return this.#events
  }

  page(after: number, limit: number, types?: readonly AdvisorEvent['type'][]): readonly StoredEvent[] {
    if (types === undefined) return this.#events.slice(after, after + limit)
    const found: StoredEvent[] = []
    for (let index = after; index < this.#events.length && found.length < limit; index += 1) {
      const stored = this.#events[index]
      if (stored !== undefined && types.includes(stored.event.type)) found.push(stored)
    }
    return found
  }

  lastId(): number {
    return this.#events.length
  }

  rejections(since: Timestamp): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { event } of this.#events) {
      if (event.type !== 'advice' || event.at < since || event.advice.rejection === null) continue
      counts[event.advice.rejection] = (counts[event.advice.rejection] ?? 0) + 1
    }
    return counts
  }
}
