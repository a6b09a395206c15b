/** A list that is never empty. */
export type OneOrMore<Item> = readonly [Item, ...Item[]]

/**
 * One result for each item, in their order.
 *
 * @example
 * ```ts
 * forEachOf([1, 2], (item) => item + 1) // [2, 3]
 * ```
 */
export function forEachOf<Item, Result>(
  [first, ...others]: OneOrMore<Item>,
  work: (item: Item) => Result,
): OneOrMore<Result> {
  return [work(first), ...others.map((item) => work(item))]
}

/** Waits for all of a list that is never empty. */
export async function allOf<Item>([first, ...others]: OneOrMore<Promise<Item>>): Promise<OneOrMore<Item>> {
  const [one, ...rest] = await Promise.all([first, ...others])
  return [one, ...rest]
}
