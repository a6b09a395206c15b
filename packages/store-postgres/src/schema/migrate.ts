import { StoreError } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

const OLDEST_SERVER = 140_000
/** Any number that nobody else is likely to lock. */
const ADVISORY_LOCK = 7_240_991_385

/**
 * Brings the schema up to date, all versions in one transaction; engines that start together wait for the first.
 *
 * @throws StoreError `STORE_SCHEMA_NEWER` when a newer release has been here, `STORE_FAILED` when the server is older than 14.
 */
export async function migrate(connection: Connection, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  const [server] = await connection.query<{ version: string }>(
    `SELECT current_setting('server_version_num') AS version`,
  )
  if (Number(server?.version) < OLDEST_SERVER) {
    throw new StoreError('STORE_FAILED', `The server at ${connection.address.host} is older than PostgreSQL 14.`, {
      remedy: 'Upgrade it.',
    })
  }
  // Asked first without changing anything: an engine needs no right to create tables once they are there.
  if ((await schemaVersion(connection.query, connection, migrations)) === newestOf(migrations)) return
  await connection.writeLong(async (query) => {
    await query(`SET LOCAL lock_timeout = '60s'`)
    await query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK])
    const version = await schemaVersion(query, connection, migrations)
    if (version === 0) {
      await query('CREATE SCHEMA IF NOT EXISTS betting_advisor')
      await query(`CREATE TABLE betting_advisor.schema_version
        (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`)
    }
    for (const migration of migrations) {
      if (migration.version <= version) continue
      await query(migration.sql)
      await query('INSERT INTO betting_advisor.schema_version (version) VALUES ($1)', [migration.version])
    }
  })
}

/** @throws StoreError `STORE_NOT_FOUND`, `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER` unless the schema is that of this release. */
export async function requireSchema(
  connection: Connection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const newestVersion = newestOf(migrations)
  const version = await schemaVersion(connection.query, connection, migrations)
  if (version === newestVersion) return
  const { shown } = connection.address
  throw version === 0
    ? new StoreError('STORE_NOT_FOUND', `Database ${shown} holds no accounts: no engine has ever run on it.`, {
        remedy: 'Set DB_URL to the database of the engines.',
      })
    : new StoreError(
        'STORE_SCHEMA_OLDER',
        `Database ${shown} has schema ${version}, this release reads ${newestVersion}.`,
        {
          remedy: 'Start an engine of this release on it once: it brings the database up to date.',
        },
      )
}

async function schemaVersion(query: Query, { address }: Connection, migrations: readonly Migration[]): Promise<number> {
  // From the catalog's tables, not by to_regclass, which may remember what was not there before another engine made it.
  const [table] = await query(
    `SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'betting_advisor' AND tablename = 'schema_version'`,
  )
  if (table === undefined) return 0
  const [row] = await query<{ version: number | null }>(
    'SELECT max(version) AS version FROM betting_advisor.schema_version',
  )
  const version = row?.version ?? 0
  const newestVersion = newestOf(migrations)
  if (version <= newestVersion) return version
  throw new StoreError(
    'STORE_SCHEMA_NEWER',
    `Database ${address.shown} has schema ${version}, this release knows up to ${newestVersion}.`,
    {
      remedy: 'Update @betting-advisor/store-postgres, or set DB_URL to another database.',
    },
  )
}

function newestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}
