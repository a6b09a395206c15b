import { endsLater, extendsLock, isLockActive, isSameLock } from '../limits/active-lock.ts'
import type { Lock } from '../limits/lock.ts'
import type { Timestamp } from '../units/timestamp.ts'

/** What a store says of locks that this engine did not know. */
export interface LockNews {
  readonly set: readonly Lock[]
  readonly lifted: readonly Lock[]
  readonly extended: readonly Lock[]
}

/** The locks that hold, as far as one engine knows: what was done here counts at once, before the store has it. */
export interface LockMirror {
  readonly all: readonly Lock[]
  /** The lock that holds for the same kind, strategy, market and venue. */
  like(lock: Lock): Lock | undefined
  /** Why a person has paused a venue; `null` where nobody has. */
  pauseOf(venue: string): string | null
  /** Set here; takes the place of one of the same kind, strategy, market and venue. */
  set(lock: Lock): void
  /** Ends the locks that are over at `at`, and gives them back. */
  expire(at: Timestamp): readonly Lock[]
  /** Lifted here. */
  lift(id: string): Lock | null
  /** Those that hold, as the store says. Tells what was done elsewhere. */
  heard(locks: readonly Lock[], at: Timestamp): LockNews
}

const NONE: readonly Lock[] = Object.freeze([])
const NO_NEWS: LockNews = { set: [], lifted: [], extended: [] }

/** The locks as a store hands them over at `at`. */
export function createLockMirror(restored: readonly Lock[], at: Timestamp): LockMirror {
  let locks = restored.filter((lock) => isLockActive(lock, at))
  /** Set here and not yet seen in the store. */
  const unconfirmed = new Set<string>()
  /** Lifted here and perhaps still in what the store was asked before. */
  const lifted = new Set<string>()

  const like = (lock: Lock) => locks.find((other) => isSameLock(lock, other))
  const without = (gone: Lock) => locks.filter((lock) => lock !== gone)

  return {
    get all() {
      return locks
    },
    like,
    pauseOf(venue) {
      if (locks.length === 0) return null
      return locks.find((lock) => lock.kind === 'pause' && lock.venue === venue)?.reason ?? null
    },
    set(lock) {
      locks = [...locks.filter((other) => !isSameLock(lock, other)), lock]
      unconfirmed.add(lock.id)
      lifted.delete(lock.id)
    },
    expire(moment) {
      if (!hasOver(locks, moment)) return NONE
      const over = locks.filter((lock) => !isLockActive(lock, moment))
      locks = locks.filter((lock) => !over.includes(lock))
      for (const { id } of over) unconfirmed.delete(id)
      return over
    },
    lift(id) {
      const lock = locks.find((candidate) => candidate.id === id)
      if (lock === undefined) return null
      locks = without(lock)
      unconfirmed.delete(id)
      lifted.add(id)
      return lock
    },
    heard(told, moment) {
      if (told.length === 0 && locks.length === 0 && lifted.size === 0) return NO_NEWS
      const holding = told.filter((lock) => isLockActive(lock, moment) && !lifted.has(lock.id))
      const news = { set: [] as Lock[], lifted: [] as Lock[], extended: [] as Lock[] }
      for (const id of lifted) if (!told.some((lock) => lock.id === id)) lifted.delete(id)
      for (const lock of holding) {
        const known = like(lock)
        if (known === undefined) news.set.push(lock)
        else if (!unconfirmed.has(known.id) && endsLater(lock, known)) news.extended.push(lock)
      }
      // One set here that the store has not shown yet stays, and so does its longer end.
      const kept = locks.filter((lock) => {
        const shown = holding.find((other) => isSameLock(lock, other))
        if (!unconfirmed.has(lock.id)) {
          if (shown === undefined) news.lifted.push(lock)
          return false
        }
        if (shown === undefined || extendsLock(lock, shown)) return true
        unconfirmed.delete(lock.id)
        return false
      })
      locks = [...holding.filter((lock) => !kept.some((other) => isSameLock(lock, other))), ...kept]
      return news
    },
  }
}

/** Asked with every input, when mostly nothing is over. */
function hasOver(locks: readonly Lock[], at: Timestamp): boolean {
  for (const lock of locks) if (!isLockActive(lock, at)) return true
  return false
}
