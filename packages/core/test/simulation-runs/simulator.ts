import { createHash } from 'node:crypto'
import { type Clock, type Timestamp, timestamp } from '@betting-advisor/core'
import { createSeededRandom, type Random } from '@betting-advisor/core/simulation'

interface Planned {
  readonly at: number
  /** Drawn when it is planned, so that what happens in one millisecond happens in a seeded order. */
  readonly tie: number
  readonly number: number
  readonly label: string
  readonly run: () => void
  cancelled: boolean
}

/** Someone whose calls can stop being answered in the middle of anything: a process that dies. */
export interface Life {
  readonly name: string
  alive: boolean
}

/** Lines that are hashed at once. */
const BATCH = 128
/** Steps that are handed to the event loop at once. */
const STEPS = 64

/** What is kept of what happens: all of it, its end and a hash of all, or, to live faster, nothing. */
export type Traced = 'all' | 'end' | 'nothing'

/** What happened: the last lines, and one hash of them all. */
export interface Trace {
  readonly lines: readonly string[]
  readonly hash: string
}

/** Time, chance and order of one simulated world: nothing happens but what is planned here, and all of it follows from the seed. */
export class Simulator {
  readonly random: Random
  readonly start: Timestamp
  #skew = 0
  /** How far behind they ever were. */
  mostBehind = 0
  readonly #hash = createHash('sha256')
  readonly #traced: Traced
  #older: string[] = []
  #lines: string[] = []
  readonly #queue: Planned[] = []
  #elapsed = 0
  #number = 0

  constructor(seed: string, start: Timestamp, traced: Traced = 'end') {
    this.#traced = traced
    this.random = createSeededRandom(seed)
    this.start = start
  }

  /** How far the wall clocks of the world are off, in milliseconds. */
  get skew(): number {
    return this.#skew
  }

  set skew(by: number) {
    this.#skew = by
    this.mostBehind = Math.max(this.mostBehind, -by)
  }

  /** True milliseconds since the start, whatever any wall clock says. */
  get elapsed(): number {
    return this.#elapsed
  }

  get now(): Timestamp {
    return timestamp(this.start + Math.round(this.#elapsed))
  }

  get wall(): Timestamp {
    return timestamp(this.now + this.skew)
  }

  /** Whether what happens is written down at all. */
  get isTraced(): boolean {
    return this.#traced !== 'nothing'
  }

  note(line: string): void {
    if (!this.isTraced) return
    this.#lines.push(`${this.#elapsed} ${line}`)
    if (this.#lines.length === BATCH) this.#flush()
  }

  #flush(): void {
    this.#hash.update(this.#lines.join('\n')).update('\n')
    this.#older = this.#traced === 'all' ? [...this.#older, ...this.#lines] : this.#lines
    this.#lines = []
  }

  get trace(): Trace {
    const lines = [...this.#older, ...this.#lines]
    const hash = this.#hash.copy().update(this.#lines.join('\n'))
    return { lines, hash: hash.digest('hex') }
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  /** A whole number in [least, most]. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.between(0, values.length - 1)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  /** Plans something, `delay` milliseconds from now; gives what calls it off. */
  plan(delay: number, label: string, run: () => void): () => void {
    const at = this.#elapsed + Math.max(0, Math.round(delay))
    const planned: Planned = { at, tie: this.random(), number: this.#number++, label, run, cancelled: false }
    this.#push(planned)
    return () => {
      planned.cancelled = true
    }
  }

  /** Resolves `delay` milliseconds later, unless whoever waits is dead by then. */
  wait(life: Life, delay: number, label: string): Promise<void> {
    return new Promise((resolve) => {
      this.plan(delay, `${life.name} ${label}`, () => {
        if (life.alive) resolve()
      })
    })
  }

  /** The clock of a process. */
  clock(life: Life): Clock {
    return {
      kind: 'real',
      now: () => this.wall,
      monotonic: () => this.#elapsed,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          signal?.throwIfAborted()
          const abort = () => {
            cancel()
            reject(signal?.reason)
          }
          const cancel = this.plan(Math.ceil(milliseconds), `${life.name} wakes`, () => {
            signal?.removeEventListener('abort', abort)
            if (life.alive) resolve()
          })
          signal?.addEventListener('abort', abort, { once: true })
        }),
      hold: () => NO_HOLD,
    }
  }

  /** Lives on until `until` milliseconds have passed since the start; `settled` is told after everything that a step set off has settled. */
  run(until: number, settled: (step: string) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    let last: string | null = null
    let isOver = false
    const step = () => {
      if (isOver) return
      try {
        if (last !== null) settled(last)
        last = this.#step(until)
        if (last !== null) return
        this.#elapsed = until
        resolve()
      } catch (error) {
        reject(error)
      }
      isOver = true
    }
    // Between two callbacks of one turn of the event loop, everything that promises can do without waiting for something real is done,
    // as it is between two turns, and nothing in a world waits for anything real.
    const turn = () => {
      for (let count = 0; count < STEPS; count += 1) setImmediate(step)
      setImmediate(() => {
        if (!isOver) turn()
      })
    }
    turn()
    return promise
  }

  /** Takes the next step that is not called off; `null` when there is none until `until`. */
  #step(until: number): string | null {
    for (let next = this.#queue[0]; next !== undefined && next.at <= until; next = this.#queue[0]) {
      this.#pop()
      if (next.cancelled) continue
      this.#elapsed = next.at
      this.note(`· ${next.label}`)
      next.run()
      return next.label
    }
    return null
  }

  #push(planned: Planned): void {
    const queue = this.#queue
    let index = queue.push(planned) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = queue[parent]
      if (above === undefined || before(above, planned)) break
      queue[index] = above
      index = parent
    }
    queue[index] = planned
  }

  #pop(): void {
    const queue = this.#queue
    const last = queue.pop()
    if (last === undefined || queue.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const left = queue[child]
      if (left === undefined) break
      const right = queue[child + 1]
      if (right !== undefined && before(right, left)) child += 1
      const smaller = queue[child]
      if (smaller === undefined || before(last, smaller)) break
      queue[index] = smaller
      index = child
    }
    queue[index] = last
  }
}

const NO_HOLD: Disposable = { [Symbol.dispose]() {} }

function before(a: Planned, b: Planned): boolean {
  if (a.at !== b.at) return a.at < b.at
  return a.tie !== b.tie ? a.tie < b.tie : a.number < b.number
}
