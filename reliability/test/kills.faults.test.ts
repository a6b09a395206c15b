import { createSeededRandom } from '@betting-advisor/core/simulation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FAILPOINTS, type Failpoint } from '../src/engine/failpoints.ts'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, startWorld } from '../src/harness/world.ts'
import { expectPromises, tellFigures } from './promises.ts'

const KILLS = size('FAULT_KILLS', 300)
/** Most of a process's life is waiting until the ones before it are dead for certain. */
const SPEED = 12
/** Many and short, so that each process soon gets to its failpoint. */
const SHORT_MARKETS = {
  marketEveryMs: 80,
  marketLifeMs: 1_500,
  settleAfterMs: 200,
  // An answer is given up before the exchange can no longer take the order, as at full scale.
  clientTimeoutMs: 200,
  lateAnswerMs: 240,
  lateAcceptMs: 300,
  visibilityLagMs: 40,
  orphanDeliveryMs: 400,
  heldFromMs: 120,
  heldToMs: 360,
  linkDownMs: 120,
  linkEveryMs: 2_000,
}
/** Some five bets, so that it is reached over and over; at full scale, where markets live longer, more of them. */
const LIMIT = SCALE > 1 ? 2_000 : 3_000
/** How long a process trades that does not get to its failpoint. */
const PATIENCE_MS = SCALE > 1 ? 4_000 : 60_000
/** In which a process that has just started gets an order out, at that speed too. */
const SEND_DEADLINE_MS = 3_000
const WORLD = {
  scale: SCALE,
  speed: SPEED,
  limit: LIMIT,
  ...(SCALE > 1 && { constants: SHORT_MARKETS, sendDeadlineMs: SEND_DEADLINE_MS }),
}
const RANDOM_KILLS = size('FAULT_RANDOM_KILLS', 0)

/** On one account: what a start has to look through grows with each of its orders. */
const KILLS_OF_A_ROUND = 100
const rounds = Array.from({ length: Math.ceil(KILLS / KILLS_OF_A_ROUND) }, (_, index) => ({
  round: index + 1,
  kills: Math.min(KILLS_OF_A_ROUND, KILLS - index * KILLS_OF_A_ROUND),
}))
const killed = new Map<Failpoint, number>(FAILPOINTS.map((at) => [at, 0]))
const planned = new Map(killed)
let refused = 0

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround()
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

it.each(rounds)(
  'loses and doubles nothing when its processes are killed $kills times, round $round',
  async ({ round, kills }) => {
    const seed = `${SEED}|${round}`
    const random = createSeededRandom(`${seed}|kills`)
    const startedAt = Date.now()
    const enough = Promise.withResolvers<void>()
    let total = 0
    let elsewhere = 0
    await using world = await startWorld({
      ...WORLD,
      seed,
      ground,
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
        if (total === kills) enough.resolve()
      },
    })
    await enough.promise
    const verdict = await world.finish()
    const seconds = (Date.now() - startedAt) / 1000
    const { crashes } = world
    tellFigures('R1', { kills: total, elsewhere, ...verdict.figures, limit: LIMIT, crashes: crashes.length, seconds })
    expectPromises(verdict)
    expect(crashes.map(({ said }) => said)).toEqual([])
    expect(verdict.figures.orders).toBeGreaterThan(kills / 3)
    refused += verdict.figures.refused['ACCOUNT_LIMIT'] ?? 0
  },
)

it.skipIf(KILLS < KILLS_OF_A_ROUND)('has killed them at each failpoint, and reached the limit', () => {
  tellFigures('R1', { at: Object.fromEntries(killed) })
  expect([...killed.values()].filter((count) => count === 0)).toEqual([])
  expect(refused).toBeGreaterThan(0)
})

it.skipIf(RANDOM_KILLS === 0)(`nor when they are killed ${RANDOM_KILLS} times at any moment`, async () => {
  const random = createSeededRandom(`${SEED}|random kills`)
  const startedAt = Date.now()
  const enough = Promise.withResolvers<void>()
  let kills = 0
  await using world = await startWorld({
    ...WORLD,
    seed: `${SEED}|random`,
    ground,
    nextLife: () => ({
      alone: random() < 0.25,
      // Mostly while they trade, and some of them while they start, reconcile or wait.
      killed: { since: random() < 0.2 ? 'start' : 'trading', ms: random() * (PATIENCE_MS / 2) },
    }),
    ended({ signal }) {
      if (signal !== 'SIGKILL') return
      kills += 1
      if (kills === RANDOM_KILLS) enough.resolve()
    },
  })
  await enough.promise
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  tellFigures('R2', { kills, ...verdict.figures, limit: LIMIT, crashes: world.crashes.length, seconds })
  expectPromises(verdict)
  expect(world.crashes.map(({ said }) => said)).toEqual([])
  expect(verdict.figures.orders).toBeGreaterThan(RANDOM_KILLS / 3)
})
