import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isAdvisorError, MINUTE, timestamp } from '@betting-advisor/core'
import type { StoreControl } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { openSqliteControl, openSqliteStore } from '../src/index.ts'
import { type Child, startChild } from './child.ts'
import { temporaryDirectory } from './harness.ts'
import { runChild } from './run-child.ts'

const halt = { reason: 'by hand', at: SAMPLE_TIME }

const isCode = (code: string) => (error: unknown) => isAdvisorError(error, code)

async function openEngine() {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const store = await openSqliteStore(path)
  await store.startRun(sampleRunStart())
  return {
    path,
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      directory[Symbol.dispose]()
    },
  }
}

async function versionOf(control: StoreControl): Promise<number> {
  const question = { account: SAMPLE_ACCOUNT, after: Number.MAX_SAFE_INTEGER, at: SAMPLE_TIME, limit: 1 }
  return (await control.changes(question)).version
}

async function answersFrom(engine: Child, isWanted: (line: string) => boolean, count: number): Promise<void> {
  const start = engine.lines().length
  while (engine.lines().slice(start).filter(isWanted).length < count) {
    await engine.said(engine.lines().length + 1)
  }
}

describe('control beside the engine of another process', () => {
  test('halts it at once, however busy it is, and resumes it in two steps', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    await using engine = startChild('engine.ts', path)
    await engine.said(50)
    await using control = await openSqliteControl(path)
    for (let round = 1; round <= 3; round += 1) {
      await control.setHalt(SAMPLE_ACCOUNT, { reason: `round ${round}`, at: timestamp(SAMPLE_TIME + round) })
      const halted = await versionOf(control)
      await answersFrom(engine, (line) => line === 'HALTED', 100)
      // Every order that is begun raises the version: none was.
      expect(await versionOf(control)).toBe(halted)
      const at = timestamp(SAMPLE_TIME + round + 1)
      const { code } = await control.askResume(SAMPLE_ACCOUNT, at)
      await answersFrom(engine, (line) => line === 'HALTED', 20)
      expect(await versionOf(control)).toBe(halted)
      await control.resume(SAMPLE_ACCOUNT, code, at)
      await answersFrom(engine, (line) => line === 'reserved', 50)
    }
    expect(new Set(await engine.kill())).toEqual(new Set(['reserved', 'HALTED']))
    expect(await control.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that is killed leaves the engine working, and each halt whole or not there', async () => {
    await using engine = await openEngine()
    for (let round = 0; round < 4; round += 1) {
      await using control = startChild('switch-flipper.ts', engine.path)
      await control.said(1 + 10 * round)
      const turns = await control.kill()
      const answer = await engine.store.begin(sampleIntent({ market: `m${round}`, stake: 10 }))
      const { halt: left } = await engine.store.changes({
        account: SAMPLE_ACCOUNT,
        after: 0,
        at: SAMPLE_TIME,
        limit: 1,
      })
      const last = turns.length
      if (left === null) expect(answer.kind).toBe('reserved')
      else {
        // What it had said was on the disk; one more may have been on its way.
        expect([`turn ${last}`, `turn ${last + 1}`]).toContain(left.reason)
        expect(answer).toMatchObject({ kind: 'denied', code: 'HALTED', detail: left.reason })
        const { code } = await engine.store.askResume(SAMPLE_ACCOUNT, left.at)
        await engine.store.resume(SAMPLE_ACCOUNT, code, left.at)
      }
      expect(await engine.store.verify(SAMPLE_ACCOUNT)).toEqual([])
    }
    expect((await engine.store.begin(sampleIntent({ stake: 10 }))).kind).toBe('reserved')
  })

  test('that is killed before it has committed has halted nothing', async () => {
    await using engine = await openEngine()
    await using control = startChild('half-a-halt.ts', engine.path)
    await control.said(1)
    const begun = engine.store.begin(sampleIntent())
    await control.kill()
    expect((await begun).kind).toBe('reserved')
  })
})

