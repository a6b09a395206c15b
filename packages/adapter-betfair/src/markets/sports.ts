import type { Open } from '../api/wire/values.ts'

/** What the exchange calls sports, by their names in lower case. */
const IDS = {
  soccer: '1',
  football: '1',
  tennis: '2',
  golf: '3',
  cricket: '4',
  'rugby-union': '5',
  boxing: '6',
  'horse-racing': '7',
  'motor-sport': '8',
  'special-bets': '10',
  cycling: '11',
  'rugby-league': '1477',
  darts: '3503',
  athletics: '3988',
  'greyhound-racing': '4339',
  snooker: '6422',
  'american-football': '6423',
  baseball: '7511',
  basketball: '7522',
  'ice-hockey': '7524',
  'australian-rules': '61420',
  handball: '468328',
  volleyball: '998917',
  'gaelic-games': '2152880',
  politics: '2378961',
  'mixed-martial-arts': '26420387',
} as const satisfies Readonly<Record<string, string>>

/** A sport by its name, however it is written, or by its number at the exchange. */
export type SportName = Open<keyof typeof IDS>

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

/** The sports whose numbers have not changed for years: what is not among them is asked for. */
export const wellKnownSports: NamedIds = new Map(Object.entries(IDS).map(([name, id]) => [name, [id]]))

/** Whether a text is a number of the exchange's rather than a name. */
export function isNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
