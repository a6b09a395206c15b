import { AdvisorError } from '../errors/advisor-error.ts'
import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { InvariantError } from '../errors/invariant-error.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'
import type { Clock } from './clock.ts'
import { type Sleeper, SleeperQueue } from './sleeper-queue.ts'
import type { System } from './system.ts'
import { machine } from './system-clock.ts'

/** How a stepped clock runs. */
export interface SteppedClockSettings {
  readonly start: Timestamp
  /**
   * The most virtual milliseconds to a real one, on average over a tenth of a second; `null` for as fast as it goes.
   * @default null
   */
  readonly pace?: number | null
  /** Where it stands still until {@link SteppedClock.until} moves it on; `null` for nowhere. @default null */
  readonly limit?: Timestamp | null
  /** The machine below it. @default the real one */
  readonly system?: System
}

/** A virtual clock that stands still while anything is pending and otherwise jumps to the next sleeper. */
export interface SteppedClock extends Clock, Disposable {
  readonly kind: 'virtual'
  /** How many holds keep it still: a hold that is kept is a pause. */
  readonly holds: number
  /** How many sleep. */
  readonly sleepers: number
  /**
   * Runs up to and including `at` and stands still there; resolves when everything due by then has been woken and has settled.
   *
   * @throws InvalidValueError `INVALID_VALUE` when `at` is in the past; InvariantError when another limit is being waited for;
   * `signal.reason` when aborted, and then the limit stays.
   */
  until(at: Timestamp, signal?: AbortSignal): Promise<void>
  /** Stops it for good: whoever sleeps on it, now or later, gets a {@link ClockClosedError}. */
  close(): void
}

/** Someone sleeps on a stepped clock that has been closed. */
export class ClockClosedError extends AdvisorError {
  readonly code = 'CLOCK_CLOSED'

  constructor() {
    super('The clock has been closed, so this sleep would never end.', {
      remedy: 'Stop what sleeps on a clock before you close it.',
    })
  }
}

/** How many quiet turns of the machine count as settled: whoever was woken may let one fewer pass before it takes its hold. */
const QUIET_TURNS = 5

/** Real milliseconds that a paced clock may make up for, since timers fire late. */
const CATCH_UP = 100

class VirtualClock implements SteppedClock {
  readonly kind = 'virtual'
  readonly #system: System
  readonly #pace: number | null
  readonly #queue = new SleeperQueue()
  #now: Timestamp
  #limit: number
  #reached: { resolve(): void; reject(reason: unknown): void } | null = null
  #order = 0
  #holds = 0
  #closed: boolean
  /** Quiet turns seen since the last activity. */
  #quiet = 0
  #turning: boolean
  #cancelWait: (() => void) | null = null
  /** When, on the machine, the clock may be at `#now` at the earliest. */
  #paidUntil: number

  constructor({ start, pace = null, limit = null, system = machine }: SteppedClockSettings) {
    if (pace !== null && !(pace > 0)) {
      throw new InvalidValueError('pace', pace, 'a number of virtual milliseconds per real one, above 0, or null')
    }
    this.#system = system
    this.#pace = pace === Number.POSITIVE_INFINITY ? null : pace
    this.#now = start
    this.#limit = limit ?? Number.POSITIVE_INFINITY
    this.#closed = false
    this.#turning = false
    this.#paidUntil = system.monotonic()
  }

  get holds(): number {
    return this.#holds
  }

  get sleepers(): number {
    return this.#queue.size
  }

  now(): Timestamp {
    return this.#now
  }

