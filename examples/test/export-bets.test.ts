import { execFile } from 'node:child_process'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { accountKey, createMemoryStore } from '@betting-advisor/core'
import { importInto, readJsonLines } from '@betting-advisor/core/report'
import { SAMPLE_ACCOUNT, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '@betting-advisor/store-sqlite'
import { expect, test } from 'vitest'
import { exportedAccount, readsOf } from '../../packages/core/test/support/exported-account.ts'
import { emptyFolder } from './start-process.ts'

const EXPORT = join(import.meta.dirname, '../export-bets.ts')
const run = promisify(execFile)

test('what a bot has done can be taken out of its database, and made again elsewhere', async () => {
  const folder = emptyFolder()
  await using store = await openSqliteStore(join(folder, 'advisor.db'))
  await exportedAccount(store)

  const { stdout } = await run(process.execPath, ['--conditions=@betting-advisor/source', EXPORT, 'made/for/it'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DB_URL: 'sqlite:./advisor.db' },
  })
  expect(stdout).toBe('2026-08-08: 2 bets, -14.55 GBP, at worst 25.00 GBP below the best\n')
  const csv = readFileSync(join(folder, 'made/for/it/bets.csv'), 'utf8')
  expect(csv).toMatch(/^key,ref,/)
  expect(csv.split('\r\n').length).toBe(7)

  const copy = createMemoryStore()
  await importInto(
    copy,
    readJsonLines(createInterface({ input: createReadStream(join(folder, 'made/for/it/account.jsonl')) })),
  )
  expect(await readsOf(copy)).toEqual(await readsOf(store))
  expect(await copy.verify(SAMPLE_ACCOUNT)).toEqual([])
})

test('the account of a simulated world is found where it is the only one, or by its name', async () => {
  const folder = emptyFolder()
  const account = accountKey('DRY_RUN', 'main-demo-1')
  const env = { PATH: process.env['PATH'], DB_URL: 'sqlite:./advisor.db' }
  const exported = (...words: string[]) =>
    run(process.execPath, ['--conditions=@betting-advisor/source', EXPORT, ...words], { cwd: folder, env })
  await using store = await openSqliteStore(join(folder, 'advisor.db'))
  await store.startRun(sampleRunStart(account))
  expect((await exported('one')).stderr).toContain(`account ${account}`)
  expect(readFileSync(join(folder, 'one/account.jsonl'), 'utf8')).toContain(account)
  const other = accountKey('DRY_RUN', 'main-demo-2')
  await store.startRun(sampleRunStart(other, 2))
  await expect(exported('two')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${account}, ${other}`),
  })
  await exported('three', other)
  expect(readFileSync(join(folder, 'three/account.jsonl'), 'utf8')).toContain(other)
  await expect(exported('four', 'LIVE:main')).rejects.toMatchObject({ code: 2 })
})

test('a database that is not there is named', async () => {
  const folder = emptyFolder()
  const env = { PATH: process.env['PATH'], DB_URL: 'sqlite:./gone.db' }
  const failing = run(process.execPath, ['--conditions=@betting-advisor/source', EXPORT], { cwd: folder, env })
  await expect(failing).rejects.toMatchObject({ stderr: expect.stringContaining('STORE_NOT_FOUND') })
})
