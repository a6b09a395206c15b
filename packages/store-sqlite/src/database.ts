import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { InvariantError, StoreError } from '@betting-advisor/core/store'
import { commitFault, storeFault } from './faults.ts'
import { MIGRATIONS } from './migrations.ts'

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** An open database: statements are prepared once, faults come in words of this store. */
export interface Database extends Disposable {
  readonly path: string
  /** The rows of a query. */
  all(sql: string, ...values: SQLInputValue[]): Row[]
  /** The first row of a query. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined
  /** The rows of a query, one after the other. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Row>
  /** Runs a statement; returns how many rows it changed and the number of the last one inserted. */
  run(sql: string, ...values: SQLInputValue[]): { readonly changes: number; readonly number: number }
  /** Runs `work` in one transaction: all of it is kept when this returns, nothing when it throws. */
  write<Result>(work: () => Result): Result
  /**
   * Runs `work` in one transaction in which every {@link Database.write} is a savepoint: it is undone alone when it throws, and
   * kept with the others once this returns.
   */
  together<Result>(work: () => Result): Result
  /** Whether a transaction is open; some faults, such as a full disk, undo it from within. */
  inTransaction(): boolean
  /** Runs `work` on one state of the database, whatever others write meanwhile. */
  read<Result>(work: () => Result): Result
}

/** How long a statement waits for others at the file, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens a database file.
 *
 * @throws StoreError when it can't be opened, is damaged, or is of another version.
 */
export function openDatabase(path: string, access: 'write' | 'read'): Database {
  let sqlite: DatabaseSync | undefined
  try {
    sqlite = new DatabaseSync(path, { readOnly: access === 'read', timeout: BUSY_TIMEOUT_MS })
    sqlite.exec(access === 'write' ? writePragmas : 'PRAGMA query_only = ON')
    const database = wrap(sqlite, path)
    if (access === 'write') migrate(database, sqlite)
    else checkVersion(database)
    return database
  } catch (error) {
    sqlite?.close()
    throw storeFault(error, path)
  }
}

// With synchronous = FULL a commit in WAL mode is on the disk when it returns; fullfsync makes that true on macOS as well.
const writePragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
`

const newestVersion = MIGRATIONS.at(-1)?.version ?? 0

/** All missing versions in one transaction. */
function migrate(database: Database, sqlite: DatabaseSync): void {
  database.write(() => {
    const version = schemaVersion(database)
    refuseNewer(version, database.path)
    if (version === 0) {
      sqlite.exec('CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT')
    }
    for (const migration of MIGRATIONS) {
      if (migration.version <= version) continue
      sqlite.exec(migration.sql)
      database.run('INSERT INTO schema_version (version, applied_at) VALUES (?, unixepoch() * 1000)', migration.version)
    }
  })
}

function checkVersion(database: Database): void {
  const version = schemaVersion(database)
  refuseNewer(version, database.path)
  if (version < newestVersion) {
    throw new StoreError(
      'STORE_SCHEMA_OLDER',
      `${database.path} has schema ${version}, this release reads ${newestVersion}.`,
      {
        remedy: 'Start an engine of this release on it once: it brings the file up to date.',
      },
    )
  }
}

function schemaVersion(database: Database): number {
  const table = database.get(`SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'`)
  if (table === undefined) return 0
  const row = database.get('SELECT max(version) AS version FROM schema_version')
  return typeof row?.['version'] === 'number' ? row['version'] : 0
}

function refuseNewer(version: number, path: string): void {
  if (version <= newestVersion) return
  throw new StoreError(
    'STORE_SCHEMA_NEWER',
    `${path} has schema ${version}, this release knows up to ${newestVersion}.`,
    {
      remedy: 'Update @betting-advisor/store-sqlite, or set DB_URL to another file.',
    },
  )
}

function wrap(sqlite: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>()
  let together = false

  function statement(sql: string): StatementSync {
    let prepared = statements.get(sql)
    if (prepared === undefined) {
      prepared = sqlite.prepare(sql)
      statements.set(sql, prepared)
    }
    return prepared
  }

  function translated<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw storeFault(error, path)
    }
  }

  function transaction<Result>(begin: string, work: () => Result): Result {
    if (sqlite.isTransaction) throw new InvariantError('A transaction is already open.')
    translated(() => sqlite.exec(begin))
    let result: Result
    try {
      result = work()
    } catch (error) {
      rollback(sqlite)
      throw storeFault(error, path)
    }
    try {
      sqlite.exec('COMMIT')
    } catch (error) {
      rollback(sqlite)
      throw commitFault(error, path)
    }
    return result
  }

  function savepoint<Result>(work: () => Result): Result {
    translated(() => statement('SAVEPOINT operation').run())
    let result: Result
    try {
      result = work()
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK TO operation; RELEASE operation')
      throw storeFault(error, path)
    }
    translated(() => statement('RELEASE operation').run())
    return result
  }

  return {
    path,
    all: (sql, ...values) => translated(() => statement(sql).all(...values)),
    get: (sql, ...values) => translated(() => statement(sql).get(...values)),
    *each(sql, ...values) {
      // Not the cached statement: another query with the same text may run before this one is read to its end.
      const rows = translated(() => sqlite.prepare(sql).iterate(...values))
      let next = translated(() => rows.next())
      while (next.done !== true) {
        yield next.value
        next = translated(() => rows.next())
      }
    },
    run(sql, ...values) {
      const { changes, lastInsertRowid } = translated(() => statement(sql).run(...values))
      return { changes: Number(changes), number: Number(lastInsertRowid) }
    },
    write: (work) => (together ? savepoint(work) : transaction('BEGIN IMMEDIATE', work)),
    together: (work) =>
      transaction('BEGIN IMMEDIATE', () => {
        together = true
        try {
          return work()
        } finally {
          together = false
        }
      }),
    inTransaction: () => sqlite.isTransaction,
    read: (work) => transaction('BEGIN', work),
    [Symbol.dispose]() {
      sqlite.close()
    },
  }
}

function rollback(sqlite: DatabaseSync): void {
  // Some faults, such as a full disk, have rolled back already.
  if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
}
