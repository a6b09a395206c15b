/** A process that writes to a store until it is killed, telling of each write once it is acknowledged. */
import { writeSync } from 'node:fs'
import { runId } from '@betting-advisor/core'
import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'
import { lifeOfOrder } from './life-of-order.ts'
import './keep-compiled.ts'

const [, , path = '', run = '1'] = process.argv
const start = sampleRunStart()
const id = runId(`run-${run}`)
const store = await openSqliteStore(path)
await store.startRun({ ...start, run: { ...start.run, id } })
for (let number = 0; ; number += 1) {
  const intent = sampleIntent({
    market: `${run}-${number}`,
    stake: 10,
    claims: [{ limit: 'open-orders', amount: 1, capacity: 2 }],
  })
  await store.begin({ ...intent, run: id })
  for (const [index, event] of lifeOfOrder(intent).entries()) {
    writeSync(1, `${JSON.stringify({ key: intent.key, events: index })}\n`)
    await store.advance(intent.key, [event])
  }
  writeSync(1, `${JSON.stringify({ key: intent.key, events: 3 })}\n`)
}
