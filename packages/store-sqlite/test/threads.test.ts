import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import { isAdvisorError, money, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, SAMPLE_WALLET, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test } from 'vitest'
import { LOCK_LOOK_MS } from '../src/file-lock.ts'
import { openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'

interface Opened extends AsyncDisposable {
  readonly path: string
  readonly store: Store
  /** The threads that the store has started so far, the one that writes first. */
  readonly workers: readonly Worker[]
}

async function open(): Promise<Opened> {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const workers: Worker[] = []
  const note = (worker: Worker) => workers.push(worker)
  process.on('worker', note)
  const store = await openSqliteStore(path)
  await store.startRun(sampleRunStart())
  return {
    path,
    store,
    workers,
    async [Symbol.asyncDispose]() {
      process.off('worker', note)
      await store.close()
      directory[Symbol.dispose]()
    },
  }
}

const intents = (count: number, name = 'm') =>
  Array.from({ length: count }, (_, number) => sampleIntent({ market: `${name}${number}`, stake: 10 }))

describe('a store of threads', () => {
  test('takes no place at a database again that it has closed, however long its thread lives', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const { port1: requests, port2 } = new MessageChannel()
    const worker = new Worker(new URL('stays-on.ts', import.meta.url), {
      execArgv: ['--conditions=@betting-advisor/source'],
    })
    worker.postMessage({ path, access: 'write', requests: port2, stays: false }, [port2])
    try {
      expect(await once(worker, 'message')).toEqual([{ kind: 'opened' }])
      // Whoever reads keeps the log beside the database, as when the engine runs.
      using other = new DatabaseSync(path, { readOnly: true })
      expect(other.prepare('SELECT count(*) AS count FROM orders').get()).toEqual({ count: 0 })
      requests.postMessage({ id: 0, operation: 'close' })
      worker.postMessage(null)
      expect(await once(worker, 'message')).toEqual([{ kind: 'answers', answers: [{ id: 0, value: undefined }] }])
      rmSync(`${path}.lock`, { force: true })
      await sleep(4 * LOCK_LOOK_MS)
      expect(existsSync(`${path}.lock`)).toBe(false)
    } finally {
      requests.close()
      await worker.terminate()
    }
  })

  test('answers only what another connection can already see', async () => {
    await using opened = await open()
    using other = new DatabaseSync(opened.path, { readOnly: true })
    const find = other.prepare('SELECT state FROM orders WHERE key = ?')
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        intents(16, `${round}-`).map(async (intent) => {
          expect(find.get(intent.key)).toBeUndefined()
          await opened.store.begin(intent)
          expect(find.get(intent.key)).toEqual({ state: 'SENDING' })
        }),
      )
    }
  })

  test('reads again once what kept its thread from starting is gone', async () => {
    await using opened = await open()
    using other = new DatabaseSync(opened.path)
    other.exec('INSERT INTO schema_version (version, applied_at) VALUES (99, 0)')
    for (const _ of ['once', 'and again']) {
      await expect(opened.store.accounts()).rejects.toMatchObject({ code: 'STORE_SCHEMA_NEWER' })
    }
    other.exec('DELETE FROM schema_version WHERE version = 99')
    expect(await opened.store.accounts()).toEqual([SAMPLE_ACCOUNT])
  })

  test('never holds up the thread that asks, however long the disk or another program does', async () => {
    await using opened = await open()
    using other = new DatabaseSync(opened.path)
    other.exec('BEGIN IMMEDIATE')
    let answered = false
    const begun = opened.store.begin(sampleIntent()).finally(() => {
      answered = true
    })
    let turns = 0
    const end = performance.now() + 300
    while (performance.now() < end) {
      await new Promise((resolve) => setImmediate(resolve))
      turns += 1
    }
    expect(answered).toBe(false)
    expect(turns).toBeGreaterThan(100)
    other.exec('ROLLBACK')
    expect((await begun).kind).toBe('reserved')
  })

  test('does what one caller asks in the order of asking, and reads see all that was asked before them', async () => {
    await using opened = await open()
    const { store } = opened
    const intent = sampleIntent({ stake: 1000 })
    const at = SAMPLE_TIME
    const [begun, accepted, order, matched, history, reserved, voided, balances] = await Promise.all([
      store.begin(intent),
      store.advance(intent.key, [{ type: 'accepted', at, venueOrderId: 'v' }]),
      store.order(intent.key),
      store.advance(intent.key, [{ type: 'matched', at, matchedStake: intent.stake, averagePrice: intent.price }]),
      store.history(intent.key),
      store.balances(SAMPLE_ACCOUNT),
      store.advance(intent.key, [{ type: 'voided', at }]),
      store.balances(SAMPLE_ACCOUNT),
    ])
    expect([begun, accepted, matched, voided].map(({ kind }) => kind)).toEqual([
      'reserved',
      'changed',
      'changed',
      'changed',
    ])
    expect(order).not.toBeNull()
    expect(history.length).toBeGreaterThanOrEqual(2)
    expect(reserved).toBeDefined()
    expect(balances).toMatchObject({ available: 100_000, reserved: 0 })
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('lets one that fails among many fail alone', async () => {
    await using opened = await open()
    const { store } = opened
    const unknown = sampleIntent({ market: 'never begun' })
    const uncopyable = { ...sampleIntent({ market: 'uncopyable' }), reasons: [(() => 'because') as unknown as string] }
    const asked = intents(8).flatMap((intent, index) => [
      store.begin(intent),
      [
        () => store.advance(unknown.key, [{ type: 'voided', at: SAMPLE_TIME }]),
        () => store.deposit(SAMPLE_ACCOUNT, SAMPLE_WALLET, money(-999_999), SAMPLE_TIME),
        () => store.begin({ ...sampleIntent({ market: 'worthless' }), stake: money(0) }),
        () => store.begin(uncopyable),
      ][index % 4]?.(),
    ])
    const results = await Promise.allSettled(asked)
    expect(results.map(({ status }) => status)).toEqual(Array(8).fill(['fulfilled', 'rejected']).flat())
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(codes.slice(0, 3)).toEqual(['UNKNOWN_ORDER', 'WITHDRAWAL_TOO_LARGE', 'INVALID_VALUE'])
    expect(await store.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(8)
    expect(await store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('keeps what it was asked for, whatever becomes of the object afterwards', async () => {
    await using opened = await open()
    const intent = { ...sampleIntent(), reasons: ['first'] }
    const begun = opened.store.begin(intent)
    intent.reasons.push('second')
    await begun
    expect((await opened.store.order(intent.key))?.intent.reasons).toEqual(['first'])
  })

  test('does what it was asked before it closes, and nothing after', async () => {
    await using opened = await open()
    const { path, store } = opened
    const begun = Promise.all(intents(40).map((intent) => store.begin(intent)))
    const read = store.orders({ account: SAMPLE_ACCOUNT })
    const closed = [store.close(), store.close()]
    await expect(store.begin(sampleIntent())).rejects.toSatisfy((error) => isAdvisorError(error, 'STORE_CLOSED'))
    await expect(store.accounts()).rejects.toSatisfy((error) => isAdvisorError(error, 'STORE_CLOSED'))
    await Promise.all(closed)
    expect(new Set((await begun).map(({ kind }) => kind))).toEqual(new Set(['reserved']))
    expect(await read).toHaveLength(40)
    await using again = await openSqliteStore(path)
    expect(await again.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(40)
    expect(await again.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('says of everything that waited for a thread that died that nobody knows, and opens again', async () => {
    await using opened = await open()
    const { path, store, workers } = opened
    for (const intent of intents(30)) await store.begin(intent)
    const all = intents(200)
    const waiting = Promise.allSettled(all.map((intent) => store.begin(intent)))
    await Promise.resolve()
    await workers[0]?.terminate()
    const results = await waiting
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(lost.length).toBeGreaterThan(0)
    for (const error of lost) expect(error).toSatisfy((value) => isAdvisorError(value, 'OUTCOME_UNKNOWN'))
    await expect(store.begin(sampleIntent())).rejects.toThrow(/has ended.*open it again/)
    await expect(openSqliteStore(path)).rejects.toSatisfy((error) => isAdvisorError(error, 'STORE_LOCKED'))
    await store.close()
    await using again = await openSqliteStore(path)
    for (const [index, { status }] of results.entries()) {
      const order = await again.order(all[index]?.key ?? sampleIntent().key)
      if (status === 'fulfilled') expect(order).not.toBeNull()
    }
    for (const intent of intents(30)) expect(await again.order(intent.key)).not.toBeNull()
    expect(await again.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('that loses the thread that reads goes on writing', async () => {
    await using opened = await open()
    await opened.store.accounts()
    await opened.workers[1]?.terminate()
    await expect(opened.store.accounts()).rejects.toSatisfy((error) => isAdvisorError(error, 'STORE_FAILED'))
    expect((await opened.store.begin(sampleIntent())).kind).toBe('reserved')
  })

  test('that is left open keeps no process alive, but what was asked of it does', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    const script = fileURLToPath(new URL('left-open.ts', import.meta.url))
    const run = () =>
      spawnSync(process.execPath, ['--conditions', '@betting-advisor/source', script, path], {
        encoding: 'utf8',
        timeout: 120_000,
      })
    expect(run()).toMatchObject({ status: 0, stdout: 'reserved' })
  })
})
