import type { Random } from './random.ts'

/** A 32-bit word that depends on every bit of `key` and `index` (the finaliser of MurmurHash3; for one key a bijection of the index). */
export function wordAt(key: number, index: number): number {
  let word = Math.imul(index, 0x9e3779b1) ^ key
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

/** A uniform number in [0, 1), with 32 bits, out of a word. */
export function uniform(word: number): number {
  return word / 4_294_967_296
}

/** A standard normal number out of two uniform ones (Box and Muller, 1958). */
export function normal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
}

/** Standard normal numbers, drawn from `random`. */
export function normals(random: Random): Random {
  return () => normal(random(), random())
}

/** A 32-bit word drawn from `random`. */
export function drawWord(random: Random): number {
  return Math.floor(random() * 4_294_967_296)
}

/** An element of a list that is not empty, drawn from `random`. */
export function draw<Item>(random: Random, [first, ...others]: readonly [Item, ...Item[]]): Item {
  return others[Math.floor(random() * (others.length + 1)) - 1] ?? first
}

/** The same items in an order drawn from `random`. */
export function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}
