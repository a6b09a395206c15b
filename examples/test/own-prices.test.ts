import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveEmulator } from '@betting-advisor/adapter-kit/emulator'
import { expect, test } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../own-prices.ts')
const run = promisify(execFile)

async function advised(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', PROGRAM, ...words], {
    env: { PATH: process.env['PATH'] },
  })
  return stdout
}

test('a source of your own is advised on as it stands, and a row that cannot be used is counted', async () => {
  expect(await advised()).toBe(
    'back Harbour (Harbour v Mill Lane) at 2.2 with shop, fair 2.045, edge 7.58 %: stake 12.62 GBP (1 left out of the last answers)\n',
  )
})

test('and reads its rows over HTTP', async () => {
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const row = { id: '9', home: 'Over There', away: 'Here', startsAt, sharp: [2, 3.5, 4.1], shop: [2, 4, 3.6] }
  await using server = await serveEmulator(() => Response.json([row]))
  expect(await advised(server.url)).toMatch(/^back Draw \(Over There v Here\) at 4 with shop, .* \(null\)\n$/)
})
