import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** What an example says, which has no key and so the emulated exchange. */
async function said(name: string, ...words: readonly string[]): Promise<readonly string[]> {
  const program = join(import.meta.dirname, '..', name)
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', program, ...words], {
    env: { PATH: process.env['PATH'] },
  })
  return stdout.trim().split('\n')
}

test.concurrent('the ladder of the next race is shown, with the best prices beside each other', async () => {
  const lines = await said('betfair-ladder.ts', '2')
  expect(lines.filter((line) => /, off in \d+ s, [\d.]+ GBP matched;/.test(line))).toHaveLength(2)
  for (const line of lines.filter((each) => each.includes('last '))) {
    const [backs = '', lays = ''] = line.split('│')
    const best = Number(backs.match(/([\d.]+) \(\d+\) *$/)?.[1] ?? 0)
    expect(best).toBeLessThan(Number(lays.match(/([\d.]+) \(/)?.[1] ?? Number.POSITIVE_INFINITY))
  }
})

test.concurrent('the scalper is level at the end of a round trip, to the penny that stakes can be rounded by', async () => {
  const lines = await said('betfair-scalper.ts', '1')
  const [, ifLose, ifWin] = lines.join('\n').match(/level, (-?[\d.]+) GBP if it loses, (-?[\d.]+) GBP if it wins/) ?? []
  expect(Math.abs(Number(ifLose) - Number(ifWin))).toBeLessThan(1)
})

test.concurrent('value is found at the exchange by the prices of a bookmaker for the same match', async () => {
  const lines = await said('sharp-to-exchange.ts', '1')
  expect(lines[0]).toMatch(/^linked .+ v .+$/)
  expect(lines.at(-1)).toMatch(/^back .+ v .+ at [\d.]+ with betfair, fair [\d.]+, edge [\d.]+ %: stake [\d.]+ GBP$/)
})
