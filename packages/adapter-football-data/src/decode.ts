import { FootballDataError } from './football-data-error.ts'

/** A text, and what had to be assumed to read it. */
export interface DecodedText {
  readonly text: string
  /** For people; `null` where the bytes say themselves what they are. */
  readonly assumed: string | null
}

/** What Windows-1252 has where Latin-1 has control characters, from 0x80 on; some decoders forget it. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** How kinds of files begin that are taken for season files. */
const OTHER_KINDS: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'an Excel workbook or a zip archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an Excel workbook'],
  [[0x1f, 0x8b], 'compressed with gzip'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
]

/**
 * Reads bytes as text: UTF-8, UTF-16 or, where they are neither, Windows-1252.
 *
 * @throws FootballDataError `FOOTBALL_DATA_MALFORMED` when they are no text.
 */
export function decode(name: string, bytes: Uint8Array): DecodedText {
  const starts = (...start: readonly number[]) => start.every((byte, index) => bytes[index] === byte)
  const other = OTHER_KINDS.find(([start]) => starts(...start))
  if (other !== undefined) throw noText(name, `it is ${other[1]}`)
  if (starts(0xff, 0xfe)) return { text: read('utf-16le', bytes), assumed: null }
  if (starts(0xfe, 0xff)) return { text: read('utf-16be', bytes), assumed: null }
  const wide = unmarkedUtf16(bytes)
  if (wide !== null) return { text: read(wide, bytes), assumed: `${wide.toUpperCase()}, for every other byte is zero` }
  if (bytes.includes(0)) throw noText(name, 'it holds zero bytes')
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), assumed: null }
  } catch {
    const text = read('windows-1252', bytes).replaceAll(
      /[\u0080-\u009f]/g,
      (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80] ?? sign,
    )
    return { text, assumed: 'Windows-1252, for it is not valid UTF-8' }
  }
}

function read(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}

function noText(name: string, what: string): FootballDataError {
  return new FootballDataError('FOOTBALL_DATA_MALFORMED', name, `${what}, and no CSV.`, {
    remedy: 'Give the season as CSV, as football-data.co.uk offers it or a spreadsheet saves it.',
  })
}

/** A CSV is mostly ASCII: in UTF-16 nearly all its high bytes are zero, and none of its low ones. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = 0.4 * head.length
  if (head.length < 4) return null
  return odd > most && even === 0 ? 'utf-16le' : even > most && odd === 0 ? 'utf-16be' : null
}