describe('control', () => {
  test('reads all that a reader reads, and writes nothing but what a person says', async () => {
    await using engine = await openEngine()
    await engine.store.begin(sampleIntent())
    await using control = await openSqliteControl(engine.path)
    expect(await control.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(1)
    expect(await control.verify(SAMPLE_ACCOUNT)).toEqual([])
    for (const name of ['begin', 'advance', 'adopt', 'deposit', 'setLimits', 'importRecords', 'append']) {
      expect(name in control).toBe(false)
    }
    const unknown = { ...halt }
    await expect(control.setHalt('LIVE:nobody' as never, unknown)).rejects.toSatisfy(isCode('UNKNOWN_ACCOUNT'))
  })

  test('lifts a halt only by the code of its last ticket, in time', async () => {
    await using engine = await openEngine()
    await using control = await openSqliteControl(engine.path)
    const refused = isCode('RESUME_REFUSED')
    await expect(control.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)).rejects.toSatisfy(refused)
    await control.setHalt(SAMPLE_ACCOUNT, halt)
    await expect(control.resume(SAMPLE_ACCOUNT, '', SAMPLE_TIME)).rejects.toSatisfy(refused)
    const { code } = await control.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
    await expect(control.resume(SAMPLE_ACCOUNT, `${code}0`, SAMPLE_TIME)).rejects.toSatisfy(refused)
    await expect(control.resume(SAMPLE_ACCOUNT, code, timestamp(SAMPLE_TIME + 6 * MINUTE))).rejects.toSatisfy(refused)
    // The engine itself halts again: the ticket is void.
    await engine.store.setHalt(SAMPLE_ACCOUNT, { ...halt, reason: 'again' })
    await expect(control.resume(SAMPLE_ACCOUNT, code, SAMPLE_TIME)).rejects.toSatisfy(refused)
    expect(await engine.store.begin(sampleIntent())).toMatchObject({ kind: 'denied', detail: 'again' })
    const ticket = await control.askResume(SAMPLE_ACCOUNT, SAMPLE_TIME)
    await engine.store.resume(SAMPLE_ACCOUNT, ticket.code, SAMPLE_TIME)
    expect(await engine.store.begin(sampleIntent())).toMatchObject({ kind: 'reserved' })
  })

  test('waits for its turn without holding up the thread that asks', async () => {
    await using engine = await openEngine()
    await using control = await openSqliteControl(engine.path)
    using other = new DatabaseSync(engine.path)
    other.exec('BEGIN IMMEDIATE')
    const halted = control.setHalt(SAMPLE_ACCOUNT, halt)
    let turns = 0
    const end = performance.now() + 200
    while (performance.now() < end) {
      await new Promise((resolve) => setImmediate(resolve))
      turns += 1
    }
    expect(turns).toBeGreaterThan(50)
    other.exec('ROLLBACK')
    await halted
    expect((await engine.store.begin(sampleIntent())).kind).toBe('denied')
  })

  test('says so when its turn does not come', async () => {
    await using engine = await openEngine()
    await using control = await openSqliteControl(engine.path)
    using other = new DatabaseSync(engine.path)
    other.exec('BEGIN IMMEDIATE')
    await expect(control.setHalt(SAMPLE_ACCOUNT, halt)).rejects.toSatisfy(isCode('STORE_BUSY'))
    other.exec('ROLLBACK')
    expect((await engine.store.begin(sampleIntent())).kind).toBe('reserved')
  })

  test('needs no engine to be running', async () => {
    await using engine = await openEngine()
    await engine.store.close()
    {
      await using control = await openSqliteControl(engine.path)
      await control.setHalt(SAMPLE_ACCOUNT, halt)
    }
    await using store = await openSqliteStore(engine.path)
    expect((await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))).halt).toEqual(halt)
  })

  test('is closed once, and says so afterwards', async () => {
    await using engine = await openEngine()
    const control = await openSqliteControl(engine.path)
    await control[Symbol.asyncDispose]()
    await control[Symbol.asyncDispose]()
    await expect(control.setHalt(SAMPLE_ACCOUNT, halt)).rejects.toSatisfy(isCode('STORE_CLOSED'))
    await expect(control.accounts()).rejects.toSatisfy(isCode('STORE_CLOSED'))
  })

  test('of a file that is missing, no database, newer, or not to be written is a named error', async () => {
    await using engine = await openEngine()
    const { path } = engine
    await expect(openSqliteControl(`${path}.no`)).rejects.toSatisfy(isCode('STORE_NOT_FOUND'))
    expect(existsSync(`${path}.no`)).toBe(false)
    await expect(openSqliteControl(':memory:')).rejects.toSatisfy(isCode('STORE_ADDRESS'))
    writeFileSync(`${path}.txt`, 'date,home,away\n'.repeat(500))
    await expect(openSqliteControl(`${path}.txt`)).rejects.toSatisfy(isCode('STORE_CORRUPT'))
    writeFileSync(`${path}.empty`, '')
    await expect(openSqliteControl(`${path}.empty`)).rejects.toSatisfy(isCode('STORE_SCHEMA_OLDER'))
    await engine.store.close()
    chmodSync(dirname(path), 0o777)
    chmodSync(path, 0o444)
    expect(runChild('read-only.ts', path, 'control').stdout).toMatch(/^STORE_READ_ONLY.*writable/)
    chmodSync(path, 0o644)
    using database = new DatabaseSync(path)
    database.exec('INSERT INTO schema_version VALUES (99, 0)')
    await expect(openSqliteControl(path)).rejects.toSatisfy(isCode('STORE_SCHEMA_NEWER'))
  })
})
