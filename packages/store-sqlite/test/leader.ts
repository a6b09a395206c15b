/** Starts a run, leads for an hour, and lives until it is killed. */
import { setInterval } from 'node:timers'
import { HOUR } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'
import './keep-compiled.ts'

const [, , path = ''] = process.argv

const store = await openSqliteStore(path)
const start = sampleRunStart(SAMPLE_ACCOUNT, 1)
const { run } = { ...start, run: { ...start.run, startedAt: SAMPLE_TIME } }
await store.startRun({ ...start, run })
process.stdout.write(`${JSON.stringify(await store.lead(run.id, SAMPLE_TIME, HOUR))}\n`)
setInterval(() => {}, HOUR)
