import { VERSION_1 } from './version-1.ts'

/** One version of the schema: what takes the version before it here. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/**
 * Every version of the schema, oldest first. One that was published is never changed, only followed: a version adds tables, indexes and
 * columns with constant defaults; a table whose checks must let in more is made anew under another name, filled, and renamed.
 */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, sql: VERSION_1 }]
