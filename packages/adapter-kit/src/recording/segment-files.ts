import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidValueError } from '@betting-advisor/core'

/** One file of a recording that is kept in several. */
export interface SegmentFile {
  readonly path: string
  /** Where its first byte is in the whole recording. */
  readonly offset: number
  readonly isPacked: boolean
}

const STREAM = /^[\w.-]{1,64}$/
const DIGITS = 15
const LENGTH_BYTES = 4

/** @throws InvalidValueError `INVALID_VALUE` for a name that no file can have. */
export function checkStreamName(stream: string): void {
  if (!STREAM.test(stream)) throw new InvalidValueError('stream', stream, '1 to 64 letters, digits, dots and dashes')
}

/** What a segment is called before it is packed; sorted by name, they are in their order. */
export function segmentPath(folder: string, stream: string, offset: number): string {
  return join(folder, `${stream}-${String(offset).padStart(DIGITS, '0')}.jsonl`)
}

/** The segments of a stream in their order; of one that is there twice, since its packing was broken off at the very end, the packed one. */
export function segmentFiles(folder: string, stream: string): readonly SegmentFile[] {
  if (!existsSync(folder)) return []
  const names = new Set(readdirSync(folder))
  const files: SegmentFile[] = []
  for (const name of names) {
    const plain = name.endsWith('.gz') ? name.slice(0, -'.gz'.length) : name
    const digits = plain.slice(stream.length + 1, -'.jsonl'.length)
    if (plain !== `${stream}-${digits}.jsonl` || !/^\d{15}$/.test(digits)) continue
    const isPacked = plain !== name
    if (!isPacked && names.has(`${name}.gz`)) continue
    files.push({ path: join(folder, name), offset: Number(digits), isPacked })
  }
  return files.toSorted((one, other) => one.offset - other.offset)
}

/** How many bytes a packed segment has unpacked: gzip says so at its end. */
export function unpackedLength(path: string): number {
  const file = openSync(path, 'r')
  try {
    const end = Buffer.alloc(LENGTH_BYTES)
    readSync(file, end, 0, LENGTH_BYTES, Math.max(0, fstatSync(file).size - LENGTH_BYTES))
    return end.readUInt32LE(0)
  } finally {
    closeSync(file)
  }
}
