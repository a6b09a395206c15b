import type { AdvisorEvent } from '../ports/advisor-event.ts'

/** How many events of a run wait to be kept, and how many were dropped since it began. */
export interface EventBacklog {
  readonly waiting: number
  readonly dropped: number
}

/** Events that are told, until they are kept. */
export interface EventBuffer extends EventBacklog {
  add(event: AdvisorEvent): void
  /** Takes out all that waits. */
  take(): readonly AdvisorEvent[]
  /** Events were kept. Gives how many were dropped since it last did; none as long as there is no room to tell of it. */
  kept(): number
}

/** Who hears that too much was dropped to go on. */
export interface BufferListener {
  /** So many were dropped in a row. */
  readonly overflowed: (dropped: number) => void
}

/** How many events may wait until those are dropped that can be read elsewhere as well. */
export const MOST_WAITING = 5_000
/** How many may be dropped in a row until nothing new is bet. */
export const MOST_DROPPED = 20_000

/**
 * An empty buffer, of bounded size however long nothing can be kept: beyond a bound advice, orders and warnings are counted and dropped.
 * Orders are in the store by themselves; what calls people and what stops trading is rare, and never dropped.
 */
export function createEventBuffer({ overflowed }: BufferListener): EventBuffer {
  let waiting: AdvisorEvent[] = []
  let dropped = 0
  let inARow = 0

  return {
    add(event) {
      if (waiting.length < MOST_WAITING || !isDroppable(event)) {
        waiting.push(event)
        return
      }
      dropped += 1
      inARow += 1
      if (inARow === MOST_DROPPED) overflowed(inARow)
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    kept() {
      if (waiting.length >= MOST_WAITING) return 0
      const before = inARow
      inARow = 0
      return before
    },
    get waiting() {
      return waiting.length
    },
    get dropped() {
      return dropped
    },
  }
}

function isDroppable({ type }: AdvisorEvent): boolean {
  return type === 'advice' || type === 'order' || type === 'warning'
}
