import { createSeededRandom } from '@betting-advisor/core/simulation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BETFAIR_WORLD, PATIENCE_MS } from '../src/betfair/many-markets.ts'
import { FAILPOINTS, type Failpoint } from '../src/engine/failpoints.ts'
import { SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, startWorld } from '../src/harness/world.ts'
import { expectPromises, expectSettled, tellFigures } from './promises.ts'

const KILLS = size('FAULT_BETFAIR_KILLS', 40)
/** Some five bets, so that it is reached over and over. */
const LIMIT = 2_000
const ENOUGH_FOR_THE_LIMIT = 40
/** Where only the one that leads gets to, and not often. */
const RARE: ReadonlySet<Failpoint> = new Set(['in-settle', 'mid-settle', 'in-lead'])

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
  /** At each failpoint, unless they are fewer than these; and no matter where, when there have been three times as many. */
  const counted = () => {
    const isEach = KILLS < FAILPOINTS.length || [...killed.values()].every((count) => count > 0)
    if ((total >= KILLS && isEach) || total + elsewhere >= 3 * KILLS) enough.resolve()
  }
  await using world = await startWorld({
    ...BETFAIR_WORLD,
    seed,
    ground,
    limit: LIMIT,
    exchange: { held: 0.01 },
    nextLife() {
      // Those that have had the fewest, so that each gets its share.
      const open = [...planned].filter(([at]) => total < KILLS || killed.get(at) === 0)
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
        total += 1
      }
      counted()
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
  expectSettled(verdict, KILLS / 3)
  if (KILLS >= ENOUGH_FOR_THE_LIMIT) expect(verdict.figures.refused['ACCOUNT_LIMIT'] ?? 0).toBeGreaterThan(0)
  if (KILLS >= FAILPOINTS.length) expect([...killed].filter(([, count]) => count === 0)).toEqual([])
})
