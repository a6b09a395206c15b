/** A process that halts an account beside its engine and stops for good before it has committed. */
import { writeSync } from 'node:fs'
import { SAMPLE_ACCOUNT, SAMPLE_TIME } from '@betting-advisor/core/testing'
import { openDatabase } from '../src/open-database.ts'
import './keep-compiled.ts'

const database = openDatabase(process.argv[2] ?? '', 'control')
database.write(() => {
  database.run(`UPDATE account SET halt_reason = 'half', halted_at = ? WHERE key = ?`, SAMPLE_TIME, SAMPLE_ACCOUNT)
  writeSync(1, 'halfway\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
