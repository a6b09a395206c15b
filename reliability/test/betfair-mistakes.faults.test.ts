import { afterAll, beforeAll, expect, it } from 'vitest'
import { SHORT_BETFAIR_WORLD } from '../src/betfair/many-markets.ts'
import { FAULTS } from '../src/constants.ts'
import { SEED, size } from '../src/harness/sizes.ts'
import { type Ground, prepareGround, startWorld } from '../src/harness/world.ts'
import { tellFigures } from './promises.ts'

/** Mistakes in how Betfair is bet at, and by which oracles each is found out; one of them is enough. */
const MISTAKES = [
  {
    mutation: 'retry-with-new-key',
    faults: { ...FAULTS, loseAnswer: 0.4 },
    constants: {},
    foundBy: ['duplicates', 'unknown'],
  },
  {
    mutation: 'absence-by-timer',
    faults: { ...FAULTS, lateAccept: 0.4 },
    // Longer than it takes to give an order up.
    constants: { lateAcceptMs: 6_000 },
    foundBy: ['lateFinds', 'unknown', 'timesAboveLimit'],
  },
] as const
/** Enough for each mistake to be made. */
const ORDERS = 12
/** After which an engine that sends nothing sends nothing any more. */
const QUIET_MS = 15_000
const ATTEMPTS = 5
/** What is found out must not be found where there is no mistake. */
const RIGHT = { ...MISTAKES[1], mutation: null }
type Mistake = (typeof MISTAKES)[number] | typeof RIGHT
/** The same checks find such engines out at the faulty exchange each time: here only where there is time for it. */
const IS_WANTED = size('FAULT_BETFAIR_MISTAKES', 0) > 0

let ground: Ground

beforeAll(async () => {
  if (IS_WANTED) ground = await prepareGround('betfair')
})

afterAll(async () => {
  if (IS_WANTED) await ground[Symbol.asyncDispose]()
})

it.skipIf(!IS_WANTED).each(MISTAKES)(
  'finds out an engine that bets at Betfair with the mistake $mutation',
  async (mistake) => {
    let times = 0
    // Whether a mistake is made in time is chance, also of the machine's: another world gives it another one.
    for (let attempt = 1; attempt <= ATTEMPTS && times === 0; attempt += 1) times = await found(mistake, attempt)
    expect(times).toBeGreaterThan(0)
  },
)

it.skipIf(!IS_WANTED)('finds nothing where nothing is mistaken', async () => {
  expect(await found(RIGHT, 1)).toBe(0)
})

/** How often oracles find something in a world. */
async function found({ mutation, faults, constants, foundBy }: Mistake, attempt: number): Promise<number> {
  await using world = await startWorld({
    ...SHORT_BETFAIR_WORLD,
    seed: `${SEED} betfair ${mutation} ${attempt}`,
    ground,
    ...(mutation !== null && { mutation }),
    exchange: { faults, held: 0, goesDown: false },
    constants: { ...SHORT_BETFAIR_WORLD.constants, ...constants },
  })
  // An engine that finds what it did not decide stops itself, so that fewer may come.
  await world.reached(ORDERS, QUIET_MS)
  const verdict = await world.finish()
  const times = foundBy.map((oracle) => verdict[oracle]).map((each) => (typeof each === 'number' ? each : each.length))
  tellFigures(`${mutation} at Betfair`, { attempt, times, ...verdict.figures, limit: world.limit })
  return times.reduce((sum, each) => sum + each, 0)
}
