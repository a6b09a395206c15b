import { InvalidValueError } from '../errors/invalid-value-error.ts'

/** A stretch of a ladder: the values from `from` on are `step` apart. In integer units of the ladder. */
interface Band {
  readonly from: number
  readonly step: number
  /** How many values the ladder has below this band. */
  readonly below: number
}

/**
 * The values that a venue takes, in order; a tick is the way from one to the next.
 *
 * Everything is computed in integers of 1/`scale`, so that each value is the nearest number to the decimal that is meant: adding up 0.01
 * gives 1.1300000000000001.
 */
export interface PriceLadder {
  readonly name: string
  /** How many values there are. */
  readonly size: number
  readonly lowest: number
  readonly highest: number
  /** How many units make 1. */
  readonly scale: number
  readonly bands: readonly Band[]
}

/** How far, in units, a value may be off the ladder through rounding. */
const SLACK = 1e-7

/**
 * Makes a ladder.
 *
 * @param name - What venues call it.
 * @param steps - Where each stretch begins and how far apart its values are, ascending, in units of 1/`scale`; a stretch ends where the
 * next begins, and its length is a multiple of its step.
 * @param highest - The last value, in the same units.
 * @param scale - How many units make 1.
 * @throws InvalidValueError `INVALID_VALUE` when the stretches do not fit together.
 * @example
 * ```ts
 * createPriceLadder('halves', [{ from: 150, step: 50 }], 1000).size // 18
 * ```
 */
export function createPriceLadder(
  name: string,
  steps: readonly { readonly from: number; readonly step: number }[],
  highest: number,
  scale = 100,
): PriceLadder {
  const bands: Band[] = []
  let below = 0
  for (const [index, { from, step }] of steps.entries()) {
    const to = steps[index + 1]?.from ?? highest
    const ticks = (to - from) / step
    if (![from, step, to].every(Number.isSafeInteger) || !(step > 0 && ticks > 0 && Number.isInteger(ticks))) {
      throw new InvalidValueError(
        `steps[${index}]`,
        `${from} by ${step} to ${to}`,
        'integers, ascending in whole steps',
      )
    }
    bands.push({ from, step, below })
    below += ticks
  }
  const [first] = bands
  if (first === undefined) throw new InvalidValueError('number of steps', 0, 'at least 1')
  return { name, size: below + 1, lowest: first.from / scale, highest: highest / scale, scale, bands }
}

/**
 * The value at an index, 0 being the lowest.
 *
 * @throws InvalidValueError `INVALID_VALUE` when there is no such index.
 * @example
 * ```ts
 * priceAt(betfairClassic, 349) // 1000
 * ```
 */
export function priceAt(ladder: PriceLadder, index: number): number {
  if (!(Number.isInteger(index) && index >= 0 && index < ladder.size)) {
    throw new InvalidValueError('index', index, `an integer from 0 to ${ladder.size - 1}`)
  }
  const band = ladder.bands.findLast(({ below }) => below <= index)
  return band === undefined ? ladder.lowest : (band.from + (index - band.below) * band.step) / ladder.scale
}

/**
 * The index of a value, or `null` where it is not on the ladder.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `price` is not finite.
 * @example
 * ```ts
 * ladderIndex(betfairClassic, 2.02) // 100
 * ladderIndex(betfairClassic, 2.01) // null
 * ```
 */
export function ladderIndex(ladder: PriceLadder, price: number): number | null {
  const position = positionOf(ladder, price)
  const index = Math.round(position)
  const exact = Math.abs(position - index) * stepAt(ladder, index) <= SLACK
  return exact && index >= 0 && index < ladder.size ? index : null
}

/**
 * The value of the ladder that is nearest to a price; ties go up, prices beyond the ends give the ends.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `price` is not finite.
 * @example
 * ```ts
 * nearestPrice(betfairClassic, 2.01) // 2.02
 * nearestPrice(betfairClassic, 0) // 1.01
 * ```
 */
