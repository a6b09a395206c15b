import { longerSizes, longerUnits, NO_SIZES, NO_UNITS, type Sizes } from './sizes.ts'

/** Sizes of which each has its level, for feeds that tell what became of the best few. */
export class SizesByLevel implements Sizes {
  #units = NO_UNITS
  #sizes = NO_SIZES
  #levels = 0

  get levels(): number {
    return this.#levels
  }

  units(level: number): number | null {
    return this.size(level) === 0 ? null : (this.#units[level] ?? null)
  }

  size(level: number): number {
    return level >= 0 && level < this.#levels ? (this.#sizes[level] ?? 0) : 0
  }

  sizeAt(units: number): number {
    for (let level = 0; level < this.#levels; level += 1) {
      if (this.#units[level] === units) return this.#sizes[level] ?? 0
    }
    return 0
  }

  /** Sets price and size of a level; a size of 0 empties it. */
  set(level: number, units: number, size: number): void {
    if (level >= this.#units.length) {
      const length = Math.max(10, level + 1)
      this.#units = longerUnits(this.#units, length)
      this.#sizes = longerSizes(this.#sizes, length)
    }
    this.#units[level] = size === 0 ? 0 : units
    this.#sizes[level] = size
    if (size > 0 && level >= this.#levels) this.#levels = level + 1
    while (this.#levels > 0 && this.#sizes[this.#levels - 1] === 0) this.#levels -= 1
  }

  clear(): void {
    this.#sizes.fill(0)
    this.#units.fill(0)
    this.#levels = 0
  }
}
