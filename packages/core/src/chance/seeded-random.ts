import type { Random } from './random.ts'

/** Hashes text and continues into 32-bit words (FNV-1a, then the finaliser of MurmurHash3 over a counter). */
function wordsOf(text: string): () => number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return () => {
    hash = (hash + 0x9e3779b9) | 0
    let word = hash
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    return (word ^ (word >>> 16)) >>> 0
  }
}

/**
 * A generator of uniform numbers in [0, 1) with 53 bits, the same sequence for the same seed on every machine.
 *
 * The generator is xoshiro128** (Blackman and Vigna, 2018), two 32-bit outputs a number.
 *
 * @param seed - Any text.
 * @example
 * ```ts
 * const random = createSeededRandom('2026')
 * random() === createSeededRandom('2026')() // true
 * ```
 */
export function createSeededRandom(seed: string): Random {
  const word = wordsOf(seed)
  let a = word()
  let b = word()
  let c = word()
  let d = word() | 1
  function next(): number {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992
}
