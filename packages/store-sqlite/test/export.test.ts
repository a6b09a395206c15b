import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createMemoryStore } from '@betting-advisor/core'
import { exportRecords, importInto, readJsonLines, toJsonLines } from '@betting-advisor/core/report'
import { SAMPLE_ACCOUNT } from '@betting-advisor/core/testing'
import { expect, test } from 'vitest'
import { exportedAccount, readsOf } from '../../core/test/support/exported-account.ts'
import { openSqliteReader } from '../src/index.ts'
import { openHarness, temporaryDirectory } from './harness.ts'

test('an account goes from memory through a file into SQLite and back, and every read says the same', async () => {
  using directory = temporaryDirectory()
  const path = join(directory.path, 'main.jsonl')
  const memory = await exportedAccount(createMemoryStore())
  await pipeline(toJsonLines(exportRecords(memory, SAMPLE_ACCOUNT)), createWriteStream(path))

  await using harness = await openHarness()
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  await importInto(harness.store, readJsonLines(lines))
  const reopened = await harness.reopen()
  expect(await readsOf(reopened)).toEqual(await readsOf(memory))
  expect(await reopened.verify(SAMPLE_ACCOUNT)).toEqual([])

  const back = createMemoryStore()
  await importInto(back, exportRecords(reopened, SAMPLE_ACCOUNT))
  expect(await readsOf(back)).toEqual(await readsOf(memory))
})

test('an account that lived in SQLite is exported beside the engine that runs on it', async () => {
  await using harness = await openHarness()
  const store = await exportedAccount(harness.store)
  await using reader = await openSqliteReader(store.description.replace('SQLite ', ''))
  const copy = createMemoryStore()
  await importInto(copy, readJsonLines(toJsonLines(exportRecords(reader, SAMPLE_ACCOUNT))))
  expect(await readsOf(copy)).toEqual(await readsOf(store))
  expect(await copy.verify(SAMPLE_ACCOUNT)).toEqual([])
})
