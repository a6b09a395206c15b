/** A process that asks something of a store, waits for nothing and closes nothing. */
import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'

const store = await openSqliteStore(process.argv[2] ?? '')
store.startRun(sampleRunStart())
store.begin(sampleIntent()).then(({ kind }) => process.stdout.write(kind))