export function nearestPrice(ladder: PriceLadder, price: number): number {
  const position = positionOf(ladder, price)
  const below = Math.floor(position + SLACK)
  const units = SLACK / stepAt(ladder, below)
  const index = position - below >= 0.5 - units ? below + 1 : below
  return priceAt(ladder, Math.min(ladder.size - 1, Math.max(0, index)))
}

/**
 * The value of the ladder at which an order is never worse than at `price`: a back goes up to it, a lay down.
 *
 * On a line ladder a back sells and a lay buys, so that the same holds.
 *
 * @returns `null` where the ladder has no such value.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is not finite.
 * @example
 * ```ts
 * snapPrice(betfairClassic, 2.001, 'back') // 2.02
 * snapPrice(betfairClassic, 1001, 'back') // null
 * ```
 */
export function snapPrice(ladder: PriceLadder, price: number, side: 'back' | 'lay'): number | null {
  const position = positionOf(ladder, price)
  const slack = SLACK / stepAt(ladder, Math.floor(position))
  const index = side === 'back' ? Math.max(0, Math.ceil(position - slack)) : Math.floor(position + slack)
  if (side === 'lay') return index < 0 ? null : priceAt(ladder, Math.min(index, ladder.size - 1))
  return index >= ladder.size ? null : priceAt(ladder, index)
}

/**
 * How many ticks `to` is above `from`; negative where it is below.
 *
 * @throws InvalidValueError `INVALID_VALUE` when one of them is not on the ladder.
 * @example
 * ```ts
 * ticksBetween(betfairClassic, 1.99, 2.04) // 3
 * ```
 */
export function ticksBetween(ladder: PriceLadder, from: number, to: number): number {
  return onLadder(ladder, to, 'to') - onLadder(ladder, from, 'from')
}

/**
 * The value some ticks away, upwards where `ticks` is positive.
 *
 * @param ticks - An integer.
 * @returns `null` where that is beyond the end of the ladder.
 * @throws InvalidValueError `INVALID_VALUE` when `price` is not on the ladder or `ticks` not an integer.
 * @example
 * ```ts
 * moveTicks(betfairClassic, 1.01, 5) // 1.06
 * moveTicks(betfairClassic, 1000, 1) // null
 * ```
 */
export function moveTicks(ladder: PriceLadder, price: number, ticks: number): number | null {
  if (!Number.isSafeInteger(ticks)) throw new InvalidValueError('ticks', ticks, 'an integer')
  const index = onLadder(ladder, price, 'price') + ticks
  return index >= 0 && index < ladder.size ? priceAt(ladder, index) : null
}

/**
 * All values of a ladder, ascending.
 *
 * @example
 * ```ts
 * [...ladderPrices(createPriceLadder('halves', [{ from: 150, step: 50 }], 300))] // [1.5, 2, 2.5, 3]
 * ```
 */
export function* ladderPrices(ladder: PriceLadder): Generator<number> {
  for (let index = 0; index < ladder.size; index += 1) yield priceAt(ladder, index)
}

function onLadder(ladder: PriceLadder, price: number, argument: string): number {
  const index = ladderIndex(ladder, price)
  if (index === null) throw new InvalidValueError(argument, price, `a value of the ${ladder.name} ladder`)
  return index
}

/** Where a price is between the indexes of the ladder; below 0 and above the last index beyond its ends. */
function positionOf(ladder: PriceLadder, price: number): number {
  if (!Number.isFinite(price)) throw new InvalidValueError('price', price, 'a finite number')
  const units = price * ladder.scale
  const band = ladder.bands.findLast(({ from }) => from <= units + SLACK) ?? ladder.bands[0]
  if (band === undefined) return 0
  const position = band.below + (units - band.from) / band.step
  // Within rounding of a value it is that value, whatever the number's last digit.
  const index = Math.round(position)
  return Math.abs(position - index) * band.step <= SLACK ? index : position
}

/** The length, in units, of the tick above an index. */
function stepAt(ladder: PriceLadder, index: number): number {
  return (ladder.bands.findLast(({ below }) => below <= index) ?? ladder.bands[0])?.step ?? 1
}
