import { createSeededRandom } from '@betting-advisor/core/simulation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAILPOINTS, type Failpoint } from '../src/engine/failpoints.ts'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, startWorld } from '../src/harness/world.ts'
import { expectPromises, tellFigures } from './promises.ts'

const KILLS = size('FAULT_BETFAIR_KILLS', 100)
const SPEED = 4
/** Many, and as long as it takes from a start to a bet on a busy machine. */
const MANY_MARKETS = {
  marketEveryMs: 400,
  marketLifeMs: 12_000,
  settleAfterMs: 500,
  // Longer than the exchange takes to say that it does not know.
  clientTimeoutMs: 1_500,
  lateAnswerMs: 1_800,
  lateAcceptMs: 1_500,
  visibilityLagMs: 40,
  orphanDeliveryMs: 900,
  heldFromMs: 200,
  heldToMs: 600,
  linkDownMs: 120,
  linkEveryMs: 2_000,
}
const LIMIT = 2_000
const PATIENCE_MS = SCALE > 1 ? 8_000 : 60_000
/** In which a process that has just started gets an order out, at that speed too. */
const SEND_DEADLINE_MS = 6_000

const killed = new Map<Failpoint, number>(FAILPOINTS.map((at) => [at, 0]))
const planned = new Map(killed)

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround('betfair')
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

it(`loses and doubles nothing at Betfair's emulator when its processes are killed ${KILLS} times`, async () => {
  const seed = `${SEED}|betfair`
  const random = createSeededRandom(`${seed}|kills`)
  const startedAt = Date.now()
  const enough = Promise.withResolvers<void>()
  let total = 0
  let elsewhere = 0
  await using world = await startWorld({
    seed,
    ground,
    scale: SCALE,
    speed: SPEED,
    limit: LIMIT,
    ...(SCALE > 1 && { constants: MANY_MARKETS, sendDeadlineMs: SEND_DEADLINE_MS }),
    exchange: { held: 0.01 },
    nextLife() {
      // Those that have had the fewest, so that each gets its share.
      const [[at] = ['before-T1' as const]] = [...planned].toSorted(([, a], [, b]) => a - b)
      planned.set(at, (planned.get(at) ?? 0) + 1)
      return {
        plans: [{ at, hit: 1 + Math.floor(random() * 3), action: { kind: 'kill' } }],
        // Some share no markets with the rest: only the database keeps them from deciding twice.
        alone: random() < 0.25,
        killed: { since: 'trading', ms: PATIENCE_MS },
      }
    },
    ended({ signal }, plan, isOurs) {
      if (signal !== 'SIGKILL' || plan === undefined) return
      if (isOurs) {
        elsewhere += 1
        planned.set(plan.at, (planned.get(plan.at) ?? 0) - 0.5)
        return
      }
      killed.set(plan.at, (killed.get(plan.at) ?? 0) + 1)
      total += 1
      if (total === KILLS) enough.resolve()
    },
  })
  await enough.promise
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  const { crashes } = world
  tellFigures('R1 at Betfair', {
    kills: total,
    elsewhere,
    ...verdict.figures,
    limit: LIMIT,
    crashes: crashes.length,
    seconds,
    at: Object.fromEntries(killed),
  })
  expect(crashes.map(({ said }) => said)).toEqual([])
  expectPromises(verdict)
  expect(verdict.figures.orders).toBeGreaterThan(KILLS / 3)
})
