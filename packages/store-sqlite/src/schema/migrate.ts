import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '@betting-advisor/core/store'
import type { Database } from '../database.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

/**
 * Brings the schema up to date, all missing versions in one transaction.
 *
 * @throws StoreError `STORE_SCHEMA_NEWER`
 */
export function migrate(database: Database, sqlite: DatabaseSync, migrations: readonly Migration[] = MIGRATIONS): void {
  if (schemaVersion(database) === newestOf(migrations)) return
  database.write(() => {
    const version = schemaVersion(database)
    refuseNewer(version, newestOf(migrations), database.path)
    if (version === 0) {
      sqlite.exec('CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT')
    }
    for (const migration of migrations) {
      if (migration.version <= version) continue
      sqlite.exec(migration.sql)
      database.run('INSERT INTO schema_version (version, applied_at) VALUES (?, unixepoch() * 1000)', migration.version)
    }
  })
}

/** @throws StoreError `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER` */
export function checkVersion(database: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const newestVersion = newestOf(migrations)
  const version = schemaVersion(database)
  refuseNewer(version, newestVersion, database.path)
  if (version < newestVersion) {
    throw new StoreError(
      'STORE_SCHEMA_OLDER',
      `${database.path} has schema ${version}, this release reads ${newestVersion}.`,
      { remedy: 'Start an engine of this release on it once: it brings the file up to date.' },
    )
  }
}

function schemaVersion(database: Database): number {
  const table = database.get(`SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'`)
  if (table === undefined) return 0
  const row = database.get('SELECT max(version) AS version FROM schema_version')
  return typeof row?.['version'] === 'number' ? row['version'] : 0
}

function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

function refuseNewer(version: number, newestVersion: number, path: string): void {
  if (version <= newestVersion) return
  throw new StoreError(
    'STORE_SCHEMA_NEWER',
    `${path} has schema ${version}, this release knows up to ${newestVersion}.`,
    { remedy: 'Update @betting-advisor/store-sqlite, or set DB_URL to another file.' },
  )
}
