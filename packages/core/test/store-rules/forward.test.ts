import { accountKey, timestamp } from '@betting-advisor/core'
import {
  controlOperations,
  createMemoryAccounts,
  readOperations,
  STORE_OPERATIONS,
  storeOperations,
} from '@betting-advisor/core/store'
import { expect, test } from 'vitest'

const refuse = async (): Promise<never> => {
  throw new Error('asked')
}

const named = (...access: readonly string[]) =>
  Object.entries(STORE_OPERATIONS).flatMap(([name, operation]) => (access.includes(operation.access) ? [name] : []))

test('a store does all operations, control those of a person besides reading, a reader those alone', () => {
  expect(Object.keys(storeOperations(refuse))).toEqual(named('read', 'control', 'write'))
  expect(Object.keys(controlOperations(refuse))).toEqual(named('read', 'control'))
  expect(Object.keys(readOperations(refuse))).toEqual(named('read'))
  expect(named('control')).toEqual([
    'callAbsent',
    'settleByHand',
    'report',
    'setHalt',
    'askResume',
    'resume',
    'setLock',
    'liftLock',
    'acknowledgeAlert',
    'note',
  ])
  expect(new Set(Object.keys(STORE_OPERATIONS))).toEqual(new Set(Object.keys(createMemoryAccounts())))
})

test('an operation is passed on by its name, with texts that every database can keep', async () => {
  const asked: unknown[] = []
  const operations = storeOperations(async (name, parameters) => {
    asked.push([name, ...parameters])
    throw new Error('asked')
  })
  const account = accountKey('LIVE', 'main')
  await expect(operations.resume(account, 'a\0b', timestamp(0))).rejects.toThrow('asked')
  expect(asked).toEqual([['resume', account, 'a\ufffdb', 0]])
})
