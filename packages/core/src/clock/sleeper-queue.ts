/** Someone who sleeps until a moment. */
export interface Sleeper {
  readonly at: number
  /** Rising with every sleeper, so that those due together wake in the order in which they went to sleep. */
  readonly order: number
  wake(): void
  reject(reason: unknown): void
  /** Where it stands in its queue; kept by the queue. */
  position: number
}

/** Sleepers by the moment at which they are due: a binary heap that can also give one up from its middle. */
export class SleeperQueue {
  readonly #heap: Sleeper[] = []

  get size(): number {
    return this.#heap.length
  }

  /** The one due first. */
  first(): Sleeper | undefined {
    return this.#heap[0]
  }

  add(sleeper: Sleeper): void {
    this.#rise(sleeper, this.#heap.length)
  }

  remove(sleeper: Sleeper): void {
    const { position } = sleeper
    if (this.#heap[position] !== sleeper) return
    const last = this.#heap.pop()
    if (last === undefined || last === sleeper) return
    const parent = this.#heap[(position - 1) >> 1]
    if (position > 0 && parent !== undefined && isDueBefore(last, parent)) this.#rise(last, position)
    else this.#sink(last, position)
  }

  /** Empties the queue, in no particular order. */
  drain(): Sleeper[] {
    return this.#heap.splice(0)
  }

  #put(sleeper: Sleeper, position: number): void {
    this.#heap[position] = sleeper
    sleeper.position = position
  }

  #rise(sleeper: Sleeper, from: number): void {
    let position = from
    while (position > 0) {
      const above = (position - 1) >> 1
      const parent = this.#heap[above]
      if (parent === undefined || !isDueBefore(sleeper, parent)) break
      this.#put(parent, position)
      position = above
    }
    this.#put(sleeper, position)
  }

  #sink(sleeper: Sleeper, from: number): void {
    let position = from
    for (;;) {
      const left = this.#heap[2 * position + 1]
      const right = this.#heap[2 * position + 2]
      const child = left !== undefined && right !== undefined && isDueBefore(right, left) ? right : left
      if (child === undefined || !isDueBefore(child, sleeper)) break
      const below = child.position
      this.#put(child, position)
      position = below
    }
    this.#put(sleeper, position)
  }
}

function isDueBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
