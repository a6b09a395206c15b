import { startServer } from 'betting-advisor-postgres-server/server'
import { afterAll, test } from 'vitest'
import {
  expectAuditToFindEveryField,
  type Field,
  type KeptColumn,
  type KeptRows,
} from '../../core/test/audit-of-stores.ts'
import { openHarness, withClient } from './harness.ts'

const server = await startServer()

afterAll(async () => {
  if ('stop' in server) await server.stop()
})

const KINDS: Readonly<Record<string, KeptColumn['kind']>> = {
  bigint: 'number',
  integer: 'number',
  'double precision': 'number',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
  boolean: 'boolean',
}

const COLUMNS = `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS "isNeeded",
    coalesce(attnum = ANY (conkey), false) AS "isKey"
  FROM pg_catalog.pg_attribute
  LEFT JOIN pg_catalog.pg_constraint ON conrelid = attrelid AND contype = 'p'
  WHERE attrelid = ('betting_advisor.' || $1)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`

interface TypedColumn extends Omit<KeptColumn, 'kind'> {
  readonly type: string
}

test('an audit finds whichever field was changed of what a database says of orders and money', async ({ skip }) => {
  if ('unavailable' in server) return skip(server.unavailable)
  await using harness = await openHarness(server.url())
  await withClient(server.url(), async (client) => {
    // Turns triggers and foreign keys off; what a table checks of itself is taken away until the end.
    await client.query('SET session_replication_role = replica')
    const { rows: checks } = await client.query<{ undo: string }>(
      `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS undo FROM pg_catalog.pg_constraint
       WHERE connamespace = 'betting_advisor'::regnamespace AND contype = 'c'`,
    )
    for (const { undo } of checks) await client.query(undo)
    const typed = new Map<string, readonly TypedColumn[]>()
    const columnsOf = async (table: string): Promise<readonly TypedColumn[]> => {
      const known = typed.get(table) ?? (await client.query<TypedColumn>(COLUMNS, [table])).rows
      typed.set(table, known)
      return known
    }
    const kept: KeptRows = {
      store: harness.store,
      columns: async (table) =>
        (await columnsOf(table)).map(({ type, ...column }) => ({ ...column, kind: KINDS[type] ?? 'text' })),
      async rows(table) {
        const columns = await columnsOf(table)
        const list = columns.map(({ name }) => `"${name}"::text`).join(', ')
        const { rows } = await client.query<Record<string, string | null>>(
          `SELECT ${list} FROM betting_advisor.${table}`,
        )
        return rows.map((row) =>
          Object.fromEntries(
            columns.map(({ name, type }) => [name, fieldOf(row[name] ?? null, KINDS[type] ?? 'text')]),
          ),
        )
      },
      async change(table, column, keys, value) {
        const columns = await columnsOf(table)
        const typeOf = (name: string) => columns.find((each) => each.name === name)?.type ?? 'text'
        const written = typeOf(column) === 'bytea' && value !== null ? `\\x${value}` : value
        const where = Object.keys(keys).map((key, index) => `"${key}" = $${index + 2}::text::${typeOf(key)}`)
        const sql = `UPDATE betting_advisor.${table} SET "${column}" = $1::text::${typeOf(column)} WHERE ${where.join(' AND ')}`
        try {
          return (await client.query(sql, [textOf(written), ...Object.values(keys).map(textOf)])).rowCount === 1
        } catch {
          return false
        }
      },
    }
    // The event that a market counts under may be another than its intent names: that of a link, or of the first bet on it.
    await expectAuditToFindEveryField(kept, { every: 9, besides: ['event'] })
    await client.query('DROP SCHEMA betting_advisor CASCADE')
  })
})

function textOf(value: Field): string | null {
  return value === null ? null : String(value)
}

function fieldOf(text: string | null, kind: KeptColumn['kind']): Field {
  if (text === null) return null
  if (kind === 'number') return Number(text)
  if (kind === 'boolean') return text === 'true'
  return kind === 'bytes' ? text.slice(2) : text
}
