import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { isAdvisorError, type Store } from '@betting-advisor/core'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, test, vi } from 'vitest'
import { lockFile } from '../src/file-lock.ts'
import { openSqliteControl, openSqliteReader, openSqliteStore } from '../src/index.ts'
import { temporaryDirectory } from './harness.ts'
import { runChild } from './run-child.ts'

async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action()
    return 'none'
  } catch (error) {
    if (!isAdvisorError(error)) throw error
    expect(error.remedy).toBeDefined()
    return error.code
  }
}

interface Opened extends AsyncDisposable {
  readonly directory: string
  readonly path: string
  readonly store: Store
}

/** A store with a run, in a file of a directory of its own. */
async function open(): Promise<Opened> {
  const directory = temporaryDirectory()
  const path = join(directory.path, 'advisor.db')
  const store = await openSqliteStore(path)
  await store.startRun(sampleRunStart())
  return {
    directory: directory.path,
    path,
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      directory[Symbol.dispose]()
    },
  }
}

describe('one engine has a file, by whatever name', () => {
  test('a symbolic link to the file', async () => {
    await using opened = await open()
    const alias = join(opened.directory, 'alias.db')
    symlinkSync(opened.path, alias)
    expect(await codeOf(() => openSqliteStore(alias))).toBe('STORE_LOCKED')
    expect(existsSync(`${alias}.lock`)).toBe(false)
  })

  test('a symbolic link to its directory', async () => {
    await using opened = await open()
    const alias = join(opened.directory, 'alias')
    symlinkSync(opened.directory, alias)
    expect(await codeOf(() => openSqliteStore(join(alias, 'advisor.db')))).toBe('STORE_LOCKED')
  })

  test('a symbolic link to a file that is not there yet, in a directory that is not there either', async () => {
    using directory = temporaryDirectory()
    const target = join(directory.path, 'data', 'advisor.db')
    const alias = join(directory.path, 'alias.db')
    symlinkSync(join('data', 'advisor.db'), alias)
    await using store = await openSqliteStore(alias)
    expect(store.description).toBe(`SQLite ${target}`)
    expect(existsSync(target)).toBe(true)
    expect(await codeOf(() => openSqliteStore(target))).toBe('STORE_LOCKED')
  })

  test('symbolic links that lead to each other', async () => {
    using directory = temporaryDirectory()
    const [one, other] = [join(directory.path, 'one.db'), join(directory.path, 'other.db')]
    symlinkSync(one, other)
    symlinkSync(other, one)
    expect(await codeOf(() => openSqliteStore(one))).toBe('STORE_ACCESS_DENIED')
  })

  test('a second name of the file: refused to engines, readers and controls, as its log has the first one’s name', async () => {
    await using opened = await open()
    const alias = join(opened.directory, 'alias.db')
    linkSync(opened.path, alias)
    expect(await codeOf(() => openSqliteStore(alias))).toBe('STORE_ADDRESS')
    expect(await codeOf(() => openSqliteReader(alias))).toBe('STORE_ADDRESS')
    expect(await codeOf(() => openSqliteControl(alias))).toBe('STORE_ADDRESS')
    expect((await opened.store.begin(sampleIntent())).kind).toBe('reserved')
    rmSync(alias)
    await using reader = await openSqliteReader(opened.path)
    expect(await reader.orders({ account: SAMPLE_ACCOUNT })).toHaveLength(1)
  })

  test('a lock file that somebody removed is made anew, and whoever starts meanwhile waits for that', async () => {
    await using opened = await open()
    const lock = `${opened.path}.lock`
    for (let times = 0; times < 2; times += 1) {
      rmSync(lock)
      expect(await codeOf(() => openSqliteStore(opened.path))).toBe('STORE_LOCKED')
      expect(existsSync(lock)).toBe(true)
    }
    expect((await opened.store.begin(sampleIntent())).kind).toBe('reserved')
  })

  test('whose lock file went to another engine keeps nothing more', async () => {
    await using opened = await open()
    const lock = `${opened.path}.lock`
    let taken: Disposable | undefined
    await vi.waitFor(() => {
      rmSync(lock, { force: true })
      taken = lockFile(opened.path)
    })
    expect(await codeOf(() => opened.store.begin(sampleIntent()))).toBe('STORE_REPLACED')
    await using reader = await openSqliteReader(opened.path)
    expect(await reader.orders({ account: SAMPLE_ACCOUNT })).toEqual([])
    taken?.[Symbol.dispose]()
  })

  test('a lock file that is missing after a kill holds up nobody for long', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'advisor.db')
    expect(runChild('killed.ts', path).signal).toBe('SIGKILL')
    expect(existsSync(`${path}-shm`)).toBe(true)
    rmSync(`${path}.lock`)
    await using store = await openSqliteStore(path)
    expect(await store.accounts()).toEqual([SAMPLE_ACCOUNT])
  })
})

