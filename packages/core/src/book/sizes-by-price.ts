import { longerSizes, longerUnits, NO_SIZES, NO_UNITS, type Sizes } from './sizes.ts'

/** Few runners have more prices than this on a side at first. */
const FIRST_LENGTH = 16

/**
 * Sizes of which each has its price, for feeds that tell what became of a price.
 *
 * They are kept in order with the best last: nearly every change is near the best, where little has to move. That takes room for the
 * prices that are there, not for those that could be, and any price finds its place, also one that is on no ladder.
 */
export class SizesByPrice implements Sizes {
  /** By which prices become keys that ascend towards the best. */
  readonly #sign: 1 | -1
  #keys = NO_UNITS
  #sizes = NO_SIZES
  #count = 0
  #total = 0

  constructor(best: 'highest' | 'lowest') {
    this.#sign = best === 'highest' ? 1 : -1
  }

  get levels(): number {
    return this.#count
  }

  /** All sizes together. */
  get total(): number {
    return this.#total
  }

  units(level: number): number | null {
    const key = level >= 0 && level < this.#count ? this.#keys[this.#count - 1 - level] : undefined
    // Without the addition, −0 would come of the key 0.
    return key === undefined ? null : key * this.#sign + 0
  }

  size(level: number): number {
    return level >= 0 && level < this.#count ? (this.#sizes[this.#count - 1 - level] ?? 0) : 0
  }

  sizeAt(units: number): number {
    const key = units * this.#sign
    const place = this.#placeOf(key)
    return place < this.#count && this.#keys[place] === key ? (this.#sizes[place] ?? 0) : 0
  }

  /**
   * Sets the size at a price; 0 takes the price away.
   *
   * @returns by how much it is more than before.
   */
  set(units: number, size: number): number {
    const key = units * this.#sign
    const place = this.#placeOf(key)
    const isThere = place < this.#count && this.#keys[place] === key
    const before = isThere ? (this.#sizes[place] ?? 0) : 0
    if (size === before) return 0
    if (size === 0) this.#remove(place)
    else if (isThere) this.#sizes[place] = size
    else this.#insert(place, key, size)
    this.#total += size - before
    return size - before
  }

  clear(): void {
    this.#count = 0
    this.#total = 0
  }

  /** Where a key is, or would be. */
  #placeOf(key: number): number {
    const keys = this.#keys
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((keys[middle] ?? 0) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  #insert(place: number, key: number, size: number): void {
    if (this.#count === this.#keys.length) {
      const length = Math.max(FIRST_LENGTH, this.#count * 2)
      this.#keys = longerUnits(this.#keys, length)
      this.#sizes = longerSizes(this.#sizes, length)
    }
    const keys = this.#keys
    const sizes = this.#sizes
    for (let index = this.#count; index > place; index -= 1) {
      keys[index] = keys[index - 1] ?? 0
      sizes[index] = sizes[index - 1] ?? 0
    }
    keys[place] = key
    sizes[place] = size
    this.#count += 1
  }

  #remove(place: number): void {
    const keys = this.#keys
    const sizes = this.#sizes
    this.#count -= 1
    for (let index = place; index < this.#count; index += 1) {
      keys[index] = keys[index + 1] ?? 0
      sizes[index] = sizes[index + 1] ?? 0
    }
  }
}
