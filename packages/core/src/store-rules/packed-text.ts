import { ALL_WORDS, type PackedWords, WORDS_OF_KINDS } from './packed-words.ts'

/** What packs bytes, as `node:zlib` has it: raw DEFLATE (RFC 1951) with a preset dictionary, and CRC-32. */
export interface Deflater {
  deflateRawSync(bytes: Uint8Array, options: DeflateOptions): Uint8Array
  inflateRawSync(bytes: Uint8Array, options: DeflateOptions): Uint8Array
  crc32(bytes: Uint8Array): number
}

/** Options by the names of zlib. */
export interface DeflateOptions {
  readonly dictionary: Uint8Array
  readonly windowBits: number
  readonly memLevel?: number
  readonly level?: number
  readonly chunkSize?: number
  readonly maxOutputLength?: number
}

/** Makes texts small for rows of a database. */
export interface TextPacker {
  /** @param known - What the reader will know as well: as it stands in the text it takes next to nothing. */
  pack(text: string, known: string): Uint8Array
  /** The text, or `null` where these are not the bytes that were packed, or something else was known. */
  unpack(packed: Uint8Array, known: string): string | null
}

/** Before what is packed: the format, which names the words, and the checksum of the text. */
const HEAD_BYTES = 5
/** Bytes: no text of a store is nearly as long, and what was damaged may lead to any length. */
const MOST = 1 << 28
/** 8 kB, in which the words, what is known and a text mostly lie; small tables, for they are made anew for each text; half the work for a twentieth more. */
const SMALL = { windowBits: 13, memLevel: 3, level: 3, chunkSize: 4096 }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Packs texts by what stands in all of them and by what their rows say anyhow. A checksum finds every change of a byte, and of what was
 * known.
 *
 * @example
 * ```ts
 * const { pack, unpack } = createTextPacker(zlib)
 * const text = JSON.stringify(intent)
 * unpack(pack(text, intent.key), intent.key) === text // true
 * unpack(pack(text, intent.key), 'another') // null
 * ```
 */
export function createTextPacker({ deflateRawSync, inflateRawSync, crc32 }: Deflater): TextPacker {
  const any = withDictionary(ALL_WORDS)
  const ofKinds = WORDS_OF_KINDS.map(withDictionary)
  const all = [any, ...ofKinds]

  return {
    pack(text, known) {
      const { format, dictionaryWith } = ofKinds.find(({ begins }) => text.startsWith(begins)) ?? any
      const bytes = encoder.encode(text)
      const packed = deflateRawSync(bytes, { ...SMALL, dictionary: dictionaryWith(known) })
      const row = new Uint8Array(HEAD_BYTES + packed.length)
      row[0] = format
      new DataView(row.buffer).setUint32(1, crc32(bytes))
      row.set(packed, HEAD_BYTES)
      return row
    },
    unpack(row, known) {
      const list = all.find(({ format }) => format === row[0])
      if (row.length < HEAD_BYTES || list === undefined) return null
      try {
        const bytes = inflateRawSync(row.subarray(HEAD_BYTES), {
          windowBits: SMALL.windowBits,
          maxOutputLength: MOST,
          dictionary: list.dictionaryWith(known),
        })
        const isWhole = crc32(bytes) === new DataView(row.buffer, row.byteOffset).getUint32(1)
        return isWhole ? decoder.decode(bytes) : null
      } catch {
        // What is no packed text any more, zlib tells in many ways.
        return null
      }
    },
  }
}

function withDictionary<Words extends PackedWords>(list: Words) {
  return { ...list, dictionaryWith: createDictionary(list.words) }
}

/** Words and what is known, in one place of memory: each is there until the next is asked for, after zlib has read it. */
function createDictionary(words: string): (known: string) => Uint8Array {
  const first = encoder.encode(words)
  let all = withRoom(first, 1024)

  return (known) => {
    // The most bytes that a text of UTF-16 takes in UTF-8.
    const most = 3 * known.length
    if (all.length < first.length + most) all = withRoom(first, 2 * most)
    const { written } = encoder.encodeInto(known, all.subarray(first.length))
    return all.subarray(0, first.length + written)
  }
}

function withRoom(first: Uint8Array, more: number): Uint8Array {
  const all = new Uint8Array(first.length + more)
  all.set(first)
  return all
}
