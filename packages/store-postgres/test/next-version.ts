import { MIGRATIONS, type Migration } from '../src/schema/migrations.ts'

/** The versions of this release and one that could come next: a column with a constant default, and whatever else is given. */
export function withNextVersion(more = ''): readonly Migration[] {
  const version = (MIGRATIONS.at(-1)?.version ?? 0) + 1
  const sql = `ALTER TABLE betting_advisor.account ADD COLUMN nickname text NOT NULL DEFAULT 'none';${more}`
  return [...MIGRATIONS, { version, sql }]
}
