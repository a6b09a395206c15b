import { DatabaseSync } from 'node:sqlite'
import { type Database, databaseOf } from './database.ts'
import { storeFault } from './faults.ts'
import { type FileGuard, guardFile, guardPlace } from './file-guard.ts'
import { checkVersion, migrate } from './schema/migrate.ts'

/**
 * What a connection is for: `write` is the engine's, and brings the file up to date; `read` changes nothing; `control` writes beside the
 * engine, and leaves the file as it is otherwise.
 */
export type Access = 'write' | 'read' | 'control'

/** How long a statement waits for others at the file, in milliseconds. Who controls asks again instead, and holds up nobody meanwhile. */
const BUSY_TIMEOUT_MS = 5_000

// With synchronous = FULL a commit in WAL mode is on the disk when it returns; fullfsync makes that true on macOS as well.
const DURABLE = `
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA trusted_schema = OFF;
`

// Each intent touches pages all over the file: a log and a cache of 16 MB write and read many of them once, which smaller ones do over and over.
// What a savepoint may have to put back is needed by this process alone, so it stays in memory: as a file it is two thirds of all writes.
const MANY_PAGES = 'PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY'

const PRAGMAS: Readonly<Record<Access, string>> = {
  write: `PRAGMA journal_mode = WAL; ${MANY_PAGES}; ${DURABLE}`,
  read: 'PRAGMA query_only = ON',
  // Moving the log into the file is the engine's business.
  control: `PRAGMA wal_autocheckpoint = 0; ${DURABLE}`,
}

/**
 * Opens a database file.
 *
 * @throws StoreError when it can't be opened, is damaged, or is of another version.
 */
export function openDatabase(path: string, access: Access): Database {
  let sqlite: DatabaseSync | undefined
  let guard: FileGuard | undefined
  try {
    sqlite = new DatabaseSync(path, {
      readOnly: access === 'read',
      timeout: access === 'control' ? 0 : BUSY_TIMEOUT_MS,
      // A migration makes tables anew that others refer to.
      enableForeignKeyConstraints: false,
    })
    sqlite.exec(PRAGMAS[access])
    guard = access === 'write' ? guardPlace(path) : guardFile(path)
    const database = databaseOf({ sqlite, path, guard, readOnly: access === 'read' })
    if (access === 'write') migrate(database, sqlite)
    else checkVersion(database)
    sqlite.exec('PRAGMA foreign_keys = ON')
    return database
  } catch (error) {
    sqlite?.close()
    guard?.[Symbol.dispose]()
    throw storeFault(error, path)
  }
}
