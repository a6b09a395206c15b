/** A process that halts and resumes an account beside its engine until it is killed, with a line for each halt. */
import { writeSync } from 'node:fs'
import { after } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME } from '@betting-advisor/core/testing'
import { openSqliteControl } from '../src/index.ts'
import './keep-compiled.ts'

const control = await openSqliteControl(process.argv[2] ?? '')
for (let turn = 1; ; turn += 1) {
  const at = after(SAMPLE_TIME, turn)
  await control.setHalt(SAMPLE_ACCOUNT, { reason: `turn ${turn}`, at })
  writeSync(1, `${turn}\n`)
  const { code } = await control.askResume(SAMPLE_ACCOUNT, at)
  await control.resume(SAMPLE_ACCOUNT, code, at)
}
