import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DecisionKey, isAdvisorError } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { openSqliteReader, openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'

interface Acknowledged {
  readonly key: DecisionKey
  readonly events: number
}

/** Starts a process that writes as fast as it can; `kill` ends it with SIGKILL and gives all that it had acknowledged. */
function startWriter(path: string, run: number, name = 'writer.ts') {
  const script = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@betting-advisor/source', script, path, `${run}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const closed = once(child, 'close')
  return {
    async lines(count: number) {
      while (output.split('\n').length <= count) {
        if (child.exitCode !== null) throw new Error(errors)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    async kill(): Promise<Acknowledged[]> {
      child.kill('SIGKILL')
      await closed
      return output
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
    },
  }
}

describe('a process that is killed while it writes', () => {
  test('loses nothing that it had acknowledged, and leaves sound books', { timeout: 60_000 }, async () => {
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
        await store.advance(key, { type: 'rejected', at, reason: { code: 'NO', message: 'no' } })
        await store.advance(key, { type: 'voided', at })
      }
    }
    expect(acknowledged.size).toBeGreaterThan(50)
  })

  test('with many operations in flight loses none that it had acknowledged either', { timeout: 60_000 }, async () => {
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

describe('two processes at one file', () => {
  test('one engine has it; others are told so and may read beside it', { timeout: 30_000 }, async () => {
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
