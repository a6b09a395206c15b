/**
 * Where on a tape the numbers of a message are, from its beginning: those of the message, then market by market its own, then runner by
 * runner its own and behind them its lists, each with its count first. NaN is what was not told, and 0 a list that was not.
 */
export const MESSAGE = { id: 0, publishedAt: 1, markets: 2, word: 3, length: 4 } as const

/** `name` is a place in the list of ids, `end` where the next market begins. */
export const MARKET = { name: 0, matched: 1, runners: 2, end: 3, length: 4 } as const

/** Of the lists stands where they begin; `end` is where the next runner begins. */
export const RUNNER = {
  ...{ id: 0, handicap: 1, matched: 2, lastPrice: 3, near: 4, far: 5 },
  ...{ atb: 6, atl: 7, trd: 8, spb: 9, spl: 10, batb: 11, batl: 12, bdatb: 13, bdatl: 14 },
  ...{ end: 15, length: 16 },
} as const

/** How many numbers a line of so many bytes can come to at most: no runner takes fewer than half as many bytes. */
export function mostNumbers(bytes: number): number {
  return 2 * bytes + 64
}