  monotonic(): number {
    return this.#system.monotonic()
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY)) {
        throw new InvalidValueError('sleep', milliseconds, 'a finite number of milliseconds, at least 0')
      }
      signal?.throwIfAborted()
      if (this.#closed) throw new ClockClosedError()
      const abort = (): void => {
        this.#queue.remove(sleeper)
        this.#touch()
        reject(signal?.reason)
      }
      const end = (): void => signal?.removeEventListener('abort', abort)
      const sleeper: Sleeper = {
        at: timestamp(this.#now + Math.ceil(milliseconds)),
        order: this.#order++,
        position: -1,
        wake() {
          end()
          resolve()
        },
        reject(reason) {
          end()
          reject(reason)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.add(sleeper)
      this.#touch()
    })
  }

  hold(): Disposable {
    let held = true
    this.#holds++
    this.#touch()
    return {
      [Symbol.dispose]: () => {
        if (!held) return
        held = false
        this.#holds--
        this.#touch()
      },
    }
  }

  until(at: Timestamp, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!(at >= this.#now)) throw new InvalidValueError('limit', at, `no earlier than the clock, ${this.#now}`)
      signal?.throwIfAborted()
      if (this.#closed) throw new ClockClosedError()
      if (this.#reached !== null) throw new InvariantError('Another limit of this clock is still being waited for.')
      const abort = (): void => {
        this.#reached = null
        this.#touch()
        reject(signal?.reason)
      }
      const end = (): void => signal?.removeEventListener('abort', abort)
      this.#limit = at
      this.#reached = {
        resolve() {
          end()
          resolve()
        },
        reject(reason) {
          end()
          reject(reason)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#touch()
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#stopWaiting()
    const error = new ClockClosedError()
    this.#reached?.reject(error)
    this.#reached = null
    for (const sleeper of this.#queue.drain()) sleeper.reject(error)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Something happened: whatever was planned is off, and the clock waits for quiet again, unless something is pending. */
  #touch(): void {
    this.#quiet = 0
    this.#stopWaiting()
    this.#turn()
  }

  #stopWaiting(): void {
    this.#cancelWait?.()
    this.#cancelWait = null
  }

  #turn(): void {
    if (this.#turning || !this.#canMove()) return
    this.#turning = true
    this.#system.defer(() => {
      this.#turning = false
      if (!this.#canMove()) return
      if (++this.#quiet < QUIET_TURNS) this.#turn()
      else this.#step()
    })
  }

  #canMove(): boolean {
    return !this.#closed && this.#holds === 0 && (this.#queue.size > 0 || this.#reached !== null)
  }

  /** Moves to whatever comes next, a sleeper or the limit, once the pace allows it. */
  #step(): void {
    const sleeper = this.#queue.first()
    const isDue = sleeper !== undefined && sleeper.at <= this.#limit
    if (!isDue && this.#reached === null) return
    const next = isDue ? sleeper.at : this.#limit
    const cost = this.#pace === null ? 0 : (next - this.#now) / this.#pace
    if (cost > 0) {
      const wait = this.#paidUntil + cost - this.#system.monotonic()
      if (wait > 0) {
        this.#cancelWait = this.#system.after(wait, () => {
          this.#cancelWait = null
          this.#step()
        })
        return
      }
      this.#paidUntil = Math.max(this.#paidUntil + cost, this.#system.monotonic() - CATCH_UP)
    }
    this.#now = timestamp(next)
    this.#quiet = 0
    if (isDue) {
      this.#queue.remove(sleeper)
      sleeper.wake()
    } else {
      const reached = this.#reached
      this.#reached = null
      reached?.resolve()
    }
    this.#turn()
  }
}

/**
 * A virtual clock, shared by everything that must see one time: it stands still while a {@link Clock.hold} is open, and
 * otherwise jumps to the next sleeper. Sleepers due at one moment wake one at a time, in the order in which they went to
 * sleep, each only when what the one before it set off has settled: promises and up to four turns of the machine count by
 * themselves, anything longer must be held.
 *
 * {@link Clock.monotonic} stays real. Whoever sleeps on it while holding it never wakes.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `pace` is not above 0.
 * @example
 * ```ts
 * const clock = createSteppedClock({ start: timestamp(0) })
 * await clock.sleep(DAY)
 * clock.now() // 86400000: a day that took no time
 * ```
 */
export function createSteppedClock(settings: SteppedClockSettings): SteppedClock {
  return new VirtualClock(settings)
}
