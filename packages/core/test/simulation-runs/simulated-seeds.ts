import { describe, expect, it } from 'vitest'
import { sizeOf } from '../support/sizes.ts'
import type { Traced } from './simulator.ts'
import { liveThrough, type WorldReport } from './world.ts'

/** Seeds that once found something: each is always run. */
const PERMANENT: readonly string[] = ['159', '166', '201', '5001464', '40011137']

/** How many worlds are lived through; in continuous integration come a minute of fresh ones. */
const SEEDS = sizeOf('SIMULATION_SEEDS', 2000)
/** Every so many of them are lived through twice, with one trace: what makes two lives differ does so in more than a few. */
const TWICE = 4
/** The seed of the first. */
const FIRST = sizeOf('SIMULATION_FIRST_SEED', 1)
/** The second life of a world comes so many worlds after the first, so that nothing which others leave behind may enter into it. */
const BLOCK = 25

function explained({ seed, faults, trace }: WorldReport): string {
  const end = trace.slice(-60).map((line) => line.slice(0, 400))
  return [
    `seed ${seed}: SIMULATION_FIRST_SEED=${seed} SIMULATION_SEEDS=1`,
    ...faults,
    'the end of its trace:',
    ...end,
  ].join('\n')
}

/** Lives through a world, and fails with what was wrong in it and how to see it again; what was not traced is lived through again for that. */
export async function expectSound(seed: string, traced: Traced = 'end'): Promise<WorldReport> {
  const report = await liveThrough(seed, { traced })
  if (report.faults.length === 0) return report
  const { trace } = traced === 'nothing' ? await liveThrough(seed) : report
  return expect.fail(explained({ ...report, trace }))
}

/** What must have happened somewhere in a hundred worlds, or they prove little. */
const SEEN = [
  'crashes',
  'found foreign',
  'found adopted',
  'heard unknown',
  'heard absent',
  'heard cancelled',
  'heard lapsed',
  'heard corrected',
  'heard voided',
  'heard pending',
  'heard amended',
  'heard market-charged',
  'settled by word',
  'outcome dead-heat',
  'outcome half-won',
  'outcome half-lost',
  'outcome push',
  'outcome void',
  'outcome placed',
  'filled and killed',
  'leg ended SETTLED',
  'leg ended NOT_SENT',
  'leg ended REJECTED',
  'covered ended SETTLED',
  'covered ended REJECTED',
  'under the name of another ended SETTLED',
  'persist was matched',
  'persist ended LAPSED',
  'market-on-close was matched',
  'limit-on-close was matched',
  'limit-on-close ended LAPSED',
  'ended NOT_SENT',
  'ended REJECTED',
  'rejected HALTED',
  'rejected QUOTE_STALE',
  'rejected RECONCILING',
  'rejected MARKET_LIMIT',
  'rejected OPEN_BETS_EXCEEDED',
  'rejected FUNDS_INSUFFICIENT',
  'rejected REDUCING',
  'rejected LEG_REJECTED',
]

/** Lives through every `of`-th world from the `part`-th on; in several files, so that several cores can. */
export function describeSeeds(part: number, of: number): void {
  const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index)
    .filter((seed) => seed % of === part)
    .map(String)
  describe('a whole world from one seed', { timeout: 24 * 3_600_000 }, () => {
    it.each(PERMANENT.filter((_, index) => index % of === part))('%s stays sound', async (seed) => {
      await expectSound(seed)
    })

    it.runIf(seeds.length > 0)(
      `keeps every promise for ${seeds.length} seeds, and lives the same life again for each ${TWICE}th`,
      async () => {
        const figures: Record<string, number> = {}
        for (let from = 0; from < seeds.length; from += BLOCK) {
          const block = seeds.slice(from, from + BLOCK)
          const first = new Map<string, string>()
          for (const [index, seed] of block.entries()) {
            const isTwice = (from + index) % TWICE === 0
            const report = await expectSound(seed, isTwice ? 'end' : 'nothing')
            if (isTwice) first.set(seed, report.hash)
            for (const [name, count] of Object.entries(report.figures)) figures[name] = (figures[name] ?? 0) + count
          }
          for (const [seed, hash] of [...first].toReversed()) {
            const again = await liveThrough(seed)
            if (again.hash !== hash) expect.fail(`${explained(again)}\nits first life was another`)
          }
        }
        if (seeds.length >= 100) expect(SEEN.filter((name) => (figures[name] ?? 0) === 0)).toEqual([])
      },
    )
  })
}
