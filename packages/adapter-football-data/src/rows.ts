import { CsvError, parse } from 'csv-parse/sync'

/** A line of a file in cells, each without spaces around it; `null` where a quote is never closed. */
export interface Row {
  /** Counted from 1. */
  readonly line: number
  readonly cells: readonly string[] | null
}

/** What may stand between cells. */
export type Delimiter = ',' | ';' | '\t' | '|'

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']

/** A heading is looked for within so many lines to tell the delimiter. */
const HEAD = 100

/**
 * Splits a text into rows of cells. A season file has no line breaks within cells, so each line is a row of its own: a stray quote
 * costs its line and not all that follows. A last row that is cut off loses the cell that may be half.
 *
 * @param isHeading - Whether cells are those of a heading, by which the delimiter is found.
 */
export function rowsOf(
  text: string,
  isHeading: (cells: readonly string[]) => boolean,
): { readonly rows: readonly Row[]; readonly delimiter: Delimiter } {
  // Files that were put together have byte order marks within.
  const lines = text.split(/\r\n|\n|\r/).map((line) => (line.startsWith('\uFEFF') ? line.slice(1) : line))
  const isCut = lines.at(-1) !== ''
  if (!isCut) lines.pop()
  const delimiter = delimiterOf(lines.slice(0, HEAD), isHeading)
  let width = 0
  const rows = lines.map((line, index): Row => {
    const cells = cellsOf(line, delimiter)
    if (cells !== null && isHeading(cells)) width = cells.length
    const isHalf = isCut && index === lines.length - 1 && cells !== null && cells.length < width
    return { line: index + 1, cells: isHalf ? cells.slice(0, -1) : cells }
  })
  return { rows, delimiter }
}

function delimiterOf(lines: readonly string[], isHeading: (cells: readonly string[]) => boolean): Delimiter {
  for (const line of lines) {
    const found = DELIMITERS.find((delimiter) => isHeading(cellsOf(line, delimiter) ?? []))
    if (found !== undefined) return found
  }
  return ','
}

/** The cells of one line; `null` where a quote is never closed. */
function cellsOf(line: string, delimiter: Delimiter): readonly string[] | null {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  try {
    const [cells = []] = parse(line, { delimiter, relax_column_count: true, relax_quotes: true, trim: true })
    return cells.map((cell) => cell.trim())
  } catch (error) {
    if (error instanceof CsvError) return null
    throw error
  }
}
