import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const EXAMPLE = join(import.meta.dirname, '../backtest-your-own-rows.ts')
const GUIDE = join(import.meta.dirname, '../../docs/backtest-your-own-rows.md')

test('a backtest from rows of your own prints what its guide says', async () => {
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', EXAMPLE])
  // By hand: 10 at 2.05 and 1.72 won, 10 at 2.4 lost, one given back; 10.50 + 7.20 − 10.00 = 7.70.
  expect(stdout).toMatch(/^4 bets, profit 7\.70 GBP, mean CLV/m)
  expect(readFileSync(GUIDE, 'utf8')).toContain(stdout)
})
