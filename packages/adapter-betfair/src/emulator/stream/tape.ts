import type { MarketChange } from '../../stream/wire.ts'
import { type Touched, touch } from './touched.ts'

/** How many changes can be gone back by. */
const KEPT = 20_000

/** What has happened lately, so that a client can go on where it was. */
export class Tape {
  /** The number of the last change. */
  last = 0
  readonly #boot: string
  readonly #changes: { readonly number: number; readonly change: MarketChange }[] = []
  #kept: number

  /**
   * @param boot - Tells clocks of this emulator from those of others.
   */
  constructor(boot: string, kept: number = KEPT) {
    this.#boot = boot
    this.#kept = kept
  }

  add(change: MarketChange): void {
    this.last += 1
    this.#changes.push({ number: this.last, change })
    if (this.#changes.length > 2 * this.#kept) this.#changes.splice(0, this.#changes.length - this.#kept)
  }

  /** Forgets everything, as after a restart of a publisher: nobody can go on where he was. */
  forget(): void {
    this.#changes.length = 0
    this.last += 1
  }

  /** What has changed after a number; `null` where it is too long ago to say. */
  since(number: number, isWanted: (marketId: string) => boolean): Touched | null {
    const [first] = this.#changes
    if (number > this.last) return null
    if (number < this.last && (first === undefined || first.number > number + 1)) return null
    const touched: Touched = new Map()
    for (const { number: each, change } of this.#changes)
      if (each > number && isWanted(change.id)) touch(touched, change)
    return touched
  }

  /** A clock for a moment, of one subscription. */
  clock(subscription: string, number: number = this.last): string {
    return Buffer.from(`${this.#boot}|${subscription}|${number}`).toString('base64')
  }

  /** The number of a clock; `null` where it is none of this emulator and subscription. */
  numberOf(clock: string, subscription: string): number | null {
    const [boot, asked, number] = Buffer.from(clock, 'base64').toString('utf8').split('|')
    const value = Number(number)
    return boot === this.#boot && asked === subscription && Number.isSafeInteger(value) ? value : null
  }
}
