/**
 * The server store: PostgreSQL through pg.
 *
 * @packageDocumentation
 */
export type { PostgresOptions } from './connection.ts'
export { openPostgresControl } from './postgres-control.ts'
export { openPostgresStore } from './postgres-store.ts'
