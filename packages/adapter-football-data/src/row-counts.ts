import type { Report } from './diagnostic.ts'

/** Counts what is said of rows, for a file of which none can be used. */
export function countRows(report: Report) {
  const counts = new Map<string, number>()
  let first = ''
  const counted: Report = (code, line, message, skipped) => {
    if (skipped === 'row') {
      counts.set(code, (counts.get(code) ?? 0) + 1)
      if (first === '' && code !== 'BLANK_ROW') first = ` Line ${line}: ${message}.`
    }
    report(code, line, message, skipped)
  }
  return {
    report: counted,
    hasDuplicates: () => counts.has('DUPLICATE_MATCH'),
    summary: () => {
      const told = [...counts].map(([code, count]) => `${code} ${count}`).join(', ')
      return told === '' ? 'It has none but its heading.' : `${told}.${first}`
    },
  }
}
