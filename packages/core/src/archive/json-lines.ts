import { AdvisorError, type AdvisorErrorOptions } from '../errors/advisor-error.ts'
import type { StoreRecord } from '../ports/record.ts'
import { recordShape } from './record-shape.ts'

/** The release of the format; a later one may only add. */
const FORMAT = 1

/** An export cannot be read: the line says where. */
export class ExportError extends AdvisorError {
  readonly code = 'EXPORT_UNREADABLE'
  /** Counted from 1. */
  readonly line: number

  constructor(line: number, problem: string, options?: AdvisorErrorOptions) {
    super(`Line ${line} of the export: ${problem}.`, options)
    this.line = line
  }
}

/**
 * Records as JSON Lines: one a line, with its line break. Amounts are integers of minor units, times milliseconds since 1970.
 *
 * @example
 * ```ts
 * for await (const line of toJsonLines(exportRecords(store, account))) file.write(line)
 * ```
 */
export async function* toJsonLines(
  records: AsyncIterable<StoreRecord> | Iterable<StoreRecord>,
): AsyncGenerator<string, void, undefined> {
  for await (const record of records) {
    yield `${JSON.stringify(record.kind === 'account' ? { ...record, format: FORMAT } : record)}\n`
  }
}

/**
 * Records out of the lines of an export. Blank lines are passed over, and so are fields that are not known here.
 *
 * @param lines - With or without their line breaks.
 * @throws ExportError `EXPORT_UNREADABLE` at the first line that is not a record; those before it have been given.
 * @example
 * ```ts
 * const rows = await importInto(store, readJsonLines(lines))
 * ```
 */
export async function* readJsonLines(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<StoreRecord, void, undefined> {
  let number = 0
  for await (const line of lines) {
    number += 1
    // Some editors put a byte order mark in front.
    const text = (number === 1 ? line.replace(/^\uFEFF/, '') : line).trim()
    if (text !== '') yield recordOf(text, number)
  }
}

function recordOf(text: string, number: number): StoreRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ExportError(number, 'not JSON', { cause, remedy: 'Was it cut off, or is it another file?' })
  }
  if (isNewer(value)) {
    throw new ExportError(number, `format ${value.format} is newer than this release knows`, {
      remedy: 'Read it with a newer release.',
    })
  }
  const problem = recordShape(value, 'record')
  if (problem !== null) throw new ExportError(number, problem, { remedy: 'Was it edited, or is it another file?' })
  return value as StoreRecord
}

function isNewer(value: unknown): value is { readonly format: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    typeof value.format === 'number' &&
    value.format > FORMAT
  )
}
