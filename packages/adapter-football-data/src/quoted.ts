/** How much of a cell is shown in a message. */
const SHOWN = 40

/** What neither a message, a terminal nor a name should hold: control characters, line separators, changes of writing direction. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text out of a file for people: in quotes, cut short, with nothing in it that a terminal would obey. */
export function quoted(text: string): string {
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return JSON.stringify(cut).replaceAll(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Whether a text can be the name of something: readable, well formed and of a sensible length. */
export function isName(text: string): boolean {
  return text !== '' && text.length <= 100 && text.isWellFormed() && text.search(UNSEEN) === -1
}
