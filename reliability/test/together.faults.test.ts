import { createSeededRandom } from '@betting-advisor/core/simulation'
import { expect, it } from 'vitest'
import { constantsAt } from '../src/constants.ts'
import { FAILPOINTS, type FailurePlan } from '../src/engine/failpoints.ts'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { startWorld } from '../src/harness/world.ts'
import { startLink } from '../src/network/link.ts'
import { expectPromises, tellFigures } from './promises.ts'

const TROUBLES = size('FAULT_TOGETHER', 24)

/** How long a process lives that gets to none of its failpoints. */
const PATIENCE_MS = SCALE > 1 ? 6_000 : 60_000

it(`loses and doubles nothing in ${TROUBLES} kills and stalls while links to exchange and database come and go`, async () => {
  const random = createSeededRandom(`${SEED}|together`)
  const { longestStallMs, linkEveryMs, linkDownMs } = constantsAt(SCALE)
  const startedAt = Date.now()
  const enough = Promise.withResolvers<void>()
  let kills = 0
  let stalls = 0
  await using links = new AsyncDisposableStack()
  const counted = () => {
    if (kills + stalls >= TROUBLES) enough.resolve()
  }
  /** Kills end a process, so that most of what it is told before are stalls. */
  const plan = (): FailurePlan => {
    const at = FAILPOINTS[Math.floor(random() * FAILPOINTS.length)] ?? 'after-T1'
    const hit = 1 + Math.floor(random() * 2)
    if (random() < 0.4) return { at, hit, action: { kind: 'kill' } }
    const ms = Math.ceil((longestStallMs / 600) * 600 ** random())
    return { at, hit, action: { kind: random() < 0.5 ? 'block' : 'stop', ms } }
  }
  await using world = await startWorld({
    seed: `${SEED}|together`,
    scale: SCALE,
    exchange: { held: 0.15 },
    async way(server) {
      const database = await startLink({
        port: server.port,
        random: createSeededRandom(`${SEED}|together|database`),
        isHeld: () => false,
        held: { rate: 0, fromMs: 0, toMs: 0 },
        down: { everyMs: linkEveryMs, longestMs: linkDownMs },
      })
      links.use(database)
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
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  const { limit, crashes } = world
  tellFigures('together', { kills, stalls, ...verdict.figures, limit, crashes: crashes.length, seconds })
  expectPromises(verdict)
  // One that starts while there is no way to the database says so and is started again.
  expect(crashes.map(({ said }) => said).filter((said) => !/STORE_UNAVAILABLE|OUTCOME_UNKNOWN/.test(said))).toEqual([])
  expect(kills).toBeGreaterThan(0)
  expect(stalls).toBeGreaterThan(0)
  expect(verdict.figures.bets).toBeGreaterThan(TROUBLES / 8)
})
