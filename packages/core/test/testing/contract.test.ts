import { describe, expect, test } from 'vitest'
import { InvalidValueError } from '../../src/errors/invalid-value-error.ts'
import { assertEqual, assertKind, assertRejects, ContractViolation } from '../../src/testing/contract.ts'
import { storeContract } from '../../src/testing/store-contract.ts'

describe('assertEqual', () => {
  test.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [Number.NaN, Number.NaN],
    [[], []],
  ])('takes %j for %j', (actual, expected) => {
    expect(() => assertEqual(actual, expected, 'it')).not.toThrow()
  })

  test.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: 1 }, { b: 1 }],
    [[], {}],
    [0, -0],
    [null, {}],
    ['1', 1],
    [
      [1, 2],
      [2, 1],
    ],
  ])('does not take %j for %j', (actual, expected) => {
    expect(() => assertEqual(actual, expected, 'it')).toThrow(ContractViolation)
  })
})

describe('assertRejects', () => {
  const fails = async () => {
    throw new InvalidValueError('price', 1, 'above 1')
  }

  test('wants the code that was named', async () => {
    await assertRejects(fails, 'INVALID_VALUE', 'it')
    await expect(assertRejects(fails, 'OTHER', 'it')).rejects.toThrow('it: expected "an error with code OTHER"')
    await expect(assertRejects(async () => 7, 'OTHER', 'it')).rejects.toThrow('was 7')
    await expect(assertRejects(async () => undefined, 'OTHER', 'it')).rejects.toThrow('was undefined')
  })
})

test('assertKind tells what came instead', () => {
  const result: { kind: 'a' } | { kind: 'b' } = { kind: 'b' }
  expect(() => assertKind<{ kind: 'a' } | { kind: 'b' }, 'a'>(result, 'a', 'it')).toThrow(
    'it: expected {"kind":"a"}, was {"kind":"b"}',
  )
})

test('every promise of a store has a name of its own', () => {
  expect(new Set(storeContract.map(({ id }) => id)).size).toBe(storeContract.length)
})
