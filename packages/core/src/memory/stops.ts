import { type HeldLock, holdingLock, isLockActive, liftedLock } from '../limits/active-lock.ts'
import type { Lock } from '../limits/lock.ts'
import type { Halt, ResumeTicket } from '../ports/store/stops.ts'
import { checkResume, resumeTicket } from '../store-rules/resume-ticket.ts'
import type { AccountKey } from '../units/ids.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What stops the bets of an account: its locks and its kill switch. */
export class MemoryStops {
  readonly #account: AccountKey
  readonly #locks = new Map<string, Lock>()
  #halt: Halt | null = null
  #ticket: ResumeTicket | null = null

  constructor(account: AccountKey) {
    this.#account = account
  }

  get halt(): Halt | null {
    return this.#halt
  }

  /** In the order in which they were set. */
  locks(): IterableIterator<Lock> {
    return this.#locks.values()
  }

  /** Those that hold. */
  locksAt(at: Timestamp): readonly Lock[] {
    return [...this.#locks.values()].filter((lock) => isLockActive(lock, at))
  }

  hasLock(id: string): boolean {
    return this.#locks.has(id)
  }

  /** Keeps a lock as it is. */
  keepLock(lock: Lock): void {
    this.#locks.set(lock.id, lock)
  }

  setLock(wanted: Lock): HeldLock {
    const held = holdingLock(this.#locks.values(), wanted)
    if (held.isChanged) this.keepLock(held.lock)
    return held
  }

  liftLock(id: string, at: Timestamp): boolean {
    const lifted = liftedLock(this.#locks.get(id), at)
    if (lifted !== null) this.keepLock(lifted)
    return lifted !== null
  }

  setHalt(halt: Halt): void {
    this.#halt = halt
    this.#ticket = null
  }

  askResume(version: number, at: Timestamp): ResumeTicket {
    this.#ticket = resumeTicket(this.#account, this.#halt, version, at)
    return this.#ticket
  }

  resume(code: string, at: Timestamp): void {
    checkResume(this.#account, this.#halt, this.#ticket, code, at)
    this.#halt = null
    this.#ticket = null
  }
}
