/**
 * The embedded store: one file, Node's own SQLite.
 *
 * @packageDocumentation
 */
export { openSqliteReader, openSqliteStore } from './sqlite-store.ts'
