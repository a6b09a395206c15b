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

/** A cell in quotes, up to the delimiter, which may be white space itself; it is tried at one place. */
const QUOTED = / *"((?:[^"]|"")*)" */y
const OPEN_QUOTE = / *"/y

/** The cells of one line; `null` where a quote is never closed. */
function cellsOf(line: string, delimiter: Delimiter): readonly string[] | null {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  const cells: string[] = []
  let at = 0
  while (at <= line.length) {
    QUOTED.lastIndex = at
    OPEN_QUOTE.lastIndex = at
    const quoted = QUOTED.exec(line)
    const after = QUOTED.lastIndex
    if (quoted !== null && (after === line.length || line[after] === delimiter)) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"').trim())
      at = after + 1
      continue
    }
    if (quoted === null && OPEN_QUOTE.test(line)) return null
    const next = line.indexOf(delimiter, at)
    const end = next === -1 ? line.length : next
    cells.push(line.slice(at, end).trim())
    at = end + 1
  }
  return cells
}
