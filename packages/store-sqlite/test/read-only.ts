/** A process without the rights of root that opens a store, or control beside one, and says what became of it. */
import { openSqliteControl, openSqliteStore } from '../src/index.ts'

if (process.getuid?.() === 0) process.setuid?.(65_534)
try {
  const [, , path = '', kind = 'store'] = process.argv
  await using opened = await (kind === 'control' ? openSqliteControl(path) : openSqliteStore(path))
  process.stdout.write(`opened ${(await opened.accounts()).length}`)
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? error.code : ''} ${error}`)
}
