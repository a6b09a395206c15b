import { expect, it } from 'vitest'
import { sizeOf } from '../support/sizes.ts'
import { expectSound } from './simulated-seeds.ts'

/** How long worlds are lived through that nobody has chosen, in seconds. */
const SECONDS = sizeOf('FRESH_WORLDS_SECONDS', 0)
/** The seed of the first; continuous integration draws it from the commit. */
const FIRST = sizeOf('FRESH_WORLDS_FROM', 1)

it.skipIf(SECONDS === 0)(
  `keeps every promise in ${SECONDS} seconds of worlds from seed ${FIRST} on`,
  { timeout: 1000 * SECONDS + 120_000 },
  async () => {
    const end = performance.now() + 1000 * SECONDS
    let seed = FIRST
    for (; performance.now() < end; seed += 1) await expectSound(`${seed}`)
    console.log(`fresh worlds: ${seed - FIRST} from seed ${FIRST} on`)
    expect(seed).toBeGreaterThan(FIRST)
  },
)
