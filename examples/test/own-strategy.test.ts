import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const GUIDE = join(import.meta.dirname, '../../docs/your-own-strategy.md')

async function printed(example: string): Promise<string> {
  const program = join(import.meta.dirname, '..', example)
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', program], {
    env: { PATH: process.env['PATH'] },
  })
  return stdout
}

test('a strategy of your own, in a backtest and on paper, prints what its guide says', async () => {
  const stdout = await printed('own-strategy.ts')
  expect(stdout).toMatch(/^the past: \d+ bets, .*\non paper: back Harbour .*: stake 8\.00 GBP\n$/)
  expect(readFileSync(GUIDE, 'utf8')).toContain(stdout)
})

test('a slow model answers from its thread, and the bet is made on its answer', async () => {
  const stdout = await printed('slow-model.ts')
  expect(stdout).toMatch(/^back Harbour .* at 2\.2 with shop, .* \(slow model\)\n$/)
  expect(readFileSync(GUIDE, 'utf8')).toContain(stdout)
})
