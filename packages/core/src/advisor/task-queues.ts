/** What a task waits for. */
export type TaskKind = 'store' | 'log' | 'venue'

/** Tasks in queues: those of one queue run one after the other, in the order in which they were added; queues do not wait for each other. */
export interface TaskQueues {
  add(queue: string, kind: TaskKind, work: () => Promise<void>): void
  /** Adds one task to several queues: it runs once it is its turn in each of them, and all wait for it. */
  addToAll(queues: readonly string[], kind: TaskKind, work: () => Promise<void>): void
  /** Whether a task of this queue is waiting or running. */
  busy(queue: string): boolean
  /** Resolves when no task is waiting or running; with kinds, none of these. */
  idle(...kinds: readonly TaskKind[]): Promise<void>
}

interface Waiter {
  readonly kinds: readonly TaskKind[]
  readonly resolve: () => void
}

/**
 * Empty queues.
 *
 * @param failed - Hears what a task threw; the tasks behind it run all the same.
 * @param inLine - Whether the store, its log included, is asked one thing after the other, so that what it does first does not depend on how it is made.
 */
export function createTaskQueues(failed: (error: unknown) => void, inLine = false): TaskQueues {
  const tails = new Map<string, Promise<void>>()
  const open: Record<TaskKind, number> = { store: 0, log: 0, venue: 0 }
  let waiters: Waiter[] = []
  let line: Promise<unknown> = Promise.resolve()

  const count = (kinds: readonly TaskKind[]) =>
    kinds.length === 0 ? open.store + open.log + open.venue : kinds.reduce((sum, kind) => sum + open[kind], 0)

  function done(kind: TaskKind): void {
    open[kind] -= 1
    if (waiters.length === 0) return
    const ready = waiters.filter((waiter) => count(waiter.kinds) === 0)
    if (ready.length === 0) return
    waiters = waiters.filter((waiter) => !ready.includes(waiter))
    for (const { resolve } of ready) resolve()
  }

  function afterLine(work: () => Promise<void>): Promise<void> {
    const turn = line.then(work)
    line = turn.catch(() => undefined)
    return turn
  }

  /** As soon as all before it are done; at once where there are none. */
  function after([first, ...others]: readonly Promise<void>[], work: () => Promise<void>): Promise<void> {
    if (first === undefined) return work()
    return others.length === 0 ? first.then(work) : Promise.all([first, ...others]).then(work)
  }

  function addToAll(queues: readonly string[], kind: TaskKind, task: () => Promise<void>): void {
    open[kind] += 1
    const work = inLine && kind !== 'venue' ? () => afterLine(task) : task
    const before = queues.flatMap((queue) => tails.get(queue) ?? [])
    const tail: Promise<void> = after(before, work)
      .catch(failed)
      .finally(() => {
        for (const queue of queues) if (tails.get(queue) === tail) tails.delete(queue)
        done(kind)
      })
    for (const queue of queues) tails.set(queue, tail)
  }

  return {
    add: (queue, kind, task) => addToAll([queue], kind, task),
    addToAll,
    busy: (queue) => tails.has(queue),
    idle(...kinds) {
      return count(kinds) === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push({ kinds, resolve }))
    },
  }
}
