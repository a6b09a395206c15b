import * as zlib from 'node:zlib'
import { createTextPacker } from '@betting-advisor/core/store'

const packer = createTextPacker(zlib)

/** The bytes that are written of a text. */
export function packText(text: string, known: string): Uint8Array {
  return packer.pack(text, known)
}

/** The bytes that are written of a value's JSON. */
export function packJson(value: unknown, known: string): Uint8Array {
  return packText(JSON.stringify(value), known)
}

/** The JSON in such bytes; `null` where they were changed, or what was known was. */
export function unpackJson(packed: Uint8Array, known: string): string | null {
  return packer.unpack(packed, known)
}
