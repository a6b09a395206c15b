import { InvalidValueError } from '../errors/invalid-value-error.ts'
import { TooManyTimersError } from '../errors/too-many-timers-error.ts'
import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** How many timers one strategy may have waiting. */
export const MOST_TIMERS = 10_000
const LONGEST_NAME = 200

/** Moments at which strategies want to be called. */
export interface Timers {
  /** The earliest of them; `null` where nobody wants any. */
  readonly next: Timestamp | null
  /**
   * Sets a strategy's timer of that name, in place of an earlier one; `null` cancels it. What is not after `now` is due one millisecond
   * after it.
   *
   * @throws TooManyTimersError `TOO_MANY_TIMERS`; InvalidValueError `INVALID_VALUE`.
   */
  set(strategy: string, name: string, time: Timestamp | null, now: Timestamp): void
  /** Takes out what is due by then, one after the other: in the order of time, then in that in which they were asked for. */
  due(by: Timestamp): Iterable<{ readonly strategy: string; readonly name: string }>
}

interface Timer {
  readonly strategy: string
  readonly name: string
  readonly time: Timestamp
  /** Which request of the engine it was. */
  readonly request: number
}

/** Timers of which none is set. */
export function createTimers(): Timers {
  const named = new Map<string, Map<string, Timer>>()
  /** The earliest last, where it is cheap to take away. */
  const waiting: Timer[] = []
  let requests = 0

  const comesBefore = (one: Timer, other: Timer) =>
    one.time < other.time || (one.time === other.time && one.request < other.request)

  /** How many wait for longer than this one. */
  function placeOf(timer: Timer): number {
    let low = 0
    let high = waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = waiting[middle]
      if (other !== undefined && comesBefore(timer, other)) low = middle + 1
      else high = middle
    }
    return low
  }

  function remove(timer: Timer): void {
    named.get(timer.strategy)?.delete(timer.name)
    waiting.splice(placeOf(timer), 1)
  }

  function timersOf(strategy: string): Map<string, Timer> {
    let own = named.get(strategy)
    if (own === undefined) {
      own = new Map()
      named.set(strategy, own)
    }
    return own
  }

  return {
    get next() {
      return waiting.at(-1)?.time ?? null
    },
    set(strategy, name, time, now) {
      if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) {
        throw new InvalidValueError('name of a timer', name, `1 to ${LONGEST_NAME} characters`)
      }
      if (time !== null && !Number.isSafeInteger(time)) {
        throw new InvalidValueError('time of a timer', time, 'whole milliseconds since 1970, or null')
      }
      const own = timersOf(strategy)
      const before = own.get(name)
      if (before !== undefined) remove(before)
      if (time === null) return
      if (own.size >= MOST_TIMERS) throw new TooManyTimersError(strategy, MOST_TIMERS)
      requests += 1
      const timer = { strategy, name, time: timestamp(Math.max(time, now + 1)), request: requests }
      own.set(name, timer)
      waiting.splice(placeOf(timer), 0, timer)
    },
    *due(by) {
      for (let timer = waiting.at(-1); timer !== undefined && timer.time <= by; timer = waiting.at(-1)) {
        remove(timer)
        yield timer
      }
    },
  }
}
