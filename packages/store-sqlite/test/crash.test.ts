import { join } from 'node:path'
import { after, type DecisionKey, isAdvisorError, SECOND } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { openSqliteReader, openSqliteStore } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryDirectory } from './harness.ts'

interface Acknowledged {
  readonly key: DecisionKey
  readonly events: number
}

/** Starts a process that writes as fast as it can; `kill` ends it with SIGKILL and gives all that it had acknowledged. */
function startWriter(path: string, run: number, name = 'writer.ts') {
  const child = startChild(name, path, `${run}`)
  return {
    lines: (count: number) => child.said(count),
    async kill(): Promise<Acknowledged[]> {
      return (await child.kill()).map((line) => JSON.parse(line))
    },
  }
}

/** What `every-writer.ts` tells of. */
interface Written {
  readonly epoch?: number
  readonly key?: DecisionKey
  readonly events?: number
  readonly day?: number
  readonly lock?: string
  readonly group?: string
}

describe('a process that is killed while it writes', () => {
  test('loses nothing that it had acknowledged, and leaves a sound ledger', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const acknowledged = new Map<DecisionKey, number>()
    for (let run = 0; run < 8; run += 1) {
      const writer = startWriter(path, run)
      await writer.lines(5 + 17 * run)
      for (const { key, events } of await writer.kill()) acknowledged.set(key, events)
      // The place that the dead process held is free at once.
      await using store = await openSqliteStore(path)
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
      for (const [key, events] of acknowledged) {
        expect((await store.history(key)).length, key).toBeGreaterThanOrEqual(events)
      }
      // What was under way goes on: the next run needs the places that it holds.
      for (const order of await store.orders({ account: SAMPLE_ACCOUNT, states: ['SENDING', 'ACCEPTED', 'MATCHED'] })) {
        const { key, decidedAt: at } = order.intent
        await store.advance(key, [{ type: 'rejected', at, reason: { code: 'NO', message: 'no' } }])
        await store.advance(key, [{ type: 'voided', at }])
      }
    }
    expect(acknowledged.size).toBeGreaterThan(50)
  })

  test('leads no more and is no peer of the next run, even with the clock set back', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const writer = startWriter(path, 1, 'leader.ts')
    await writer.lines(1)
    await writer.kill()
    await using store = await openSqliteStore(path)
    expect(await store.peers(SAMPLE_ACCOUNT, SAMPLE_TIME)).toEqual([])
    const start = sampleRunStart(SAMPLE_ACCOUNT, 2)
    const startedAt = after(SAMPLE_TIME, -SECOND)
    await store.startRun({ ...start, run: { ...start.run, startedAt, settingsHash: 'other' } })
    expect(await store.peers(SAMPLE_ACCOUNT, startedAt)).toEqual([{ run: start.run.id, startedAt }])
    expect(await store.lead(start.run.id, startedAt, SECOND)).toEqual({ leader: start.run.id, epoch: 2 })
  })

  test('with many operations in flight loses none that it had acknowledged either', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const acknowledged = new Map<DecisionKey, number>()
    for (let run = 0; run < 6; run += 1) {
      const writer = startWriter(path, run, 'busy-writer.ts')
      await writer.lines(1 + 150 * run)
      for (const { key, events } of await writer.kill()) acknowledged.set(key, events)
      await using store = await openSqliteStore(path)
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
      for (const [key, events] of acknowledged) {
        expect((await store.history(key)).length, key).toBeGreaterThanOrEqual(events)
      }
    }
    expect(acknowledged.size).toBeGreaterThan(300)
  })
})

describe('a process that is killed while it adopts, corrects, leads, imports and sets limits and locks', () => {
  test('loses none of it, and leaves no half of an import', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const written: Written[] = []
    let lastEpoch = 0
    for (let run = 1; run <= 5; run += 1) {
      const child = startChild('every-writer.ts', path, `${run}`)
      await child.said(2 + 11 * run)
      const told = (await child.kill()).map((line): Written => JSON.parse(line))
      written.push(...told)
      await using store = await openSqliteStore(path)
      expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
      const { limits } = await store.limits(SAMPLE_ACCOUNT, SAMPLE_TIME)
      const locks = new Set((await store.locks(SAMPLE_ACCOUNT)).map(({ id }) => id))
      const orders = await store.orders({ account: SAMPLE_ACCOUNT, limit: 10_000 })
      const groups = new Map<string, number>()
      for (const { intent } of orders) {
        const [, group] = /^(\d+-import-\d+)-\d$/.exec(intent.market) ?? []
        if (group !== undefined) groups.set(group, (groups.get(group) ?? 0) + 1)
      }
      expect(new Set(groups.values())).toEqual(new Set([5]))
      // A leader's number is never given twice, not even by a store that knows nothing of it but the file.
      for (const { epoch } of told) if (epoch !== undefined) expect(epoch).toBeGreaterThan(lastEpoch)
      lastEpoch = Math.max(lastEpoch, ...told.map(({ epoch = 0 }) => epoch))
      for (const { key, events = 0, day, lock, group } of written) {
        if (key !== undefined) expect((await store.history(key)).length).toBeGreaterThanOrEqual(events)
        if (day !== undefined) expect(limits.loss.day).toBeLessThanOrEqual(day)
        if (lock !== undefined) expect(locks).toContain(lock)
        if (group !== undefined) expect(groups.get(group)).toBe(5)
      }
    }
    expect(written.filter(({ group }) => group !== undefined).length).toBeGreaterThan(5)
  })
})

describe('two processes at one file', () => {
  test('one engine has it; others are told so and may read beside it', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const writer = startWriter(path, 1)
    await writer.lines(10)
    await expect(openSqliteStore(path)).rejects.toSatisfy((error) => isAdvisorError(error, 'STORE_LOCKED'))
    await using reader = await openSqliteReader(path)
    const before = (await reader.orders({ account: SAMPLE_ACCOUNT })).length
    expect(before).toBeGreaterThan(0)
    expect(await reader.verify(SAMPLE_ACCOUNT)).toEqual([])
    await writer.lines(60)
    expect((await reader.orders({ account: SAMPLE_ACCOUNT })).length).toBeGreaterThan(before)
    await writer.kill()
    await using store = await openSqliteStore(path)
    expect(await store.accounts()).toEqual([SAMPLE_ACCOUNT])
  })
})
