/** Sizes by level, the best first. Prices are integers of ten-thousandths. */
export interface Sizes {
  /** How many levels there are. */
  readonly levels: number
  /** The price of a level, or `null` where it is empty. */
  units(level: number): number | null
  /** The size of a level; 0 where it is empty. */
  size(level: number): number
  /** The size at a price; 0 where there is none. */
  sizeAt(units: number): number
  clear(): void
}

/** What has no level yet takes no room. */
export const NO_UNITS: Int32Array = new Int32Array(0)
export const NO_SIZES: Float64Array = new Float64Array(0)

/** Longer arrays with the same content. */
export function longerUnits(before: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length)
  longer.set(before)
  return longer
}

/** Longer arrays with the same content. */
export function longerSizes(before: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length)
  longer.set(before)
  return longer
}
