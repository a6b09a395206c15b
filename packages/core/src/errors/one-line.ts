/** Control characters but line breaks, line and paragraph separators, and what turns the direction of a line around. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu

/** What nearly all texts are made of: printable ASCII and Latin letters. */
const PLAIN = /^[\x20-\x7e\xa0-\u024f]*$/

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * A text as one line that can do nothing to a terminal or a log: line breaks, control characters and what turns the direction of writing
 * around are written as escapes, halves of surrogate pairs become U+FFFD.
 *
 * @example
 * ```ts
 * oneLine('closed\n\u001b[2Jall is well') // 'closed\\n\\u001b[2Jall is well'
 * ```
 */
export function oneLine(text: string): string {
  return printableLines(text).replaceAll('\n', '\\n')
}

/** As {@link oneLine}, but line breaks stay. */
export function printableLines(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, escaped)
}

/**
 * Whether a text from outside can be shown and kept as it is: well-formed, of one line that can do nothing to a terminal, and not too long.
 *
 * @param longest - The most UTF-16 units.
 * @example
 * ```ts
 * isPrintable('King’s Park', 200) // true
 * isPrintable('Arsenal\u0000', 200) // false
 * ```
 */
export function isPrintable(text: string, longest: number): boolean {
  if (text.length > longest) return false
  if (PLAIN.test(text)) return true
  if (text.includes('\n')) return false
  return text.isWellFormed() && text.search(UNPRINTABLE) === -1
}
