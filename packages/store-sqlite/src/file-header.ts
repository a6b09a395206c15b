import { closeSync, openSync, readSync } from 'node:fs'
import { foreignFile } from './faults.ts'

/** What every SQLite database begins with (https://www.sqlite.org/fileformat.html). */
const MAGIC = 'SQLite format 3\0'

/**
 * Refuses a file that is something else before anything is made beside it.
 *
 * @throws StoreError `STORE_CORRUPT`
 */
export function refuseForeignFile(path: string): void {
  const begin = beginOf(path)
  if (begin !== '' && begin !== MAGIC) throw foreignFile(path)
}

/** The first bytes; none of a file that is new, or not to be read, which is found out when it is opened. */
function beginOf(path: string): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.alloc(MAGIC.length)
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0))
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
