/**
 * The embedded store: one file, Node's own SQLite.
 *
 * @module @betting-advisor/store-sqlite
 */
export { openSqliteControl } from './sqlite-control.ts'
export { openSqliteReader } from './sqlite-reader.ts'
export { openSqliteStore } from './sqlite-store.ts'
