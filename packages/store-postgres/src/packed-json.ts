import * as zlib from 'node:zlib'
import { createTextPacker } from '@betting-advisor/core/store'

const packer = createTextPacker(zlib)

/** The bytes that are written of a value's JSON. */
export function packJson(value: unknown, known: string): Uint8Array {
  return packer.pack(JSON.stringify(value), known)
}

/** The JSON in such bytes; `null` where they were changed, or what was known was. */
export function unpackJson(packed: Uint8Array, known: string): string | null {
  return packer.unpack(packed, known)
}

/** Bytes as PostgreSQL reads them in a text. */
export function byteText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}

/** The bytes in such a text. */
export function bytesIn(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex')
}
