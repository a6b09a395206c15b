/** How many connections may be open under one application key, over all streams of a process. */
export interface ConnectionBudget {
  /** The connections that are open, or being opened. */
  readonly open: number
  /** How many more the venue would take, as it last said; `null` before it has said anything. */
  readonly available: number | null
  /**
   * Waits for its turn.
   *
   * @returns what gives it back.
   * @throws `signal.reason` when aborted.
   */
  take(signal: AbortSignal): Promise<() => void>
  /** The venue has said how many more it would take. */
  told(available: number): void
}

/**
 * A budget to share among the streams of an application key: more wait until one is closed.
 *
 * @param most - How many; the venue takes 2 with a delayed key, and 10 or so with a live one.
 * @example
 * ```ts
 * const budget = createConnectionBudget(2)
 * const giveBack = await budget.take(AbortSignal.timeout(1000))
 * budget.open // 1
 * giveBack()
 * ```
 */
export function createConnectionBudget(most: number): ConnectionBudget {
  const queue: (() => void)[] = []
  let open = 0
  let available: number | null = null
  return {
    get open() {
      return open
    },
    get available() {
      return available
    },
    async take(signal) {
      signal.throwIfAborted()
      // Whoever gives a connection back hands it on: nobody can come between.
      if (open >= most) await turn(queue, signal)
      else open += 1
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        const next = queue.shift()
        if (next === undefined) open -= 1
        else next()
      }
    },
    told(count) {
      available = count
    },
  }
}

async function turn(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = () => {
    const place = queue.indexOf(resolve)
    if (place >= 0) queue.splice(place, 1)
    reject(signal.reason)
  }
  queue.push(resolve)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
