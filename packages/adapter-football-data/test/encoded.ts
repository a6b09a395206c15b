/** How a text may be written into a file. */
export type Encoding =
  | 'utf-8'
  | 'utf-8 with a mark'
  | 'utf-16le'
  | 'utf-16le with a mark'
  | 'utf-16be'
  | 'utf-16be with a mark'
  | 'windows-1252'

/** The letters of Windows-1252 that are not where Latin-1 has them. */
const WINDOWS: Readonly<Record<string, number>> = {
  '’': 0x92,
  Š: 0x8a,
  š: 0x9a,
  Ž: 0x8e,
  ž: 0x9e,
  Œ: 0x8c,
  œ: 0x9c,
  Ÿ: 0x9f,
}

/** The bytes of a text. */
export function encoded(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  if (encoding === 'windows-1252') {
    return Uint8Array.from([...text].map((letter) => WINDOWS[letter] ?? letter.charCodeAt(0)))
  }
  if (encoding.endsWith(' with a mark'))
    return encoded(`\uFEFF${text}`, encoding.replace(' with a mark', '') as Encoding)
  const isLittle = encoding === 'utf-16le'
  return Uint8Array.from(
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) =>
      isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
    ),
  )
}
