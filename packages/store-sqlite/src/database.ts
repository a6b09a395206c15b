import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { InvariantError } from '@betting-advisor/core/errors'
import { commitFault, storeFault } from './faults.ts'
import type { FileGuard } from './file-guard.ts'

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
  /** Runs `work` in one transaction: all of it is kept when this returns, nothing when it throws. Within another it is a part of that. */
  write<Result>(work: () => Result): Result
  /**
   * Runs `work` in one transaction in which every {@link Database.write} is a savepoint: it is undone alone when it throws, and
   * kept with the others once this returns.
   */
  together<Result>(work: () => Result): Result
  /** Whether a transaction is open; some faults, such as a full disk, undo it from within. */
  inTransaction(): boolean
  /**
   * Whether the file is still the one that was opened; asked by itself before each commit.
   *
   * @throws StoreError `STORE_REPLACED`
   */
  check(): void
  /** Runs `work` on one state of the database, whatever others write meanwhile. */
  read<Result>(work: () => Result): Result
}

/** An open connection, and the guard of its file. */
export interface Connection {
  readonly sqlite: DatabaseSync
  readonly path: string
  /** Asked before each commit; where nothing is ever written, before each statement. */
  readonly guard: FileGuard
  readonly readOnly: boolean
}

/** Wraps an open connection. */
export function databaseOf({ sqlite, path, guard, readOnly }: Connection): Database {
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
      if (readOnly) guard.check()
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
      guard.check()
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

  function whole<Result>(work: () => Result): Result {
    return transaction('BEGIN IMMEDIATE', () => {
      together = true
      try {
        return work()
      } finally {
        together = false
      }
    })
  }

  return {
    path,
    all: (sql, ...values) => translated(() => statement(sql).all(...values)),
    get: (sql, ...values) => translated(() => statement(sql).get(...values)),
    *each(sql, ...values) {
      // Not the cached statement: another query with the same text may run before this one is read to its end.
      const rows = translated(() => sqlite.prepare(sql).iterate(...values))
      try {
        let next = translated(() => rows.next())
        while (next.done !== true) {
          yield next.value
          next = translated(() => rows.next())
        }
      } finally {
        // A statement that is left before its end would hold this state of the database for all that is read later.
        rows.return?.()
      }
    },
    run(sql, ...values) {
      const { changes, lastInsertRowid } = translated(() => statement(sql).run(...values))
      return { changes: Number(changes), number: Number(lastInsertRowid) }
    },
    write: (work) => (together ? savepoint(work) : whole(work)),
    together: whole,
    inTransaction: () => sqlite.isTransaction,
    read: (work) => transaction('BEGIN', work),
    check: () => guard.check(),
    [Symbol.dispose]() {
      try {
        sqlite.close()
      } finally {
        guard[Symbol.dispose]()
      }
    },
  }
}

function rollback(sqlite: DatabaseSync): void {
  // Some faults, such as a full disk, have rolled back already.
  if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
}
