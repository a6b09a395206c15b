/** A process with many operations in flight until it is killed, telling of each once it is acknowledged. */
import { runId } from '@betting-advisor/core'
import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'
import { lifeOfOrder } from './life-of-order.ts'
import './keep-compiled.ts'

const IN_FLIGHT = 32

const [, , path = '', run = '1'] = process.argv
const start = sampleRunStart()
const id = runId(`run-${run}`)
const store = await openSqliteStore(path)
await store.startRun({ ...start, run: { ...start.run, id } })

async function write(lane: number): Promise<void> {
  for (let number = 0; ; number += 1) {
    const intent = sampleIntent({ market: `${run}-${lane}-${number}`, stake: 1 })
    await store.begin({ ...intent, run: id })
    process.stdout.write(`${JSON.stringify({ key: intent.key, events: 0 })}\n`)
    for (const [index, event] of lifeOfOrder(intent).entries()) {
      await store.advance(intent.key, [event])
      process.stdout.write(`${JSON.stringify({ key: intent.key, events: index + 1 })}\n`)
    }
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => write(lane)))
