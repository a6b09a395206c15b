import { createSeededRandom } from '@betting-advisor/core/simulation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BETFAIR_WORLD, PATIENCE_MS } from '../src/betfair/many-markets.ts'
import { FAILPOINTS, type Failpoint } from '../src/engine/failpoints.ts'
import { SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, startWorld } from '../src/harness/world.ts'
import { expectPromises, expectSettled, tellFigures } from './promises.ts'

/** In all: at a failpoint, or while it trades, where a process does not get to its own for too long. */
const KILLS = size('FAULT_BETFAIR_KILLS', 100)
/** At an emulator and on an account of their own, side by side: most of a process's life there is waiting. */
const KILLS_OF_A_ROUND = 50
const rounds = Array.from({ length: Math.ceil(KILLS / KILLS_OF_A_ROUND) }, (_, index) => ({
  round: index + 1,
  kills: Math.min(KILLS_OF_A_ROUND, KILLS - index * KILLS_OF_A_ROUND),
}))
/** Some five bets, so that it is reached over and over. */
const LIMIT = 2_000
/** Where only the one that leads gets to, and not often. */
const RARE: ReadonlySet<Failpoint> = new Set(['in-settle', 'mid-settle', 'in-lead'])

const killed = new Map<Failpoint, number>(FAILPOINTS.map((at) => [at, 0]))
const planned = new Map(killed)
let refused = 0

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround('betfair')
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

it.concurrent.each(rounds)(
  "loses and doubles nothing at Betfair's emulator when its processes are killed $kills times, round $round",
  async ({ round, kills: wanted }) => {
    const seed = `${SEED}|betfair|${round}`
    const random = createSeededRandom(`${seed}|kills`)
    const startedAt = Date.now()
    const enough = Promise.withResolvers<void>()
    let atFailpoints = 0
    let elsewhere = 0
    /** So many, and one at each failpoint at least; without these, when there have been three times as many. */
    const counted = () => {
      const kills = atFailpoints + elsewhere
      const isEach = KILLS < KILLS_OF_A_ROUND || [...killed.values()].every((count) => count > 0)
      if ((kills >= wanted && isEach) || kills >= 3 * wanted) enough.resolve()
    }
    await using world = await startWorld({
      ...BETFAIR_WORLD,
      seed,
      ground,
      limit: LIMIT,
      exchange: { held: 0.01 },
      nextLife() {
        // Those that have had the fewest, so that each gets its share.
        const open = [...planned].filter(([at]) => atFailpoints + elsewhere < wanted || killed.get(at) === 0)
        const [[at] = ['before-T1' as const]] = open.toSorted(([, a], [, b]) => a - b)
        planned.set(at, (planned.get(at) ?? 0) + 1)
        return {
          plans: [{ at, hit: RARE.has(at) ? 1 : 1 + Math.floor(random() * 4), action: { kind: 'kill' } }],
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
        } else {
          killed.set(plan.at, (killed.get(plan.at) ?? 0) + 1)
          atFailpoints += 1
        }
        counted()
      },
    })
    await enough.promise
    const verdict = await world.finish()
    const seconds = (Date.now() - startedAt) / 1000
    const { crashes } = world
    tellFigures('R1 at Betfair', {
      atFailpoints,
      elsewhere,
      ...verdict.figures,
      limit: LIMIT,
      crashes: crashes.length,
      seconds,
    })
    expect(crashes.map(({ said }) => said)).toEqual([])
    expectPromises(verdict)
    expectSettled(verdict, wanted / 5)
    refused += verdict.figures.refused['ACCOUNT_LIMIT'] ?? 0
  },
)

it.skipIf(KILLS < KILLS_OF_A_ROUND)('has killed them at each failpoint, and reached the limit', () => {
  tellFigures('R1 at Betfair', { at: Object.fromEntries(killed) })
  expect([...killed].filter(([, count]) => count === 0)).toEqual([])
  expect(refused).toBeGreaterThan(0)
})
