import { sizeOf } from '../support/sizes.ts'
import { liveThrough } from './world.ts'

/** What a process tells of the worlds that it has lived through. */
export interface LivedWorlds {
  readonly worlds: number
  /** The seeds of those in which something was wrong, and what. */
  readonly faults: Readonly<Record<string, readonly string[]>>
  /** The most memory that it had, in bytes. */
  readonly peakBytes: number
}

/** From which seed on, every how many, how many of them. */
const [from, step, worlds] = ['WORLDS_FROM', 'WORLDS_STEP', 'WORLDS'].map((name) => sizeOf(name, 0))
if (from === undefined || step === undefined || worlds === undefined) throw new Error('no worlds')

/** So many are told of while the rest is yet to come. */
const TOLD = 1000

const faults: Record<string, readonly string[]> = {}
for (let index = 0; index < worlds; index += 1) {
  const seed = `${from + index * step}`
  const report = await liveThrough(seed, { traced: 'nothing' })
  if (report.faults.length > 0) {
    faults[seed] = report.faults
    console.error(`seed ${seed}: ${report.faults.join('; ')}`)
  }
  if ((index + 1) % TOLD === 0) console.error(`${index + 1} worlds, the last of seed ${seed}`)
}
const lived: LivedWorlds = { worlds, faults, peakBytes: process.resourceUsage().maxRSS * 1024 }
console.log(JSON.stringify(lived))
