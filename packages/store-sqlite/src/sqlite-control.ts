import { setTimeout as sleep } from 'node:timers/promises'
import { isAdvisorError } from '@betting-advisor/core'
import {
  type AnswerOf,
  type ControlName,
  controlOperations,
  isRead,
  type StoreControl,
  type StoreOperations,
  storeClosed,
} from '@betting-advisor/core/store'
import { createSqliteAccounts } from './accounts/accounts.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open-database.ts'
import { existingFile } from './sqlite-reader.ts'
import { requireWritable } from './writable.ts'

/** How long a command goes on asking while others write to the file, in milliseconds. */
const PATIENCE_MS = 5_000

/** An engine that is busy leaves the file free for moments only: whoever asks seldom may never meet one. */
const ASKED_AGAIN_MS = 1

/**
 * Opens the database of a store beside the engine that runs on it, to read it and to halt and resume trading: the engine's next
 * `begin` is denied. Nothing else can be written through it, and the file is neither made nor brought up to date.
 *
 * A halt is on the disk when it resolves. A command waits up to 5 s for its turn, and holds nobody up meanwhile.
 *
 * @param address - As of `openSqliteStore`.
 * @throws StoreError `STORE_ADDRESS`, `STORE_NOT_FOUND`, `STORE_READ_ONLY`, `STORE_ACCESS_DENIED`, `STORE_CORRUPT`,
 * `STORE_SCHEMA_NEWER`, `STORE_SCHEMA_OLDER`; of a command, `STORE_BUSY` when its turn does not come, and what `Store` says of it.
 * @example
 * ```ts
 * await using control = await openSqliteControl('sqlite:./data/advisor.db')
 * const account = accountKey('DRY_RUN', 'main')
 * await control.setHalt(account, { reason: 'by hand', at: timestamp(Date.now()) })
 * const { code } = await control.askResume(account, timestamp(Date.now()))
 * await control.resume(account, code, timestamp(Date.now()))
 * ```
 */
export async function openSqliteControl(address: string): Promise<StoreControl> {
  const path = existingFile(address)
  requireWritable(path)
  const database = await patiently(() => openDatabase(path, 'control'))
  try {
    return controlOf(database, openDatabase(path, 'read'))
  } catch (error) {
    database[Symbol.dispose]()
    throw error
  }
}

function controlOf(database: Database, reading: Database): StoreControl {
  const accounts = createSqliteAccounts(database)
  const read = createSqliteAccounts(reading)
  let closed = false

  return {
    ...controlOperations(
      async <Name extends ControlName>(
        name: Name,
        parameters: Parameters<StoreOperations[Name]>,
      ): Promise<AnswerOf<Name>> => {
        return await patiently(() => {
          if (closed) throw storeClosed(`SQLite ${database.path}`)
          const asked = isRead(name) ? read : accounts
          return asked[name](...parameters)
        })
      },
    ),
    async [Symbol.asyncDispose]() {
      if (closed) return
      closed = true
      database[Symbol.dispose]()
      reading[Symbol.dispose]()
    },
  }
}

async function patiently<Result>(work: () => Result): Promise<Result> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isAdvisorError(error, 'STORE_BUSY') || performance.now() > end) throw error
    }
    await sleep(ASKED_AGAIN_MS)
  }
}
