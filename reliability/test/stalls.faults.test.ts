import { createSeededRandom } from '@betting-advisor/core/simulation'
import { expect, it } from 'vitest'
import { constantsAt } from '../src/constants.ts'
import type { Failpoint } from '../src/engine/failpoints.ts'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { startWorld } from '../src/harness/world.ts'
import { expectPromises, tellFigures } from './promises.ts'

const STALLS = size('FAULT_STALLS', 50)

/** Before an order leaves, where a stall would make it leave late. */
const BEFORE_SENDING: readonly Failpoint[] = ['before-T1', 'mid-T1', 'after-T1']

it(`sends nothing late when its processes stand still ${STALLS} times`, async () => {
  const random = createSeededRandom(`${SEED}|stalls`)
  const { longestStallMs } = constantsAt(SCALE)
  /** From a six-hundredth of the longest to the longest, short ones as often as long ones. */
  const stallMs = () => Math.ceil((longestStallMs / 600) * 600 ** random())
  const startedAt = Date.now()
  const planned = Math.ceil(STALLS / 2)
  const enough = Promise.withResolvers<void>()
  let stalls = 0
  await using world = await startWorld({
    seed: `${SEED}|stalls`,
    scale: SCALE,
    nextLife: () => ({
      plans: Array.from({ length: planned }, () => {
        const at = BEFORE_SENDING[Math.floor(random() * BEFORE_SENDING.length)] ?? 'after-T1'
        const kind = random() < 0.5 ? 'block' : 'stop'
        return { at, hit: 1, action: { kind, ms: stallMs() } }
      }),
    }),
    stalled() {
      stalls += 1
      if (stalls >= planned) enough.resolve()
    },
  })
  await enough.promise
  expect(await world.reached(STALLS / 2)).toBe(true)
  for (; stalls < STALLS; stalls += 1) await world.fleet.stall(Math.floor(random() * 4), stallMs())
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  const refused = Object.entries(verdict.figures.states)
  tellFigures('R3', { stalls, ...verdict.figures, limit: world.limit, seconds })
  expectPromises(verdict)
  expect(world.crashes.map(({ said }) => said)).toEqual([])
  expect(refused.some(([state]) => state === 'NOT_SENT')).toBe(true)
  expect(verdict.figures.bets).toBeGreaterThan(STALLS / 4)
})
