import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that take half a minute and more, longest first; a short file says nothing of how long it takes. */
const LONGEST = [
  'test/browser/dashboard.test.ts',
  'reliability/test/mutations.faults.test.ts',
  'reliability/test/restart.faults.test.ts',
  'reliability/test/betfair-troubles.faults.test.ts',
  'reliability/test/database.faults.test.ts',
  'examples/test/same-course.test.ts',
  'simulation-runs/simulation-even.test.ts',
  'store-postgres/test/processes.test.ts',
  'simulation-runs/simulation-odd.test.ts',
  'examples/test/paper-restart.test.ts',
  'simulation-runs/parity.test.ts',
  'store-sqlite/test/crash.test.ts',
  'store-postgres/test/contract.test.ts',
  'emulator/recorded-feed.test.ts',
  'monitor-http/test/attack.test.ts',
  'emulator/order-drops.test.ts',
  'scan/line-scanner.test.ts',
  'examples/test/start.test.ts',
  'examples/test/paper-postgres.test.ts',
  'examples/test/control.test.ts',
  'store-sqlite/test/contract.test.ts',
  'examples/test/real-feed.test.ts',
  'adapter-theodds/test/faults.test.ts',
  'store-postgres/test/restarts.test.ts',
  'store-sqlite/test/go-live.test.ts',
]

/** Begins with what takes longest, so that no core is left alone with it in the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((end) => moduleId.endsWith(end))
      return at < 0 ? LONGEST.length : at
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
