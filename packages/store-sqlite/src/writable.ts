import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from '@betting-advisor/core/store'

/**
 * Makes the directory of a file where it is missing, and checks that both can be written: SQLite would open a file that can't be written
 * for reading, and say so only at the first bet.
 *
 * @throws StoreError `STORE_READ_ONLY`
 */
export function makeWritable(path: string): void {
  requireWritable(path, () => makeDirectory(dirname(path)))
}

/** @throws StoreError `STORE_READ_ONLY` when a file that is there, or its directory, can't be written. */
export function requireWritable(path: string, prepare: () => void = () => {}): void {
  try {
    prepare()
    accessSync(dirname(path), constants.W_OK)
    if (existsSync(path)) accessSync(path, constants.W_OK)
  } catch (error) {
    throw new StoreError('STORE_READ_ONLY', `${path} can’t be written.`, {
      cause: error,
      remedy: 'Make the file and its directory writable for this user, or set DB_URL to a file elsewhere.',
    })
  }
}

/** One level at a time: the recursive form of Node never returns where no directory can be made, as below /proc. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) {
    if (!statSync(directory).isDirectory()) throw new Error(`${directory} is a file`)
    return
  }
  makeDirectory(dirname(directory))
  try {
    mkdirSync(directory)
  } catch (error) {
    // Somebody else may have made it in between.
    if (!existsSync(directory)) throw error
  }
}
