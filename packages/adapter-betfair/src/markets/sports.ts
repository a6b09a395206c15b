import type { Open } from '../api/wire/values.ts'

/** Sports by their names in lower case, with the numbers that recordings of the exchange's stream have for them. */
const SEEN = {
  soccer: '1',
  football: '1',
  'rugby-union': '5',
  boxing: '6',
  'horse-racing': '7',
  'rugby-league': '1477',
  darts: '3503',
  'greyhound-racing': '4339',
  basketball: '7522',
  'australian-rules': '61420',
  netball: '606611',
  'mixed-martial-arts': '26420387',
} as const satisfies Readonly<Record<string, string>>

/** A sport by its name at the exchange, however it is written, or by its number there. */
export type SportName = Open<keyof typeof SEEN>

/** A name as names are compared: in lower case, words joined by hyphens. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

/** Names and the numbers that they stand for; several where the exchange has more of one name. */
export type NamedIds = ReadonlyMap<string, readonly string[]>

/** The sports whose numbers were seen at the exchange: what is not among them is asked for. */
export const wellKnownSports: NamedIds = new Map(Object.entries(SEEN).map(([name, id]) => [name, [id]]))

/** Whether a text is a number of the exchange's rather than a name. */
export function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
