import { InvalidValueError, isAdvisorError } from '@betting-advisor/core'
import { describe, expect, test } from 'vitest'
import { commitFault, isBusy, storeFault } from '../src/faults.ts'

/** An error as node:sqlite throws it, with an extended result code. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error('from SQLite'), { code: 'ERR_SQLITE_ERROR', errcode })
}

const SQLITE_IOERR_FSYNC = 1034
const SQLITE_BUSY_SNAPSHOT = 517

describe('what SQLite says', () => {
  test.each([
    [5, 'STORE_BUSY'],
    [SQLITE_BUSY_SNAPSHOT, 'STORE_BUSY'],
    [6, 'STORE_BUSY'],
    [8, 'STORE_READ_ONLY'],
    [SQLITE_IOERR_FSYNC, 'STORE_FAILED'],
    [11, 'STORE_CORRUPT'],
    [13, 'STORE_FULL'],
    [14, 'STORE_ACCESS_DENIED'],
    [26, 'STORE_CORRUPT'],
  ])('%i is %s, with its cause and a remedy', (errcode, code) => {
    const cause = sqliteError(errcode)
    const fault = storeFault(cause, '/data/advisor.db')
    expect(fault).toSatisfy((error) => isAdvisorError(error, code))
    expect(fault).toMatchObject({ cause, message: expect.stringContaining('/data/advisor.db') })
    expect((fault as { remedy?: string }).remedy).toBeTruthy()
  })

  test('of a broken rule of the schema is a bug and stays as it is', () => {
    const bug = sqliteError(19)
    expect(storeFault(bug, 'x')).toBe(bug)
    expect(storeFault('text', 'x')).toBe('text')
    const ours = new InvalidValueError('a', 1, 'b')
    expect(storeFault(ours, 'x')).toBe(ours)
  })

  test('while it commits leaves the outcome open only where the disk failed', () => {
    expect(commitFault(sqliteError(SQLITE_IOERR_FSYNC), 'x')).toSatisfy((error) =>
      isAdvisorError(error, 'OUTCOME_UNKNOWN'),
    )
    expect(commitFault(sqliteError(13), 'x')).toSatisfy((error) => isAdvisorError(error, 'STORE_FULL'))
  })

  test('of another connection is known as such', () => {
    expect([5, SQLITE_BUSY_SNAPSHOT, 6, 8].map((code) => isBusy(sqliteError(code)))).toEqual([true, true, true, false])
    expect(isBusy(new Error('other'))).toBe(false)
  })
})
