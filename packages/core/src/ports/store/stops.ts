import type { AccountLimits, StoredLimits } from '../../limits/limits-set.ts'
import type { Lock } from '../../limits/lock.ts'
import type { AccountKey } from '../../units/ids.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { ByHand } from './audit.ts'

/** The kill switch is on. */
export interface Halt {
  readonly reason: string
  readonly at: Timestamp
}

/** The first of the two steps that it takes to lift the kill switch. */
export interface ResumeTicket {
  readonly account: AccountKey
  /** What {@link StopControl.resume} must be told, to the letter. */
  readonly code: string
  /** The halt that it lifts: one that comes later makes the ticket void. */
  readonly halt: Halt
  readonly expiresAt: Timestamp
}

/** The locks and the own limits of an account. */
export interface StopReader {
  locks(account: AccountKey): Promise<readonly Lock[]>
  /** The limits that the account has set itself, as they are at `at`. */
  limits(account: AccountKey, at: Timestamp): Promise<StoredLimits>
}

/** The kill switch and locks: what may be done beside the engines of a store. */
export interface StopControl {
  /**
   * Turns the kill switch on: `begin` denies in every process from now on.
   *
   * @param by - Who does it by hand; then an audit entry is kept with it.
   */
  setHalt(account: AccountKey, halt: Halt, by?: string): Promise<void>
  /** The first step to lift the kill switch; it holds on. @throws StoreError `RESUME_REFUSED` when it is not on. */
  askResume(account: AccountKey, at: Timestamp): Promise<ResumeTicket>
  /**
   * The second step: lifts the kill switch.
   *
   * @param by - Who does it by hand; then an audit entry is kept with it.
   * @throws StoreError `RESUME_REFUSED` when the code is not that of the last ticket, the ticket has expired, or the account was
   * halted again since.
   */
  resume(account: AccountKey, code: string, at: Timestamp, by?: ByHand): Promise<void>
  /**
   * Sets a lock, and gives back the one that holds: where one of its kind holds already for that strategy, market and venue, that one stays;
   * a cool-off or a cooldown that would end later makes it longer.
   *
   * @param by - Who does it by hand; then an audit entry is kept with it, where it is a lock that did not hold already.
   */
  setLock(lock: Lock, by?: ByHand): Promise<Lock>
  /**
   * Ends a lock now; `false` when it had ended or never was.
   *
   * @param by - Who does it by hand; then an audit entry is kept with it.
   * @throws StoreError `LOCK_FIXED` for a cool-off.
   */
  liftLock(account: AccountKey, id: string, at: Timestamp, by?: ByHand): Promise<boolean>
}

/** Where the bets of an account are stopped and limited. */
export interface StopStore extends StopReader, StopControl {
  /**
   * Sets the limits of the account: lower ones at once, higher ones `raiseDelayMs` later; gives back what holds.
   *
   * @param by - Who does it by hand; then an audit entry is kept with it.
   */
  setLimits(
    account: AccountKey,
    limits: AccountLimits,
    at: Timestamp,
    raiseDelayMs: number,
    by?: ByHand,
  ): Promise<StoredLimits>
}
