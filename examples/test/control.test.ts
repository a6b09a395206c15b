import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { money, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openPostgresStore } from '@betting-advisor/store-postgres'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { startServer } from 'betting-advisor-postgres-server/server'
import { describe, expect, it, test } from 'vitest'
import { emptyFolder } from './start-process.ts'

const CONTROL = join(import.meta.dirname, '../control.ts')
const run = promisify(execFile)

async function control(folder: string, database: string, ...words: string[]): Promise<string> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', CONTROL, ...words], {
    cwd: folder,
    env: { PATH, NODE_COMPILE_CACHE, DB_URL: database },
  })
  return stdout
}

async function haltsAndResumes(store: Store, database: string): Promise<void> {
  const folder = emptyFolder()
  await store.startRun({ ...sampleRunStart(), openingBankroll: money(100_000) })
  await store.begin(sampleIntent({ market: 'before', stake: 1_000 }))
  expect(await control(folder, database)).toBe(
    `${SAMPLE_ACCOUNT} · not halted · 990.00 GBP available · 10.00 GBP at risk\n`,
  )

  expect(await control(folder, database, 'halt', 'prices', 'look', 'wrong')).toContain(`${SAMPLE_ACCOUNT} is halted`)
  expect(await store.begin(sampleIntent({ market: 'halted' }))).toMatchObject({
    kind: 'denied',
    code: 'HALTED',
    detail: expect.stringContaining('prices look wrong'),
  })
  expect(await control(folder, database)).toMatch(/HALTED since \d{4}-\S+: prices look wrong/)

  const ticket = await control(folder, database, 'resume')
  expect(ticket).toContain('prices look wrong')
  expect(await store.begin(sampleIntent({ market: 'asked' }))).toMatchObject({ kind: 'denied' })
  await expect(control(folder, database, 'resume', 'guessed')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('RESUME_REFUSED'),
  })

  const [, code = ''] = /resume (\S+) --account/.exec(ticket) ?? []
  expect(await control(folder, database, 'resume', code, '--account', SAMPLE_ACCOUNT)).toContain('goes on')
  expect(await store.begin(sampleIntent({ market: 'after' }))).toMatchObject({ kind: 'reserved' })
}

describe('the kill switch from outside', { timeout: 60_000 }, () => {
  it('stops an engine on SQLite, beside it, and takes two steps to lift', async () => {
    const path = join(emptyFolder(), 'advisor.db')
    await using store = await openSqliteStore(path)
    await haltsAndResumes(store, `sqlite://${path}`)
  })

  it('does the same on PostgreSQL', async ({ skip }) => {
    const server = await startServer()
    if ('unavailable' in server) return skip(server.unavailable)
    try {
      await using store = await openPostgresStore(server.url())
      await haltsAndResumes(store, server.url())
    } finally {
      await server.stop()
    }
  })
})

test('what makes no sense changes nothing, and is told with what would', async () => {
  const folder = emptyFolder()
  const path = join(folder, 'advisor.db')
  await using store = await openSqliteStore(path)
  const here = (...words: string[]) => control(folder, `sqlite://${path}`, ...words)
  await expect(here('halt', 'why not')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('none') })
  await store.startRun({ ...sampleRunStart(), openingBankroll: money(100_000) })
  for (const words of [['halt'], ['stop'], ['--speed'], ['halt', 'now', '--account', 'LIVE:other']]) {
    await expect(here(...words)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('pnpm control resume'),
    })
  }
  expect(await store.begin(sampleIntent({ market: 'after' }))).toMatchObject({ kind: 'reserved' })
  await expect(control(folder, 'sqlite:./gone.db')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('STORE_NOT_FOUND'),
  })
}, 60_000)
