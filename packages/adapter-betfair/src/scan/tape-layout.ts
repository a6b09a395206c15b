/**
 * Where on a tape the numbers of a message are, from its beginning: those of the message, then market by market its own, then runner by
 * runner its own and behind them its lists, each with its count first. NaN is what was not told of a message or a market; of a runner, only
 * what {@link wasTold} says stands there.
 */
export const MESSAGE = { id: 0, publishedAt: 1, markets: 2, word: 3, length: 4 } as const

/** `name` is a place in the list of ids, `end` where the next market begins. */
export const MARKET = { name: 0, matched: 1, runners: 2, end: 3, length: 4 } as const

/** `told` has a bit for each that was told; of the lists stands where they begin; `end` is where the next runner begins. */
export const RUNNER = {
  ...{ id: 0, handicap: 1, matched: 2, lastPrice: 3, near: 4, far: 5 },
  ...{ atb: 6, atl: 7, trd: 8, spb: 9, spl: 10, batb: 11, batl: 12, bdatb: 13, bdatl: 14 },
  ...{ told: 15, end: 16, length: 17 },
} as const

/** Whether a number or list of a runner was told, by its place in {@link RUNNER} and the bits of what was. */
export function wasTold(told: number, place: number): boolean {
  return (told & (1 << place)) !== 0
}

/** How many numbers a line of so many bytes can come to at most: no runner takes fewer than half as many bytes. */
export function mostNumbers(bytes: number): number {
  return 2 * bytes + 64
}
