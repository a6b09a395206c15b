import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULTS } from '../src/constants.ts'
import type { FailurePlan } from '../src/engine/failpoints.ts'
import type { Mutation } from '../src/engine/mutations.ts'
import { SEED } from '../src/harness/sizes.ts'
import type { Verdict } from '../src/harness/verdict.ts'
import { type Ground, prepareGround, startWorld, type WorldSettings } from '../src/harness/world.ts'
import { tellFigures } from './promises.ts'

/** Enough for each mistake to be made. */
const ORDERS = 40
/** After which an engine that sends nothing sends nothing any more. */
const QUIET_MS = 5_000
const ATTEMPTS = 4

type Oracle = Exclude<keyof Verdict, 'figures'>

/** Where each mistake hurts, and by which oracles it is found out; one of them is enough. */
const MISTAKES: readonly {
  readonly mutation: Mutation
  readonly world?: Partial<WorldSettings>
  /** After how many orders it is looked at. @default 40 */
  readonly orders?: number
  readonly foundBy: readonly Oracle[]
}[] = [
  {
    mutation: 'send-before-store',
    world: { nextLife: () => ({ plans: [KILLED_BEFORE_RECORDING], killed: { since: 'trading', ms: 4_000 } }) },
    foundBy: ['unknown', 'timesAboveLimit'],
  },
  {
    mutation: 'retry-with-new-key',
    world: { exchange: { faults: { ...FAULTS, loseAnswer: 0.4 } } },
    foundBy: ['duplicates'],
  },
  {
    mutation: 'absence-by-timer',
    world: { constants: { lateAcceptMs: 3_000, marketLifeMs: 6_000 } },
    foundBy: ['lateFinds', 'unknown', 'timesAboveLimit'],
  },
  {
    mutation: 'check-then-insert',
    // Nobody shares markets, and the exchange takes a reference as often as it comes.
    world: { nextLife: () => ({ alone: true }), constants: { dedupeWindowMs: 0 } },
    foundBy: ['duplicates'],
  },
  { mutation: 'not-found-is-failed', foundBy: ['lateFinds', 'unknown', 'timesAboveLimit'] },
  {
    mutation: 'limit-outside-transaction',
    world: { limit: 1_000, exchange: { burst: 8 } },
    foundBy: ['timesAboveLimit'],
  },
  {
    mutation: 'close-instead-of-reset',
    world: { exchange: { held: 0.5 }, constants: { marketLifeMs: 8_000 } },
    foundBy: ['lateFinds', 'unknown', 'timesAboveLimit'],
  },
  {
    mutation: 'orphan-absent-too-early',
    world: {
      nextLife: () => ({ plans: [KILLED_AFTER_WRITING], killed: { since: 'trading', ms: 6_000 } }),
      exchange: { held: 0.7 },
      // Longer than it takes until a process is known to be dead and what it left has been looked for.
      constants: { marketLifeMs: 14_000, heldFromMs: 7_000, heldToMs: 12_000 },
    },
    orders: 12,
    foundBy: ['lateFinds', 'unknown', 'timesAboveLimit'],
  },
]

const KILLED_BEFORE_RECORDING: FailurePlan = { at: 'before-T1', hit: 2, action: { kind: 'kill' } }
const KILLED_AFTER_WRITING: FailurePlan = { at: 'after-write', hit: 2, action: { kind: 'kill' } }

let ground: Ground

beforeAll(async () => {
  ground = await prepareGround()
})

afterAll(async () => {
  await ground[Symbol.asyncDispose]()
})

const timesOf = (found: Verdict[Oracle]): number => (typeof found === 'number' ? found : found.length)

describe('the harness finds out an engine that', () => {
  it.concurrent.each(MISTAKES)(
    'makes the mistake $mutation',
    async ({ mutation, world: special, orders = ORDERS, foundBy }) => {
      let times = 0
      // Whether a mistake is made in time is chance, also of the machine's: another world gives it another one.
      for (let attempt = 1; attempt <= ATTEMPTS && times === 0; attempt += 1) {
        await using world = await startWorld({
          seed: `${SEED} ${mutation} ${attempt}`,
          scale: 20,
          mutation,
          ground,
          ...special,
          exchange: { faults: { ...FAULTS, lateAccept: 0.3 }, ...special?.exchange },
          constants: { marketLifeMs: 1_500, settleAfterMs: 200, ...special?.constants },
        })
        // An engine that finds what it did not decide stops itself, so that fewer may come.
        await world.reached(orders, QUIET_MS)
        const verdict = await world.finish()
        const found = Object.fromEntries(foundBy.map((oracle) => [oracle, timesOf(verdict[oracle])]))
        tellFigures(mutation, { attempt, ...found, ...verdict.figures, limit: world.limit })
        times = Object.values(found).reduce((sum, each) => sum + each, 0)
      }
      expect(times).toBeGreaterThan(0)
    },
  )
})
