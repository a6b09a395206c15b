import type { Database } from '../database.ts'
import { countExposureAndLosses } from './backfill-2.ts'
import { VERSION_1 } from './version-1.ts'
import { VERSION_2 } from './version-2.ts'

/** One version of the schema: what takes the version before it here. Published ones are never changed, only followed. */
export interface Migration {
  readonly version: number
  readonly sql: string
  /** Fills in, from rows that were there before, what SQL alone cannot work out. */
  readonly backfill?: (database: Database) => void
}

/** Every version of the schema, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: VERSION_1 },
  { version: 2, sql: VERSION_2, backfill: countExposureAndLosses },
]
