/** A process without the rights of root that opens a store and says what became of it. */
import { openSqliteStore } from '../src/index.ts'

if (process.getuid?.() === 0) process.setuid?.(65_534)
try {
  await using store = await openSqliteStore(process.argv[2] ?? '')
  process.stdout.write(`opened ${store.description}`)
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? error.code : ''} ${error}`)
}
