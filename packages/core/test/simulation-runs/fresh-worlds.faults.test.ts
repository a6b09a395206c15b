import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { sizeOf } from '../support/sizes.ts'
import type { LivedWorlds } from './lived-worlds.ts'
import { expectSound } from './simulated-seeds.ts'

/** How long worlds are lived through that nobody has chosen, in seconds. */
const SECONDS = sizeOf('FRESH_WORLDS_SECONDS', 0)
/** How many are lived through on all cores together. */
const WORLDS = sizeOf('FRESH_WORLDS', 0)
/** The seed of the first; continuous integration draws it from the commit. */
const FIRST = sizeOf('FRESH_WORLDS_FROM', 1)
/** What a process may take, of which most is there before its first world. */
const MOST_BYTES = 1024 ** 3

it.skipIf(SECONDS === 0)(
  `keeps every promise in ${SECONDS} seconds of worlds from seed ${FIRST} on`,
  { timeout: 1000 * SECONDS + 120_000 },
  async () => {
    const end = performance.now() + 1000 * SECONDS
    let seed = FIRST
    for (; performance.now() < end; seed += 1) await expectSound(`${seed}`, 'nothing')
    console.log(`fresh worlds: ${seed - FIRST} from seed ${FIRST} on`)
    expect(seed).toBeGreaterThan(FIRST)
  },
)

it.skipIf(WORLDS === 0)(
  `keeps every promise in ${WORLDS} worlds from seed ${FIRST} on, in bounded memory`,
  { timeout: 24 * 3_600_000 },
  async () => {
    const processes = Math.min(WORLDS, availableParallelism())
    const parts = await Promise.all(
      Array.from({ length: processes }, (_, index) =>
        lived(FIRST + index, processes, Math.ceil((WORLDS - index) / processes)),
      ),
    )
    const total = parts.reduce((sum, { worlds }) => sum + worlds, 0)
    const peak = Math.max(...parts.map(({ peakBytes }) => peakBytes))
    console.log(`fresh worlds: ${total} from seed ${FIRST} on, at most ${Math.round(peak / 2 ** 20)} MB a process`)
    const [failed] = parts.flatMap(({ faults }) => Object.keys(faults))
    if (failed !== undefined) await expectSound(failed)
    expect(parts.map(({ faults }) => faults)).toEqual(parts.map(() => ({})))
    expect(total).toBe(WORLDS)
    expect(peak).toBeLessThan(MOST_BYTES)
  },
)

/** A process of its own lives through every `step`-th world from a seed on, so that any number of them take no more memory than some. */
async function lived(from: number, step: number, worlds: number): Promise<LivedWorlds> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(new URL('lived-worlds.ts', import.meta.url))],
    {
      env: { ...process.env, WORLDS_FROM: `${from}`, WORLDS_STEP: `${step}`, WORLDS: `${worlds}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`the worlds from seed ${from} on ended with ${status}`)
  return JSON.parse(told) as LivedWorlds
}
