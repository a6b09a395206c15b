import { InvalidValueError } from '@betting-advisor/core'
import { InvariantError } from '@betting-advisor/core/errors'
import { StoreError } from '@betting-advisor/core/store'
import { describe, expect, test } from 'vitest'
import { errorOf, faultOf } from '../src/fault-message.ts'

function sent(error: unknown): unknown {
  return errorOf(structuredClone(faultOf(error)))
}

describe('an error that goes from thread to thread arrives as it was thrown', () => {
  const sqlite = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })

  test.each([
    new StoreError('STORE_FULL', 'No room.'),
    new StoreError('OUTCOME_UNKNOWN', 'Who knows.', { cause: sqlite, remedy: 'Look.' }),
    new InvalidValueError('stake', Number.NaN, 'above zero'),
    new InvalidValueError('limit', '', 'a name'),
    new InvariantError('Broken.', { cause: new InvariantError('Deeper.', { remedy: 'Dig.' }) }),
    sqlite,
    new TypeError('a bug'),
  ])('%s', (error) => {
    const arrived = sent(error)
    expect(arrived).toEqual(error)
    expect(arrived).toMatchObject({ name: error.name, message: error.message })
    expect({ ...(arrived as object) }).toEqual({ ...error })
    expect((arrived as Error).cause).toEqual(error.cause)
    if ('remedy' in error) expect(arrived).toBeInstanceOf(error.constructor)
    if (!(error instanceof InvalidValueError)) expect((arrived as Error).stack).toBe(error.stack)
  })

  test('whatever else is thrown, as its text', () => {
    expect(sent('text')).toBe('text')
    expect(sent(undefined)).toBe('undefined')
  })
})
