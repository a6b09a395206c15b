import { InvalidValueError } from '../../errors/invalid-value-error.ts'
import { createPriceLadder, type PriceLadder } from '../../market/price-ladder.ts'

/** Betfair's `CLASSIC` ladder: 350 prices from 1.01 to 1000. */
export const betfairClassic: PriceLadder = /* @__PURE__ */ createPriceLadder(
  'CLASSIC',
  [
    { from: 101, step: 1 },
    { from: 200, step: 2 },
    { from: 300, step: 5 },
    { from: 400, step: 10 },
    { from: 600, step: 20 },
    { from: 1_000, step: 50 },
    { from: 2_000, step: 100 },
    { from: 3_000, step: 200 },
    { from: 5_000, step: 500 },
    { from: 10_000, step: 1_000 },
  ],
  100_000,
)

/** Betfair's `FINEST` ladder, of Asian handicaps and goal lines: every hundredth from 1.01 to 1000. */
export const betfairFinest: PriceLadder = /* @__PURE__ */ createPriceLadder('FINEST', [{ from: 101, step: 1 }], 100_000)

/** Betdaq's ladder, from 1.01 to 1000. */
export const betdaq: PriceLadder = /* @__PURE__ */ createPriceLadder(
  'BETDAQ',
  [
    { from: 101, step: 1 },
    { from: 300, step: 5 },
    { from: 400, step: 10 },
    { from: 1_000, step: 50 },
    { from: 2_000, step: 100 },
    { from: 5_000, step: 200 },
    { from: 20_000, step: 500 },
  ],
  100_000,
)

/** The most decimals that a line may have. */
const LINE_SCALE = 1_000

/**
 * Betfair's `LINE_RANGE` ladder: the lines that a line market takes. Its bets settle at evens, whatever the line.
 *
 * @param lowest - The first line, such as −10 or 0.5; at most three decimals.
 * @param highest - The last line, above the first by a multiple of the interval.
 * @param interval - How far lines are apart, above 0.
 * @throws InvalidValueError `INVALID_VALUE` when the numbers do not fit together.
 * @example
 * ```ts
 * snapPrice(lineRange(0.5, 300.5, 1), 120.7, 'lay') // 120.5
 * ```
 */
export function lineRange(lowest: number, highest: number, interval: number): PriceLadder {
  const [from, to, step] = [
    lineUnits('lowest', lowest),
    lineUnits('highest', highest),
    lineUnits('interval', interval),
  ] as const
  return createPriceLadder('LINE_RANGE', [{ from, step }], to, LINE_SCALE)
}

/**
 * The ladder of a name, as markets carry it.
 *
 * @param name - `CLASSIC`, `FINEST`, `BETDAQ`; or `LINE_RANGE:lowest:highest:interval`.
 * @throws InvalidValueError `INVALID_VALUE` when there is no such ladder.
 * @example
 * ```ts
 * priceLadder('CLASSIC').size // 350
 * ```
 */
export function priceLadder(name: string): PriceLadder {
  const named = [betfairClassic, betfairFinest, betdaq].find((ladder) => ladder.name === name)
  if (named !== undefined) return named
  const [kind, lowest, highest, interval, ...rest] = name.split(':')
  if (kind !== 'LINE_RANGE' || !lowest || !highest || !interval || rest.length > 0) {
    throw new InvalidValueError('ladder', name, 'CLASSIC, FINEST, BETDAQ or LINE_RANGE:lowest:highest:interval')
  }
  return lineRange(Number(lowest), Number(highest), Number(interval))
}

function lineUnits(argument: string, value: number): number {
  const units = typeof value === 'number' ? Math.round(value * LINE_SCALE) : Number.NaN
  if (!(Number.isSafeInteger(units) && Math.abs(value * LINE_SCALE - units) < 1e-6)) {
    throw new InvalidValueError(argument, value, 'a finite number of at most three decimals')
  }
  return units
}
