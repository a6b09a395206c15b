import type { PriceColumns } from './columns.ts'
import type { Report } from './diagnostic.ts'
import { quoted } from './quoted.ts'
import type { Section } from './sections.ts'

/** Whether prices are read: those that the notes explain, and those that were named. */
export function isRead({ own, known }: PriceColumns, named: ReadonlySet<string>): boolean {
  return known || named.has(own)
}

/** Says what a heading leaves open. */
export function reportColumns({ line, columns }: Section, named: ReadonlySet<string>, report: Report): void {
  for (const name of columns.repeated)
    report('COLUMN_REPEATED', line, `${quoted(name)} stands over several columns: the first is read`)
  for (const kind of ['before', 'closing'] as const) {
    for (const { prefix, venue } of columns[kind]) {
      const [first] = columns[kind].filter((other) => other.venue === venue)
      if (first === undefined || first.prefix === prefix) continue
      const message = `${quoted(first.prefix)} and ${quoted(prefix)} are both ${quoted(venue)}: the first goes first`
      report('COLUMN_REPEATED', line, message)
    }
  }
  for (const { prefix } of columns.before.filter((prices) => !isRead(prices, named))) {
    report(
      'BOOKMAKER_UNKNOWN',
      line,
      `nobody knows whose prices stand under ${quoted(prefix)}: name them to have them read`,
      'prices',
    )
  }
  // Newer files of that layout have the same prices under closing prefixes.
  const unsaid = columns.saysWhen ? [] : columns.before.map(({ prefix }) => quoted(prefix))
  if (unsaid.length > 0) {
    const message = `files of this layout do not say when the prices under ${unsaid.join(', ')} were shown: they are taken for prices before the close`
    report('PRICE_TIME_ASSUMED', line, message)
  }
}

/** The first line with a decimal comma in a price, which there would be a thousands separator elsewhere. */
export function commaLine(sections: readonly Section[]): number | null {
  for (const { columns, rows } of sections) {
    const places = [...columns.before, ...columns.closing].flatMap(({ cells }) => cells)
    const found = rows.find(({ cells }) => places.some((place) => /^\d+,\d+$/.test(cells[place] ?? '')))
    if (found !== undefined) return found.line
  }
  return null
}
