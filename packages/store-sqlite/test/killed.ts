/** A process that starts a run and is killed. */
import { sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'

const store = await openSqliteStore(process.argv[2] ?? '')
await store.startRun(sampleRunStart())
process.kill(process.pid, 'SIGKILL')
