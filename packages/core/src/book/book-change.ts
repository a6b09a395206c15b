import { longerSizes, longerUnits, NO_SIZES, NO_UNITS } from './sizes.ts'

/** What the last change of a book did: which runners it touched, and what was matched with it. */
export class BookChange {
  #touched = new Uint8Array(0)
  /** The runners touched, so that forgetting them takes as long as touching them did. */
  #list = NO_UNITS
  #count = 0
  #tradeRunners = NO_UNITS
  #tradeUnits = NO_UNITS
  #tradeSizes = NO_SIZES
  #trades = 0

  get trades(): number {
    return this.#trades
  }

  /** Makes room for so many runners. */
  grow(runners: number): void {
    const touched = new Uint8Array(runners)
    touched.set(this.#touched)
    this.#touched = touched
    this.#list = longerUnits(this.#list, runners)
  }

  begin(): void {
    for (let place = 0; place < this.#count; place += 1) this.#touched[this.#list[place] ?? 0] = 0
    this.#count = 0
    this.#trades = 0
  }

  touch(runner: number): void {
    if (this.#touched[runner] === 1) return
    this.#touched[runner] = 1
    this.#list[this.#count] = runner
    this.#count += 1
  }

  hasTouched(runner: number): boolean {
    return this.#touched[runner] === 1
  }

  trade(runner: number, units: number, size: number): void {
    if (this.#trades === this.#tradeRunners.length) {
      const length = Math.max(16, this.#trades * 2)
      this.#tradeRunners = longerUnits(this.#tradeRunners, length)
      this.#tradeUnits = longerUnits(this.#tradeUnits, length)
      this.#tradeSizes = longerSizes(this.#tradeSizes, length)
    }
    this.#tradeRunners[this.#trades] = runner
    this.#tradeUnits[this.#trades] = units
    this.#tradeSizes[this.#trades] = size
    this.#trades += 1
  }

  /** What was matched does not count as matched now. */
  forgetTrades(): void {
    this.#trades = 0
  }

  tradeRunner(place: number): number | undefined {
    return place < this.#trades ? this.#tradeRunners[place] : undefined
  }

  tradeUnits(place: number): number | undefined {
    return place < this.#trades ? this.#tradeUnits[place] : undefined
  }

  tradeSize(place: number): number | undefined {
    return place < this.#trades ? this.#tradeSizes[place] : undefined
  }
}
