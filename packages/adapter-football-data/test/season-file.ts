import { type FootballMatch, readSeasons, type SeasonData, type SeasonFile, type SeasonOptions } from '../src/index.ts'

/** Cells of one row by column; every test changes what it is about. */
export type Row = Readonly<Record<string, string>>

/** An invented match, complete and right. */
export const row: Row = {
  Div: 'X0',
  Date: '20/01/2024',
  Time: '20:00',
  HomeTeam: 'Ashford',
  AwayTeam: 'Bramley',
  FTHG: '2',
  FTAG: '1',
  FTR: 'H',
  B365H: '2.1',
  B365D: '3.4',
  B365A: '3.75',
  PSH: '2.15',
  PSD: '3.5',
  PSA: '3.8',
  B365CH: '2',
  B365CD: '3.5',
  B365CA: '4',
  PSCH: '2.02',
  PSCD: '3.55',
  PSCA: '4.1',
}

/** A file of rows, in the columns of `row` unless others are given. */
export function seasonFile(
  rows: readonly Row[],
  columns: readonly string[] = Object.keys(row),
  name = 'X0.csv',
): SeasonFile & { readonly text: string } {
  const lines = rows.map((cells) => columns.map((column) => cells[column] ?? '').join(','))
  return { name, text: `${[columns.join(','), ...lines].join('\n')}\n` }
}

/** The columns of `row` but for some. */
export function without(...columns: readonly string[]): readonly string[] {
  return Object.keys(row).filter((column) => !columns.includes(column))
}

/** A row under other names: `renamed(row, { HomeTeam: 'HT' })`. */
export function renamed(cells: Row, names: Row): Row {
  return Object.fromEntries(Object.entries(cells).map(([column, cell]) => [names[column] ?? column, cell]))
}

/** What was read from one file. */
export function readText(text: string, options?: SeasonOptions): SeasonData {
  return readSeasons([{ name: 'X0.csv', text }], options)
}

/** The prices of a match by prefix, before the close and at it. */
export function pricesOf({ before, closing }: Pick<FootballMatch, 'before' | 'closing'>) {
  return Object.fromEntries([...before, ...closing].map(({ prefix, prices }) => [prefix, prices]))
}

/** What was said of a file: line, code, and what was left out. */
export function said({ diagnostics }: SeasonData): readonly string[] {
  return diagnostics.map(({ line, code, skipped }) => `${line} ${code} ${skipped}`)
}
