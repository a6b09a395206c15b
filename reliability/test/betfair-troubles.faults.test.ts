import { createSeededRandom } from '@betting-advisor/core/simulation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BETFAIR_WORLD, PATIENCE_MS } from '../src/betfair/many-markets.ts'
import { constantsAt } from '../src/constants.ts'
import { FAILPOINTS, type Failpoint, type FailurePlan } from '../src/engine/failpoints.ts'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, RECOVERY_WAIT_MS, startWorld } from '../src/harness/world.ts'
import { startLink } from '../src/network/link.ts'
import { expectPromises, expectSettled, tellFigures } from './promises.ts'

const STALLS = size('FAULT_BETFAIR_STALLS', 16)
const TROUBLES = size('FAULT_BETFAIR_TOGETHER', 12)
/**
 * In which all bet again when links are whole and nobody is hindered any more: by the clock on the wall, starts of processes included. Beside
 * other suites a start takes as long as the machine lets it, so there it is as long as the world waits at all.
 */
const RECOVERY_MS = SCALE > 1 ? RECOVERY_WAIT_MS : 30_000
/** Before an order leaves, where a stall would make it leave late. */
const BEFORE_SENDING: readonly Failpoint[] = ['before-T1', 'mid-T1', 'after-T1']
const { longestStallMs } = constantsAt(SCALE)
const { linkEveryMs, linkDownMs } = {
  ...constantsAt(SCALE),
  ...('constants' in BETFAIR_WORLD && BETFAIR_WORLD.constants),
}

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround('betfair')
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

it(`sends nothing late to Betfair's emulator when its processes stand still ${STALLS} times`, async () => {
  const seed = `${SEED}|betfair stalls`
  const random = createSeededRandom(seed)
  const startedAt = Date.now()
  const planned = Math.ceil(STALLS / 2)
  const enough = Promise.withResolvers<void>()
  let stalls = 0
  await using world = await startWorld({
    ...BETFAIR_WORLD,
    seed,
    ground,
    // What is never held is there as soon as it is sent, so that it can be told when it left.
    exchange: { held: 0, goesDown: false },
    nextLife: () => ({
      plans: Array.from({ length: planned }, () => {
        const at = BEFORE_SENDING[Math.floor(random() * BEFORE_SENDING.length)] ?? 'after-T1'
        const kind = random() < 0.5 ? 'block' : 'stop'
        // Half of them too long for what was decided before.
        const ms = random() < 0.5 ? Math.ceil(longestStallMs * (0.7 + 0.3 * random())) : stallMs(random())
        return { at, hit: 1, action: { kind, ms } }
      }),
    }),
    stalled() {
      stalls += 1
      if (stalls >= planned) enough.resolve()
    },
  })
  await enough.promise
  expect(await world.reached(STALLS / 2)).toBe(true)
  for (; stalls < STALLS; stalls += 1) await world.fleet.stall(Math.floor(random() * 4), stallMs(random()))
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  tellFigures('R3 at Betfair', { stalls, ...verdict.figures, limit: world.limit, seconds })
  expectPromises(verdict)
  expect(world.crashes.map(({ said }) => said)).toEqual([])
  expectSettled(verdict, STALLS / 4)
  expect(verdict.figures.states['NOT_SENT']).toBeGreaterThan(0)
})

it(`keeps every promise in ${TROUBLES} kills and stalls while Betfair's emulator and the database come and go`, async () => {
  const seed = `${SEED}|betfair together`
  const random = createSeededRandom(seed)
  const startedAt = Date.now()
  const enough = Promise.withResolvers<void>()
  let kills = 0
  let stalls = 0
  await using links = new AsyncDisposableStack()
  const heals: (() => void)[] = []
  const counted = () => {
    if (kills + stalls >= TROUBLES) enough.resolve()
  }
  /** Kills end a process, so that most of what it is told before are stalls. */
  const plan = (): FailurePlan => {
    const at = FAILPOINTS[Math.floor(random() * FAILPOINTS.length)] ?? 'after-T1'
    const hit = 1 + Math.floor(random() * 2)
    if (random() < 0.4) return { at, hit, action: { kind: 'kill' } }
    return { at, hit, action: { kind: random() < 0.5 ? 'block' : 'stop', ms: stallMs(random()) } }
  }
  await using world = await startWorld({
    ...BETFAIR_WORLD,
    seed,
    ground,
    exchange: { held: 0.03 },
    async way(server) {
      const database = await startLink({
        port: server.port,
        random: createSeededRandom(`${seed}|database`),
        isHeld: () => false,
        held: { rate: 0, fromMs: 0, toMs: 0 },
        down: { everyMs: linkEveryMs, longestMs: linkDownMs },
      })
      links.use(database)
      heals.push(database.heal)
      return server.url().replace(`:${server.port}/`, `:${database.port}/`)
    },
    nextLife: () => ({
      plans: [plan(), plan(), plan()],
      alone: random() < 0.25,
      killed: { since: 'trading', ms: PATIENCE_MS * (0.5 + random()) },
    }),
    stalled() {
      stalls += 1
      counted()
    },
    ended({ signal }) {
      if (signal === 'SIGKILL') kills += 1
      counted()
    },
  })
  await enough.promise
  for (const heal of heals) heal()
  const recoveredMs = await world.recovered()
  expect(await world.reached(TROUBLES / 4)).toBe(true)
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  const { limit, crashes } = world
  tellFigures('R13 at Betfair', {
    kills,
    stalls,
    recoveredMs,
    ...verdict.figures,
    limit,
    crashes: crashes.length,
    seconds,
  })
  expectPromises(verdict)
  // One that starts while there is no way to the database says so and is started again.
  expect(crashes.map(({ said }) => said).filter((said) => !/STORE_UNAVAILABLE|OUTCOME_UNKNOWN/.test(said))).toEqual([])
  expect(kills).toBeGreaterThan(0)
  expect(stalls).toBeGreaterThan(0)
  expectSettled(verdict, TROUBLES / 4)
  expect(recoveredMs).toBeLessThan(RECOVERY_MS)
})

/** From a six-hundredth of the longest to the longest, short ones as often as long ones. */
function stallMs(drawn: number): number {
  return Math.ceil((longestStallMs / 600) * 600 ** drawn)
}
