/**
 * The server store: PostgreSQL through pg.
 *
 * @packageDocumentation
 */
export type { PostgresOptions } from './connection.ts'
export { openPostgresStore } from './postgres-store.ts'
