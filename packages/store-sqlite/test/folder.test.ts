import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAdvisorError } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../src/index.ts'

describe('the folder of a database', () => {
  it('is made, however deep', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'folder-')), 'a', 'b', 'advisor.db')
    const stores = await Promise.allSettled([openSqliteStore(file), openSqliteStore(`${file}.2`)])
    expect(stores.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    for (const store of stores) if (store.status === 'fulfilled') await store.value.close()
    expect(existsSync(file)).toBe(true)
  })

  it('is an error where it is a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'folder-')), 'data')
    writeFileSync(file, 'not a folder')
    const error: unknown = await openSqliteStore(join(file, 'advisor.db')).catch((thrown: unknown) => thrown)
    expect(isAdvisorError(error, 'STORE_READ_ONLY')).toBe(true)
  })

  it.runIf(existsSync('/proc/self'))('is an error where none can be made, and never a hang', async () => {
    const error: unknown = await openSqliteStore('/proc/nowhere/advisor.db').catch((thrown: unknown) => thrown)
    expect(isAdvisorError(error, 'STORE_READ_ONLY')).toBe(true)
  })
})
