/** Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2). */
// biome-ignore format: a table
const ROUND_CONSTANTS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
])

/** Fractional parts of the square roots of the first 8 primes (FIPS 180-4, section 5.3.3). */
// biome-ignore format: a table
const INITIAL_STATE = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const

const BLOCK_WORDS = 16

const ASCII = /^[\0-\x7f]*$/
const encoder = new TextEncoder()
/** Written anew for every block. */
const schedule = new Int32Array(64)

/**
 * SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits (FIPS 180-4), synchronous on every runtime.
 *
 * @example
 * ```ts
 * sha256Hex('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 * ```
 */
export function sha256Hex(text: string): string {
  const message = padded(text)
  const state = new Int32Array(INITIAL_STATE)
  for (let start = 0; start < message.length; start += BLOCK_WORDS) {
    expand(message, start)
    compress(state)
  }
  let digits = ''
  for (const word of state) digits += (word >>> 0).toString(16).padStart(8, '0')
  return digits
}

/** The UTF-8 bytes of a text as big-endian words, closed by one bit and their length. */
function padded(text: string): Int32Array {
  // Most texts are ASCII, whose characters are their bytes: these need no encoder.
  const bytes = ASCII.test(text) ? null : encoder.encode(text)
  const { length } = bytes ?? text
  const words = new Int32Array(Math.ceil((length + 9) / (4 * BLOCK_WORDS)) * BLOCK_WORDS)
  for (let index = 0; index < length; index += 1) {
    const byte = bytes === null ? text.charCodeAt(index) : (bytes[index] ?? 0)
    words[index >>> 2] = at(words, index >>> 2) | (byte << (24 - 8 * (index & 3)))
  }
  words[length >>> 2] = at(words, length >>> 2) | (0x80 << (24 - 8 * (length & 3)))
  words[words.length - 2] = Math.floor(length / 2 ** 29)
  words[words.length - 1] = length << 3
  return words
}

function expand(message: Int32Array, start: number): void {
  for (let t = 0; t < BLOCK_WORDS; t += 1) schedule[t] = at(message, start + t)
  for (let t = BLOCK_WORDS; t < 64; t += 1) {
    const a = at(schedule, t - 15)
    const b = at(schedule, t - 2)
    const small0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
    const small1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
    schedule[t] = (at(schedule, t - 16) + small0 + at(schedule, t - 7) + small1) | 0
  }
}

function compress(state: Int32Array): void {
  let a = at(state, 0)
  let b = at(state, 1)
  let c = at(state, 2)
  let d = at(state, 3)
  let e = at(state, 4)
  let f = at(state, 5)
  let g = at(state, 6)
  let h = at(state, 7)
  for (let t = 0; t < 64; t += 1) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const first = (h + big1 + choice + at(ROUND_CONSTANTS, t) + at(schedule, t)) | 0
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + big0 + majority) | 0
  }
  state[0] = at(state, 0) + a
  state[1] = at(state, 1) + b
  state[2] = at(state, 2) + c
  state[3] = at(state, 3) + d
  state[4] = at(state, 4) + e
  state[5] = at(state, 5) + f
  state[6] = at(state, 6) + g
  state[7] = at(state, 7) + h
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0
}