describe('a file that is taken away under its engine', () => {
  /** What may happen to the file; each leaves the bytes of another database, or nothing, at its path. */
  const CHANGES: Readonly<Record<string, (opened: Opened) => void>> = {
    removed: ({ path }) => rmSync(path),
    'removed with all that is beside it': ({ directory }) => rmSync(directory, { recursive: true }),
    'moved away': ({ path, directory }) => renameSync(path, join(directory, 'away.db')),
    'replaced by its backup': ({ path, directory }) => {
      copyFileSync(path, join(directory, 'backup.db'))
      renameSync(join(directory, 'backup.db'), path)
    },
    'without its log': ({ path }) => rmSync(`${path}-wal`),
    'without the index of its log': ({ path }) => rmSync(`${path}-shm`),
  }

  test.each(Object.keys(CHANGES))('%s: nothing is kept any more, and everybody is told', async (name) => {
    await using opened = await open()
    const { store } = opened
    await store.begin(sampleIntent({ market: 'before' }))
    CHANGES[name]?.(opened)
    expect(await codeOf(() => store.begin(sampleIntent({ market: 'after' })))).toBe('STORE_REPLACED')
    const run = sampleRunStart().run.id
    const together = [store.heartbeat(run, SAMPLE_TIME), store.begin(sampleIntent({ market: 'together' }))]
    const outcomes = await Promise.allSettled(together)
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORE_REPLACED' } })
    }
  })

  test('is not read either', async () => {
    await using opened = await open()
    await using reader = await openSqliteReader(opened.path)
    await using control = await openSqliteControl(opened.path)
    expect(await reader.orders({ account: SAMPLE_ACCOUNT })).toEqual([])
    expect(await opened.store.orders({ account: SAMPLE_ACCOUNT })).toEqual([])
    renameSync(opened.path, join(opened.directory, 'away.db'))
    expect(await codeOf(() => reader.orders({ account: SAMPLE_ACCOUNT }))).toBe('STORE_REPLACED')
    expect(await codeOf(() => opened.store.orders({ account: SAMPLE_ACCOUNT }))).toBe('STORE_REPLACED')
    const halt = { reason: 'by hand', at: SAMPLE_TIME }
    expect(await codeOf(() => control.setHalt(SAMPLE_ACCOUNT, halt))).toBe('STORE_REPLACED')
  })

  test('and put back goes on', async () => {
    await using opened = await open()
    const away = join(opened.directory, 'away.db')
    renameSync(opened.path, away)
    expect(await codeOf(() => opened.store.begin(sampleIntent()))).toBe('STORE_REPLACED')
    renameSync(away, opened.path)
    expect((await opened.store.begin(sampleIntent())).kind).toBe('reserved')
    expect(await opened.store.verify(SAMPLE_ACCOUNT)).toEqual([])
  })

  test('leaves what has come to its place alone, also when it closes', async () => {
    await using opened = await open()
    mkdirSync(join(opened.directory, 'new'))
    const fresh = join(opened.directory, 'new', 'advisor.db')
    await using other = await openSqliteStore(fresh)
    await other.startRun(sampleRunStart())
    await other.close()
    const bytes = readFileSync(fresh)
    renameSync(fresh, opened.path)
    const { ino } = statSync(opened.path)
    expect(await codeOf(() => opened.store.begin(sampleIntent()))).toBe('STORE_REPLACED')
    await opened.store.close()
    expect(statSync(opened.path).ino).toBe(ino)
    expect(readFileSync(opened.path).equals(bytes)).toBe(true)
  })
})
