import type { OwnOrder } from './own-order.ts'
import { isBefore } from './queue.ts'

const NONE: readonly OwnOrder[] = []

/** Orders of one market of which more can be matched. */
export class OpenOrders {
  /** By runner, those that rest: of layers and backers, those first who are matched first. */
  readonly #resting = new Map<number, OwnOrder[]>()
  /** Those that wait for the starting price alone. */
  readonly #onClose = new Set<OwnOrder>()

  add(own: OwnOrder): void {
    if (own.resting === null) {
      this.#onClose.add(own)
      return
    }
    const there = this.#resting.get(own.runner)
    if (there === undefined) {
      this.#resting.set(own.runner, [own])
      return
    }
    const before = there.findLastIndex((other) => !isBefore(own, other))
    there.splice(before + 1, 0, own)
  }

  /** Of one that is not open any more. */
  remove(own: OwnOrder): void {
    this.#onClose.delete(own)
    const there = this.#resting.get(own.runner)
    const place = there?.indexOf(own) ?? -1
    if (there === undefined || place === -1) return
    if (there.length === 1) this.#resting.delete(own.runner)
    else there.splice(place, 1)
  }

  /** Those that rest on a runner. */
  on(runner: number): readonly OwnOrder[] {
    return this.#resting.get(runner) ?? NONE
  }

  get runners(): IterableIterator<number> {
    return this.#resting.keys()
  }

  *all(): Generator<OwnOrder> {
    for (const resting of this.#resting.values()) yield* resting
    yield* this.#onClose
  }

  /** Their runners have other indexes now. */
  moved(): void {
    const all = [...this.all()]
    this.#resting.clear()
    for (const own of all) this.add(own)
  }
}
