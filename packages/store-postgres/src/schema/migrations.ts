import { BEGIN_FUNCTION } from './begin-function.ts'
import { CHANGE_FUNCTIONS } from './change-functions.ts'
import { EXPOSURE_FUNCTIONS } from './exposure-functions.ts'
import { TABLES } from './tables.ts'

/** One version of the schema: what takes the version before it here. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/**
 * Every version of the schema, oldest first. One that was published is never changed, only followed: a version adds columns with
 * constant defaults, so that no table is written anew, and a function in a new form under a name with its own version, so that engines
 * of the release before go on with theirs while releases are exchanged.
 */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: `${TABLES}${EXPOSURE_FUNCTIONS}${BEGIN_FUNCTION}${CHANGE_FUNCTIONS}` },
]
