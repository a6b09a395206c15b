import type { AuditEntry, StoredAudit } from '../ports/store/audit.ts'

/** What was done by hand to an account. */
export class MemoryAudit {
  readonly #entries: StoredAudit[] = []

  note(entry: AuditEntry): StoredAudit {
    const stored = { id: this.#entries.length + 1, entry }
    this.#entries.push(stored)
    return stored
  }

  all(): readonly StoredAudit[] {
    return this.#entries
  }

  page(after: number, limit: number): readonly StoredAudit[] {
    return this.#entries.slice(after, after + limit)
  }
}
