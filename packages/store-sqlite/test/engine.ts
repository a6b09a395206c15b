/** A process with an engine's store: many intents in flight, and a line for each that is answered. */
import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '../src/index.ts'
import './keep-compiled.ts'

const IN_FLIGHT = 32

const store = await openSqliteStore(process.argv[2] ?? '')
await store.startRun(sampleRunStart())

async function bet(lane: number): Promise<void> {
  for (let number = 0; ; number += 1) {
    const answer = await store.begin(sampleIntent({ market: `${lane}-${number}`, stake: 1 }))
    process.stdout.write(`${answer.kind === 'denied' ? answer.code : answer.kind}\n`)
    // Who is denied asks again soon, and leaves the processor to others meanwhile.
    if (answer.kind === 'denied') await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => bet(lane)))
