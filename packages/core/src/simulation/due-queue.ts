import { type Timestamp, timestamp } from '../units/timestamp.ts'

/** Things to be done later, done in the order in which they are due. */
export interface DueQueue {
  /** The moment up to which everything has been done. */
  readonly now: Timestamp
  /** When the next thing is due. */
  readonly nextAt: Timestamp | null
  add(at: number, work: () => void): void
  /** Does everything that is due by then; time never goes back. */
  runTo(at: Timestamp): void
}

/** An empty queue; `sooner` hears that something is due before all that was. */
export function createDueQueue(sooner: () => void): DueQueue {
  const waiting: { readonly at: Timestamp; readonly work: () => void }[] = []
  let now = timestamp(0)
  return {
    get now() {
      return now
    },
    get nextAt() {
      return waiting[0]?.at ?? null
    },
    add(at, work) {
      const due = timestamp(Math.ceil(at))
      const index = waiting.findLastIndex((each) => each.at <= due)
      waiting.splice(index + 1, 0, { at: due, work })
      if (index < 0) sooner()
    },
    runTo(at) {
      for (let next = waiting[0]; next !== undefined && next.at <= at; next = waiting[0]) {
        waiting.shift()
        if (next.at > now) now = next.at
        next.work()
      }
      if (at > now) now = at
    },
  }
}
