import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBetfairCard, type SoldFile, serveBetfair } from '@betting-advisor/adapter-betfair/emulator'
import { createSystemClock } from '@betting-advisor/core'
import { expect, test } from 'vitest'
import { emptyFolder, startExample } from './start-process.ts'

const sold: SoldFile = {
  path: '/data/xds/historic/BASIC/2026/Apr/1/31/1.5.bz2',
  ...{ sport: 'Horse Racing', plan: 'Basic Plan', day: '2026-04-01', marketType: 'WIN', country: 'GB', kind: 'M' },
  bytes: Buffer.from('BZh and so on'),
}

test('lists and downloads what the account has bought', async () => {
  const accounts = [{ username: 'bot', password: 'canary-password' }]
  const world = createBetfairCard({ seed: 'history' })
  await using exchange = await serveBetfair({ world, clock: createSystemClock(), accounts, history: [sold] })
  const folder = emptyFolder()
  writeFileSync(join(folder, 'authority.pem'), exchange.authority)
  const env = {
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
    ...{ BETFAIR_APP_KEY: 'live-key', BETFAIR_USERNAME: 'bot', BETFAIR_PASSWORD: 'canary-password' },
    BETFAIR_HOSTS: Object.entries(exchange.hosts)
      .map(([name, host]) => `${name}=${host}`)
      .join(),
  }
  const run = (...words: readonly string[]) => startExample('betfair-history.ts', words, env, folder)
  const [bought, brought] = [
    run('purchases'),
    run('download', '--from', '2026-04-01', '--to', '2026-04-30', '--types', 'WIN', '--folder', 'data'),
  ]
  expect(await bought.ended, bought.output()).toBe(0)
  expect(bought.output()).toContain('2026-04  Basic Plan  Horse Racing')
  expect(await brought.ended, brought.output()).toBe(0)
  expect(brought.output()).toContain('13 bytes in data')
  expect(existsSync(join(folder, 'data/BASIC/2026/Apr/1/31/1.5.bz2'))).toBe(true)
})

test('packs what was recorded, and says what could not be read', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'stream'),
    '{"op":"mcm","pt":1,"mc":[{"id":"1.7","rc":[{"id":7,"ltp":2}]}]}\n{"op":"mcm","pt',
  )
  const { ended, output } = startExample('betfair-history.ts', ['pack', 'stream', '--folder', 'markets'], {}, folder)
  expect(await ended, output()).toBe(0)
  expect(output()).toContain('LINE_UNREADABLE')
  expect(output()).toContain('1 messages of 1 markets packed into markets, 0 were there already')
  expect(existsSync(join(folder, 'markets/unknown/unknown/1.7.gz'))).toBe(true)
})

test('says what it can do', async () => {
  const { ended, output } = startExample('betfair-history.ts', [], {})
  expect(await ended, output()).toBe(2)
  expect(output()).toContain('Say purchases')
})
