/**
 * The server store: PostgreSQL through pg.
 *
 * @module @betting-advisor/store-postgres
 */
export type { PostgresOptions } from './connection.ts'
export { openPostgresControl } from './postgres-control.ts'
export { openPostgresStore } from './postgres-store.ts'
