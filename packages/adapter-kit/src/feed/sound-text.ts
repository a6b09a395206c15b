import { isPrintable } from '@betting-advisor/core/store'

/** The longest name or id that is taken from outside, in UTF-16 units. */
const LONGEST_TEXT = 200

/**
 * Whether a text from outside can stand for something: not blank, well-formed, of one line, and not too long.
 *
 * @param longest - The most UTF-16 units; 200 by default.
 * @example
 * ```ts
 * isSoundText('King’s Park') // true
 * isSoundText('Arsenal\u0000') // false
 * ```
 */
export function isSoundText(text: string, longest: number = LONGEST_TEXT): boolean {
  return text.trim() !== '' && isPrintable(text, longest)
}
